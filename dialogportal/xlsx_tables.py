"""The spreadsheet side of ``tabular``: rows of the first sheet that holds anything, as texts.

openpyxl knows what the parts of a workbook mean (dates, styles, where the sheets are), but its
own way through a sheet keeps an element for every row until the end, believes the ``<dimension>``
a file states and goes through sheets without one twice. Here the elements are let go one by
one, so memory grows neither with the sheet nor with what somebody hid in it.
"""

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from openpyxl.cell.text import Text
from openpyxl.packaging.relationship import get_rels_path
from openpyxl.reader.excel import ExcelReader, _find_workbook_part  # type: ignore[attr-defined]
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_CONTENT_TYPES, ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from dialogportal.refusals import FileRefused
from dialogportal.zipfiles import check_xml_parts, has_macros, open_checked

MAX_ROWS = 1_048_576  # what Excel itself holds
MAX_ELEMENTS_IN_ROW = 100_000
MAX_ELEMENTS_OUTSIDE = 1_000_000
MAX_STRINGS = 500_000
MAX_STRING_CHARACTERS = 64 * 1024 * 1024
MAX_PART_IN_MEMORY = 4 * 1024 * 1024
LOOK_FOR_CONTENT = 1_000
WIDEST = 256  # columns; a row that goes further is refused for its width all the same
_DATA_TAG = f"{{{SHEET_MAIN_NS}}}sheetData"
_STRING_TAG = f"{{{SHEET_MAIN_NS}}}si"
_TEXT_TAG = f"{{{SHEET_MAIN_NS}}}t"
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


class _Book(NamedTuple):
    archive: zipfile.ZipFile
    workbook: Any  # openpyxl's, for the styles that make a number a date
    sheets: list[str]  # the parts that hold the worksheets, in their order
    strings: list[str]


def check_workbook(path: Path) -> None:
    """Raise FileRefused unless the file is a plain, bounded XLSX workbook."""
    with open_checked(path) as archive:
        names = set(archive.namelist())
        if has_macros(archive):
            raise FileRefused(
                _("The file contains macros (program code). Save it as .xlsx without macros.")
            )
        if not any(name.startswith("xl/workbook") and name.endswith(".xml") for name in names):
            raise FileRefused(_not_a_workbook(names))
        if b"macroEnabled" in _content_types(archive):
            raise FileRefused(
                _("The file contains macros (program code). Save it as .xlsx without macros.")
            )
        check_xml_parts(archive)


def first_sheet(path: Path) -> str:
    """The part that holds the first sheet with a value among its first rows.

    Raises FileRefused when there is none, or the workbook cannot be read.
    """
    with _opened(path) as book:
        for part in book.sheets:
            for _number, cells in islice(_rows(book, part), LOOK_FOR_CONTENT):
                if any(cells):
                    return part
    raise FileRefused(_("The file is empty."))


def records(path: Path, part: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number in the sheet, cell texts up to the last value) of one sheet."""
    with _opened(path) as book:
        yield from _rows(book, part)


def cell_text(value: Any) -> str:
    """A cell's value as a person would type it: ISO dates, ``3`` and not ``3.0``."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = unescape(value) if "_x" in value else value
        # What _xD800_ stands for is no character.
        text = text.encode("utf-8", "ignore").decode()
        return "" if text in _ERRORS else text.replace("\0", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # Fifteen digits are all that Excel keeps; more shows 0.1 + 0.2 as 0.30000000000000004.
        return format(Decimal(format(value, ".15g")), "f")
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, dt.time):
        return value.isoformat("seconds" if value.second else "minutes")
    return str(value)


def _rows(book: _Book, part: str) -> Iterator[tuple[int, list[str]]]:
    with book.archive.open(part) as source:
        parser = WorkSheetParser(
            source,
            book.strings,
            data_only=True,
            epoch=book.workbook.epoch,
            date_formats=book.workbook._date_formats,
            timedelta_formats=book.workbook._timedelta_formats,
        )
        try:
            for count, row in enumerate(_elements(source, ROW_TAG, _DATA_TAG), start=1):
                if count > MAX_ROWS:
                    raise FileRefused(_("The sheet has more rows than a spreadsheet can have."))
                yield _texts(parser.parse_row(row))  # type: ignore[arg-type]
                parser.row_dimensions.clear()
        except FileRefused:
            raise
        except Exception as error:  # any malformed cell: openpyxl has no error class of its own
            raise FileRefused(
                _("The file is damaged after row %(number)d and cannot be read.")
                % {"number": parser.row_counter}
            ) from error


