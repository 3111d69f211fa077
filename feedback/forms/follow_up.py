"""When a follow-up was sent (R138)."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from dialogportal.exceptions import NotAllowed
from dialogportal.forms import PortalForm
from dialogues.models import Dialogue
from feedback.actions.follow_up import may_be_sent_on


class FollowUpForm(PortalForm):
    """The day, as the action takes it."""

    sent_on = forms.DateField(label=gettext_lazy("When was it sent?"))
    submit_text: Any = gettext_lazy("Mark as sent")

    def __init__(self, *args: Any, dialogue: Dialogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dialogue = dialogue

    def clean_sent_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["sent_on"]
        try:
            may_be_sent_on(self.dialogue, day)
        except NotAllowed as refusal:
            raise ValidationError(str(refusal)) from refusal
        return day
