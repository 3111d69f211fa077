"""Saving what a plan says of how people take part."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dialogues.actions.plan import change_plan
from dialogues.actions.register import change_dialogue
from dialogues.models import Dialogue
from municipality.models import User
from participation.models import ParticipationPlan


@transaction.atomic
def change_participation(
    *,
    by: User,
    dialogue: Dialogue,
    versions: tuple[int | None, int],
    values: dict[str, Any],
    dialogue_values: dict[str, Any],
    dialogue_links: dict[str, Any],
) -> None:
    """Change a section's columns of the plan for taking part and of the dialogue, both or none.

    ``versions`` are those of the two rows, None where there was no plan yet. Raises Outdated when
    somebody has changed either since, NotAllowed when the plan may not be changed any more.
    """
    change_plan(
        by=by,
        dialogue=dialogue,
        row=ParticipationPlan(dialogue=dialogue),
        version=versions[0],
        values=values,
        links={},
    )
    # The first took the lock of the dialogue's row and asked whether the plan may be changed.
    change_dialogue(
        by=by,
        dialogue=dialogue,
        version=versions[1],
        values=dialogue_values,
        links=dialogue_links,
    )
