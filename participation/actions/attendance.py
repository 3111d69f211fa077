"""Noting who came to a dialogue, once it is held."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated
from dialogues import history
from dialogues.actions.locking import locked
from dialogues.models import Dialogue
from municipality.models import User
from participation.attendance import FEW
from participation.enums import AttendanceHistory
from participation.models import COUNTED, Attendance
from participation.permissions import may_note_attendance


@transaction.atomic
def note_attendance(
    *, by: User, dialogue: Dialogue, version: int | None, numbers: dict[str, int | None]
) -> None:
    """Set how many of each group came, by the group's column; None where nobody counted.

    ``version`` is the one its reader saw, None where there was no row yet. Raises Outdated when
    somebody has saved it since, NotAllowed when the user may not note it.
    """
    # The dialogue's row is the lock: there may be no other to lock yet.
    whole = locked(by, dialogue, may_note_attendance)
    saved = Attendance.objects.filter(dialogue=whole).first()
    if (saved.version if saved else None) != version:
        raise Outdated(_("Somebody else has noted who came since you opened this page."))
    row = saved or Attendance(dialogue=whole)
    if all(getattr(row, name) == number for name, number in numbers.items()):
        return
    before = _told(row)
    for name, number in numbers.items():
        setattr(row, name, number)
    row.version += 1
    row.save()
    history.record(
        dialogue=whole,
        by=by,
        action=AttendanceHistory.NOTED,
        changes=history.differences(before, _told(row)),
    )


def _told(row: Attendance) -> dict[str, str]:
    """The numbers as the history keeps them for ever, for all to read: a few persons are not
    pointed out there either. "1–4" reads the same in every language."""
    numbers = {group.value: getattr(row, group.value) for group in COUNTED}
    return {
        name: f"{FEW[0]}–{FEW[-1]}" if number in FEW else history.as_text(number)
        for name, number in numbers.items()
    }
