"""One row's cells, read as the mapping says; what cannot be understood becomes a problem."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from dialogportal.personal_data import mask
from dialogportal.values import (
    DateValue,
    parse_count,
    parse_date,
    parse_number,
    plain_text,
    split_list,
)
from dialogues.enums import CountQuality
from dialogues.importing.fields import (
    LEAVE,
    MISSING,
    NOT_A_COUNT,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_IN_LIST,
    NOT_YES_OR_NO,
    REFUSE,
    TOO_LONG,
    Problem,
    TargetField,
)
from dialogues.importing.names import Names, folded
from dialogues.models import FileImport

Row = TypeVar("Row")
Value = TypeVar("Value")
LONGEST_SHOWN = 200
MOST_UNMATCHED = 300
_YES = frozenset("ja j yes y true sant 1 x".split())
_NO = frozenset("nej n no false falskt 0 -".split())


class RowReader:
    """Reads row after row of one file; ``problems`` and ``shown`` are the present row's."""

    def __init__(self, file_import: FileImport, fields: Iterable[TargetField]) -> None:
        self.fields = {field.name: field for field in fields}
        self.columns: dict[str, list[str]] = {
            name: columns for name, columns in file_import.mapping.items() if name in self.fields
        }
        self.defaults: dict[str, str] = file_import.defaults
        self.unmatched: dict[str, Counter[str]] = defaultdict(Counter)
        self.problems: list[Problem] = []
        self.shown: dict[str, str] = {}
        self._cells: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def begin(self, cells: dict[str, str]) -> None:
        """Turn to the next row."""
        self._cells = cells
        self._texts = {}
        self.problems = []
        self.shown = {}

    def refuse(self, field: str, reason: str, value: str = "", **params: Any) -> None:
        """Say what is wrong with a cell; the row is not stored.

        The refusal outlives the file and is read by coordinators, too, so no personal data goes
        into it (R002).
        """
        self.problems.append(Problem(field, mask(value)[:LONGEST_SHOWN], reason, params))

    def default(self, field: str) -> str:
        """What the user chose for rows that say nothing; "" when nothing was chosen."""
        return str(self.defaults.get(field) or "")

    def text(self, field: str) -> str:
        """The text of the field's columns, HTML taken away; several columns become lines."""
        if field not in self._texts:
            self._texts[field] = self._text(field)
        return self._texts[field]

    def _text(self, field: str) -> str:
        columns = self.columns.get(field)
        rule = self.fields[field]
        if not columns:
            if rule.is_required:
                self.refuse(field, MISSING)
            return ""
        parts = [plain_text(self._cells.get(column, "")) for column in columns]
        text = "\n".join(dict.fromkeys(part for part in parts if part))
        if not text:
            if rule.is_required:
                self.refuse(field, MISSING)
        elif len(text) > rule.max_length:
            self.refuse(field, TOO_LONG, text, limit=rule.max_length)
        else:
            self.shown[field] = text
        return text

    def _parsed(
        self, field: str, parse: Callable[[str], Value], reason: str
    ) -> tuple[str, Value | None]:
        text = self.text(field)
        if not text:
            return "", None
        try:
            return text, parse(text)
        except ValueError:
            self.refuse(field, reason, text)
            return text, None

    def date(self, field: str) -> DateValue | None:
        """A date, month, year or period."""
        _text, value = self._parsed(field, parse_date, NOT_A_DATE)
        if value is not None:
            same = value.start == value.end
            self.shown[field] = str(value.start) if same else f"{value.start} – {value.end}"
        return value

    def number(self, field: str) -> Decimal | None:
        """A number with decimal comma or point."""
        _text, value = self._parsed(field, parse_number, NOT_A_NUMBER)
        return value

    def count(self, field: str) -> tuple[int | None, str]:
        """(how many, how it is known)."""
        _text, value = self._parsed(field, parse_count, NOT_A_COUNT)
        number, quality = value or (None, CountQuality.UNKNOWN)
        if number is not None:
            self.shown[field] = f"{number} ({CountQuality(quality).label})"
        return number, quality if number is not None else CountQuality.UNKNOWN

    def yes(self, field: str, otherwise: bool) -> bool:
        """Yes or no."""
        text = self.text(field)
        if not text:
            return otherwise
        word = folded(text) or text
        if word not in _YES | _NO:
            self.refuse(field, NOT_YES_OR_NO, text)
        return word in _YES

    def items(self, field: str) -> list[str]:
        """The items of a list in one cell or several, each once."""
        text = self.text(field)
        if not text:
            return []
        parts = [item for line in text.split("\n") for item in split_list(line)]
        return list({part.casefold(): part for part in reversed(parts)}.values())[::-1]

    def found(
        self,
        field: str,
        names: Names[Row],
        on: datetime.date | None = None,
        items: Sequence[str] | None = None,
    ) -> list[Row]:
        """The list's rows that the cell names; unknown words are counted, and refused if asked."""
        if not self.text(field):
            return []
        rows: list[Row] = []
        for item in self.listed(field, names) if items is None else items:
            row = names.find(item, on)
            if row is not None:
                rows.append(row)
                continue
            self.count_unmatched(field, item)
            if self.on_unknown(field) == REFUSE:
                self.refuse(field, NOT_IN_LIST, item)
        if field in self.shown:
            self.shown[field] = ", ".join(str(row) for row in dict.fromkeys(rows))
        return list(dict.fromkeys(rows))

    def listed(self, field: str, names: Names[Any]) -> list[str]:
        """As ``items``, but a name that itself holds a comma, known or not, is left whole."""
        items: list[str] = []
        for line in self.text(field).split("\n"):
            parts = split_list(line)
            by_comma = len(parts) > 1 and ";" not in line and "|" not in line
            if names.find(line) or (by_comma and not any(map(names.find, parts))):
                parts = [line]
            items += parts
        return items

    def on_unknown(self, field: str) -> str:
        """REFUSE or LEAVE: what happens to words of a field that stand in no list."""
        return str(self.defaults.get(f"unknown_{field}") or self.fields[field].on_unknown or LEAVE)

    def count_unmatched(self, field: str, word: str) -> None:
        """Remember a word that stands in no list, for the report."""
        counts = self.unmatched[field]
        word = mask(word)[:LONGEST_SHOWN]
        if word in counts or len(counts) < MOST_UNMATCHED:
            counts[word] += 1
