"""The menu of steps beside a dialogue's forms."""

from django.urls import reverse

from dialogues.completeness import completeness
from dialogues.enums import Step

PAGES = {Step.OCCASIONS: "occasion-list", Step.DOCUMENTS: "document-list"}


def step_url(dialogue, step):
    if step in PAGES:
        return reverse(PAGES[step], args=[dialogue.reference])
    return reverse("dialogue-edit", args=[dialogue.reference, Step(step).value])


def next_url(dialogue, step):
    """The step after this one."""
    steps = list(Step)
    return step_url(dialogue, steps[steps.index(Step(step)) + 1])


def step_menu(dialogue, current):
    """For ``components/steps.html``."""
    complete = completeness(dialogue)
    return [
        {
            "label": step.label,
            "url": step_url(dialogue, step),
            "state": complete.state_of(step),
            "current": step == current,
        }
        for step in Step
    ]


def steps_before():
    """The menu while there is no dialogue yet: only the first step can be gone to."""
    return [
        {"label": step.label, "state": "missing", "current": step == Step.BASICS} for step in Step
    ]
