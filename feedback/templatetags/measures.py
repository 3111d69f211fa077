"""What pages of lower apps show of measures: a template may know what their code may not import."""

from __future__ import annotations

from typing import Any

from django import template

from dialogues.models import Dialogue
from feedback.enums import MeasureState

register = template.Library()

MOST_SHOWN = 20
TAGS = {
    MeasureState.PROPOSED: "idea",
    MeasureState.PLANNED: "planned",
    MeasureState.CARRIED_OUT: "done",
    MeasureState.NOT_DONE: "none",
}


@register.simple_tag
def measures_of(dialogue: Dialogue) -> dict[str, Any]:
    """{"rows", "more"} of a dialogue's measures, the first ones, in one query."""
    rows = list(dialogue.measures.shown()[: MOST_SHOWN + 1])
    return {"rows": rows[:MOST_SHOWN], "more": len(rows) > MOST_SHOWN}


@register.filter
def tag_of(state: str) -> str:
    """A state's shape in components/tag.html."""
    return TAGS[MeasureState(state)]
