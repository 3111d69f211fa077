"""Forms of the archive."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dialogportal.forms import PortalForm
from dialogues.enums import Conclusion, Judgement
from dialogues.ideas import Concluded
from dialogues.models import Dialogue
from municipality.enums import Role
from municipality.models import DialogueType, Organisation, User

MOST_REMEMBERED = 50


class ConclusionForm(PortalForm):
    """What the official concludes of what is known (R049)."""

    conclusion = forms.ChoiceField(
        label=_("Your conclusion"), choices=Conclusion.choices, widget=forms.RadioSelect
    )
    coordinate_with = forms.CharField(
        label=_("Coordinate with"),
        required=False,
        max_length=20,
        help_text=_("The other dialogue's reference, e.g. D-2026-0042."),
    )
    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("The committee reads this first."),
    )
    title = forms.CharField(label=_("Working title"), max_length=200)
    owner = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    type = forms.ModelChoiceField(label=_("Type"), queryset=DialogueType.objects.none())
    token = forms.UUIDField(widget=forms.HiddenInput)

    submit_text = _("Save the conclusion")
    form_tag = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.in_force().filter(pk__in=user.organisations_as(Role.OFFICIAL))
        types = DialogueType.objects.filter(in_use=True)
        for name, queryset in (("owner", mine), ("type", types)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
        rows = list(mine)
        if len(rows) == 1:
            self.fields["owner"].initial = rows[0]
            self.fields["owner"].widget = forms.HiddenInput()
        self.fields["type"].initial = types.filter(is_default=True).first()
        self.fields["token"].initial = uuid.uuid4

    def clean_coordinate_with(self) -> Dialogue | None:
        reference = self.cleaned_data["coordinate_with"].strip().upper()
        if not reference or self.data.get("conclusion") != Conclusion.COORDINATE:
            return None
        found = Dialogue.objects.filter(reference=reference).first()
        if found is None:
            raise forms.ValidationError(_("There is no dialogue with this reference."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            cleaned.get("conclusion") == Conclusion.COORDINATE
            and "coordinate_with" not in self.errors
            and not cleaned.get("coordinate_with")
        ):
            self.add_error("coordinate_with", _("Say which dialogue to coordinate with."))
        return cleaned

    def marks(self) -> tuple[list[str], dict[str, str], list[int]]:
        """(references in view, {reference: judgement}, ids of viewpoints picked) as posted."""
        references = self.data.getlist("hit")[:MOST_REMEMBERED]
        judgements = {
            reference: value
            for reference in references
            if (value := self.data.get(f"judge-{reference}", "")) in Judgement.values
        }
        picked = [
            int(pk)
            for pk in self.data.getlist("reuse")[:MOST_REMEMBERED]
            if pk.isascii() and pk.isdigit()
        ]
        return references, judgements, picked

    def concluded(self, **known: Any) -> Concluded:
        """The cleaned form together with what was ``known`` (question, area, hits …)."""
        names = ("title", "owner", "type", "reason", "coordinate_with")
        values = {name: self.cleaned_data[name] for name in names}
        return Concluded(conclusion=Conclusion(self.cleaned_data["conclusion"]), **values, **known)
