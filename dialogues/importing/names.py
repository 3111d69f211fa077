"""Finds the rows of the city's lists by the names that people write."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils import translation

from municipality.enums import AreaLevel
from municipality.models import Area, Organisation
from municipality.models.bilingual import Named

Row = TypeVar("Row")
LANGUAGES = ("sv", "en")
_EDGES = " .,;:!?\"'“”’()[]"
_SPACES = re.compile(r"\s+")
# "Farsta" may be a district or the committee's area around it; these words say which.
_LEVEL_WORDS = {
    AreaLevel.COMMITTEE: (
        "stadsdelsområde",
        "stadsdelsnämndsområde",
        "stadsdelsnämnd",
        "sdo",
        "sdn",
    ),
    AreaLevel.DISTRICT: ("stadsdel", "(stadsdel)"),
}
_WIDEST_FIRST = [AreaLevel.CITY, AreaLevel.COMMITTEE, AreaLevel.DISTRICT, AreaLevel.PLACE]


def folded(text: str) -> str:
    """A name without what people write differently: case, spaces, signs at the ends."""
    return _SPACES.sub(" ", text).strip(_EDGES).casefold()


class Names(Generic[Row]):
    """Names → rows. Where several share a name the first one given wins, unless only a later one
    was in force on the day."""

    def __init__(self, pairs: Iterable[tuple[str, Row]]) -> None:
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for name, row in pairs:
            if key := folded(name):
                self._rows[key].append(row)

    def find(self, text: str, on: datetime.date | None = None) -> Row | None:
        """The row of that name, or None."""
        rows = self._rows.get(folded(text), [])
        in_force = (row for row in rows if on is None or _was_in_force(row, on))
        return next(in_force, rows[0] if rows else None)


def _was_in_force(row: object, on: datetime.date) -> bool:
    start, end = getattr(row, "valid_from", None), getattr(row, "valid_to", None)
    return (start is None or start <= on) and (end is None or on <= end)


def named_rows(rows: Iterable[Named]) -> Names[Named]:
    """A bilingual list's rows by Swedish name, English name and code."""
    found = list(rows)
    return Names((name, row) for row in found for name in (row.name_sv, row.name_en, row.slug))


def choice_names(
    choices: type[models.Choices], other: Mapping[str, Any] | None = None
) -> Names[Any]:
    """A fixed list's codes by their words in both languages, and by ``other`` words for them."""
    pairs = [(str(code), code) for code in choices.values]
    for language in LANGUAGES:
        with translation.override(language):
            pairs += [(str(label), code) for code, label in choices.choices]
    return Names([*pairs, *(other or {}).items()])


def area_names() -> Names[Area]:
    """Areas by name, the wider one first where two share a name (it covers the other)."""
    fields = ("id", "name", "slug", "level", "valid_from", "valid_to")
    areas = sorted(
        Area.objects.only(*fields),
        key=lambda area: (area.is_abolished, _WIDEST_FIRST.index(AreaLevel(area.level)), area.pk),
    )
    pairs = [(area.name, area) for area in areas]
    for area in areas:
        pairs += [
            (f"{area.name} {word}", area) for word in _LEVEL_WORDS.get(AreaLevel(area.level), ())
        ]
    return Names([*pairs, *((area.slug, area) for area in areas)])


def organisation_names(kinds: Collection[str] = ()) -> Names[Organisation]:
    """Organisations, of some kinds or all, by name and short name, those of today first."""
    every = Organisation.objects.select_related("successor")
    chosen = every.filter(kind__in=kinds) if kinds else every
    rows = sorted(chosen, key=lambda row: (row.is_abolished, row.pk))
    return Names([(name, row) for row in rows for name in (row.name, row.short_name)])
