"""What the plan of a dialogue says beside what the register holds already."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dialogportal.longest import texts_not_too_long
from dialogues.enums import DocumentForm, Financing
from dialogues.models.dialogue import Dialogue, choice_list

LONGEST = 4_000
NOT_BELOW_ZERO = _("An amount cannot be below zero.")


def text(label: object) -> models.TextField:
    """A text that may be empty while the plan grows."""
    return models.TextField(label, max_length=LONGEST, blank=True)  # type: ignore[arg-type]


def function(label: object) -> models.CharField:
    """Who does something: a function, never a person's name."""
    return models.CharField(label, max_length=160, blank=True)  # type: ignore[arg-type]


def kronor(label: object) -> models.IntegerField:
    """An amount; zero is an amount too, empty is unknown."""
    return models.IntegerField(
        label,  # type: ignore[arg-type]
        null=True,
        blank=True,
        validators=[MinValueValidator(0, NOT_BELOW_ZERO)],
    )


class Plan(models.Model):
    """One row for a dialogue that is planned; its sections share it (DESIGN section 2).

    ``version`` counts the times it was saved, so that nobody overwrites a colleague's text.
    """

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="plan")
    version = models.PositiveIntegerField(default=0, editable=False)

    # The standpoint, after R077 and R079
    benefit = text(_("what a dialogue would give"))
    why_dialogue = text(_("why a dialogue and not another way"))
    changes_policy = models.BooleanField(
        _("the matter changes a plan, a programme or a policy"), default=False
    )
    change_reason = text(_("why the change is proposed, as residents are told"))

    change_told_on = models.DateField(_("day when residents were told why"), null=True, blank=True)

    # Who invites; empty: who decides (R066). Who answers stands in the plan for the feedback.
    sender = function(_("sender of the dialogue"))

    # Who does what, after R072 and R111
    elected_role = text(_("what elected representatives do"))
    official_role = text(_("what officials do"))
    resident_role = text(_("what residents do"))
    process_owner = function(_("process owner"))
    process_leader = function(_("process leader"))
    facilitator = function(_("facilitator"))
    conversation_leader = function(_("conversation leader"))

    # Money, after R067
    budget = kronor(_("cost, kronor"))
    democracy_funds = kronor(_("of which special democracy funds, kronor"))
    financing = choice_list(Financing.choices, _("financed by"))
    budget_text = text(_("what the money goes to"))
    budget_proposed_by = function(_("who proposes the budget"))

    # Together with whom, after R033 and R070
    experts = text(_("experts that are needed"))
    experts_confirmed = models.BooleanField(
        _("the experts have time and resources set aside"), default=False
    )
    project_plan = models.CharField(_("project plan"), max_length=400, blank=True)
    without_associations = text(_("why no association takes part"))

    # How it is told and kept, after R069 and R016
    communication = text(_("how residents are told of the dialogue"))
    communication_by = function(_("who answers for the communication"))
    documentation_forms = choice_list(DocumentForm.choices, _("forms of documentation"))
    documentation = text(_("how what is said is documented"))
    documentation_by = function(_("who documents"))

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            texts_not_too_long(
                "plan_texts_not_too_long",
                "benefit",
                "why_dialogue",
                "change_reason",
                "elected_role",
                "official_role",
                "resident_role",
                "budget_text",
                "experts",
                "without_associations",
                "communication",
                "documentation",
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gte=0),
                name="plan_budget_not_below_zero",
                violation_error_message=NOT_BELOW_ZERO,
            ),
            models.CheckConstraint(
                condition=Q(democracy_funds=None) | Q(democracy_funds__gte=0),
                name="plan_democracy_funds_not_below_zero",
                violation_error_message=NOT_BELOW_ZERO,
            ),
            models.CheckConstraint(
                condition=Q(democracy_funds=None)
                | Q(budget=None)
                | Q(democracy_funds__lte=F("budget")),
                name="plan_democracy_funds_within_budget",
                violation_error_message=_("The democracy funds are part of the whole cost."),
            ),
            models.CheckConstraint(
                condition=Q(change_reason="") | Q(changes_policy=True),
                name="plan_change_reason_of_a_change",
                violation_error_message=_("Tick this box too, or take the reason below away."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.dialogue)

    @property
    def is_begun(self) -> bool:
        """Whether it says more than what was weighed before anything was planned."""
        before = {"id", "dialogue", "version", "benefit"}
        written = [one for one in self._meta.concrete_fields if one.name not in before]
        return any(getattr(self, one.name) != one.get_default() for one in written)
