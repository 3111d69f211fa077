"""Tables that people send us (CSV, XLSX), read safely and row by row in constant memory.

``open_table(path)`` looks the file over and raises FileRefused with a sentence when the whole
file cannot be used; a single odd row is yielded with its ``problem`` and stops nothing.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogportal import csv_tables, xlsx_tables
from dialogportal.refusals import FileRefused

MAX_BYTES = 100 * 1024 * 1024
MAX_COLUMNS = 200
MAX_HEADER_CELL = 500
HEADER_WITHIN = 20
SAMPLE_ROWS = 100

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc",
    b"MZ\x90",
)
_NUMBER = re.compile(r"[-+]?[\d  .,:]*\d[\d  .,:]*%?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?|\d{1,2}/\d{1,2}/\d{4}")
_ADDRESS = re.compile(r"https?://\S+|[^\s@]+@[^\s@]+\.\w+", re.IGNORECASE)
_YEAR = re.compile(r"(19|20)\d\d")


class Row(NamedTuple):
    """One row: its number as a spreadsheet shows it (the first line is 1), its texts by column.

    ``problem`` is a sentence when the row has too few or too many cells, else empty; ``cells``
    has every column all the same, so that the row can be shown.
    """

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A table that can be read again and again; for XLSX ``encoding`` and ``separator`` are "", for
    a text file of one column ``separator`` is."""

    columns: list[str]
    encoding: str
    separator: str
    header_number: int
    _records: Callable[[], Iterator[tuple[int, list[str]]]] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """The rows below the header, without the blank ones. Raises FileRefused part way when
        the file turns out to be broken further down."""
        columns = self.columns
        width = len(columns)
        for number, raw in self._records():
            if number <= self.header_number:
                continue
            cells = [cell.strip() for cell in raw]
            if not any(cells):
                continue
            csv_tables.check_cells(number, cells)
            problem = _width_problem(cells, width, padded=bool(self.separator))
            cells += [""] * (width - len(cells))
            yield Row(number, dict(zip(columns, cells, strict=False)), problem)

    def preview(self, count: int) -> list[Row]:
        """The first ``count`` rows."""
        return list(islice(self.rows(), count))


def open_table(path: str | Path, *, max_bytes: int = MAX_BYTES) -> Table:
    """Recognise the table by its content, whatever its name says. Raises FileRefused."""
    path = Path(path)
    check_size(path.stat().st_size, max_bytes=max_bytes)
    with path.open("rb") as file:
        head = file.read(2048)
    if head.startswith(b"PK\x03\x04"):
        xlsx_tables.check_workbook(path)
        sheet = xlsx_tables.first_sheet(path)
        return _table("", "", lambda: xlsx_tables.records(path, sheet))
    _refuse_other_kinds(path, head)
    encoding = csv_tables.detect_encoding(path)
    separator = csv_tables.detect_separator(path, encoding)
    return _table(encoding, separator, lambda: csv_tables.records(path, encoding, separator))


