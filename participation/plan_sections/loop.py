"""A complex issue: who leads the talk, in what form, and the rounds so far (R097–R099)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dialogues.models import Dialogue, Plan
from dialogues.plan import Finding, Row, Section, row_of
from municipality.models import LoopStep
from participation.enums import StepState
from participation.forms.loop import ComplexIssueForm
from participation.loop import (
    KIND_SLUG,
    ROUNDS,
    Round,
    is_complex,
    loop_picture,
    process_of,
    rounds_of,
)
from participation.permissions import may_read_rounds
from participation.plan_sections.told import METHOD_SLUGS

SLUG = KIND_SLUG
# Where the plan says who leads the talk (R111).
ROLES_SLUG = "ansvar"


def _leader(dialogue: Dialogue) -> str:
    plan: Plan = row_of(dialogue, Plan, "plan")
    return plan.conversation_leader


def _findings(dialogue: Dialogue) -> list[Finding]:
    process = process_of(dialogue)
    found = []
    if not _leader(dialogue):
        text = _("Say which function leads the talk without taking sides.")
        clause = _("which function leads the talk without taking sides")
        found.append(Finding(text, ROLES_SLUG, "conversation_leader", unsaid=clause))
    if not process.neutrality:
        text = _("Say how the conversation leader’s neutrality is secured.")
        clause = _("how the conversation leader’s neutrality is secured")
        found.append(Finding(text, SLUG, "neutrality", unsaid=clause))
    if not process.agreed_form:
        text = _("Say what form those who meet have agreed on, before the confronting dialogue.")
        clause = _("what form those who meet have agreed on")
        found.append(Finding(text, SLUG, "agreed_form", is_blocker=False, unsaid=clause))
    return found + _round_findings(rounds_of(dialogue))


def _round_findings(rounds: list[Round]) -> list[Finding]:
    """Nothing of the loop hinders submission: much of it comes later."""
    if not rounds:
        text = _("No round of the loop has begun. Planning may be part of the first one.")
        return [Finding(text, SLUG, "rounds", is_blocker=False)]
    text = _("Say what round %(n)s led to: the next one has begun.")
    clause = _("what round %(n)s led to")
    known = [{"n": one.number} for one in rounds[:-1] if not one.row["led_to"]]
    return [Finding(text % n, SLUG, "rounds", is_blocker=False, unsaid=clause % n) for n in known]


def _told(dialogue: Dialogue) -> list[Row]:
    process = process_of(dialogue)
    return [
        (_("Where the conversation leader comes from"), process.leader_from),
        (_("How the conversation leader’s neutrality is secured"), process.neutrality),
        (_("Agreed form for the confronting dialogue"), process.agreed_form),
    ]


def _told_small(dialogue: Dialogue) -> list[Row]:
    """The rounds go on after the decision: what they come to never sends the plan back (R065)."""
    return [(_("Round %(n)s") % {"n": one.number}, _round_text(one)) for one in rounds_of(dialogue)]


def _round_text(one: Round) -> str:
    lines = [
        (_("Begun"), one.begun),
        (_("About"), one.row["question"]),
        (_("Steps done"), one.told_steps(StepState.DONE)),
        (_("Steps planned"), one.told_steps(StepState.PLANNED)),
        (_("Perspectives"), one.interviews),
        (_("Perspective report, uncensored"), one.row["report_title"] or ""),
        (_("Perspective report, uncensored"), one.row["report"]),
        (_("Working groups"), "; ".join(one.groups)),
        (pgettext("round", "Led to"), one.row["led_to"]),
    ]
    return "\n".join(f"{label}: {text}" for label, text in lines if text)


def rounds_context(dialogue: Dialogue) -> dict[str, Any]:
    """{"rounds": [(round, its steps)], "current", "picture", "steps", "leader"}: the picture is of
    the last round, or of the steps that are ahead before there is one."""
    every = list(LoopStep.objects.all())
    rounds = [(one, one.steps(every)) for one in rounds_of(dialogue)]
    nothing_yet = Round(0, {"steps": []}, "", "", []).steps(every)
    current, steps = rounds[-1] if rounds else (None, nothing_yet)
    return {
        "rounds": rounds,
        "current": current,
        "loop_steps": steps,
        "picture": loop_picture(steps),
        "leader": _leader(dialogue),
        "process": process_of(dialogue),
    }


COMPLEX_ISSUE = Section(
    slug=SLUG,
    title=gettext_lazy("Complex issue"),
    lead=gettext_lazy(
        "Nobody has the whole picture. Perspectives are gathered and meet, in one round or several."
    ),
    findings=_findings,
    filled=lambda dialogue: any(text for _label, text in _told(dialogue)),
    told=_told,
    told_small=_told_small,
    form=ComplexIssueForm,
    row=process_of,
    template="participation/complex_issue.html",
    beside=rounds_context,
    guidance="participation/guidance/complex_issue.html",
    related=("complex_issue", "plan"),
    annotated={**METHOD_SLUGS, **ROUNDS},
    applies=is_complex,
    page=("loop", gettext_lazy("The loop, round by round"), may_read_rounds),
)
