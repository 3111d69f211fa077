"""How many viewpoints of a dialogue are of each kind, theme and area."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func
from django.http import QueryDict
from django.utils.translation import gettext as _

from dialogportal.sorting import swedish_key
from dialogues.models import Dialogue
from feedback.enums import PersonalData, ViewpointKind
from feedback.listing import NOT_STATED, Chosen, choose, toggled
from feedback.models.viewpoint import ViewpointQuerySet
from municipality.models import Theme, User

Rows = list[dict[str, Any]]
MOST_ROWS = 12


@dataclass(frozen=True)
class Counts:
    """Lists of {"label", "url", "active", "count"}, the 12 most common of each.

    ``total``: the chosen viewpoints; ``outside``: those among them outside the scope;
    ``waiting``: whether any holds personal data that waits.
    """

    total: int
    outside: int
    waiting: bool
    kinds: Rows
    themes: Rows
    areas: Rows

    @property
    def most(self) -> dict[str, int]:
        lists = {"kinds": self.kinds, "themes": self.themes, "areas": self.areas}
        return {
            name: max((row["count"] for row in rows), default=0) for name, rows in lists.items()
        }


def count(
    dialogue: Dialogue, chosen: Chosen, themes: dict[int, Theme], address: QueryDict, user: User
) -> Counts:
    """Counts with the other filters as chosen, in two queries."""
    kinds: Counter[str] = Counter()
    areas: Counter[tuple[int, str]] = Counter()
    total = outside = 0
    waiting = False
    for kind, in_scope, personal_data, area, area_name, number in _grouped(dialogue, chosen, user):
        code = kind or NOT_STATED
        is_kind = chosen.kind in ("", code)
        is_area = chosen.area in (None, area)
        is_scope = not (chosen.outside and in_scope)
        waiting = waiting or personal_data == PersonalData.WAITING
        if is_area and is_scope:
            kinds[code] += number
        if area and is_kind and is_scope:
            areas[area, area_name] += number
        if is_kind and is_area:
            total += number if is_scope else 0
            outside += 0 if in_scope else number
    names = {**dict(ViewpointKind.choices), NOT_STATED: _("Not sorted")}
    of_any_theme = choose(dialogue, chosen, user, but=("theme",))
    return Counts(
        total,
        outside,
        waiting,
        [
            _row(address, "kind", code, str(name), kinds[code], chosen.kind == code)
            for code, name in names.items()
            if code in kinds
        ],
        _most_common(_theme_rows(of_any_theme, chosen, themes, address)),
        _most_common(
            [
                _row(address, "area", pk, name, number, chosen.area == pk)
                for (pk, name), number in sorted(areas.items(), key=_most_first)
            ]
        ),
    )


def _grouped(dialogue: Dialogue, chosen: Chosen, user: User) -> Any:
    rows = choose(dialogue, chosen, user, but=("kind", "area", "scope")).order_by()
    columns = rows.values_list("kind", "in_scope", "personal_data", "area", "area__name")
    return columns.annotate(number=Count("pk"))


def _most_first(pair: tuple[tuple[int, str], int]) -> tuple[int, str]:
    (_pk, name), number = pair
    return -number, swedish_key(name)


def _theme_rows(
    rows: ViewpointQuerySet, chosen: Chosen, themes: dict[int, Theme], address: QueryDict
) -> Rows:
    each = (
        rows.order_by().annotate(theme=Func(F("theme_ids"), function="unnest")).values_list("theme")
    )
    counted = sorted(each.annotate(number=Count("pk")), key=lambda pair: (-pair[1], pair[0]))
    return [
        _row(address, "theme", pk, str(themes[pk]), number, chosen.theme == pk)
        for pk, number in counted
        if pk in themes
    ]


def _most_common(rows: Rows) -> Rows:
    """The first of a list, and what is chosen wherever it stands: it can be taken away."""
    return [row for place, row in enumerate(rows) if place < MOST_ROWS or row["active"]]


def _row(
    address: QueryDict, name: str, value: object, label: str, number: int, active: bool
) -> dict[str, Any]:
    url = toggled(address, name, "" if active else str(value))
    return {"label": label, "url": url, "active": active, "count": number}


def chips(chosen: Chosen, counts: Counts, address: QueryDict) -> list[dict[str, str]]:
    """What is chosen now, for components/chips.html."""
    found = []
    if chosen.q:
        label = _("Words: %(words)s") % {"words": chosen.q}
        found.append({"label": label, "url": toggled(address, "q", "")})
    rows = [*counts.kinds, *counts.themes, *counts.areas]
    found += [{"label": row["label"], "url": row["url"]} for row in rows if row["active"]]
    if chosen.outside:
        label = _("Outside the dialogue's scope")
        found.append({"label": label, "url": toggled(address, "scope", "")})
    return found
