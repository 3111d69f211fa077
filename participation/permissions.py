"""Who may do what with how people take part."""

from __future__ import annotations

from dialogues.enums import State
from dialogues.models import Dialogue
from dialogues.permissions import may_edit_occasions, may_edit_plan
from municipality.models import User


def may_keep_rounds(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user may change the plan, or later the record, of the dialogue.

    The loop goes on while the dialogue is held, when the plan itself stands still (R097).
    """
    if dialogue.state in (State.IDEA, State.NO_DIALOGUE, State.CANCELLED):
        may_edit_plan(user, dialogue)
    may_edit_occasions(user, dialogue)
