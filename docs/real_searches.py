"""Ten searches that an official could make, over the real files of docs/real-data.md.

    python -m docs.real_searches

Prints for each what was found first and how long it took, as a Markdown table: the median of five
times, of the search alone and of the whole page. Leaves nothing in the database.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import django

TIMES = 5
SHOWN = 3
LONGEST = 70
SEARCHES = (
    {"q": "övergångsställe vid skolan"},
    {"q": "belysning i gångtunnel"},
    {"q": "utegym"},
    {"q": "ensamhet bland äldre"},
    {"q": "ungas psykiska hälsa"},
    {"q": "laddstolpar för elbilar"},
    {"q": "cykelbanna"},
    {"q": "hur får vi fler att rösta i förorten?"},
    {"q": "medborgardialog", "from": "2014", "to": "2018"},
    {"q": "nedskräpning", "viewpoints": "on"},
)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that ``work`` takes: the median."""
    work()
    taken = []
    for _turn in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def found(address: dict[str, str]) -> tuple[str, str, Callable[[], object]]:
    """(number of hits, the first of them, the search to time) of one address."""
    from django.http import QueryDict  # noqa: PLC0415

    from archive.choices import load_choices  # noqa: PLC0415
    from archive.criteria import read  # noqa: PLC0415
    from archive.facets import counts  # noqa: PLC0415
    from archive.hits import count_text  # noqa: PLC0415
    from archive.search import search  # noqa: PLC0415
    from dialogues.models import Dialogue  # noqa: PLC0415
    from feedback.models import Viewpoint  # noqa: PLC0415
    from municipality.models import User  # noqa: PLC0415

    user = User.objects.order_by("-pk")[0]
    criteria = read(QueryDict(urlencode(address)), load_choices(), user)
    answer = search(criteria, user)
    numbers = counts(answer, criteria).get("counted", {})
    dialogues = Dialogue.objects.in_bulk(answer.dialogue_ids[:SHOWN])
    viewpoints = Viewpoint.objects.in_bulk(answer.viewpoint_ids[:SHOWN])
    rows = [dialogues[pk].title for pk in answer.dialogue_ids[:SHOWN]]
    rows += [viewpoints[pk].text.splitlines()[0] for pk in answer.viewpoint_ids[:SHOWN]]
    first = "<br>".join(
        f"{'DV'[place >= len(dialogues)]} {text[:LONGEST].strip()}"
        for place, text in enumerate(rows)
    )
    return count_text(answer, numbers), first, lambda: search(criteria, user)


@contextmanager
def an_officials_browser() -> Iterator[Any]:
    """Of a user who may search. In no transaction, in which every search reads the register anew;
    the user and the session are taken away at the end."""
    from django.test import Client  # noqa: PLC0415

    from municipality.models import Membership, Organisation, User  # noqa: PLC0415

    user = User.objects.create_user(email="searches@example.se", password=None)
    client = Client(SERVER_NAME="127.0.0.1")
    try:
        Membership.objects.create(user=user, organisation=Organisation.objects.all()[0])
        client.force_login(user)
        yield client
    finally:
        client.logout()
        user.delete()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialogportal.settings")
    django.setup()
    from django.utils import translation  # noqa: PLC0415 settings must be read first

    print("| search | found | first (D dialogues, V viewpoints) | search, ms | page, ms |")
    print("|---|---|---|---:|---:|")
    with translation.override("en"), an_officials_browser() as client:
        for address in SEARCHES:
            number, first, search = found(address)
            page = f"/sok/?{urlencode(address)}"
            assert client.get(page).status_code == 200
            milliseconds = timed(search), timed(lambda page=page: client.get(page))
            asked = " ".join(
                [address["q"], *(f"`{k}={v}`" for k, v in address.items() if k != "q")]
            )
            print(
                f"| {asked} | {number} | {first} | {milliseconds[0]:.0f} | {milliseconds[1]:.0f} |"
            )


if __name__ == "__main__":
    main()
