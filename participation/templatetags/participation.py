"""What the plan's pages show beside their forms."""

from typing import Any

from django import template

from dialogues.models import Dialogue
from dialogues.plan import Row
from municipality.models import User
from participation.attendance import who_came_told
from participation.came_before import Before, who_came
from participation.invitation import invitations
from participation.picture import group_picture
from participation.plan_sections.groups import sentence_of
from participation.reach import groups_of

register = template.Library()


@register.simple_tag
def invitation_texts(dialogue: Dialogue) -> dict[str, str]:
    """{language: text} for the invitation."""
    return invitations(dialogue)


@register.simple_tag
def came_before(dialogue: Dialogue, user: User) -> Before:
    """Who lives in the dialogue's areas, and whom earlier dialogues there turned to."""
    return who_came(dialogue, user)


@register.simple_tag
def noted_attendance(dialogue: Dialogue) -> list[Row]:
    """(label, text) of who came, where somebody counted."""
    return who_came_told(dialogue)


@register.inclusion_tag("participation/_picture.html")
def figure_of_groups(dialogue: Dialogue) -> dict[str, Any]:
    """The same picture for who decides; the sentence stands there among the plan's rows."""
    groups = groups_of(dialogue)
    return {"picture": group_picture(groups), "groups": groups}


@register.inclusion_tag("participation/_picture.html")
def picture_of_groups(dialogue: Dialogue) -> dict[str, Any]:
    """The groups by how affected and how often heard they are, and the committee's sentence."""
    groups = groups_of(dialogue)
    return {
        "picture": group_picture(groups),
        "groups": groups,
        "sentence": sentence_of(dialogue),
    }
