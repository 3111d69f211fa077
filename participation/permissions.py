"""Who may do what with how people take part."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed
from dialogues.enums import State
from dialogues.models import Dialogue
from dialogues.models.querysets import CARRIED_OUT
from dialogues.permissions import may_edit_dialogue, may_edit_occasions, may_edit_plan
from municipality.models import User


def may_read_rounds(_user: User, _dialogue: Dialogue) -> None:
    """Whoever may read the dialogue reads its rounds, too."""


def may_keep_rounds(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user may change the plan, or later the record, of the dialogue.

    The loop goes on while the dialogue is held, when the plan itself stands still (R097).
    """
    if dialogue.state in (State.IDEA, State.NO_DIALOGUE, State.CANCELLED):
        may_edit_plan(user, dialogue)
    may_edit_occasions(user, dialogue)


def may_note_attendance(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the dialogue is held and the user may change its record (R096)."""
    may_edit_dialogue(user, dialogue)
    if dialogue.state not in (State.ONGOING, *CARRIED_OUT):
        raise NotAllowed(_("How many took part is noted once the dialogue has begun."))
