"""Forms of the plan's sections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group, VersionedModelForm
from dialogues.enums import Phase, Purpose
from dialogues.forms.choices import theme_choices
from dialogues.forms.widgets import Checks, several, several_rows
from dialogues.models import Dialogue
from municipality.models import Organisation, Theme, User


class PlanForm(VersionedModelForm):
    """One section: what it changes of its row, as ``actions.plan`` wants it. All of it optional:
    a plan is saved as it grows."""

    submit_text: Any = gettext_lazy("Save")
    other_buttons = (("go_on", gettext_lazy("Save and go on")),)

    def __init__(self, *args: Any, user: User, dialogue: Dialogue, **kwargs: Any) -> None:
        self.user = user
        self.dialogue = dialogue
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Cleaned columns by name."""
        return {name: self.cleaned_data[name] for name in self._names(many_to_many=False)}

    def links(self) -> dict[str, Any]:
        """Cleaned rows of many-to-many relations by name."""
        return {name: list(self.cleaned_data[name]) for name in self._names(many_to_many=True)}

    def _names(self, *, many_to_many: bool) -> list[str]:
        columns = {name: self._meta.model._meta.get_field(name) for name in self._meta.fields or ()}
        return [name for name, one in columns.items() if bool(one.many_to_many) is many_to_many]


class PriorKnowledgeForm(PlanForm):
    """What was known before, in the official's own words (R050)."""

    class Meta:
        model = Dialogue
        fields = ["background"]
        widgets = {"background": forms.Textarea(attrs={"rows": 12})}


class PlanPurposeForm(PlanForm):
    """What is asked, why, and which decision it feeds."""

    purposes = several(Purpose.choices, gettext_lazy("Kinds of purpose"))
    themes = several_rows(Theme.objects.filter(in_use=True), gettext_lazy("Themes"))
    phases = forms.TypedMultipleChoiceField(
        label=gettext_lazy("When in the decision process"),
        coerce=int,
        required=False,
        choices=Phase.choices,
        widget=Checks,
    )
    rows = [
        Group(gettext_lazy("The question"), ["title", "question"]),
        Group(gettext_lazy("Purpose"), ["purpose", "purposes", "themes"]),
        Group(
            gettext_lazy("The decision it feeds"),
            ["feeds_decision", ("feeds_committee", "feeds_decided_on"), "phases", "initiator"],
        ),
    ]

    class Meta:
        model = Dialogue
        fields = [
            "title", "question", "purpose", "purposes", "themes", "feeds_decision",
            "feeds_committee", "feeds_decided_on", "phases", "initiator",
        ]  # fmt: skip
        widgets = {
            "question": forms.Textarea(attrs={"rows": 2}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = theme_choices()  # type: ignore[attr-defined]
        committee = self.fields["feeds_committee"]
        committee.queryset = Organisation.objects.deciding()  # type: ignore[attr-defined]
