"""Uploading a file to import, and saying what its columns hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.exceptions import NotAllowed
from dialogportal.forms import PortalForm
from dialogues.enums import ImportKind
from dialogues.importing.fields import LEAVE, REFUSE, Target
from dialogues.models import Dialogue
from dialogues.permissions import may_import_for, registrable_organisations
from municipality.models import Organisation, User

SAMPLES = 3
LONGEST_SAMPLE = 60


class UploadForm(PortalForm):
    """A file, what it holds, and whose it is."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What does each row of the file hold?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy(
                "Choose whether each row is a dialogue that was held or a viewpoint from one."
            )
        },
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Whose dialogues are they?"),
        required=False,
        help_text=gettext_lazy(
            "For earlier dialogues. A column in the file may name another for single rows."
        ),
    )
    dialogue = forms.CharField(
        label=gettext_lazy("In which dialogue were the viewpoints given?"),
        required=False,
        max_length=40,
        help_text=gettext_lazy(
            "For viewpoints. Its reference, such as D-2024-0042. "
            "Register the dialogue first if it is not there."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        error_messages={"required": gettext_lazy("Choose the file to import.")},
    )
    submit_text = gettext_lazy("Upload and look at the columns")
    mark_optional = False  # which fields are needed follows from the first

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        kind = self.fields["kind"]
        kind.choices = ImportKind.choices  # type: ignore[attr-defined]
        kind.choice_hints = {  # type: ignore[attr-defined]
            ImportKind.DIALOGUES: _("One row for each dialogue that has been held."),
            ImportKind.VIEWPOINTS: _(
                "One row for each thing that a resident said, from one dialogue."
            ),
        }
        owners = registrable_organisations(user).in_swedish_order()
        self.fields["organisation"].queryset = owners  # type: ignore[attr-defined]
        if user.organisation and not user.is_coordinator:
            self.initial.setdefault("organisation", user.organisation.pk)
        self.fields["file"].help_text = _(
            "CSV or Excel (.xlsx), at most %(limit)s MB, with the columns' names in the first row."
        ) % {"limit": settings.IMPORT_MAX_BYTES // 2**20}
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.tsv,.xlsx"

    def clean_dialogue(self) -> Dialogue | None:
        reference = self.cleaned_data["dialogue"].strip().upper()
        if not reference or self.cleaned_data.get("kind") != ImportKind.VIEWPOINTS:
            return None
        found = Dialogue.objects.visible_to(self.user).filter(reference=reference)
        dialogue = found.select_related("owner__successor").first()
        if dialogue is None:
            raise ValidationError(_("There is no dialogue with this reference."))
        try:
            may_import_for(self.user, dialogue.owner)
        except NotAllowed as refusal:
            raise ValidationError(str(refusal)) from refusal
        return dialogue

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        kind = cleaned.get("kind")
        if (
            kind == ImportKind.VIEWPOINTS
            and not cleaned.get("dialogue")
            and "dialogue" not in self.errors
        ):
            self.add_error("dialogue", _("Say in which dialogue the viewpoints were given."))
        if (
            kind == ImportKind.DIALOGUES
            and not cleaned.get("organisation")
            and "organisation" not in self.errors
        ):
            self.add_error("organisation", _("Say whose dialogues they are."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What ``actions.imports.upload`` wants."""
        kind, dialogue = self.cleaned_data["kind"], self.cleaned_data["dialogue"]
        return {
            "kind": kind,
            "dialogue": dialogue,
            "organisation": dialogue.owner if dialogue else self.cleaned_data["organisation"],
            "file": self.cleaned_data["file"],
        }


class ColumnsForm(PortalForm):
    """For each column of the file what it holds, and what happens where the file says nothing."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        target: Target,
        columns: list[str],
        mapping: dict[str, list[str]],
        defaults: dict[str, str],
        samples: list[dict[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.target, self.columns, self.samples = target, columns, samples
        held = {column: name for name, found in mapping.items() for column in found}
        offered = [
            ("", _("Leave out")),
            *((each.name, capfirst(str(each.label))) for each in target.fields),
        ]
        for place, column in enumerate(columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=offered, label=column, required=False, initial=held.get(column, "")
            )
        for each in target.fields:
            if each.choices is not None:
                self.fields[f"default_{each.name}"] = forms.ChoiceField(
                    choices=[("", _("Leave empty")), *each.choices()],
                    label=str(each.default_label),
                    required=False,
                    initial=defaults.get(each.name, ""),
                )
        for each in target.fields:
            if each.on_unknown:
                self.fields[f"unknown_{each.name}"] = forms.ChoiceField(
                    choices=[(LEAVE, _("Leave the word out")), (REFUSE, _("Refuse the row"))],
                    label=capfirst(str(each.label)),
                    required=False,
                    initial=defaults.get(f"unknown_{each.name}", each.on_unknown),
                )

    def column_rows(self) -> list[dict[str, Any]]:
        """[{"field", "samples"}] for the table of columns."""
        return [
            {"field": self[f"column_{place}"], "samples": self._samples(column)}
            for place, column in enumerate(self.columns)
        ]

    def _samples(self, column: str) -> list[str]:
        texts = dict.fromkeys(row[column] for row in self.samples if row.get(column))
        return [
            text if len(text) <= LONGEST_SAMPLE else text[:LONGEST_SAMPLE] + "…"
            for text in list(texts)[:SAMPLES]
        ]

    def default_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("default_")]

    def unknown_fields(self) -> list[Any]:
        """For lists that some column is mapped to."""
        held = {self[f"column_{place}"].value() for place in range(len(self.columns))}
        return [
            self[f"unknown_{each.name}"]
            for each in self.target.fields
            if each.on_unknown and each.name in held
        ]

    def clean(self) -> dict[str, Any]:
        mapping = self.mapping()
        for each in self.target.fields:
            columns = mapping.get(each.name, [])
            if each.is_required and not columns:
                self.add_error(
                    self._first_left_out(),
                    _("No column holds “%(field)s”. Choose one.") % {"field": each.label},
                )
            if len(columns) > 1 and not each.takes_several:
                last = f"column_{self.columns.index(columns[-1])}"
                self.add_error(
                    last, _("Only one column can hold “%(field)s”.") % {"field": each.label}
                )
        return self.cleaned_data

    def _first_left_out(self) -> str:
        """Name of the first column's field that is left out: there the choice can be made."""
        names = [f"column_{place}" for place in range(len(self.columns))]
        return next((name for name in names if not self.cleaned_data.get(name)), names[0])

    def mapping(self) -> dict[str, list[str]]:
        """{field: [columns]} as chosen."""
        found: dict[str, list[str]] = {}
        for place, column in enumerate(self.columns):
            name = self.cleaned_data.get(f"column_{place}")
            if name:
                found.setdefault(name, []).append(column)
        return found

    def defaults(self) -> dict[str, str]:
        """{field or "unknown_" + field: choice}."""
        chosen = {
            name.removeprefix("default_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith(("default_", "unknown_"))
        }
        return {name: value for name, value in chosen.items() if value}
