"""Forms of matters that committees keep, and of initiatives."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal import personal_data
from dialogportal.forms import Group, VersionedModelForm
from dialogues.enums import InitiativeOutcome, Initiator, MatterState
from dialogues.forms.choices import area_choices
from dialogues.models import Dialogue, Initiative, Matter
from dialogues.models.initiative import FROM_WHOM
from dialogues.permissions import registrable_organisations
from dialogues.references import PATTERN
from municipality.models import Organisation, User

REFERENCE = re.compile(PATTERN, re.IGNORECASE)


class ProposalForm(VersionedModelForm):
    """What both kinds share: a title without personal data, an area, the dialogue it led to."""

    linked: Dialogue | None = None
    conditional = ("reason", "came_of_it")
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    came_of_it = forms.CharField(
        label=gettext_lazy("Dialogue that came of it"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Its reference, for example D-2026-0042."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        area: Any = self.fields["area"]
        area.choices = [("", _("The whole city")), *area_choices()]
        if self.instance.pk:
            del self.fields["form_token"]
            linked = self.instance.dialogue
            self.initial["came_of_it"] = linked.reference if linked else ""
        else:
            self.initial["form_token"] = uuid.uuid4()

    def saved_texts(self, saved: Any) -> dict[str, str]:
        return {"came_of_it": saved.dialogue.reference if saved.dialogue else ""}

    def clean_title(self) -> str:
        return _without_people(self.cleaned_data["title"])

    def clean_text(self) -> str:
        return _without_people(self.cleaned_data["text"])

    def clean_came_of_it(self) -> str:
        reference: str = self.cleaned_data["came_of_it"].strip().upper()
        self.linked = None
        if not reference:
            return ""
        known = Dialogue.objects.visible_to(self.user).light().filter(reference=reference)
        self.linked = known.first() if REFERENCE.fullmatch(reference) else None
        if self.linked is None:
            raise ValidationError(_("There is no dialogue with that reference."))
        return reference

    def values(self) -> dict[str, Any]:
        """Cleaned columns by name."""
        names = [name for name in self._meta.fields or () if name in self.fields]
        values = {name: self.cleaned_data[name] for name in names}
        return {**values, "dialogue": self.linked}


def _without_people(text: str) -> str:
    """The text, if it names nobody: the portal holds no register of those who write to the city."""
    if personal_data.find(text):
        raise ValidationError(
            _("This holds personal data, such as a phone number or an e-mail. Take it away.")
        )
    return text


class MatterForm(ProposalForm):
    """A matter that a committee finds suitable for a dialogue (R080)."""

    rows = [
        Group(gettext_lazy("Matter"), ["title", "text", "committee", ("area", "decided_on")]),
        Group(gettext_lazy("How far it has come"), ["state", "reason", "came_of_it"]),
    ]

    class Meta:
        model = Matter
        fields = ["title", "text", "committee", "area", "decided_on", "state", "reason"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "reason": forms.Textarea(attrs={"rows": 2}),
            "state": forms.RadioSelect,
        }
        help_texts = {
            "text": gettext_lazy("What is to be decided, and what residents could influence."),
            "reason": gettext_lazy("Fill in when there is no dialogue."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        committee: Any = self.fields["committee"]
        mine = self.user.bodies_as_secretary()
        committee.queryset = Organisation.objects.filter(pk__in=mine).in_swedish_order()
        committee.empty_label = None
        self.submit_text = _("Save the matter")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        state, reason = cleaned.get("state"), cleaned.get("reason")
        if state == MatterState.DROPPED and not reason and "reason" not in self.errors:
            self.add_error("reason", _("Say why there is no dialogue."))
        linked = cleaned.get("came_of_it") or "came_of_it" in self.errors
        if state == MatterState.BEGUN and not linked:
            self.add_error("came_of_it", _("Say which dialogue came of it."))
        return super().clean()


class InitiativeForm(ProposalForm):
    """What residents or civil society began or asked for, and what the city did (R081)."""

    rows = [
        Group(
            gettext_lazy("The initiative"),
            [
                "title",
                "text",
                "initiator",
                "association",
                ("received_by", "received_on"),
                "area",
            ],
        ),
        Group(gettext_lazy("How far it has come"), ["outcome", "outcome_text", "came_of_it"]),
    ]

    class Meta:
        model = Initiative
        fields = [
            "title", "text", "initiator", "association", "received_by", "received_on", "area",
            "outcome", "outcome_text",
        ]  # fmt: skip
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "outcome_text": forms.Textarea(attrs={"rows": 3}),
            "initiator": forms.RadioSelect,
            "outcome": forms.RadioSelect,
        }
        help_texts = {
            "text": gettext_lazy("What they want, or have begun. No names of people."),
            "association": gettext_lazy("Only for civil society. A resident is never named."),
            "outcome_text": gettext_lazy("Also why, when it is not taken further."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from_whom: Any = self.fields["initiator"]
        from_whom.choices = [(one.value, one.label) for one in FROM_WHOM]
        received: Any = self.fields["received_by"]
        received.queryset = registrable_organisations(self.user).in_swedish_order()
        received.empty_label = None
        self.submit_text = _("Save the initiative")

    def clean_outcome_text(self) -> str:
        return _without_people(self.cleaned_data["outcome_text"])

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        from_whom, name = cleaned.get("initiator"), cleaned.get("association")
        if from_whom == Initiator.CIVIL_SOCIETY and not name:
            self.add_error("association", _("Name the association or organisation."))
        if from_whom == Initiator.RESIDENTS and name:
            self.add_error("association", _("Name the association, never a resident."))
        outcome = cleaned.get("outcome")
        told = cleaned.get("outcome_text") or "outcome_text" in self.errors
        if outcome and outcome != InitiativeOutcome.WAITING and not told:
            self.add_error("outcome_text", _("Say what was done, and why."))
        linked = cleaned.get("came_of_it") or "came_of_it" in self.errors
        if outcome == InitiativeOutcome.DIALOGUE and not linked:
            self.add_error("came_of_it", _("Say which dialogue came of it."))
        day = cleaned.get("received_on")
        if day and day > timezone.localdate():
            self.add_error("received_on", _("This date has not come yet."))
        return super().clean()
