"""What the pages show of a dialogue's overlaps: whom it meets, when, where and about what."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.enums import OverlapKind
from archive.hits import TAG_OF_STATUS
from archive.models import Overlap
from archive.models.overlap import OverlapQuerySet
from archive.permissions import may_resolve
from archive.under_way import add_contacts
from dialogportal import periods
from dialogportal.drawing import Bar, month_later, timeline
from dialogportal.sorting import swedish_key
from dialogues.enums import State, TargetGroup
from dialogues.models import Dialogue
from dialogues.page_query import NAMED, linked_rows, named, rows_as_column
from dialogues.permissions import why_not
from municipality.models import Area, Theme, User

MONTHS_AROUND = 6
MOST_MONTHS = 24
SHOWN = (
    "reference", "title", "state", "starts_on", "ends_on", "is_city_wide", "target_groups",
    "created_at", "owner__name", "owner__short_name", "owner__valid_to", "owner__successor",
    "owner__successor__name", "owner__successor__valid_to", "owner__successor__successor",
)  # fmt: skip


def most_urgent_first(overlaps: OverlapQuerySet) -> OverlapQuerySet:
    """What holds, collisions, of the same group and unresolved before the rest."""
    is_past = Case(When(past_on=None, then=Value(0)), default=Value(1))
    is_gain = Case(When(kind=OverlapKind.COLLISION, then=Value(0)), default=Value(1))
    is_resolved = Case(When(note="", then=Value(0)), default=Value(1))
    return overlaps.order_by(is_past, is_gain, "-same_group", is_resolved, "pk")


def with_parties(overlaps: Iterable[Overlap], user: User) -> list[Overlap]:
    """The overlaps with both their dialogues read as the pages show them; two queries."""
    rows = list(overlaps)
    ids = {pk for row in rows for pk in (row.first_id, row.second_id)}
    areas = linked_rows(Area, "areas", "name")
    themes = linked_rows(Theme, "themes", "order", "name_sv")
    found = (
        Dialogue.objects.visible_to(user)
        .select_related("owner__successor")
        .only(*SHOWN)
        .order_by()
        .annotate(
            area_rows=rows_as_column(areas, name="name", leaf_ids="leaf_ids"),
            theme_rows=rows_as_column(themes, **NAMED),
        )
        .in_bulk(ids)
    )
    seen = [row for row in rows if row.first_id in found and row.second_id in found]
    for row in seen:
        row.first, row.second = found[row.first_id], found[row.second_id]
    return seen


def shown(overlap: Overlap, dialogue: Dialogue, user: User) -> dict[str, Any]:
    """One row of ``dialogue``'s list; ``overlap`` comes from ``with_parties``."""
    other, mine = overlap.other(dialogue), overlap.other(overlap.other(dialogue))
    return {
        "overlap": overlap,
        "dialogue": other,
        "tag": TAG_OF_STATUS[other.status],
        "period": periods.by_day(other.starts_on, other.ends_on) if other.starts_on else "",
        "places": _common_places(mine, other),
        "themes": [
            theme["name"]
            for theme in named(mine.theme_rows)  # type: ignore[attr-defined]
            if theme in named(other.theme_rows)  # type: ignore[attr-defined]
        ],
        "groups": [
            str(group.label)
            for group in TargetGroup
            if group in mine.target_groups and group in other.target_groups
        ],
        "may_not": why_not(may_resolve, user, overlap),
    }


def list_rows(dialogue: Dialogue, overlaps: Iterable[Overlap], user: User) -> dict[str, Any]:
    """{"rows", "past", "months", "today", "own"}: the dialogue's own bar, and each row with its."""
    rows = [shown(row, dialogue, user) for row in with_parties(overlaps, user)]
    add_contacts(rows)
    today = timezone.localdate()
    first, months = _window(dialogue, today)
    bars = [_bar(one, today) for one in (dialogue, *(row["dialogue"] for row in rows))
            if one.starts_on]  # fmt: skip
    picture = timeline(bars, first=first, months=months, today=today)
    by_url = {bar["url"]: bar for bar in picture["rows"]}
    for row in rows:
        row["bar"] = by_url.get(row["dialogue"].get_absolute_url())
    return {
        "rows": [row for row in rows if not row["overlap"].past_on],
        "past": [row for row in rows if row["overlap"].past_on],
        "months": picture["months"],
        "today": picture["today"],
        "own": by_url.get(dialogue.get_absolute_url()),
        "may_write_none": all(row["may_not"] for row in rows),
    }


def _common_places(one: Any, other: Any) -> list[str]:
    """The names of the ground they share: of two areas of which one lies in the other, that one."""
    if one.is_city_wide and other.is_city_wide:
        return [_("the whole city")]
    if one.is_city_wide or other.is_city_wide:
        smaller = other if one.is_city_wide else one
        return [area["name"] for area in smaller.area_rows] or [_("the whole city")]
    names = {
        min((mine, theirs), key=lambda area: len(area["leaf_ids"]))["name"]
        for mine in one.area_rows
        for theirs in other.area_rows
        if not set(mine["leaf_ids"]).isdisjoint(theirs["leaf_ids"])
    }
    return sorted(names, key=swedish_key)


def _window(dialogue: Dialogue, today: datetime.date) -> tuple[datetime.date, int]:
    """The first day and the number of months of the picture: half a year around the dialogue."""
    starts = dialogue.starts_on or today
    ends = _end(dialogue, today)
    length = (ends.year - starts.year) * 12 + ends.month - starts.month
    first = month_later(starts, -MONTHS_AROUND)
    return first, min(length + 2 * MONTHS_AROUND + 1, MOST_MONTHS)


def _end(dialogue: Dialogue, today: datetime.date) -> datetime.date:
    starts = dialogue.starts_on or today
    open_end = today if dialogue.state == State.ONGOING else starts
    return max(starts, dialogue.ends_on or open_end)


def _bar(dialogue: Dialogue, today: datetime.date) -> Bar:
    return Bar(
        title=dialogue.title,
        start=dialogue.starts_on or today,
        end=_end(dialogue, today),
        state=TAG_OF_STATUS[dialogue.status],
        url=dialogue.get_absolute_url(),
    )
