"""History entries as people read them: words for codes, names for fields."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dialogportal.periods import by_day
from dialogues.enums import HistoryAction
from dialogues.models import Dialogue, HistoryEntry, Occasion


def _field(name: str) -> Any:
    for model in (Dialogue, Occasion):
        try:
            return model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
    return None


def _label(name: str) -> str:
    field = _field(name)
    if field is None:
        return name
    label = getattr(field, "verbose_name", None)
    label = label or field.related_model._meta.verbose_name_plural
    return str(label)


def _words(name: str) -> dict[str, str]:
    """{code: word} of a field with fixed choices, also one that holds several."""
    field = _field(name)
    choices = getattr(getattr(field, "base_field", field), "choices", None) or ()
    return {str(code): str(word) for code, word in choices}


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _readable(name: str, text: str) -> str:
    if isinstance(_field(name), models.BooleanField):
        return {"True": _("Yes"), "False": _("No")}.get(text, text)
    if isinstance(_field(name), models.DateField) and (day := _day(text)):
        return by_day(day, day)
    words = _words(name)
    if not words or not text:
        return text
    return ", ".join(words.get(code, code) for code in text.split(", "))


def entry_rows(entries: Iterable[HistoryEntry]) -> list[dict[str, Any]]:
    """What the history page shows: {"at", "by", "action", "detail", "changes"}.

    ``changes`` are (field's name, before, after).
    """
    actions = {action.value: str(action.label) for action in HistoryAction}
    return [
        {
            "at": entry.at,
            "by": entry.by_label or _("The portal"),
            "action": actions.get(entry.action) or pgettext("history", entry.action),
            "detail": entry.detail,
            "changes": [
                (_label(name), _readable(name, before), _readable(name, after))
                for name, (before, after) in entry.changes.items()
            ],
        }
        for entry in entries
    ]
