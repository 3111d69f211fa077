"""Lists as files: CSV that Excel opens in Swedish, and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from dialogues.models import Dialogue
from feedback.models import Viewpoint
from municipality.models import Theme, User

BYTE_ORDER_MARK = "\ufeff"
# A cell that begins with one of these would be run as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767


class ExportFormat(NamedTuple):
    extension: str
    content_type: str


EXPORT_FORMATS = {
    "csv": ExportFormat("csv", "text/csv; charset=utf-8"),
    "xlsx": ExportFormat(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
}


def export(ids: Sequence[int], user: User, kind: ExportFormat, *, viewpoints: bool) -> HttpResponse:
    """A file of the dialogues or viewpoints with these ids, in their order (at most 1,000)."""
    rows = viewpoint_rows(ids, user) if viewpoints else dialogue_rows(ids, user)
    name = _("viewpoints") if viewpoints else _("dialogues")
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind.extension}"
    content = csv_bytes(rows) if kind.extension == "csv" else xlsx_bytes(rows)
    response = HttpResponse(content, content_type=kind.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file_name) or "attachment"
    return response


def dialogue_rows(ids: Sequence[int], user: User) -> Iterator[list[Any]]:
    """A header, then a row for each dialogue."""
    yield [
        _("Reference"), _("Title"), _("Question"), _("Main responsibility"), _("Type"), _("State"),
        _("Starts"), _("Ends"), _("Areas"), _("Themes"), _("Methods"), _("Level"),
        _("Participants"), _("Viewpoints"), _("What came out"), _("What it led to"),
        _("Feedback given"), _("Whom the feedback reached"),
        _("No answer to participants is registered"), _("Case number"),
    ]  # fmt: skip
    found = (
        Dialogue.objects.visible_to(user)
        .select_related("owner", "type")
        .prefetch_related("areas", "themes", "methods")
        .in_bulk(list(ids))
    )
    for row in (found[pk] for pk in ids if pk in found):
        areas = [area.name for area in row.areas.all()]
        areas += [_("The whole city")] if row.is_city_wide else []
        yield [
            row.reference, row.title, row.question, row.owner.name, str(row.type),
            row.get_state_display(), row.starts_on, row.ends_on, "; ".join(areas),
            "; ".join(str(theme) for theme in row.themes.all()),
            "; ".join(str(method) for method in row.methods.all()),
            row.get_level_display() if row.level else "", row.participants, row.viewpoint_count,
            row.result_summary, row.outcome, row.feedback_given_on,
            row.get_feedback_reach_display(), _yes_or_no(row.awaits_feedback), row.case_number,
        ]  # fmt: skip


def viewpoint_rows(ids: Sequence[int], user: User) -> Iterator[list[Any]]:
    """A header, then a row for each viewpoint; personal data masked as on the page."""
    yield [
        _("Viewpoint"), _("Kind"), _("Themes"), _("Area"), _("Date"), _("Language"),
        _("Within scope"), _("Dialogue"), _("Reference"), _("Main responsibility"),
    ]  # fmt: skip
    themes = {theme.pk: str(theme) for theme in Theme.objects.all()}
    found = (
        Viewpoint.objects.visible_to(user)
        .select_related("dialogue__owner__successor", "area")
        .in_bulk(list(ids))
    )
    for row in (found[pk] for pk in ids if pk in found):
        yield [
            row.text_for(user), row.get_kind_display(),
            "; ".join(themes[theme] for theme in row.theme_ids if theme in themes),
            row.area.name if row.area else "", row.said_on, row.language,
            _yes_or_no(row.in_scope), row.dialogue.title, row.dialogue.reference,
            row.dialogue.owner.name,
        ]  # fmt: skip


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def csv_bytes(rows: Iterable[list[Any]]) -> bytes:
    """Semicolons and a byte order mark: what a Swedish Excel opens by a double click."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerows([_safe(value) for value in row] for row in rows)
    return f"{BYTE_ORDER_MARK}{file.getvalue()}".encode()


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
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL])
    cell.data_type = "s"
    return cell
