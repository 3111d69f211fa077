"""Walking the plan's sections in tests."""

import re

from django.urls import reverse

from dialogues import plan
from dialogues.models import Dialogue


def address(dialogue, slug):
    return reverse("plan-section", args=[dialogue.reference, slug])


def again(dialogue):
    """The dialogue as it stands saved, with what the sections read."""
    return plan.with_rows(Dialogue.objects.all()).get(pk=dialogue.pk)


def found(dialogue, slug):
    """{field: is_blocker} of what a section finds."""
    section = plan.find_section(slug)
    return {one.field: one.is_blocker for one in section.findings(again(dialogue))}


def told(dialogue, slug):
    """{label: text} of what a section says, without empty rows."""
    return {label: text for label, text in plan.find_section(slug).told(again(dialogue)) if text}


def hidden(client, url, name="seen"):
    """A hidden field's value on the page."""
    page = client.get(url).content.decode()
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def send(client, dialogue, slug, **fields):
    """Open a section and send its form."""
    url = address(dialogue, slug)
    return client.post(url, {"seen": hidden(client, url), **fields})
