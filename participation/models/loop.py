"""A dialogue on a complex issue: how it is led, and the rounds of its loop (R097–R099).

Numbers of people only, never who they are.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dialogportal.longest import texts_not_too_long
from dialogues.models import Dialogue, Document
from dialogues.models.plan import function, text
from municipality.models import LoopStep
from participation.enums import StepState

MOST_ROUNDS = 12
MOST_PEOPLE = 100_000
# Interviews by kind of respondent, and members of a working group.
INTERVIEWED = (
    "interviews_residents", "interviews_elected", "interviews_officials",
    "interviews_civil_society", "interviews_others",
)  # fmt: skip
MEMBERS = ("elected", "officials", "residents")
# All that is said of a step and of a group.
STEP_COLUMNS = ("step_id", "state", "on", "note")
GROUP_COLUMNS = ("theme", *MEMBERS)


def _people(label: object) -> models.PositiveIntegerField:
    """How many; nought is a number too, empty is unknown."""
    return models.PositiveIntegerField(
        label,  # type: ignore[arg-type]
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PEOPLE)],
    )


def _not_too_many(*names: str, of: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(**{name: None}) | Q(**{f"{name}__range": (0, MOST_PEOPLE)}),
            name=f"{of}_{name}_in_range",
        )
        for name in names
    ]


class ComplexIssueProcess(models.Model):
    """Who leads the talk without a side, and the form that all have agreed to: one row a dialogue.

    The leader's function stands in the plan's roles (``Plan.conversation_leader``).
    """

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="complex_issue")
    leader_from = function(_("where the conversation leader comes from"))
    neutrality = text(_("how the conversation leader’s neutrality is secured"))
    agreed_form = text(_("agreed form for the confronting dialogue"))
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("complex issue")
        verbose_name_plural = _("complex issues")
        constraints = [
            texts_not_too_long("complex_issue_texts_not_too_long", "neutrality", "agreed_form"),
        ]

    def __str__(self) -> str:
        return str(self.dialogue)


class LoopRound(models.Model):
    """Once through the loop: its perspectives, its working groups and what it led to."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="loop_rounds")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    begun_on = models.DateField(_("begun"), editable=False)
    question = text(_("what the round is about"))
    interviews_residents = _people(_("interviews with residents"))
    interviews_elected = _people(_("interviews with elected representatives"))
    interviews_officials = _people(_("interviews with managers and officials"))
    interviews_civil_society = _people(_("interviews with civil society"))
    interviews_others = _people(_("interviews with others"))
    report = text(_("perspective report, uncensored"))
    report_document = models.ForeignKey(
        Document,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("perspective report among the documents"),
    )
    led_to = text(_("what the round led to"))
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = _("round of the loop")
        verbose_name_plural = _("rounds of the loop")
        constraints = [
            texts_not_too_long("loop_round_texts_not_too_long", "question", "report", "led_to"),
            models.UniqueConstraint(fields=["dialogue", "number"], name="loop_round_number_once"),
            models.CheckConstraint(
                condition=Q(number__range=(1, MOST_ROUNDS)), name="loop_round_number_in_range"
            ),
            *_not_too_many(*INTERVIEWED, of="loop_round"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class RoundStep(models.Model):
    """A step of the loop in one round, once it is planned or done."""

    round = models.ForeignKey(LoopRound, models.CASCADE, related_name="steps")
    step = models.ForeignKey(LoopStep, models.PROTECT, related_name="+", verbose_name=_("step"))
    state = models.CharField(_("state"), max_length=8, choices=StepState.choices)
    on = models.DateField(_("day"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["step__order"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(fields=["round", "step"], name="round_step_once"),
            models.CheckConstraint(
                condition=Q(state__in=StepState.values), name="round_step_state_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.step)


class WorkingGroup(models.Model):
    """A group that works with a theme of the round: how many of each, never who."""

    round = models.ForeignKey(LoopRound, models.CASCADE, related_name="groups")
    order = models.PositiveSmallIntegerField(default=0)
    theme = models.CharField(_("theme"), max_length=160)
    elected = _people(_("elected representatives"))
    officials = _people(_("managers and officials"))
    residents = _people(_("residents"))

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        constraints = [
            models.UniqueConstraint("round", Lower("theme"), name="working_group_theme_once"),
            models.CheckConstraint(condition=~Q(theme=""), name="working_group_has_theme"),
            *_not_too_many(*MEMBERS, of="working_group"),
        ]

    def __str__(self) -> str:
        return self.theme
