"""History entries as people read them: words for codes, names for fields."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dialogportal.periods import by_day
from dialogues.enums import Conclusion, HistoryAction, MoveName
from dialogues.models import (
    Decision,
    Dialogue,
    Document,
    HistoryEntry,
    InformationMeeting,
    Occasion,
)

# Whose fields an entry tells of, where it is not the dialogue's own; other apps add theirs.
CHANGED_MODELS: dict[str, type[models.Model]] = {
    HistoryAction.OCCASION_CHANGED: Occasion,
    HistoryAction.DOCUMENT_CHANGED: Document,
    HistoryAction.MEETING_TOLD: InformationMeeting,
}


def _field(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _label(field: Any, name: str) -> str:
    if field is None:
        return name
    label = getattr(field, "verbose_name", None)
    label = label or field.related_model._meta.verbose_name_plural
    return str(label)


def _words(field: Any) -> dict[str, str]:
    """{code: word} of a field with fixed choices, also one that holds several."""
    choices = getattr(getattr(field, "base_field", field), "choices", None) or ()
    return {str(code): str(word) for code, word in choices}


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _readable(field: Any, text: str) -> str:
    if isinstance(field, models.BooleanField):
        return {"True": _("Yes"), "False": _("No")}.get(text, text)
    if isinstance(field, models.DateField) and (day := _day(text)):
        return by_day(day, day)
    if isinstance(field, models.IntegerField) and not field.choices and text.isdigit():
        return f"{int(text):,}".replace(",", "\N{NO-BREAK SPACE}")
    words = _words(field)
    if not words or not text:
        return text
    return ", ".join(words.get(code, code) for code in text.split(", "))


def _plan_model(entry: HistoryEntry) -> type[models.Model] | None:
    """Whose fields a change of the plan tells of: a row of any app's, named by the detail."""
    if entry.action != HistoryAction.PLAN_CHANGED or not entry.detail:
        return None
    return apps.get_model(entry.detail)


def _changes(entry: HistoryEntry) -> list[tuple[str, str, str]]:
    model = _plan_model(entry) or CHANGED_MODELS.get(entry.action, Dialogue)
    rows = []
    for name, (before, after) in entry.changes.items():
        field = _field(model, name) or _field(Decision, name)
        rows.append((_label(field, name), _readable(field, before), _readable(field, after)))
    return rows


def _detail(entry: HistoryEntry) -> str:
    """The detail in the reader's language, where it is a code or a number."""
    if entry.action == HistoryAction.CONCLUDED and entry.detail in Conclusion.values:
        return str(Conclusion(entry.detail).label)
    if entry.action == HistoryAction.MOVED and entry.detail in MoveName.values:
        return str(MoveName(entry.detail).label)
    if entry.action == HistoryAction.MEETINGS_ADDED:
        number = int(entry.detail)
        return ngettext("%(n)s meeting", "%(n)s meetings", number) % {"n": number}
    if model := _plan_model(entry):
        return str(model._meta.verbose_name)
    return entry.detail


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
            "detail": _detail(entry),
            "changes": _changes(entry),
        }
        for entry in entries
    ]
