"""Take the pictures of the pages: `python -m docs.screenshots [FOLDER]` (make screenshots).

Fills a scratch database with the demo city, starts the portal and its worker beside it, logs in as
the demo's people and photographs what they see. Without FOLDER those of the README are made anew;
with FOLDER every page, whole, in every look: wide, narrow (320 px), dark and printed. Needs a
Chromium; CHROMIUM names it where it is called something else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from bench.scratch import scratch_database
from bench.server import server

HERE = Path(__file__).parent / "screenshots"
CHROMIUMS = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
NOBODY, OFFICIAL, COMMITTEE, SECRETARY, COORDINATOR = (
    "",
    "handlaggare.jarva@demo.example",
    "ledamot.jarva@demo.example",
    "sekreterare.jarva@demo.example",
    "strateg@demo.example",
)
LARGEST_BYTES = 250_000
# Made up, as all of the demo. The second row names a place that the city does not have.
IMPORTED = """\
Rubrik;Beskrivning;Stadsdel;Ämne;Datum;Antal deltagare;Vad kom fram
Gårdsdialog i Akalla;Hyresgästerna om gården;Akalla;Upprustning;2019-05-14;38;Fler bänkar
Öppet möte om badet;Vad saknas?;Storsjön;Natur och vatten;2021-08-30;61;Laga bryggan först
Ungas kvällar i Kista;Om fritidsgården;Kista;Ungdomar;mars 2022;ca 25;Öppet längre på fredagar
"""


class Look(NamedTuple):
    """How a page is looked at."""

    width: int
    height: int
    scheme: str = "light"
    media: str = "screen"


LOOKS = {
    "wide": Look(1280, 860),
    "narrow": Look(320, 700),
    "dark": Look(1280, 860, scheme="dark"),
    "print": Look(760, 1075, media="print"),
}


class Picture(NamedTuple):
    """A page: whose, where, and what is done there before the picture is taken."""

    name: str
    user: str
    address: str
    act: Callable[[Page], None] | None = None
    shown: tuple[str, ...] = ()  # looks of the README's pictures


def upload(page: Page) -> None:
    """Upload a small file and have the portal show how it understands the columns."""
    page.locator("[name=kind][value=dialogues]").check()
    page.locator("[name=file]").set_input_files(
        {"name": "dialoger-2019-2022.csv", "mimeType": "text/csv", "buffer": IMPORTED.encode()}
    )
    page.locator("main form button.button").last.click()
    page.wait_for_url("**/kolumner/**")


def preview(page: Page) -> None:
    """The same, and how the first rows are understood."""
    upload(page)
    page.locator("button[name=preview]").click()
    page.locator("button[name=preview]").wait_for()


def checked(page: Page) -> None:
    """The same, and what the check of all rows found; the worker does it."""
    upload(page)
    page.locator("form .actions button:not([name])").click()
    page.locator(".working, [hx-trigger]").wait_for(state="detached", timeout=60_000)


def pictures(references: dict[str, str]) -> list[Picture]:
    """All pages; ``references`` are those of dialogues by their titles."""
    square = f"/dialoger/{references['Vad ska hända med Hjulsta torg?']}/"
    meeting = f"/dialoger/{references['Ny mötesplats i Hjulsta']}/"
    evenings = f"/dialoger/{references['Ungas kvällar i Rinkeby: var och när?']}/"
    return [*finding(), *planning(square, meeting, evenings), *registering(square)]


def finding() -> list[Picture]:
    """First pages, and what is known before anybody plans."""
    search = "/sok/?q=belysning+på+gångvägen&area=tensta"
    return [
        Picture("log-in", NOBODY, "/konto/login/"),
        Picture("first-page", OFFICIAL, "/", shown=("wide",)),
        Picture("first-page-committee", COMMITTEE, "/"),
        Picture("first-page-coordinator", COORDINATOR, "/"),
        Picture("search", OFFICIAL, search, shown=("wide", "narrow")),
        Picture("search-viewpoints", OFFICIAL, f"{search}&show=viewpoints"),
        Picture("search-nothing", OFFICIAL, "/sok/?q=xyzzyq&area=tensta"),
        Picture("plan-begin", OFFICIAL, "/planera/"),
        Picture(
            "before-you-plan",
            OFFICIAL,
            "/planera/?q=mötesplats+för+unga&area=hjulsta",
            shown=("wide",),
        ),
    ]


def planning(square: str, meeting: str, evenings: str) -> list[Picture]:
    """A dialogue, a plan and a decision; each at the address of one."""
    return [
        Picture("dialogue", OFFICIAL, square, shown=("wide", "dark")),
        Picture("dialogue-planned", OFFICIAL, meeting),
        Picture("plan", OFFICIAL, f"{meeting}plan/"),
        Picture("level", OFFICIAL, f"{meeting}plan/niva/"),
        Picture("target-groups", OFFICIAL, f"{meeting}plan/malgrupper/", shown=("wide",)),
        Picture("methods", OFFICIAL, f"{meeting}plan/metoder/"),
        Picture("rights", OFFICIAL, f"{meeting}plan/rattigheter/"),
        Picture("collisions", OFFICIAL, f"{meeting}krockar/", shown=("wide",)),
        Picture("submit", OFFICIAL, f"{meeting}steg/submit/"),
        Picture("decision", SECRETARY, f"{evenings}beslut/", shown=("wide",)),
        Picture("decision-basis", SECRETARY, f"{evenings}beslutsunderlag/"),
        Picture("committee", COMMITTEE, "/namnden/", shown=("wide",)),
        Picture("matters", SECRETARY, "/namnden/fragor/"),
        Picture("initiatives", OFFICIAL, "/initiativ/"),
    ]


def registering(square: str) -> list[Picture]:
    """What is kept of a dialogue held, and the portal's lists."""
    return [
        Picture("dialogue-history", OFFICIAL, f"{square}historik/"),
        Picture("dialogue-occasions", OFFICIAL, f"{square}tillfallen/"),
        Picture("dialogue-documents", OFFICIAL, f"{square}dokument/"),
        Picture("dialogues", OFFICIAL, "/dialoger/"),
        Picture("areas", OFFICIAL, "/omraden/"),
        Picture("area", OFFICIAL, "/omraden/jarva/", shown=("wide",)),
        Picture("register", OFFICIAL, "/dialoger/registrera/"),
        Picture("viewpoints", OFFICIAL, f"{square}synpunkter/"),
        Picture("viewpoint-register", OFFICIAL, f"{square}synpunkter/ny/"),
        Picture("personal-data", OFFICIAL, "/synpunkter/personuppgifter/"),
        Picture("imports", OFFICIAL, "/importer/"),
        Picture("import-upload", OFFICIAL, "/importer/ny/"),
        Picture("import", OFFICIAL, "/importer/ny/", preview, shown=("wide",)),
        Picture("import-checked", OFFICIAL, "/importer/ny/", checked),
        Picture("contacts", COORDINATOR, "/kontakter/"),
        Picture("styleguide", COORDINATOR, "/styleguide/"),
    ]


