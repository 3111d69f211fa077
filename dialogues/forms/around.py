"""Forms of what is said around the steps: the strategist's opinion, the information meeting."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import VersionedModelForm
from dialogues.forms.personal_data import refuse_personal_data
from dialogues.forms.process import KeptForm, long_text
from dialogues.models import InformationMeeting


class OpinionForm(KeptForm):
    """The strategist's three matters (R071)."""

    method = long_text(gettext_lazy("On the choice of method"), required=False)
    feedback = long_text(gettext_lazy("On the feedback"), required=False)
    measurability = long_text(
        gettext_lazy("On how it will be seen whether the dialogue served its purpose"),
        required=False,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)
    submit_text: Any = gettext_lazy("Give the opinion")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["form_token"] = uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(self.values().values()):
            self.add_error("method", _("Write about at least one of the three."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Columns of Opinion by name."""
        return {name: self.cleaned_data[name] for name in ("method", "feedback", "measurability")}


class MeetingForm(VersionedModelForm):
    """The information meeting and its two answers (R061). ``earliest``: the day of the no."""

    submit_text: Any = gettext_lazy("Save the information meeting")
    rows = [("held_on", "place"), "why_this_decision", "why_no_dialogue"]

    class Meta:
        model = InformationMeeting
        fields = ["held_on", "place", "why_this_decision", "why_no_dialogue"]
        labels = {
            "why_this_decision": gettext_lazy("Why is the decision what it is?"),
            "why_no_dialogue": gettext_lazy("Why is no dialogue held?"),
        }

    def __init__(self, *args: Any, earliest: datetime.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        # Without one: nothing was noted yet when the form was opened.
        self.fields["version"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        refuse_personal_data(self)
        return cleaned

    def clean_held_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError(
                _("The meeting lies ahead. Write about it when it has been held.")
            )
        if self.earliest and day < self.earliest:
            raise ValidationError(
                _("That there is to be no dialogue was decided on %(day)s: the meeting came after.")
                % {"day": date_format(self.earliest)}
            )
        return day

    def values(self) -> dict[str, Any]:
        """Columns by name."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}
