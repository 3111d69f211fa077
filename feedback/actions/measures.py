"""What is done to a dialogue's measures (R128)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated, Removed
from dialogues.actions.register import once, token_of
from dialogues.history import differences, record
from dialogues.models import Dialogue
from feedback.enums import MeasureHistory
from feedback.models import Measure
from municipality.models import User


def _state(measure: Measure, names: Iterable[str]) -> dict[str, str]:
    state = {}
    for name in names:
        value = getattr(measure, name)
        state[name] = "" if value is None else str(value)
    return state


def _gone() -> Removed:
    return Removed(_("Somebody has removed this measure."))


@transaction.atomic
def add_measure(
    *, by: User, dialogue: Dialogue, values: dict[str, Any], form_token: uuid.UUID
) -> Measure:
    """Add a measure; the same form again adds nothing."""

    token = token_of(form_token, values)

    def create() -> Measure:
        measure = Measure.objects.create(
            dialogue=dialogue, form_token=token, created_by=by, **values
        )
        record(dialogue=dialogue, by=by, action=MeasureHistory.ADDED, detail=measure.title)
        return measure

    return once(Measure, token, create)


@transaction.atomic
def change_measure(*, by: User, measure: Measure, version: int, values: dict[str, Any]) -> Measure:
    """Change a measure as it stood at ``version``.

    Raises Outdated when somebody else has changed it since, Removed when somebody has removed it.
    """
    hit = Measure.objects.filter(pk=measure.pk, version=version)
    if not hit.update(version=F("version") + 1):
        if not Measure.objects.filter(pk=measure.pk).exists():
            raise _gone()
        raise Outdated(_("Somebody else has changed this measure since you opened it."))
    saved = Measure.objects.select_related("dialogue", "responsible", "followed_up_by").get(
        pk=measure.pk
    )
    before = _state(saved, values)
    for name, value in values.items():
        setattr(saved, name, value)
    saved.save(update_fields=[*values, "changed_at"])
    changes = differences(before, _state(saved, values))
    if changes:
        record(
            dialogue=saved.dialogue,
            by=by,
            action=MeasureHistory.CHANGED,
            detail=saved.title,
            changes=changes,
        )
    return saved


@transaction.atomic
def remove_measure(*, by: User, measure: Measure) -> bool:
    """Remove a measure; its title stays in the history. False when it was gone already."""
    # Locked first, or viewpoints linked to it in the same instant would be left pointing nowhere.
    saved = Measure.objects.select_for_update().filter(pk=measure.pk).first()
    if saved is None:
        return False
    saved.delete()
    record(dialogue=measure.dialogue, by=by, action=MeasureHistory.REMOVED, detail=saved.title)
    return True


@transaction.atomic
def link_viewpoints(
    *, by: User, measure: Measure, shown: Collection[int], ticked: Collection[int]
) -> None:
    """Say which viewpoints lie behind a measure, of those that were ``shown`` to choose from.

    Others stay as they are, so that two who choose on different pages undo nothing for each other.
    Raises Removed when somebody has removed the measure.
    """
    # As in viewpoints.delete: what is linked here is not deleted in the same instant.
    Dialogue.objects.select_for_update(no_key=True).only("pk").get(pk=measure.dialogue_id)
    if not Measure.objects.select_for_update().filter(pk=measure.pk).exists():
        raise _gone()
    # What has been deleted meanwhile, or belongs to another dialogue, is left out.
    mine = measure.dialogue.viewpoints.filter(pk__in=shown)
    known = set(mine.values_list("pk", flat=True))
    before = set(measure.viewpoints.filter(pk__in=known).values_list("pk", flat=True))
    wanted = known & set(ticked)
    if wanted == before:
        return
    measure.viewpoints.add(*(wanted - before))
    measure.viewpoints.remove(*(before - wanted))
    record(
        dialogue=measure.dialogue,
        by=by,
        action=MeasureHistory.VIEWPOINTS_CHANGED,
        detail=measure.title,
    )
