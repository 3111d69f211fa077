"""An official finds what is known before planning, as people do it (issue 2, "Done when")."""

import datetime

import pytest
from playwright.sync_api import expect

from archive.lexemes import refresh
from dialogues.enums import State
from dialogues.models import KnowledgeReview
from municipality.enums import Measure
from tests.factories import DialogueFactory, PopulationFigureFactory
from tests.factories.archive import NotificationFactory, SavedSearchFactory, small_city
from tests.in_browser import assert_accessible, assert_fits, visiting

PASSWORD = "stadens-dialog"
PAGES = {
    "first": "/",
    "search": "/sok/?q=belysning&area=tensta",
    "viewpoints": "/sok/?q=belysning&show=viewpoints&good=",
    "misspelt": "/sok/?q=belysnig&theme=borta",
    "nothing": "/sok/?q=xyzzyq",
    "no word": "/sok/?q=!",
    "begin": "/planera/",
    "before": "/planera/?q=belysning&area=tensta",
    "nothing before": "/planera/?q=xyzzyq&area=alvik",
    "areas": "/omraden/",
    "area": "/omraden/tensta/",
    "former area": "/omraden/spanga-tensta/",
}


@pytest.fixture
def city(transactional_db):
    made = small_city()
    today = datetime.date.today()  # noqa: DTZ011 the browser's day is the server's
    for area, title in ((made.tensta, "Ny park i Tensta"), (made.rinkeby, "Rinkeby torg")):
        DialogueFactory(
            title=title,
            owner=made.office,
            type=made.kind,
            areas=[area],
            themes=[made.lighting],
            state=State.ONGOING,
            starts_on=today - datetime.timedelta(days=20),
            ends_on=today + datetime.timedelta(days=40),
        )
    for area in (made.tensta, made.rinkeby):
        west = area.longitude
        area.boundary = {
            "type": "Polygon",
            "coordinates": [
                [[west, 59.3], [west + 0.03, 59.3], [west + 0.03, 59.32], [west, 59.3]]
            ],
        }
        area.save()
    PopulationFigureFactory(area=made.jarva, measure=Measure.TURNOUT, value="61.5")
    SavedSearchFactory(user=made.user, name="Ljus i Tensta")
    NotificationFactory(user=made.user)
    made.tensta_dialogue.feedback_due = datetime.date(2025, 3, 1)
    made.tensta_dialogue.save()
    refresh()
    return made


@pytest.fixture
def visit(city, live_server, page):
    """Open an address as the official of Järva."""
    return visiting(city.user, live_server, page)


def test_an_official_searches_concludes_and_has_an_idea_in_the_register(city, live_server, page):
    page.goto(live_server.url)
    page.get_by_label("E-post").fill(city.user.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Vad vill ni fråga om, och var?")).to_be_visible()
    page.get_by_label("Fråga eller ämne").fill("belysning på gångvägen")
    page.get_by_label("Område").select_option(label="Tensta")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_role("link", name="Trygg väg till skolan i Tensta")).to_be_visible()
    page.get_by_role("link", name="Börja på en plan med frågan").click()
    expect(page.get_by_role("heading", name="Invånare i Tensta väntar på svar")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("group", name="Räcker det? Trygg väg").get_by_label("Delvis").check()
    page.get_by_label("Ta med").first.check()
    page.get_by_label("Samordna med den här: Ny park i Tensta").check()
    page.get_by_label("Samordna med en dialog som är på gång.").check()
    page.get_by_role("button", name="Spara slutsatsen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    expect(page.get_by_label("Ta med").first).to_be_checked()
    expect(page.get_by_label("Samordna med den här: Ny park i Tensta")).to_be_checked()

    page.get_by_label("Varför?").fill("Parkens dialog rör samma stråk.")
    page.get_by_label("Arbetsnamn").fill("Ljus på gångvägen")
    page.get_by_role("button", name="Spara slutsatsen").click()
    expect(page.get_by_role("heading", name="Ljus på gångvägen", level=1)).to_be_visible()
    expect(
        page.get_by_text("Det är kolsvart på gångvägen, sätt upp belysning.").first
    ).to_be_visible()
    review = KnowledgeReview.objects.get()
    assert (review.coordinate_with.title, review.dialogue.state) == ("Ny park i Tensta", State.IDEA)
    page.get_by_role("link", name="Sök", exact=True).click()
    page.get_by_label("Fråga eller ämne").fill("Ljus på gångvägen")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_role("link", name="Ljus på gångvägen", exact=True)).to_be_visible()


def test_filters_swap_the_list_tell_the_number_and_keep_the_focus(visit):
    page = visit("/sok/?q=belysning")
    expect(page.get_by_role("status")).to_have_text("2 dialoger, 1 synpunkt")
    facet = page.get_by_role("link", name="Bara goda exempel")
    facet.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 dialog, 0 synpunkter")
    expect(page.locator("#facet-good-1")).to_be_focused()
    assert page.url.endswith("/sok/?q=belysning&good=1")
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("2 dialoger, 1 synpunkt")
    page.get_by_role("link", name="Trygg väg till skolan i Tensta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trygg väg till skolan i Tensta")


def test_the_conclusion_is_drawn_by_keys_alone(visit, city):
    page = visit("/planera/?q=belysning&area=tensta")
    page.get_by_role("radio", name="Ingen ny dialog behövs. Svaret finns.").focus()
    page.keyboard.press("Space")
    for _each in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("Svaret finns sedan 2024.")
    page.keyboard.press("Tab")
    page.keyboard.type("De som går där vet mest.")
    for _each in range(2):  # past the title, to the question
        page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Var behövs det ljus?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Belysning", level=1)).to_be_visible()
    dialogue = KnowledgeReview.objects.get().dialogue
    assert (dialogue.state, dialogue.question) == (State.NO_DIALOGUE, "Var behövs det ljus?")
    assert dialogue.plan.benefit == "De som går där vet mest."


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("sv", 1280, "light"), ("sv", 320, "dark"), ("en", 320, "light"), ("en", 1280, "dark")],
)
def test_every_page_is_accessible_and_fits_the_screen(
    visit, live_server, page, language, width, scheme
):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    for address in PAGES.values():
        visit(address)
        assert_accessible(page)
        assert_fits(page)
