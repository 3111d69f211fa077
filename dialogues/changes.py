"""Telling higher floors that a dialogue has changed: they keep what follows from it (R051)."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from dialogues.models import Dialogue
from municipality.models import User


def tell_of_change(dialogue: Dialogue, *, by: User | None) -> None:
    """Call each of ``settings.AFTER_DIALOGUE_CHANGED`` with the dialogue as it is saved now.

    To be called last in the transaction of every action that changes a dialogue's state, dates,
    areas, themes or target groups, or whether it is withdrawn. What fails here undoes the change:
    nothing is left half known.
    """
    for path in settings.AFTER_DIALOGUE_CHANGED:
        import_string(path)(dialogue, by=by)
