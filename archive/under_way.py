"""What is going on or planned in and around an area, half a year back and ahead."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from archive.around import HALF_A_YEAR, Near, near_today
from archive.criteria import Criteria
from archive.hits import TAG_OF_STATUS, shown_dialogues
from dialogportal import periods
from dialogportal.drawing import Bar, timeline
from dialogportal.local_cache import cache
from dialogues.enums import State
from dialogues.models import Dialogue
from municipality.models import Membership, User

TIMELINE_MONTHS = 13
KEPT_SECONDS = 60


def under_way(criteria: Criteria, user: User, most: int) -> list[dict[str, Any]]:
    """The nearest of what goes on or is planned, for a short list."""
    near = near_today(criteria, user, most)
    dialogues = shown_dialogues([place.id for place in near], user)
    return [shown(dialogues[place.id], place) for place in near if place.id in dialogues]


def shown(dialogue: Dialogue, place: Near) -> dict[str, Any]:
    """What the page says of one dialogue that is under way."""
    return {
        "dialogue": dialogue,
        "url": dialogue.get_absolute_url(),
        "relation": place.relation,
        "same_theme": place.same_theme,
        "period": periods.by_day(dialogue.starts_on, dialogue.ends_on)
        if dialogue.starts_on
        else "",
        "tag": TAG_OF_STATUS[dialogue.status],
    }


def add_contacts(rows: Sequence[dict[str, Any]]) -> None:
    """Give each row of ``shown`` the id of the ``body`` that answers for the dialogue today, and
    its ``contacts``: e-mail addresses there (R037, R146)."""
    contacts = _contacts()
    for row in rows:
        row["body"] = row["dialogue"].owner.current().pk
        row["contacts"] = contacts.get(row["body"], [])


def _contacts() -> dict[int, list[str]]:
    """{organisation id: its contact persons' e-mail addresses}; kept for a minute."""
    found: dict[int, list[str]] | None = cache.get("contacts")
    if found is None:
        found = {}
        people = Membership.objects.contact_persons()
        for organisation, email in people.values_list("organisation_id", "user__email"):
            addresses = found.setdefault(organisation, [])
            if email not in addresses:
                addresses.append(email)
        cache.set("contacts", found, KEPT_SECONDS)
    return found


def drawn(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The months, today's place, and the rows of ``shown`` each with its ``bar`` (None undated)."""
    today = timezone.localdate()
    bars = [_bar(row, today) for row in rows if row["dialogue"].starts_on]
    picture = timeline(bars, first=today - HALF_A_YEAR, months=TIMELINE_MONTHS, today=today)
    by_url = {bar["url"]: bar for bar in picture["rows"]}
    for row in rows:
        row["bar"] = by_url.get(row["url"])
    return {"months": picture["months"], "today": picture["today"], "rows": rows}


def _bar(row: dict[str, Any], today: datetime.date) -> Bar:
    dialogue: Dialogue = row["dialogue"]
    starts = dialogue.starts_on or today
    ends = dialogue.ends_on or (today if dialogue.state == State.ONGOING else starts)
    return Bar(
        title=dialogue.title,
        start=starts,
        end=max(starts, ends),
        state=TAG_OF_STATUS[dialogue.status],
        url=row["url"],
    )
