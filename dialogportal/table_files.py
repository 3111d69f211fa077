"""Lists as files: CSV that Excel opens in Swedish, and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from dialogportal.plain_text import NOT_IN_XML

BYTE_ORDER_MARK = "\ufeff"
# A cell that begins with one of these would be run as a formula by a spreadsheet; the wide signs
# are typed in East Asia, and some spreadsheets take them for the narrow ones.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
LONGEST_CELL = 32_767
ROWS_AT_A_TIME = 500
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExtensionConverter:
    """The endings a list can be taken along with, in addresses as ``<extension:extension>``."""

    regex = "|".join(CONTENT_TYPES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def table_file(rows: Iterable[list[Any]], name: str, extension: str) -> HttpResponseBase:
    """The rows as a file of that kind, named with today's date; CSV goes out as it is written."""
    response: HttpResponseBase
    if extension == "csv":
        response = StreamingHttpResponse(csv_pieces(rows), content_type=CONTENT_TYPES["csv"])
    else:
        response = HttpResponse(xlsx_bytes(rows), content_type=CONTENT_TYPES["xlsx"])
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{extension}"
    response["Content-Disposition"] = content_disposition_header(True, file_name) or "attachment"
    return response


def csv_pieces(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """Semicolons and a byte order mark: what a Swedish Excel opens by a double click.

    Written when the page's own work is over, in the language that was spoken then.
    """
    return _csv_pieces(iter(rows), translation.get_language())


def _csv_pieces(rows: Iterator[list[Any]], language: str) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK.encode()
    while True:
        file = io.StringIO()
        writer = csv.writer(file, delimiter=";")
        with translation.override(language):
            for row in islice(rows, ROWS_AT_A_TIME):
                writer.writerow([_safe(value) for value in row])
        if not file.tell():
            return
        yield file.getvalue().encode()


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def xlsx_bytes(rows: Iterable[list[Any]]) -> bytes:
    """The rows as a workbook of one sheet; texts are texts, never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    # Excel refuses a file with control characters in it, and cells that are longer.
    cell = WriteOnlyCell(sheet, value=NOT_IN_XML.sub("", value)[:LONGEST_CELL])
    cell.data_type = "s"
    return cell
