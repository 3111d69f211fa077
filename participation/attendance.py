"""How numbers of those who came are told: a few persons are not pointed out."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dialogues.models import Dialogue
from dialogues.page_query import rows_as_column
from dialogues.plan import Row, column_of, row_of
from participation.models import COUNTED, Attendance

FEWEST_TOLD = 5
FEW = range(1, FEWEST_TOLD)
# Read in the plan's own query (``Section.annotated``).
ATTENDANCE = {
    "attendance_rows": rows_as_column(
        Attendance.objects.filter(dialogue=OuterRef("pk")),
        **{group.value: group.value for group in COUNTED},
    )
}


def attendance_of(dialogue: Dialogue) -> Attendance:
    """The dialogue's row, unsaved while nothing is counted."""
    row: Attendance = row_of(dialogue, Attendance, "attendance")
    return row


def told_number(number: int) -> str:
    """ "under 5" for one to four persons."""
    if number in FEW:
        return _("under %(n)s") % {"n": FEWEST_TOLD}
    return number_format(number, force_grouping=True)


def who_came_told(dialogue: Dialogue) -> list[Row]:
    """(label, text) of the groups that were counted."""
    counted: list[dict[str, Any]] = column_of(dialogue, "attendance_rows")
    words = [
        f"{group.label}: {told_number(row[group])}"
        for row in counted
        for group in COUNTED
        if row[group] is not None
    ]
    return [(_("Who came"), "\n".join(words))] if words else []
