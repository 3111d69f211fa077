"""How numbers of those who came are told: a few persons are not pointed out."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dialogues.models import Dialogue
from dialogues.plan import Row, row_of
from participation.models import COUNTED, Attendance

FEWEST_TOLD = 5
FEW = range(1, FEWEST_TOLD)


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
    """(label, text) of the groups that were counted; nothing where none was."""
    row = attendance_of(dialogue)
    numbers = [(group.label, getattr(row, group.value)) for group in COUNTED]
    words = [f"{label}: {told_number(n)}" for label, n in numbers if n is not None]
    return [(_("Who came"), "\n".join(words))] if words else []
