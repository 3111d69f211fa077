"""The history of a dialogue: what changed, by whom (DESIGN rule 1)."""

from __future__ import annotations

from typing import Any

from django.db import models

from dialogues.models import Dialogue, HistoryEntry, KnowledgeReview
from dialogues.quotes import replace_quote
from municipality.models import User

LONGEST_KEPT = 2_000
NOT_SHOWN = {
    "search", "title_words", "body_words", "document_words", "part_words", "version", "updated_at",
    "viewpoint_count", "form_token",
}  # fmt: skip


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple, set)):
        return ", ".join(str(item) for item in value)
    return str(value)


def snapshot(dialogue: Dialogue) -> dict[str, str]:
    """Every field's value as text, many-to-many ones as sorted names."""
    values: dict[str, str] = {}
    for field in dialogue._meta.get_fields():
        if field.name in NOT_SHOWN or not isinstance(field, models.Field):
            continue
        if field.many_to_many:
            names = sorted(str(row) for row in getattr(dialogue, field.name).all())
            values[field.name] = ", ".join(names)
        else:
            values[field.name] = as_text(getattr(dialogue, field.name))
    values["background"] = as_text(_without_quotes(dialogue))
    return values


def _without_quotes(dialogue: Dialogue) -> str:
    """The background without what residents said: nothing can be taken out of the history."""
    review = KnowledgeReview.objects.filter(dialogue=dialogue).only("reused").first()
    background = dialogue.background
    for quote in review.reused if review else []:
        background = replace_quote(background, quote, "…")
    return background


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """{field: [before, after]} for what differs, if only at the end of a long text; each is kept
    as far as ``LONGEST_KEPT``."""
    return {
        name: [before.get(name, "")[:LONGEST_KEPT], value[:LONGEST_KEPT]]
        for name, value in after.items()
        if before.get(name, "") != value
    }


def record(
    *,
    dialogue: Dialogue,
    by: User | None,
    action: models.TextChoices,
    detail: str = "",
    changes: dict[str, list[str]] | None = None,
) -> HistoryEntry:
    """Write one entry; call it inside the transaction that makes the change.

    ``detail`` is a name, a code or a number: history_text words it in the reader's language.
    """
    return HistoryEntry.objects.create(
        dialogue=dialogue,
        by=by,
        by_label=str(by) if by else "",
        action=action,
        detail=detail[:300],
        changes=changes or {},
    )
