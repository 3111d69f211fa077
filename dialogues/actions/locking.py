"""The one lock of a dialogue: what is written in its plan and what is done with it take turns."""

from __future__ import annotations

from collections.abc import Callable

from dialogues.models import Dialogue
from dialogues.permissions import may_write_in
from municipality.models import User


def locked(by: User, dialogue: Dialogue, may: Callable[[User, Dialogue], None]) -> Dialogue:
    """The dialogue as it stands under its row's lock, if the rule lets the user pass there: a form
    may have been opened before the plan was submitted. Within a transaction; raises NotAllowed."""
    rows = Dialogue.objects.select_for_update(of=("self",)).select_related("owner", "type")
    whole = rows.get(pk=dialogue.pk)
    may_write_in(whole)
    may(by, whole)
    return whole