def check_size(size: int, *, max_bytes: int = MAX_BYTES) -> None:
    """Raise FileRefused for a file of no bytes or of more than ``max_bytes``; for uploads, to be
    called before the file is stored."""
    if size == 0:
        raise FileRefused(_("The file is empty."))
    if size > max_bytes:
        raise FileRefused(
            _("The file is %(size)d MB. At most %(limit)d MB can be read; split it into parts.")
            % {"size": -(-size // 2**20), "limit": max_bytes // 2**20}
        )


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    if head.startswith(_OLE):
        with path.open("rb") as file:
            start = file.read(1024 * 1024)
        if "EncryptedPackage".encode("utf-16-le") in start:
            raise FileRefused(_("The file is protected by a password. Save it without one."))
        raise FileRefused(
            _("Old Excel files (.xls) cannot be read. Open the file and save it as .xlsx.")
        )
    if head.startswith(_BINARY):
        raise FileRefused(_("The file is not a table. Send a CSV file or an Excel file (.xlsx)."))
    beginning = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise FileRefused(
            _("The file is a web page or XML, not a table. Open it in Excel and save it as .xlsx.")
        )
    if beginning.startswith((b"{", b"[{")):
        raise FileRefused(_("The file is not a table. Send a CSV file or an Excel file (.xlsx)."))


def _table(
    encoding: str, separator: str, records: Callable[[], Iterator[tuple[int, list[str]]]]
) -> Table:
    sample = [
        (number, [" ".join(cell.split()) for cell in cells])
        for number, cells in islice(records(), SAMPLE_ROWS)
    ]
    sample = [(number, cells) for number, cells in sample if any(cells)]
    if not sample:
        raise FileRefused(_("The file is empty."))
    place = _header_place(sample)
    number, header = sample[place]
    below = [cells for _number, cells in sample[place + 1 :]]
    _check_header(header, below)
    return Table(_column_names(header, below), encoding, separator, number, records)


def _header_place(sample: list[tuple[int, list[str]]]) -> int:
    """Index of the header: the first row filled about as widely as the rows usually are, so that
    a title or a date above the table is not taken for it."""
    filled = [sum(map(bool, cells)) for _number, cells in sample]
    usual = Counter(filled).most_common(1)[0][0]
    for place, count in enumerate(filled[:HEADER_WITHIN]):
        if count * 2 >= usual and (count > 1 or usual <= 1):
            return place
    return 0


def _check_header(header: list[str], below: list[list[str]]) -> None:
    """Raise FileRefused when the first row looks like data rather than names of columns."""
    if len(_trimmed(header)) > MAX_COLUMNS:
        raise FileRefused(
            _("The file has more than %(limit)d columns. Save a copy with those you need.")
            % {"limit": MAX_COLUMNS}
        )
    filled = [(place, cell) for place, cell in enumerate(header) if cell]
    values = sum(_looks_like_value(cell, _column(below, place)) for place, cell in filled)
    if values * 3 >= len(filled) or any(len(cell) > MAX_HEADER_CELL for _place, cell in filled):
        raise FileRefused(
            _(
                "The first row does not look like names of columns. "
                "Add a first row that says what each column holds."
            )
        )


def _looks_like_value(cell: str, column: list[str]) -> bool:
    if _YEAR.fullmatch(cell):
        # "2023" may well be the name of a column of figures.
        return bool(column) and all(_YEAR.fullmatch(text) for text in column)
    if _NUMBER.fullmatch(cell) or _DATE.fullmatch(cell) or _ADDRESS.fullmatch(cell):
        return True
    return cell in column


def _column(rows: list[list[str]], place: int) -> list[str]:
    return [cells[place] for cells in rows if place < len(cells) and cells[place]]


def _column_names(header: list[str], below: list[list[str]]) -> list[str]:
    """Every column gets a name of its own; nameless ones at the end count when they hold text."""
    width = len(_trimmed(header))
    usual = Counter(len(_trimmed(cells)) for cells in below).most_common(1)
    if usual and width < usual[0][0] <= len(header):
        width = usual[0][0]
    names: list[str] = []
    taken: set[str] = set()
    for place in range(width):
        base = header[place].lstrip("\ufeff") or _("Column %(number)d") % {"number": place + 1}
        name, copy = base, 1
        while name in taken:
            copy += 1
            name = f"{base} ({copy})"
        taken.add(name)
        names.append(name)
    return names


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _width_problem(cells: list[str], width: int, *, padded: bool) -> str:
    """Sentence for a row of the wrong width; a spreadsheet leaves empty cells at the end out, a
    text file does not (``padded``)."""
    if len(cells) > width and any(cells[width:]):
        found = len(_trimmed(cells))
    elif padded and len(cells) < width:
        found = len(cells)
    else:
        return ""
    return ngettext(
        "The row has %(found)d cell, but the header has %(width)d.",
        "The row has %(found)d cells, but the header has %(width)d.",
        found,
    ) % {"found": found, "width": width}
