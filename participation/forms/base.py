"""A section that writes in the plan for taking part and in the dialogue itself."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, prefetch_related_objects
from django.forms.models import model_to_dict

from dialogues.forms.plan import PlanForm, short_code, values_of
from dialogues.models import Dialogue
from municipality.models import User
from participation.actions.plan import change_participation
from participation.models import ParticipationPlan, row_with


class BothRows:
    """The two saved rows as one, for comparing a form with them."""

    def __init__(self, plan: ParticipationPlan, dialogue: Dialogue) -> None:
        self.plan = plan
        self.dialogue = dialogue
        self.versions = (plan.version if plan.pk else None, dialogue.version)

    def __getattr__(self, name: str) -> Any:
        return getattr(row_with(self.plan, self.dialogue, name), name)


class ParticipationForm(PlanForm):
    """``dialogue_columns`` and ``dialogue_relations`` name fields that the dialogue's row has."""

    dialogue_columns: tuple[str, ...] = ()
    dialogue_relations: tuple[str, ...] = ()

    class Meta:
        model = ParticipationPlan
        fields: list[str] = []

    def __init__(self, *args: Any, dialogue: Dialogue, **kwargs: Any) -> None:
        # Read several times below; asked for once.
        prefetch_related_objects([dialogue], *self.dialogue_relations)
        super().__init__(*args, dialogue=dialogue, **kwargs)
        for name, value in model_to_dict(dialogue, self._of_dialogue()).items():
            self.initial.setdefault(name, value)

    def _of_dialogue(self) -> list[str]:
        return [*self.dialogue_columns, *self.dialogue_relations]

    def said_by(self, row: Any) -> str:
        both = row if isinstance(row, BothRows) else BothRows(row, self.dialogue)
        said = values_of(both.plan, self._meta.fields)
        return short_code({**said, **values_of(both.dialogue, self._of_dialogue())})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        both = self.saved_row()
        self.versions = both.versions
        if not self.conflicts and self.said_by(both) != cleaned.get("seen"):
            self.refuse_as_stale(both)
        return cleaned

    def refuse_as_stale(self, saved: Model | BothRows | None) -> None:
        """Whichever of the two rows is newer, both are compared."""
        both: Any = saved if isinstance(saved, BothRows) else self.saved_row()
        self.versions = both.versions
        super().refuse_as_stale(both)

    def values(self) -> dict[str, Any]:
        """Columns that the section asks for in this plan."""
        names = [name for name in self._meta.fields or () if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}

    def saved_row(self) -> Any:
        dialogue = Dialogue.objects.light().get(pk=self.dialogue.pk)
        plan = ParticipationPlan.objects.filter(dialogue=dialogue).first()
        return BothRows(plan or ParticipationPlan(dialogue=dialogue), dialogue)

    def write(self, *, by: User) -> None:
        change_participation(
            by=by,
            dialogue=self.dialogue,
            versions=self.versions,
            values=self.values(),
            dialogue_values={name: self.cleaned_data[name] for name in self.dialogue_columns},
            dialogue_links={
                name: list(self.cleaned_data[name]) for name in self.dialogue_relations
            },
        )
