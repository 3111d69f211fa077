"""What an import says of the rows it refused: on the page, and as a file to mend and send again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from dialogportal.table_files import FORMULA_STARTS
from dialogportal.tabular import open_table
from dialogues.importing.targets import target_of
from dialogues.models import FileImport, ImportRefusal

BYTE_ORDER_MARK = "\ufeff"
MOST_REASONS = 10
MOST_WORDS = 12


def sentence(refusal: ImportRefusal) -> str:
    """Why a row was refused, in the reader's language."""
    return _(refusal.reason) % refusal.params


def by_reason(file_import: FileImport) -> list[dict[str, Any]]:
    """The commonest reasons: {"column", "reason", "count"}."""
    rows = (
        ImportRefusal.objects.filter(file_import=file_import)
        .values("column", "reason")
        .annotate(count=Count("pk"))
        .order_by("-count", "column", "reason")[:MOST_REASONS]
    )
    return [
        {"column": row["column"], "reason": _general(row["reason"]), "count": row["count"]}
        for row in rows
    ]


def _general(reason: str) -> str:
    """A reason without what differs from row to row."""
    return _(reason).replace("%(row)s", "…").replace("%(limit)s", "…").replace("%%", "%")


def unmatched(file_import: FileImport) -> list[dict[str, Any]]:
    """Words that stand in no list of the portal: {"label", "words", "more"}, most rows first."""
    target = target_of(file_import.kind)
    found = []
    for name, words in file_import.unmatched.items():
        ordered = sorted(words.items(), key=lambda item: (-item[1], item[0]))
        found.append(
            {
                "label": target.field(name).label,
                "words": ordered[:MOST_WORDS],
                "more": max(len(ordered) - MOST_WORDS, 0),
            }
        )
    return found


class _Line:
    """What csv writes to: hands the line back."""

    def write(self, text: str) -> str:
        return text


def refused_rows_csv(
    file_import: FileImport, *, language: str, show: Callable[[str], str] = str
) -> Iterator[str]:
    """Lines of a CSV file: row, what is wrong, and the row's cells as ``show`` gives them.

    The language is given, since lines are sent when the request's own is no longer in force.
    """
    with translation.override(language):
        yield from _csv_lines(file_import, show)


def _csv_lines(file_import: FileImport, show: Callable[[str], str]) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";")
    table = open_table(file_import.file.path)
    head = [_("Row"), _("What is wrong"), *table.columns]
    yield BYTE_ORDER_MARK + writer.writerow(map(_harmless, head))
    refusals = ImportRefusal.objects.filter(file_import=file_import).order_by("row_number", "id")
    groups = groupby(refusals.iterator(2_000), key=lambda refusal: refusal.row_number)
    rows = table.rows()
    for number, group in groups:
        cells: dict[str, str] = next((row.cells for row in rows if row.number == number), {})
        faults = " ".join(_fault(refusal) for refusal in group)
        told = (show(cells.get(column, "")) for column in table.columns)
        line = [str(number), faults, *told]
        yield writer.writerow(map(_harmless, line))


def _fault(refusal: ImportRefusal) -> str:
    about = f"{refusal.column}: " if refusal.column else ""
    return f"{about}{sentence(refusal)}"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
