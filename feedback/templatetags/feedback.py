"""What pages of lower apps show of feedback: a template may know what their code may not import."""

from __future__ import annotations

from typing import Any

from django import template

from dialogues.models import Dialogue
from dialogues.permissions import allowed
from feedback.enums import MeasureState
from feedback.permissions import may_mark_follow_up
from feedback.plan_sections import success_told
from feedback.showing import Shown, show
from municipality.models import User

register = template.Library()

MOST_SHOWN = 20
MOST_QUOTED = 3
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


@register.simple_tag
def newest_viewpoints(dialogue: Dialogue, user: User) -> list[Shown]:
    """A few of what residents said within the dialogue's scope, as this reader may see it."""
    if not dialogue.viewpoint_count:
        return []
    seen = dialogue.viewpoints.visible_to(user).light().filter(in_scope=True)
    rows = list(seen.order_by("-pk")[:MOST_QUOTED])
    for row in rows:
        row.dialogue = dialogue
    return [show(row, user) for row in rows]


@register.simple_tag
def success_criteria(dialogue: Dialogue) -> list[tuple[str, str]]:
    """What the plan calls a good result, beside what is written of how it went (R135)."""
    return [(label, text) for label, text in success_told(dialogue) if text]


@register.simple_tag
def follow_up_of(dialogue: Dialogue, user: User) -> dict[str, Any]:
    """{"made", "may_mark"}: the follow-up that was sent, None while none is, and whether this
    reader may change that."""
    made = getattr(dialogue, "follow_up", None)
    return {"made": made, "may_mark": allowed(may_mark_follow_up, user, dialogue)}


@register.filter
def tag_of(state: str) -> str:
    """A state's shape in components/tag.html."""
    return TAGS[MeasureState(state)]
