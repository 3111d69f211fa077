"""The spreadsheet side of ``tabular``: rows of the first sheet that holds anything, as texts.

openpyxl's own read-only rows keep one element a row until the sheet is read, believe the
``<dimension>`` the file states and pad missing rows; here each row is let go at once and
only rows that exist are seen, so memory does not grow with the sheet.
"""

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from dialogportal.refusals import FileRefused
from dialogportal.zipfiles import check_xml_parts, has_macros, open_checked

MAX_ROWS = 1_048_576  # what Excel itself holds
LOOK_FOR_CONTENT = 1_000
_DATA_TAG = f"{{{SHEET_MAIN_NS}}}sheetData"
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


def check_workbook(path: Path) -> None:
    """Raise FileRefused unless the file is a plain, bounded XLSX workbook."""
    with open_checked(path) as archive:
        names = set(archive.namelist())
        if has_macros(archive):
            raise FileRefused(
                _("The file contains macros (program code). Save it as .xlsx without macros.")
            )
        if "xl/workbook.xml" not in names:
            raise FileRefused(_not_a_workbook(names))
        if b"macroEnabled" in _content_types(archive):
            raise FileRefused(
                _("The file contains macros (program code). Save it as .xlsx without macros.")
            )
        check_xml_parts(archive)


def first_sheet(path: Path) -> str:
    """Title of the first sheet with a value among its first rows.

    Raises FileRefused when there is none, or the workbook cannot be read.
    """
    with _opened(path) as book:
        for sheet in book.worksheets:
            for _number, cells in islice(_rows(sheet), LOOK_FOR_CONTENT):
                if any(cells):
                    return str(sheet.title)
    raise FileRefused(_("The file is empty."))


def records(path: Path, title: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number in the sheet, cell texts up to the last value) of one sheet."""
    with _opened(path) as book:
        yield from _rows(book[title])


def cell_text(value: Any) -> str:
    """A cell's value as a person would type it: ISO dates, ``3`` and not ``3.0``."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = unescape(value) if "_x" in value else value
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


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        holder = None
        count = 0
        try:
            for event, element in iterparse(source, events=("start", "end")):
                if event == "start":
                    if element.tag == _DATA_TAG:
                        holder = element
                elif element.tag == ROW_TAG:
                    count += 1
                    if count > MAX_ROWS:
                        raise FileRefused(_("The sheet has more rows than a spreadsheet can have."))
                    yield _texts(parser.parse_row(element))
                    parser.row_dimensions.clear()
                    if holder is not None:
                        holder.clear()
                elif element.tag == _DATA_TAG:
                    return
        except FileRefused:
            raise
        except Exception as error:  # any malformed cell: openpyxl has no error class of its own
            raise FileRefused(
                _("The file is damaged after row %(number)d and cannot be read.")
                % {"number": parser.row_counter}
            ) from error


def _texts(row: tuple[int, list[dict[str, Any]]]) -> tuple[int, list[str]]:
    number, cells = row
    texts: list[str] = []
    for cell in cells:
        text = cell_text(cell["value"])
        if text:
            column = cell["column"]
            texts.extend([""] * (column - len(texts)))
            texts[column - 1] = text
    return number, texts


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl lets KeyError, ValueError and XML errors through
            raise FileRefused(_("The file is damaged and cannot be opened.")) from error
        try:
            yield book
        finally:
            book.close()


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
