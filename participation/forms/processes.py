"""What only some dialogues ask: stages of co-creation, and a participatory budget (R095, R096)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from dialogues.forms.plan import PlanForm
from dialogues.forms.widgets import Radios, several
from municipality.models import Organisation
from participation.enums import BudgetKind, BudgetPart, Stage, Weight
from participation.forms.base import ParticipationForm
from participation.models import ParticipationPlan, ParticipatoryBudget
from participation.permissions import may_note_attendance


class StagesForm(ParticipationForm):
    """In which stages residents take part."""

    stages = several(Stage.choices, gettext_lazy("Stages in which residents take part"))

    class Meta:
        model = ParticipationPlan
        fields = ["stages", "stages_note"]


def _one_of(choices: Any, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, label=label, required=False, widget=Radios)


class ParticipatoryBudgetForm(PlanForm):
    """Whose money, how much, and what the order of priority means."""

    part = _one_of(BudgetPart.choices, gettext_lazy("How much of the budget"))
    kind = _one_of(BudgetKind.choices, gettext_lazy("Kind of budget"))
    weight = _one_of(Weight.choices, gettext_lazy("What the residents’ order is"))
    not_copied = ("decided_by", "covers", "amount", "share")
    rows = ["decided_by", ("part", "kind"), "covers", ("amount", "share"), "weight"]

    class Meta:
        model = ParticipatoryBudget
        fields = ["decided_by", "part", "covers", "amount", "kind", "weight", "share"]
        help_texts = {
            "decided_by": gettext_lazy(
                "The committee or board decides that there is one, and what it holds."
            )
        }
        widgets = {"covers": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["share"].validators += [MinValueValidator(0), MaxValueValidator(100)]
        committee = self.fields["decided_by"]
        committee.queryset = Organisation.objects.deciding()  # type: ignore[attr-defined]


class ShareForm(PlanForm):
    """How many took part, which is known after the decision: the plan stands as it was decided."""

    may = staticmethod(may_note_attendance)
    other_buttons = ()

    class Meta:
        model = ParticipatoryBudget
        fields = ["share_reached"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["share_reached"].validators += [MinValueValidator(0), MaxValueValidator(100)]
