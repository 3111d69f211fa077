"""What the plan says of the time after the dialogue (R045, R120, R135)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogportal.longest import texts_not_too_long
from dialogues.enums import EvaluatedAspect, EvaluationKind, FeedbackReach
from dialogues.models import Dialogue
from dialogues.models.dialogue import choice_list
from dialogues.models.plan import function, text
from feedback.enums import FeedbackChannel, SuccessCriterion


class FeedbackPlan(models.Model):
    """One row for a dialogue that is planned; three sections share it.

    A trigger refuses a day of feedback before the dialogue's last, which stands in another table.
    """

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="feedback_plan")
    version = models.PositiveIntegerField(default=0, editable=False)

    # Reception, after R045
    received_by = function(_("who takes care of the viewpoints"))
    reception = text(_("how the viewpoints are received, sorted and handed on"))

    # Feedback, after R064, R120, R122 and R123
    due_on = models.DateField(
        _("feedback to those who took part no later than"), null=True, blank=True
    )
    committee_due_on = models.DateField(
        _("result to the committee no later than"), null=True, blank=True
    )
    reach = models.CharField(
        _("whom it is to reach"), max_length=10, choices=FeedbackReach.choices, blank=True
    )
    channels = choice_list(FeedbackChannel.choices, _("channels"))
    form_text = text(_("how the feedback is given"))
    responsible = function(_("who answers for the feedback"))
    sender = function(_("sender of the feedback"))

    # Evaluation, after R131, R132 and R135
    success_for_residents = choice_list(
        SuccessCriterion.choices, _("what residents are to have gained")
    )
    success_for_residents_text = text(_("how that is seen, for residents"))
    success_for_organisation = choice_list(
        SuccessCriterion.choices, _("what the organisation is to have gained")
    )
    success_for_organisation_text = text(_("how that is seen, for the organisation"))
    evaluated = choice_list(EvaluatedAspect.choices, _("what is evaluated"))
    evaluation_kind = models.CharField(
        _("kind of evaluation"), max_length=12, choices=EvaluationKind.choices, blank=True
    )
    evaluation = text(_("how and when it is evaluated"))
    evaluated_by = function(_("who evaluates"))

    class Meta:
        verbose_name = _("plan for the time after the dialogue")
        verbose_name_plural = _("plans for the time after the dialogue")
        constraints = [
            texts_not_too_long(
                "feedback_plan_texts_not_too_long",
                "reception",
                "form_text",
                "success_for_residents_text",
                "success_for_organisation_text",
                "evaluation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.dialogue)