def _elements(source: Any, tag: str, last: str = "") -> Iterator[Element]:
    """Every element of a tag, whole; all others, and it when it was used, are let go at once.

    Stops where an element named ``last`` ends. Raises FileRefused for one of too many parts.
    """
    parents: list[Element] = []
    inside = outside = 0  # elements begun since the tag began, and elsewhere
    for event, element in iterparse(source, events=("start", "end")):
        if event == "start":
            parents.append(element)
            if inside or element.tag == tag:
                inside += 1
            else:
                outside += 1
            if inside > MAX_ELEMENTS_IN_ROW or outside > MAX_ELEMENTS_OUTSIDE:
                raise FileRefused(_too_large())
            continue
        parents.pop()
        if element.tag == tag:
            yield element
            inside = 0
        if not inside and parents:
            parents[-1].clear()
        if element.tag == last:
            return


def _texts(row: tuple[int, list[dict[str, Any]]]) -> tuple[int, list[str]]:
    number, cells = row
    texts: list[str] = []
    for cell in cells:
        text = cell_text(cell["value"])
        if text:
            column = min(cell["column"], WIDEST)
            texts.extend([""] * (column - len(texts)))
            texts[column - 1] = text
    return number, texts


@contextmanager
def _opened(path: Path) -> Iterator[_Book]:
    with path.open("rb") as file:
        try:
            book = _book(file)
        except FileRefused:
            raise
        except Exception as error:  # openpyxl lets KeyError, ValueError and XML errors through
            raise FileRefused(_("The file is damaged and cannot be opened.")) from error
        with book.archive:
            yield book


def _book(file: BinaryIO) -> _Book:
    reader: Any = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    _check_in_memory(reader.archive, ARC_CONTENT_TYPES)
    reader.read_manifest()
    part = _find_workbook_part(reader.package).PartName[1:]
    _check_in_memory(reader.archive, part, get_rels_path(part), ARC_STYLE)  # type: ignore[no-untyped-call]
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    sheets = [rel.target for _sheet, rel in reader.parser.find_sheets() if "chart" not in rel.Type]
    strings = reader.package.find(SHARED_STRINGS)
    return _Book(
        reader.archive,
        reader.wb,
        [sheet for sheet in sheets if sheet in reader.valid_files],
        _shared_strings(reader.archive, strings.PartName[1:]) if strings else [],
    )


def _check_in_memory(archive: zipfile.ZipFile, *parts: str) -> None:
    """Raise FileRefused when a part that openpyxl parses whole is too large for that."""
    names = set(archive.namelist())
    if any(archive.getinfo(part).file_size > MAX_PART_IN_MEMORY for part in parts if part in names):
        raise FileRefused(_too_large())


def _shared_strings(archive: zipfile.ZipFile, part: str) -> list[str]:
    strings: list[str] = []
    characters = 0
    with archive.open(part) as source:
        for item in _elements(source, _STRING_TAG):
            # Most are a single <t>; openpyxl puts together those with several fonts in them.
            plain = len(item) == 1 and item[0].tag == _TEXT_TAG
            text = (item[0].text or "") if plain else _text_of(item)
            characters += len(text)
            if len(strings) == MAX_STRINGS or characters > MAX_STRING_CHARACTERS:
                raise FileRefused(_too_large())
            strings.append(text)
    return strings


def _text_of(item: Any) -> str:
    return Text.from_tree(item).content  # type: ignore[union-attr]


def _too_large() -> str:
    return _("The file grows too large when it is unpacked. Split it into several files.")


def _content_types(archive: zipfile.ZipFile) -> bytes:
    try:
        with archive.open("[Content_Types].xml") as part:
            return part.read(1024 * 1024)
    except Exception as error:  # missing, or broken compression
        raise FileRefused(_("The file is damaged and cannot be opened.")) from error


def _not_a_workbook(names: set[str]) -> str:
    if names & {"xl/workbook.bin", "content.xml"}:
        return _("This kind of spreadsheet cannot be read. Open it and save it as .xlsx or CSV.")
    return _("The file is not a table. Send a CSV file or an Excel file (.xlsx).")
