"""Forms of the plan's sections."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db.models import Model, Q, prefetch_related_objects
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group, VersionedModelForm
from dialogportal.personal_data import find
from dialogues.actions.plan import change_plan
from dialogues.enums import Phase, Purpose
from dialogues.forms.choices import offer, theme_choices
from dialogues.forms.personal_data import refuse_personal_data
from dialogues.forms.widgets import several, several_numbers, several_rows
from dialogues.models import Dialogue
from dialogues.permissions import may_edit_plan
from dialogues.quotes import names_people
from municipality.models import Organisation, Theme, User
from municipality.models.validity import valid_on


class PlanForm(VersionedModelForm):
    """One section: what it changes of its row, as ``actions.plan`` wants it. All of it optional:
    a plan is saved as it grows.

    Sections share rows, and colleagues write in different sections at once: the form remembers
    what its own fields said, and is refused only when those have changed since (``seen``).
    ``place`` names where on its page the reader goes on once it is saved; ``notes`` are sentences
    on what was saved otherwise than it was sent.
    ``not_copied`` are fields that another plan cannot lend (R147); ``follows`` names the answer
    that a field says more of, and without which it is not lent; ``may`` says who saves it.
    """

    not_copied: tuple[str, ...] = ()
    follows: Mapping[str, str] = {}
    may = staticmethod(may_edit_plan)
    place = ""
    # To save, that is; what submission wants is said by the section's findings.
    mark_optional = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    submit_text: Any = gettext_lazy("Save")
    other_buttons: tuple[tuple[str, Any], ...] = (("go_on", gettext_lazy("Save and go on")),)

    def __init__(self, *args: Any, user: User, dialogue: Dialogue, **kwargs: Any) -> None:
        self.user = user
        self.dialogue = dialogue
        self.notes: list[str] = []
        self._read_links_once(kwargs.get("instance"))
        super().__init__(*args, **kwargs)
        # Without a version: there was no row yet when the form was opened.
        self.fields["version"].required = False
        self.initial["seen"] = self.said_by(self.instance)

    def _read_links_once(self, row: Model | None) -> None:
        """Linked rows are asked for by the form and by what it remembers of them."""
        mine = [one.name for one in self._meta.model._meta.many_to_many]
        if row is not None and row.pk:
            shown = [name for name in mine if name in (self._meta.fields or ())]
            prefetch_related_objects([row], *shown)

    def names_people(self, text: str) -> bool:
        """Whether a text may not be saved because of whom it names."""
        return bool(find(text))

    def typed_before(self) -> Collection[str]:
        """Hidden fields that hold what was typed on an earlier page."""
        return ()

    def clean(self) -> dict[str, Any]:
        refuse_personal_data(self, self.names_people, also=self.typed_before())
        return super().clean()

    def refuse_as_stale(self, saved: Model | None) -> None:
        if saved is not None and self.cleaned_data.get("seen") == self.said_by(saved):
            self.cleaned_data["version"] = getattr(saved, "version")  # noqa: B009
            return
        super().refuse_as_stale(saved)
        if saved is not None and self.errors:
            # As the version: the reader now sees what is saved.
            data: Any = self.data
            data[self.add_prefix("seen")] = self.said_by(saved)

    def said_by(self, row: Model) -> str:
        """What the fields of this section say in a row, as a short code."""
        return short_code(values_of(row, self._meta.fields))

    def values(self) -> dict[str, Any]:
        """Cleaned columns by name."""
        return {name: self.cleaned_data[name] for name in self._names(many_to_many=False)}

    def links(self) -> dict[str, Any]:
        """Cleaned rows of many-to-many relations by name."""
        return {name: list(self.cleaned_data[name]) for name in self._names(many_to_many=True)}

    def saved_row(self) -> Any:
        """What is edited here as it stands saved, None when it is no more."""
        row = self.instance
        mine = {"pk": row.pk} if isinstance(row, Dialogue) else {"dialogue": self.dialogue.pk}
        return type(row)._default_manager.filter(**mine).first()

    def write(self, *, by: User) -> None:
        """Save what was filled in. Raises Outdated and NotAllowed as ``change_plan``."""
        change_plan(
            by=by,
            dialogue=self.dialogue,
            row=self.instance,
            version=self.cleaned_data.get("version"),
            values=self.values(),
            links=self.links(),
            may=self.may,
        )

    def _names(self, *, many_to_many: bool) -> list[str]:
        columns = {name: self._meta.model._meta.get_field(name) for name in self._meta.fields or ()}
        return [name for name, one in columns.items() if bool(one.many_to_many) is many_to_many]


def short_code(values: dict[str, Any]) -> str:
    """The same for the same values."""
    said = sorted((name, str(value)) for name, value in values.items())
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def values_of(row: Model, names: Any) -> dict[str, Any]:
    """Columns by name; linked rows as sorted keys."""
    values = model_to_dict(row, names)
    return {
        name: sorted(one.pk for one in value)
        if isinstance(value, list) and name in _links(row)
        else value
        for name, value in values.items()
    }


def _links(row: Model) -> set[str]:
    return {field.name for field in row._meta.many_to_many}


class PriorKnowledgeForm(PlanForm):
    """What was known before, in the official's own words (R050)."""

    not_copied = ("background",)

    class Meta:
        model = Dialogue
        fields = ["background"]
        widgets = {"background": forms.Textarea(attrs={"rows": 12})}

    def names_people(self, text: str) -> bool:
        return names_people(text, self.dialogue)


class PlanPurposeForm(PlanForm):
    """What is asked, why, and which decision it feeds."""

    not_copied = (
        "title", "question", "feeds_decision", "feeds_committee", "feeds_decided_on", "initiator",
    )  # fmt: skip

    purposes = several(Purpose.choices, gettext_lazy("Kinds of purpose"))
    themes = several_rows(Theme.objects.all(), gettext_lazy("Themes"))
    phases = several_numbers(Phase.choices, gettext_lazy("When in the decision process"))
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
        offer(self, "themes", theme_choices)
        committee = self.fields["feeds_committee"]
        # A decision still to come is made by a committee of today, or by the one chosen before.
        committee.queryset = Organisation.objects.deciding().filter(  # type: ignore[attr-defined]
            valid_on(None) | Q(pk=self.instance.feeds_committee_id)
        )
