"""Lists as files: CSV that Excel opens in Swedish, and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from dialogues.models import Dialogue
from feedback.models import Viewpoint
from municipality.models import Theme, User

BYTE_ORDER_MARK = "\ufeff"
# A cell that begins with one of these would be run as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
    rows = viewpoint_rows(ids, user) if viewpoints else dialogue_rows(ids)
    name = _("viewpoints") if viewpoints else _("dialogues")
    response = HttpResponse(content_type=kind.content_type)
    response["Content-Disposition"] = (
        f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{kind.extension}"'
    )
    if kind.extension == "csv":
        response.write(csv_text(rows))
    else:
        response.write(xlsx_bytes(rows))
    return response


def dialogue_rows(ids: Sequence[int]) -> Iterator[list[Any]]:
    """A header, then a row for each dialogue."""
    yield [
        _("Reference"), _("Title"), _("Question"), _("Main responsibility"), _("Type"), _("State"),
        _("Starts"), _("Ends"), _("Areas"), _("Themes"), _("Methods"), _("Level"), _("Participants"),
        _("Viewpoints"), _("What came out"), _("What it led to"), _("Feedback given"),
        _("Whom the feedback reached"), _("Participants await an answer"), _("Case number"),
    ]  # fmt: skip
    found = (
        Dialogue.objects.select_related("owner", "type")
        .prefetch_related("areas", "themes", "methods")
        .in_bulk(list(ids))
    )
    for pk in ids:
        if row := found.get(pk):
            areas = [area.name for area in row.areas.all()] + (
                [_("The whole city")] if row.is_city_wide else []
            )
            yield [
                row.reference, row.title, row.question, row.owner.name, str(row.type),
                row.get_state_display(), row.starts_on, row.ends_on, "; ".join(areas),
                "; ".join(str(theme) for theme in row.themes.all()),
                "; ".join(str(method) for method in row.methods.all()), row.level, row.participants,
                row.viewpoint_count, row.result_summary, row.outcome, row.feedback_given_on,
                row.get_feedback_reach_display(), _("yes") if row.awaits_feedback else _("no"), row.case_number,
            ]  # fmt: skip


def viewpoint_rows(ids: Sequence[int], user: User) -> Iterator[list[Any]]:
    """A header, then a row for each viewpoint; personal data masked as on the page."""
    yield [
        _("Viewpoint"), _("Kind"), _("Themes"), _("Area"), _("Date"), _("Language"), _("Within scope"),
        _("Dialogue"), _("Reference"), _("Main responsibility"),
    ]  # fmt: skip
    themes = {theme.pk: str(theme) for theme in Theme.objects.all()}
    found = Viewpoint.objects.select_related("dialogue__owner__successor", "area").in_bulk(
        list(ids)
    )
    for pk in ids:
        if row := found.get(pk):
            yield [
                row.text_for(user), row.get_kind_display(),
                "; ".join(themes[theme] for theme in row.theme_ids if theme in themes),
                row.area.name if row.area else "", row.said_on, row.language,
                _("yes") if row.in_scope else _("no"), row.dialogue.title, row.dialogue.reference,
                row.dialogue.owner.name,
            ]  # fmt: skip


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_text(rows: Iterable[list[Any]]) -> str:
    """Semicolons and a byte order mark: what a Swedish Excel opens by a double click."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    for row in rows:
        writer.writerow(["" if value is None else _safe(value) for value in row])
    return BYTE_ORDER_MARK + file.getvalue()


def xlsx_bytes(rows: Iterable[list[Any]]) -> bytes:
    """The rows as a workbook of one sheet; texts are texts, never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
