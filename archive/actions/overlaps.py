"""What is done about dialogues that meet (R051, R052)."""

from __future__ import annotations

from archive.overlaps import recompute
from dialogues.models import Dialogue
from municipality.models import User


def after_dialogue_changed(dialogue: Dialogue, *, by: User | None) -> None:
    """Named in settings.AFTER_DIALOGUE_CHANGED: see ``dialogues.changes``."""
    recompute(dialogue.pk)
