"""What the plan's pages show beside their forms."""

from django import template

from dialogues.models import Dialogue
from participation.invitation import invitations

register = template.Library()


@register.simple_tag
def invitation_texts(dialogue: Dialogue) -> dict[str, str]:
    """{language: text} for the invitation."""
    return invitations(dialogue)
