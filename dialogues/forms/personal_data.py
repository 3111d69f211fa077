"""No free text of a plan says who somebody is: its history is kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _

from dialogportal.personal_data import find
from dialogportal.values import MAX_COUNT

# Of people, in a record and of an occasion.
COUNTS = ("participants", "elected_participants", "official_participants")


def refuse_personal_data(
    form: forms.BaseForm,
    names_people: Callable[[str], object] = find,
    but: Collection[str] = (),
    also: Collection[str] = (),
) -> None:
    """Refuse what was typed with personal data in it, but for some fields: the history keeps what
    is saved for ever. ``also`` are hidden fields that hold what was typed before."""
    for name, value in list(form.cleaned_data.items()):
        is_typed = name in also or not form.fields[name].widget.is_hidden
        if isinstance(value, str) and is_typed and name not in but and names_people(value):
            text = _("This holds personal data, such as a phone number or an e-mail. Take it away.")
            form.add_error(name, text)


def limit_counts(form: forms.BaseForm, names: Iterable[str]) -> None:
    """Refuse counts of people that nobody has counted: a telephone number is a number too."""
    for name in names:
        form.fields[name].validators.append(MaxValueValidator(MAX_COUNT))
