"""What is going on or planned in and around an area, half a year back and ahead."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, OuterRef, Q, Value
from django.utils import timezone

from archive.criteria import COMING, Criteria, in_area
from archive.hits import TAG_OF_STATUS, shown_dialogues
from archive.search import AREA_IDS, nearest
from dialogportal import periods
from dialogportal.drawing import Bar, timeline
from dialogues.enums import State
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from municipality.enums import AreaRelation
from municipality.models import Membership, User

HALF_A_YEAR = datetime.timedelta(days=183)
TIMELINE_MONTHS = 13
# Read, to choose from them those nearest to the area and the question.
MOST_READ = 400
HELD = (State.FEEDBACK, State.CLOSED)


class Near(NamedTuple):
    """A dialogue near today: its areas, and whether it shares a theme with the question."""

    id: int
    areas: list[int]
    same_theme: bool


@dataclass(frozen=True)
class Place:
    """How a dialogue of ``Near`` lies to what is searched; no relation without an area."""

    id: int
    relation: AreaRelation | None
    same_theme: bool


def near_today(criteria: Criteria, user: User, *, held: bool) -> DialogueQuerySet:
    """Ongoing, and planned or thought of for the half year before and after today.

    A plan without dates counts from the day it was registered. With ``held`` also what ended in
    the last half year: those who live there have just been asked.
    """
    today = timezone.localdate()
    first, last = today - HALF_A_YEAR, today + HALF_A_YEAR
    in_time = Q(starts_on__range=(first, last)) | Q(starts_on__lt=first, ends_on__gte=first)
    new = Q(starts_on=None, created_at__date__gte=first)
    wanted = Q(state=State.ONGOING) | Q(in_time | new, state__in=COMING)
    if held:
        wanted |= Q(in_time, state__in=HELD)
    return in_area(Dialogue.objects.visible_to(user), criteria).filter(wanted)


def columns(found: DialogueQuerySet, themes: Sequence[int]) -> Any:
    """Rows for ``Near``, what begins first first."""
    link = Dialogue.themes.through.objects.filter(dialogue=OuterRef("pk"), theme__in=themes)
    same_theme = Exists(link) if themes else Value(False, output_field=BooleanField())
    return found.order_by("starts_on", "pk").values_list("pk", AREA_IDS, same_theme)[:MOST_READ]


def nearest_first(rows: Sequence[Near], criteria: Criteria) -> list[Place]:
    """In the order of the page: the area itself first, there what shares the theme first."""
    order = list(AreaRelation)
    places = [
        Place(row.id, nearest(row.areas, criteria) if criteria.near else None, row.same_theme)
        for row in rows
    ]
    return sorted(
        places,
        key=lambda place: (
            order.index(place.relation) if place.relation else 0,
            not place.same_theme,
        ),
    )


def under_way(criteria: Criteria, user: User, most: int) -> list[dict[str, Any]]:
    """The nearest of what goes on or is planned, for a short list."""
    rows = [Near(*row) for row in columns(near_today(criteria, user, held=False), ())]
    places = nearest_first(rows, criteria)[:most]
    dialogues = shown_dialogues([place.id for place in places], user)
    return [shown(dialogues[place.id], place) for place in places if place.id in dialogues]


def shown(dialogue: Dialogue, place: Place) -> dict[str, Any]:
    """What the page says of one dialogue that is under way."""
    return {
        "dialogue": dialogue,
        "relation": place.relation,
        "same_theme": place.same_theme,
        "period": periods.by_day(dialogue.starts_on, dialogue.ends_on)
        if dialogue.starts_on
        else "",
        "tag": TAG_OF_STATUS[dialogue.status],
    }


def add_contacts(rows: Sequence[dict[str, Any]]) -> None:
    """Give each row of ``shown`` its ``contacts``: e-mail addresses at the body that answers for
    the dialogue today (R037, R146)."""
    answering = [row["dialogue"].owner.current().pk for row in rows]
    found: dict[int, dict[str, None]] = {pk: {} for pk in answering}
    contacts = Membership.objects.contact_persons().filter(organisation__in=found)
    for organisation, email in contacts.values_list("organisation_id", "user__email"):
        found[organisation][email] = None
    for row, pk in zip(rows, answering, strict=True):
        row["contacts"] = list(found[pk])


def drawn(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The months, today's place, and the rows of ``shown`` each with its ``bar`` (None undated)."""
    today = timezone.localdate()
    bars = [_bar(row["dialogue"], today) for row in rows if row["dialogue"].starts_on]
    picture = timeline(bars, first=today - HALF_A_YEAR, months=TIMELINE_MONTHS, today=today)
    by_url = {bar["url"]: bar for bar in picture["rows"]}
    for row in rows:
        row["bar"] = by_url.get(row["dialogue"].get_absolute_url())
    return {"months": picture["months"], "today": picture["today"], "rows": rows}


def _bar(dialogue: Dialogue, today: datetime.date) -> Bar:
    starts = dialogue.starts_on or today
    ends = dialogue.ends_on or (today if dialogue.state == State.ONGOING else starts)
    return Bar(
        title=dialogue.title,
        start=starts,
        end=max(starts, ends),
        state=TAG_OF_STATUS[dialogue.status],
        url=dialogue.get_absolute_url(),
    )
