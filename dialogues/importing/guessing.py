"""Which column holds what: guessed from the header's words and from the values beneath."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dialogportal.values import parse_count, parse_date, parse_number
from dialogues.importing.fields import COUNT, DATE, NUMBER, TEXT, YES_NO, TargetField

EXACT, ALIKE, CONTAINED = 100, 70, 40
ENOUGH = 35
MOST_COLUMNS_JOINED = 3
_WORDS = re.compile(r"[^\W_]+")
_PARSERS: dict[str, Callable[[str], Any]] = {
    DATE: parse_date,
    NUMBER: parse_number,
    COUNT: parse_count,
}


def guess_mapping(
    fields: Sequence[TargetField], columns: Sequence[str], rows: Iterable[dict[str, str]]
) -> dict[str, list[str]]:
    """{field: [columns]}; a column is used once, a field by one column unless it takes several."""
    sample = list(rows)
    values = {column: [row[column] for row in sample if row.get(column)] for column in columns}
    points = sorted(
        (
            (-score, place, order, field, column)
            for order, field in enumerate(fields)
            for place, column in enumerate(columns)
            if (score := _points(field, column, values[column])) >= ENOUGH
        ),
        key=lambda found: found[:3],
    )
    mapping: dict[str, list[str]] = {}
    used: set[str] = set()
    for score, _place, _order, field, column in points:
        most = MOST_COLUMNS_JOINED if field.takes_several and -score > CONTAINED else 1
        if column not in used and len(mapping.get(field.name, ())) < most:
            mapping.setdefault(field.name, []).append(column)
            used.add(column)
    _give_text_to_required(fields, columns, values, mapping, used)
    return {name: sorted(found, key=columns.index) for name, found in mapping.items()}


def _points(field: TargetField, column: str, values: Sequence[str]) -> int:
    """How well a column's name and values fit a field: 0 not at all."""
    header = _plain(column)
    words = header.split()
    best = 0
    for place, name in enumerate(_plain(part) for part in field.headers.split("|")):
        if header == name:
            best = max(best, EXACT - place)
        elif words[: len(name.split())] == name.split():
            best = max(best, ALIKE - place)
        elif name in words or (len(name) > 4 and name in header):
            best = max(best, CONTAINED - min(place, 4))
    if best and not _values_fit(field, values):
        return 0
    return best


def _values_fit(field: TargetField, values: Sequence[str]) -> bool:
    """Whether most of the values can be read as what the field takes."""
    if not values:
        return True
    if field.takes == YES_NO:
        return len({value.casefold() for value in values}) <= 3
    parse = _PARSERS.get(field.takes)
    if parse is None:
        return True
    read = 0
    for value in values:
        try:
            parse(value)
        except ValueError:
            continue
        read += 1
    return read * 2 >= len(values)


def _give_text_to_required(
    fields: Sequence[TargetField],
    columns: Sequence[str],
    values: dict[str, list[str]],
    mapping: dict[str, list[str]],
    used: set[str],
) -> None:
    """A text that must be there and was not found by name is the free column with most text."""
    for field in fields:
        if not field.is_required or field.takes != TEXT or field.name in mapping:
            continue
        free = [column for column in columns if column not in used and values[column]]
        if free:
            longest = max(free, key=lambda column: sum(map(len, values[column])))
            mapping[field.name] = [longest]
            used.add(longest)


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.replace("_", " ").casefold()))
