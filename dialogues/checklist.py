"""What is asked of a plan before it is submitted: is a dialogue suitable, is it thought through?

The questions are the checklist's part "before" (R063); what the plan says of each stands in its
section, and the page links there.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dialogues import plan
from dialogues.models import Dialogue

# (section's slug, question), in the order of the checklist.
BEFORE = (
    ("syfte", gettext_noop("What is the dialogue for, and what is to come out of it?")),
    ("det-vi-vet", gettext_noop("What has happened in the matter before, and what is known now?")),
    ("samverkan", gettext_noop("With whom is it held, and who has the facts that people need?")),
    (
        "tillfallen-och-tidplan",
        gettext_noop("When is it held, and is that in time for the decision?"),
    ),
    ("budget", gettext_noop("What does it cost, and who pays?")),
    ("syfte", gettext_noop("Is there one clear question that residents can answer?")),
    ("malgrupper", gettext_noop("Whom is it to reach?")),
    ("niva", gettext_noop("How far does residents’ influence reach?")),
    ("metoder", gettext_noop("How do people talk with each other, and does it suit them?")),
    ("ansvar", gettext_noop("Who owns the process, and who leads it?")),
    ("kommunikation", gettext_noop("How do those concerned get to know of it?")),
    ("dokumentation", gettext_noop("How is what is said written down?")),
    ("aterkoppling", gettext_noop("How and when do those who took part get their answer?")),
    ("utvardering", gettext_noop("How will you see whether it was worth it?")),
)


def checklist(dialogue: Dialogue) -> dict[str, list[dict[str, Any]]]:
    """For a dialogue from ``plan.with_rows``: ``questions``, as ``components/steps.html`` wants
    them, and ``worth``, {"question", "answer", "url"} of whether the matter is worth it."""
    found = {one.section.slug: one for one in plan.progress(dialogue)}
    return {
        "questions": [
            {
                "label": _(question),
                "url": plan.section_url(dialogue, found[slug].section),
                "state": found[slug].state,
            }
            for slug, question in BEFORE
            if slug in found
        ],
        "worth": [
            {
                "question": question,
                "answer": answer,
                "url": plan.section_url(dialogue, one.section),
            }
            for one in found.values()
            for question, answer in one.section.worth(dialogue)
        ],
    }
