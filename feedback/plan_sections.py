"""The plan's sections on the time after the dialogue (R045, R120, R135)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.enums import EvaluatedAspect, EvaluationKind, FeedbackReach
from dialogues.models import Dialogue
from dialogues.plan import Finding, Row, Section, row_of
from dialogues.plan_sections.wording import in_words, label_of, rows_of
from feedback.enums import FeedbackChannel, SuccessCriterion
from feedback.forms.plan import EvaluationPlanForm, FeedbackPlanForm, ReceptionForm
from feedback.models import FeedbackPlan
from municipality.models import Profile


def _plan(dialogue: Dialogue) -> FeedbackPlan:
    return row_of(dialogue, FeedbackPlan, "feedback_plan")


def _reception_findings(dialogue: Dialogue) -> list[Finding]:
    if _plan(dialogue).received_by:
        return []
    text = _("Say which function takes care of the viewpoints.")
    clause = _("which function takes care of the viewpoints")
    return [Finding(text, "mottagande", "received_by", unsaid=clause)]


RECEPTION = Section(
    slug="mottagande",
    title=gettext_lazy("Reception of viewpoints"),
    lead=gettext_lazy("Residents are asked when somebody is there to take care of their answers."),
    findings=_reception_findings,
    filled=lambda dialogue: bool(_plan(dialogue).received_by or _plan(dialogue).reception),
    told=lambda dialogue: rows_of(_plan(dialogue), "received_by", "reception"),
    form=ReceptionForm,
    row=_plan,
    guidance="feedback/guidance/reception.html",
    related=("feedback_plan",),
)


def _is_hard() -> bool:
    """Whether this city lets no plan without a whole feedback plan be submitted."""
    return bool(Profile.objects.current().rules.get("feedback_plan", "hard") == "hard")


def _feedback_findings(dialogue: Dialogue) -> list[Finding]:
    plan = _plan(dialogue)
    slug = "aterkoppling"
    wanted = [
        (
            plan.channels or plan.form_text,
            "channels_0",
            _("Say how feedback is given."),
            _("how feedback is given"),
        ),
        (
            plan.responsible,
            "responsible",
            _("Say which function answers for the feedback."),
            _("which function answers for the feedback"),
        ),
        (
            plan.sender,
            "sender",
            _("Say who is the sender of the feedback."),
            _("who is the sender of the feedback"),
        ),
    ]
    hard = _is_hard()
    found = [
        *_day_findings(dialogue, plan, slug),
        *(
            Finding(text, slug, name, is_blocker=hard, unsaid=clause)
            for value, name, text, clause in wanted
            if not value
        ),
    ]
    if not plan.reach:
        text, clause = _("Say whom the feedback is to reach."), _("whom the feedback is to reach")
        found.append(Finding(text, slug, "reach_0", is_blocker=False, unsaid=clause))
    if plan.reach == FeedbackReach.OPEN:
        text = _("Those who took part may never see what is only published. Send it to them too.")
        told = _("Those who took part may never see what is only published.")
        found.append(Finding(text, slug, "reach_0", is_blocker=False, told=told))
    return found


def _day_findings(dialogue: Dialogue, plan: FeedbackPlan, slug: str) -> Iterator[Finding]:
    ends = dialogue.ends_on
    if plan.due_on is None:
        clause = _("when feedback is given")
        yield Finding(_("Say when feedback is given."), slug, "due_on", unsaid=clause)
    elif ends and plan.due_on < ends:
        text = _("The feedback is planned for a day before the dialogue has ended.")
        yield Finding(text, slug, "due_on")
    if ends and plan.committee_due_on and plan.committee_due_on < ends:
        text = _("The result is to go to the committee before the dialogue has ended.")
        yield Finding(text, slug, "committee_due_on")


def _day(day: datetime.date | None) -> str:
    return date_format(day) if day else ""


def _feedback_told(dialogue: Dialogue) -> list[Row]:
    plan = _plan(dialogue)
    return [
        (_("To those who took part, no later than"), _day(plan.due_on)),
        (_("To the committee, no later than"), _day(plan.committee_due_on)),
        (label_of("reach", FeedbackPlan), str(plan.get_reach_display())),
        (label_of("channels", FeedbackPlan), in_words(FeedbackChannel, plan.channels)),
        *rows_of(plan, "form_text", "responsible", "sender"),
    ]


FEEDBACK_PLAN = Section(
    slug="aterkoppling",
    title=gettext_lazy("Feedback plan"),
    lead=gettext_lazy("When, how and by whom those who took part are told what came of it."),
    findings=_feedback_findings,
    filled=lambda dialogue: bool(_plan(dialogue).due_on or _plan(dialogue).channels),
    told=_feedback_told,
    form=FeedbackPlanForm,
    row=_plan,
    guidance="feedback/guidance/feedback_plan.html",
    related=(
        "feedback_plan",
        "owner__deciding_committee__successor",
        "owner__successor__deciding_committee",
    ),
)


def _evaluation_findings(dialogue: Dialogue) -> list[Finding]:
    plan = _plan(dialogue)
    slug = "utvardering"
    residents = plan.success_for_residents or plan.success_for_residents_text
    organisation = plan.success_for_organisation or plan.success_for_organisation_text
    if not residents and not organisation:
        text = _("Say what a good result is.")
        clause = _("what a good result is")
        return [Finding(text, slug, "success_for_residents_0", unsaid=clause)]
    wanted = [
        (
            residents,
            "success_for_residents_0",
            _("Say what a good result is for residents too."),
            _("what a good result is for residents"),
        ),
        (
            organisation,
            "success_for_organisation_0",
            _("Say what a good result is for the organisation too."),
            _("what a good result is for the organisation"),
        ),
        (
            plan.evaluation,
            "evaluation",
            _("Say how and when the dialogue is evaluated."),
            _("how and when the dialogue is evaluated"),
        ),
    ]
    return [
        Finding(text, slug, name, is_blocker=False, unsaid=clause)
        for value, name, text, clause in wanted
        if not value
    ]


def success_told(dialogue: Dialogue) -> list[Row]:
    """What the plan calls a good result, also where a row is empty (R135)."""
    plan = _plan(dialogue)
    return [
        (
            _("A good result for residents"),
            in_words(SuccessCriterion, plan.success_for_residents),
        ),
        *rows_of(plan, "success_for_residents_text"),
        (
            _("A good result for the organisation"),
            in_words(SuccessCriterion, plan.success_for_organisation),
        ),
        *rows_of(plan, "success_for_organisation_text"),
    ]


def _evaluation_told(dialogue: Dialogue) -> list[Row]:
    plan = _plan(dialogue)
    kind = EvaluationKind(plan.evaluation_kind).label if plan.evaluation_kind else ""
    return [
        *success_told(dialogue),
        (label_of("evaluated", FeedbackPlan), in_words(EvaluatedAspect, plan.evaluated)),
        (label_of("evaluation_kind", FeedbackPlan), str(kind)),
        *rows_of(plan, "evaluation", "evaluated_by"),
    ]


EVALUATION = Section(
    slug="utvardering",
    title=gettext_lazy("Evaluation and success criteria"),
    lead=gettext_lazy("What a good result is, settled before anybody knows how it went."),
    findings=_evaluation_findings,
    filled=lambda dialogue: bool(
        _plan(dialogue).success_for_residents
        or _plan(dialogue).success_for_residents_text
        or _plan(dialogue).success_for_organisation
        or _plan(dialogue).success_for_organisation_text
    ),
    told=_evaluation_told,
    form=EvaluationPlanForm,
    row=_plan,
    guidance="feedback/guidance/evaluation.html",
    related=("feedback_plan",),
)
