"""Starting a plan from another one: what is empty is filled, what is written stays (R147)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed
from dialogues import history, plan
from dialogues.actions.plan import change_plan
from dialogues.enums import HistoryAction
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from dialogues.permissions import may_edit_plan
from municipality.enums import Role
from municipality.models import User

EMPTY: tuple[Any, ...] = (None, "", [], False)


def plans_to_copy(user: User, dialogue: Dialogue) -> DialogueQuerySet:
    """Plans of one's own organisations and good examples, newest first."""
    own = Q(owner__in=user.bodies_as(Role.OFFICIAL))
    planned = Dialogue.objects.visible_to(user).filter(plan__isnull=False)
    return planned.filter(own | Q(is_good_example=True)).exclude(pk=dialogue.pk).newest_first()


@transaction.atomic
def copy_plan(*, by: User, dialogue: Dialogue, source: Dialogue) -> list[str]:
    """Fill what is empty in a plan from another one; returns the titles of the sections filled.

    Days, amounts and what only concerns the other matter are not lent. Raises NotAllowed as
    ``may_edit_plan`` and when the other plan is not one to copy.
    """
    locked = Dialogue.objects.select_for_update(of=("self",)).select_related("owner", "type")
    whole = locked.get(pk=dialogue.pk)
    may_edit_plan(by, whole)
    if not plans_to_copy(by, whole).filter(pk=source.pk).exists():
        raise NotAllowed(_("This plan cannot be copied."))
    filled = []
    rows: dict[type[models.Model], dict[str, Any]] = defaultdict(dict)
    links: dict[type[models.Model], dict[str, Any]] = defaultdict(dict)
    for section in plan.sections(whole):
        lent = _lent(section, source, whole)
        for name, value in lent.items():
            model = type(section.row(whole))
            kept = links if model._meta.get_field(name).many_to_many else rows
            kept[model][name] = value
        copied = section.copy is not None and section.copy(source, whole)
        if lent or copied:
            filled.append(str(section.title))
    for model in {*rows, *links}:
        _write(by, whole, model, rows[model], links[model])
    if filled:
        history.record(
            dialogue=whole, by=by, action=HistoryAction.PLAN_COPIED, detail=source.reference
        )
    return filled


def _lent(section: plan.Section, source: Dialogue, whole: Dialogue) -> dict[str, Any]:
    """{field: value} that a section's form holds, that is empty here and written there."""
    meta = getattr(section.form, "_meta", None)
    if meta is None or not meta.fields:
        return {}
    theirs, mine = section.row(source), section.row(whole)
    kept = set(meta.fields) - set(section.form.not_copied)
    return {
        name: value
        for name in meta.fields
        if name in kept
        and _value(mine, name) in EMPTY
        and (value := _value(theirs, name)) not in EMPTY
    }


def _value(row: models.Model, name: str) -> Any:
    if row._meta.get_field(name).many_to_many:
        return list(getattr(row, name).all()) if row.pk else []
    return getattr(row, name)


def _write(
    by: User,
    whole: Dialogue,
    model: type[models.Model],
    values: dict[str, Any],
    links: dict[str, Any],
) -> None:
    """Through the same door as a form, so that words, version and history follow."""
    row: Any = whole if model is Dialogue else model._default_manager.filter(dialogue=whole).first()
    change_plan(
        by=by,
        dialogue=whole,
        row=row or model(dialogue=whole),
        version=row.version if row else None,
        values=values,
        links=links,
    )
