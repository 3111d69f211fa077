"""One measure: what is to be done, how far it has come and who answers for it (R128)."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group, VersionedModelForm
from dialogues.forms.widgets import Options
from feedback.enums import MeasureState, Term
from feedback.models import Measure
from municipality.enums import OrganisationKind
from municipality.models import Organisation

BODIES = ("responsible", "followed_up_by")


class MeasureForm(VersionedModelForm):
    """Only the title has to be filled in."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=MeasureState.choices, widget=forms.RadioSelect
    )
    term = forms.ChoiceField(
        label=gettext_lazy("Term"),
        choices=[("", gettext_lazy("Not stated")), *Term.choices],
        required=False,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    rows = [
        "title",
        "description",
        Group(
            gettext_lazy("How far it has come"),
            ["state", "reason", "carried_out_on", "ongoing_work"],
        ),
        Group(gettext_lazy("Who and when"), [BODIES, "term"]),
    ]

    class Meta:
        model = Measure
        fields = [
            "title", "description", "state", "reason", "carried_out_on", "ongoing_work",
            "responsible", "followed_up_by", "term",
        ]  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("description", "reason", "ongoing_work")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["title"].help_text = _("For example: lights in the tunnel at the school.")
        fields["reason"].help_text = _("Fill in when it is not to be done.")
        fields["carried_out_on"].help_text = _(
            "Fill in when it has been carried out and the day is known."
        )
        fields["ongoing_work"].help_text = _("What is being done now.")
        self._offer_bodies()
        if self.instance.pk:
            self.submit_text = _("Save the measure")
            del fields["form_token"]
        else:
            self.submit_text = _("Add the measure")
            self.other_buttons = [("and_next", _("Add and write the next"))]
            self.initial["form_token"] = uuid.uuid4()

    def _offer_bodies(self) -> None:
        """Those in force by kind, and those already chosen."""
        chosen = [getattr(self.instance, f"{name}_id") for name in BODIES]
        in_force = Organisation.objects.in_force()
        rows = Organisation.objects.filter(Q(pk__in=in_force.values("pk")) | Q(pk__in=chosen))
        by_kind: dict[str, Options] = {kind: [] for kind in OrganisationKind.values}
        for row in rows.in_swedish_order():
            by_kind[row.kind].append((row.pk, row.name))
        groups = [(kind.label, by_kind[kind]) for kind in OrganisationKind if by_kind[kind]]
        for name in BODIES:
            field: Any = self.fields[name]
            field.queryset = rows
            field.choices = [("", _("Not stated")), *groups]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        state, day = cleaned.get("state"), cleaned.get("carried_out_on")
        not_done = state == MeasureState.NOT_DONE
        if "reason" not in self.errors and state and bool(cleaned.get("reason")) is not not_done:
            self.add_error(
                "reason",
                _("Say why it is not to be done.")
                if not_done
                else _("Choose “Not to be done” above, or take the reason away."),
            )
        if day and state and state != MeasureState.CARRIED_OUT:
            self.add_error(
                "carried_out_on", _("Choose “Carried out” above, or take the date away.")
            )
        elif day and day > timezone.localdate():
            self.add_error("carried_out_on", _("This date has not come yet."))
        return super().clean()

    def values(self) -> dict[str, Any]:
        """Cleaned columns by name."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}
