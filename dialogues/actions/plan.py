"""Saving a section of the plan: its row and the dialogue's history together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated
from dialogues import history
from dialogues.actions.locking import locked
from dialogues.actions.register import change_dialogue
from dialogues.enums import HistoryAction
from dialogues.models import Dialogue
from dialogues.permissions import may_edit_plan
from municipality.models import User

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def change_plan(
    *,
    by: User,
    dialogue: Dialogue,
    row: Row,
    version: int | None,
    values: dict[str, Any],
    links: dict[str, Any],
    may: Callable[[User, Dialogue], None] = may_edit_plan,
) -> Row:
    """Change one row of the plan, the dialogue itself or one that belongs to it alone.

    ``version`` is the one its reader saw, None where there was no row yet. Raises Outdated when
    somebody has saved it since, NotAllowed when the plan may not be changed any more, or as
    ``may`` says of a column that is written later. Nothing is written when nothing differs.
    """
    # The dialogue's row is the lock: there may be no other to lock yet.
    whole = locked(by, dialogue, may)
    if isinstance(row, Dialogue):
        changed: Any = change_dialogue(
            by=by, dialogue=whole, version=version or 0, values=values, links=links
        )
        return changed
    rows = type(row)._default_manager.filter(dialogue=whole)
    saved = rows.first()
    if (saved.version if saved else None) != version:  # type: ignore[attr-defined]
        raise Outdated(_("Somebody else has changed this part of the plan since you opened it."))
    before = _as_text(saved) if saved else {}
    saved = saved or type(row)(dialogue=whole, version=0)
    if saved.pk and not _differs(saved, values, links):
        return saved
    _write(saved, values, links)
    _tell(by, whole, saved, before)
    return saved


def _write(saved: models.Model, values: dict[str, Any], links: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(saved, name, value)
    saved.version += 1  # type: ignore[attr-defined]
    saved.save()
    for name, linked in links.items():
        getattr(saved, name).set(linked)


def _tell(by: User, dialogue: Dialogue, saved: models.Model, before: dict[str, str]) -> None:
    """Write in the history what the row says otherwise than ``before``, if anything."""
    changes = history.differences(before, _as_text(saved))
    if changes:
        history.record(
            dialogue=dialogue,
            by=by,
            action=HistoryAction.PLAN_CHANGED,
            detail=saved._meta.label,
            changes=changes,
        )


def _differs(saved: models.Model, values: dict[str, Any], links: dict[str, Any]) -> bool:
    if any(getattr(saved, name) != value for name, value in values.items()):
        return True
    return any(
        set(getattr(saved, name).values_list("pk", flat=True)) != {row.pk for row in rows}
        for name, rows in links.items()
    )


def _as_text(row: models.Model) -> dict[str, str]:
    """Every column by its name, as the history tells it."""
    kept = [*row._meta.concrete_fields, *row._meta.many_to_many]
    return {
        field.name: history.as_text(
            sorted(str(one) for one in getattr(row, field.name).all())
            if field.many_to_many
            else getattr(row, field.name)
        )
        for field in kept
        if field.name not in {"id", "dialogue", "version"}
    }