@contextmanager
def portal() -> Iterator[tuple[str, dict[str, str]]]:
    """The portal with the demo city; yields its address and {title: reference} of dialogues."""
    with tempfile.TemporaryDirectory() as media:
        os.environ["MEDIA_ROOT"] = media
        with scratch_database():
            from django.core.management import call_command  # noqa: PLC0415 settings first
            from django.db import connection  # noqa: PLC0415

            from dialogues.models import Dialogue  # noqa: PLC0415

            call_command("load_demo_city", quiet=True)
            references = dict(Dialogue.objects.values_list("title", "reference"))
            with database_named(connection.settings_dict["NAME"]) as url, server(url) as port:
                connection.close()
                yield f"http://127.0.0.1:{port}", references


@contextmanager
def database_named(name: str) -> Iterator[str]:
    """The scratch database's DATABASE_URL, with a worker at work on it."""
    from django.conf import settings  # noqa: PLC0415 settings must be read first

    address, _sign, options = settings.DATABASE_URL.partition("?")
    url = f"{address.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        env=os.environ | {"DATABASE_URL": url},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield url
    finally:
        worker.terminate()
        worker.wait(30)


def log_in(browser: Browser, address: str, user: str, look: Look) -> Page:
    """A page of a new visitor, logged in unless ``user`` is empty."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if user:
        page.goto(f"{address}/konto/login/")
        page.locator("[name=login]").fill(user)
        page.locator("[name=password]").fill("stadens-dialog")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
    return page


def take(
    page: Page, address: str, picture: Picture, media: str, path: Path, *, whole: bool
) -> None:
    """Photograph one page, ``whole`` or what the window shows of it."""
    page.emulate_media(media="screen")  # paper has no buttons to press
    page.goto(address + picture.address)
    if picture.act:
        picture.act(page)
    page.emulate_media(media=media)
    page.screenshot(path=path, full_page=whole, animations="disabled")
    size = path.stat().st_size
    too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    print(f"{path.name}: {size // 1000} kB{', WIDER THAN THE WINDOW' if too_wide else ''}")
    if not whole and size > LARGEST_BYTES:
        sys.exit(f"{path.name} is larger than {LARGEST_BYTES // 1000} kB.")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    whole = folder != HERE
    chromium = next((path for name in CHROMIUMS if name and (path := shutil.which(name))), None)
    if chromium is None:
        sys.exit("Pictures need Chromium: install it, or name it in CHROMIUM.")
    folder.mkdir(parents=True, exist_ok=True)
    with portal() as (address, references), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        for look_name, look in LOOKS.items():
            pages: dict[str, Page] = {}
            for picture in pictures(references):
                if not whole and look_name not in picture.shown:
                    continue
                if picture.user not in pages:
                    pages[picture.user] = log_in(browser, address, picture.user, look)
                path = folder / f"{picture.name}-{look_name}.png"
                take(pages[picture.user], address, picture, look.media, path, whole=whole)
        browser.close()


if __name__ == "__main__":
    main()
