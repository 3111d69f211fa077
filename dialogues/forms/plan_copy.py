"""Choosing a plan to start from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import PortalForm
from dialogportal.periods import by_month
from dialogues.models import Dialogue


class CopyForm(PortalForm):
    """One of the plans offered; those shown are the only ones that may be chosen."""

    submit_text = gettext_lazy("Copy the plan")
    source = forms.ChoiceField(
        label=gettext_lazy("Which plan do you want to start from?"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, offered: list[Dialogue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        field: Any = self.fields["source"]
        field.choices = [(one.reference, one.title) for one in offered]
        field.choice_hints = {one.reference: _hint(one) for one in offered}


def _hint(dialogue: Dialogue) -> str:
    parts = [
        dialogue.reference,
        str(dialogue.owner),
        by_month(dialogue.starts_on, dialogue.ends_on),
        _("good example") if dialogue.is_good_example else "",
    ]
    return ", ".join(part for part in parts if part)
