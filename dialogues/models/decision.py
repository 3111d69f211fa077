"""What was decided about a dialogue, by whom and when, all or none (R059–R068, R071, R075)."""

from __future__ import annotations

import datetime
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from dialogues.enums import Financing, Outcome
from dialogues.models.dialogue import Dialogue, choice_list
from municipality.models import Organisation, User

APPROVED = (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS)


def held(field: str) -> Q:
    """A day that has come, with a day's grace: the database's day begins later than Sweden's."""
    return Q(**{f"{field}__lte": Now() + timedelta(days=1)})


def who_wrote() -> Any:
    """Whose account it was. The label stays when the account goes; no row here may change then."""
    return models.ForeignKey(
        User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )


class Inquiry(models.Model):
    """The committee's answer to the two questions that come before a dialogue (R059, R060, R062).

    One for each dialogue: a no is the end of the idea, two yes an assignment to the administration.
    """

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="inquiry")
    committee = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    needs_knowledge = models.BooleanField(_("do we need to know more of what residents think?"))
    is_open = models.BooleanField(_("can the matter be influenced?"))
    reason = models.TextField(_("why not"), blank=True)
    assignment = models.TextField(_("the assignment to the administration"), blank=True)
    meeting_date = models.DateField(_("date of the meeting"))
    paragraph = models.CharField(_("paragraph"), max_length=20)
    case_number = models.CharField(_("case number"), max_length=60)
    by = who_wrote()
    by_label = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answer to the two questions")
        verbose_name_plural = _("answers to the two questions")
        constraints = [
            models.CheckConstraint(
                condition=Q(needs_knowledge=True, is_open=True) | ~Q(reason=""),
                name="inquiry_no_has_reason",
                violation_error_message=_("Say why the answer is no."),
            ),
            models.CheckConstraint(
                condition=~Q(needs_knowledge=True, is_open=True) | ~Q(assignment=""),
                name="inquiry_yes_has_assignment",
                violation_error_message=_("Say what the administration is to do."),
            ),
            models.CheckConstraint(
                condition=~Q(paragraph="") & ~Q(case_number="") & ~Q(by_label=""),
                name="inquiry_is_whole",
            ),
            models.CheckConstraint(
                condition=held("meeting_date"),
                name="inquiry_meeting_held",
                violation_error_message=_("The meeting cannot lie ahead."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee} § {self.paragraph}"

    @property
    def is_yes(self) -> bool:
        return self.needs_knowledge and self.is_open


class PlanVersion(models.Model):
    """A plan as it stood when it was put before who decides (R065). Append-only by a trigger.

    ``content`` as ``dialogues.plan.told`` says it, in Swedish, without residents' words: those
    must be able to go, and nothing here can.
    """

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="plan_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(default=list)
    by = who_wrote()
    by_label = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("version of the plan")
        verbose_name_plural = _("versions of the plan")
        constraints = [
            models.UniqueConstraint("dialogue", "number", name="plan_version_once"),
            models.CheckConstraint(condition=~Q(by_label=""), name="plan_version_by_somebody"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Decision(models.Model):
    """A committee's or a manager's decision on a version of the plan (R064, R067, R068, R075).

    ``submitted_on`` and ``ends_on`` are copied from the plan, so that the database can see that
    the days come in order. Each version is decided on once.
    """

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="decisions")
    plan_version = models.OneToOneField(PlanVersion, models.RESTRICT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=25, choices=Outcome.choices)
    committee = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.CharField(_("decided by"), max_length=160, blank=True)
    meeting_date = models.DateField(_("date of the meeting"))
    paragraph = models.CharField(_("paragraph"), max_length=20, blank=True)
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    budget_frame = models.IntegerField(_("budget frame, kronor"), null=True, blank=True)
    financing = choice_list(Financing.choices, _("financed by"))
    timetable = models.TextField(_("on the timetable"), blank=True, default="")
    feedback_date = models.DateField(_("feedback no later than"), null=True, blank=True)
    special_groups = models.TextField(_("groups to reach in particular"), blank=True)
    reservation = models.TextField(_("reservation or special statement"), blank=True)
    submitted_on = models.DateField(_("submitted"))
    ends_on = models.DateField(_("the dialogue ends"), null=True, blank=True)
    by = who_wrote()
    by_label = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["dialogue", "-at"], name="decision_of_dialogue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(committee__isnull=False, decided_by="")
                    & ~Q(paragraph="")
                    & ~Q(case_number="")
                )
                | (Q(committee=None) & ~Q(decided_by="")),
                name="decision_by_a_body_or_a_manager",
            ),
            models.CheckConstraint(condition=~Q(by_label=""), name="decision_recorded_by_somebody"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.APPROVE) | ~Q(reason=""),
                name="decision_has_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.APPROVE_WITH_CONDITIONS, conditions__gt="")
                | (~Q(outcome=Outcome.APPROVE_WITH_CONDITIONS) & Q(conditions="")),
                name="decision_conditions_with_approval",
                violation_error_message=_("Write the conditions."),
            ),
            models.CheckConstraint(
                condition=Q(budget_frame=None) | Q(budget_frame__gte=0),
                name="decision_budget_not_negative",
                violation_error_message=_("The budget frame cannot be less than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=APPROVED, feedback_date__isnull=False)
                | (~Q(outcome__in=APPROVED) & Q(feedback_date=None)),
                name="decision_approval_dates_feedback",
                violation_error_message=_("Say when those who took part get their answer."),
            ),
            models.CheckConstraint(
                condition=Q(feedback_date=None)
                | Q(ends_on=None)
                | Q(feedback_date__gte=F("ends_on")),
                name="decision_feedback_after_end",
                violation_error_message=_("The feedback cannot come before the dialogue ends."),
            ),
            models.CheckConstraint(
                condition=held("meeting_date"),
                name="decision_meeting_held",
                violation_error_message=_("The meeting cannot lie ahead."),
            ),
            models.CheckConstraint(
                condition=Q(meeting_date__gte=F("submitted_on")),
                name="decision_after_submission",
                violation_error_message=_("The plan had not been submitted then."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.meeting_date}"

    @property
    def is_approval(self) -> bool:
        return self.outcome in APPROVED

    @property
    def who(self) -> str:
        """The committee, or the manager's role."""
        return str(self.committee or self.decided_by)

    @property
    def financing_words(self) -> str:
        return ", ".join(str(Financing(code).label) for code in self.financing)

    def frame(self) -> dict[str, list[str]]:
        """What the history tells of money and time that were set (R067)."""
        kronor = "" if self.budget_frame is None else str(self.budget_frame)
        said = {
            "budget_frame": kronor,
            "financing": ", ".join(self.financing),
            "timetable": self.timetable,
        }
        return {name: ["", text] for name, text in said.items() if text}


class Attestation(models.Model):
    """That somebody stands behind a decision as recorded, in a role (R075). Append-only."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="attestations")
    function = models.CharField(_("in which role"), max_length=160)
    by = who_wrote()
    by_label = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        constraints = [
            models.UniqueConstraint("decision", "by", name="attestation_once"),
            models.CheckConstraint(
                condition=~Q(function="") & ~Q(by_label=""), name="attestation_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_label}, {self.function}"


class InformationMeeting(models.Model):
    """Where residents hear of a decision instead of being asked, and its two answers (R061)."""

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="information_meeting")
    held_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=160)
    why_this_decision = models.TextField(_("why the decision is what it is"))
    why_no_dialogue = models.TextField(_("why no dialogue is held"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("information meeting")
        verbose_name_plural = _("information meetings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(place="") & ~Q(why_this_decision="") & ~Q(why_no_dialogue=""),
                name="information_meeting_answers_both",
            ),
            models.CheckConstraint(
                condition=held("held_on"),
                name="information_meeting_held",
                violation_error_message=_("The meeting cannot lie ahead."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.held_on}"

    def words(self) -> dict[str, str]:
        """What the history tells of a change."""
        names = ("held_on", "place", "why_this_decision", "why_no_dialogue")
        return {name: _iso(getattr(self, name)) for name in names}


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value or "")


class Opinion(models.Model):
    """What the strategist says of a plan: support, no decision (R071)."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="opinions")
    method = models.TextField(_("on the choice of method"), blank=True)
    feedback = models.TextField(_("on the feedback"), blank=True)
    measurability = models.TextField(_("on how the dialogue can be measured"), blank=True)
    by = who_wrote()
    by_label = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("the strategist's opinion")
        verbose_name_plural = _("the strategist's opinions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(method="", feedback="", measurability="") & ~Q(by_label=""),
                name="opinion_says_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_label} {self.at:%Y-%m-%d}"
