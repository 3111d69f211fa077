"""How far residents' influence reaches (R082–R090)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group
from dialogportal.sorting import swedish_key
from dialogues.enums import Openness
from dialogues.forms.widgets import Radios
from municipality.enums import LEVEL_RESIDENTS_GET_TO, Level
from municipality.models import Method
from participation.enums import LEVEL_MEANS, Extent
from participation.forms.base import ParticipationForm
from participation.models import ParticipationPlan
from participation.models.plan import WEIGHTS

MOST_METHODS = 3


class Ladder(forms.RadioSelect):
    """The five steps as stairs, each with what residents get to do on it and by which methods."""

    template_name = "participation/widgets/ladder.html"
    draws_itself = True
    # Names of methods, by level.
    methods: dict[int, list[str]]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["steps"] = [
            {
                "option": option,
                "level": option["value"],
                "gets": LEVEL_RESIDENTS_GET_TO[Level(option["value"])],
                "means": LEVEL_MEANS[Level(option["value"])],
                "methods": self.methods.get(option["value"], []),
            }
            for _group, options, _index in context["widget"]["optgroups"]
            for option in options
        ]
        return context


class LevelForm(ParticipationForm):
    """The level, what is open, and what is promised to those who take part."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("Level of participation"),
        help_text=gettext_lazy("No step is better than another. Choose the one that is true."),
        coerce=int,
        empty_value=None,
        required=False,
        widget=Ladder,
        choices=Level.choices,
    )
    openness = forms.ChoiceField(
        label=gettext_lazy("What residents can still influence"),
        required=False,
        widget=Radios,
        choices=Openness.choices,
    )
    dialogue_columns = ("level", "openness")
    # What is promised in one matter is not promised in another.
    not_copied = (
        "level", "openness", "decided_part", "open_part", "influence_statement", *WEIGHTS,
        "weight_note",
    )  # fmt: skip
    rows = [
        "level",
        Group(
            gettext_lazy("What can be influenced"),
            [
                "openness",
                ("decided_part", "open_part"),
                "influence_statement",
                "treatment_statement",
            ],
        ),
        Group(gettext_lazy("Is the matter worth a dialogue?"), [tuple(WEIGHTS), "weight_note"]),
    ]

    class Meta:
        model = ParticipationPlan
        fields = [
            "decided_part", "open_part", "influence_statement", "treatment_statement",
            *WEIGHTS, "weight_note",
        ]  # fmt: skip
        help_texts = {
            "decided_part": gettext_lazy("When only how it is done can be influenced."),
            "influence_statement": gettext_lazy("Stands in the invitation, as you write it."),
            "treatment_statement": gettext_lazy(
                "Who reads them, when, and what happens with what lies outside the matter."
                " Stands in the invitation, too."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].widget.methods = _example_methods()
        for name in WEIGHTS:
            label = self.fields[name].label
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                coerce=int,
                empty_value=None,
                required=False,
                widget=Radios,
                choices=Extent.choices,
            )


def _example_methods() -> dict[int, list[str]]:
    """Some methods that are usual at each level (R082), of different classes: those usual at
    fewest others first."""
    usual = sorted(
        Method.objects.filter(in_use=True),
        key=lambda one: (len(one.usual_levels), swedish_key(str(one))),
    )
    examples = {}
    for level in Level:
        # The first of each class stays; a dict keeps the order of its keys' first coming.
        first_of: dict[str, str] = {}
        for one in usual:
            if level in one.usual_levels:
                first_of.setdefault(one.method_class, str(one))
        examples[level.value] = list(first_of.values())[:MOST_METHODS]
    return examples
