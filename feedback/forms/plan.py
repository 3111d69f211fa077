"""Forms of the plan's sections on the time after the dialogue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group
from dialogportal.periods import by_day
from dialogues.enums import EvaluatedAspect, EvaluationKind, FeedbackReach
from dialogues.forms.plan import PlanForm
from dialogues.forms.plan_parts import lines, usual_sender
from dialogues.forms.widgets import Radios, several
from feedback.enums import FeedbackChannel, SuccessCriterion
from feedback.models import FeedbackPlan

FUNCTION = gettext_lazy("A function, not a person's name.")


class ReceptionForm(PlanForm):
    """Who takes care of what people say (R045)."""

    rows = ["received_by", "reception"]

    class Meta:
        model = FeedbackPlan
        fields = ["received_by", "reception"]
        widgets = {"reception": lines(4)}
        help_texts = {
            "received_by": FUNCTION,
            "reception": gettext_lazy(
                "How many are expected, who sorts them, and to whom they go when they concern"
                " somebody else."
            ),
        }


class FeedbackPlanForm(PlanForm):
    """How and when those who took part are told what came of it (R120)."""

    not_copied = ("due_on", "committee_due_on", "sender")
    channels = several(FeedbackChannel.choices, gettext_lazy("Channels"))
    reach = forms.ChoiceField(
        label=gettext_lazy("Whom it is to reach"),
        choices=FeedbackReach.choices,
        required=False,
        widget=Radios,
    )
    rows = [
        Group(gettext_lazy("When"), [("due_on", "committee_due_on")]),
        Group(gettext_lazy("How"), ["reach", "channels", "form_text"]),
        Group(gettext_lazy("Who"), [("responsible", "sender")]),
    ]

    class Meta:
        model = FeedbackPlan
        fields = [
            "due_on", "committee_due_on", "reach", "channels", "form_text", "responsible", "sender",
        ]  # fmt: skip
        labels = {
            "due_on": gettext_lazy("To those who took part, no later than"),
            "committee_due_on": gettext_lazy("To the committee, no later than"),
        }
        widgets = {"form_text": lines(3)}
        help_texts = {
            "due_on": gettext_lazy("The committee decides on this day with the plan."),
            "responsible": FUNCTION,
            "sender": gettext_lazy("The committee, where it decides on the dialogue."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.sender:
            self.initial["sender"] = usual_sender(self.dialogue)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ends = self.dialogue.ends_on
        for name in ("due_on", "committee_due_on"):
            day = cleaned.get(name)
            if day and ends and day < ends:
                text = _("The dialogue ends %(day)s. Feedback cannot be given before that.")
                self.add_error(name, text % {"day": by_day(ends, ends)})
        return cleaned


class EvaluationPlanForm(PlanForm):
    """What a dialogue that went well has given, and how that is seen afterwards (R135)."""

    success_for_residents = several(SuccessCriterion.choices, gettext_lazy("For residents"))
    success_for_organisation = several(
        SuccessCriterion.choices, gettext_lazy("For the organisation")
    )
    evaluated = several(EvaluatedAspect.choices, gettext_lazy("What is evaluated"))
    evaluation_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of evaluation"),
        choices=[row for row in EvaluationKind.choices if row[0] != EvaluationKind.NOT_MADE],
        required=False,
        widget=Radios,
    )
    rows = [
        Group(
            gettext_lazy("What is a good result for residents?"),
            ["success_for_residents", "success_for_residents_text"],
        ),
        Group(
            gettext_lazy("What is a good result for the organisation?"),
            ["success_for_organisation", "success_for_organisation_text"],
        ),
        Group(
            gettext_lazy("The evaluation"),
            ["evaluated", "evaluation_kind", "evaluation", "evaluated_by"],
        ),
    ]

    class Meta:
        model = FeedbackPlan
        fields = [
            "success_for_residents", "success_for_residents_text", "success_for_organisation",
            "success_for_organisation_text", "evaluated", "evaluation_kind", "evaluation",
            "evaluated_by",
        ]  # fmt: skip
        labels = {
            "success_for_residents_text": gettext_lazy("How is that seen?"),
            "success_for_organisation_text": gettext_lazy("How is that seen?"),
        }
        widgets = {
            "success_for_residents_text": lines(2),
            "success_for_organisation_text": lines(2),
            "evaluation": lines(3),
        }
        help_texts = {
            "success_for_residents_text": gettext_lazy(
                "Something that can be counted or asked, for example: seven of ten say afterwards"
                " that they were listened to."
            ),
            "evaluated_by": FUNCTION,
        }
