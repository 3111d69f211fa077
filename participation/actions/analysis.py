"""Saving a target-group analysis: its groups, the history and what the register finds it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated
from dialogues import history
from dialogues.actions.locking import locked
from dialogues.actions.register import change_dialogue
from dialogues.enums import HistoryAction, TargetGroup
from dialogues.models import Dialogue
from dialogues.permissions import may_edit_plan
from municipality.models import User
from participation.enums import REGISTERED_AS
from participation.models import (
    ASSESSED,
    GroupAssessment,
    TargetGroupAnalysis,
    UnaffectedDimension,
)
from participation.reach import turns_to_everyone
from participation.wording import assessment_text, unaffected_sentence


@transaction.atomic
def change_analysis(
    *,
    by: User,
    dialogue: Dialogue,
    version: int | None,
    values: dict[str, Any],
    groups: Sequence[GroupAssessment],
    unaffected: Mapping[str, str] | None = None,
) -> None:
    """Make the analysis say ``values`` and hold exactly ``groups``, in their order.

    ``unaffected``: {dimension: why} of those gone through in which no group is affected (R101);
    None leaves what was said, but of the dimensions of these groups.
    ``version`` is the one its reader saw, None where there was none yet. Raises Outdated when
    somebody has saved it since, NotAllowed when the plan may not be changed any more.
    """
    whole = locked(by, dialogue, may_edit_plan)
    saved = TargetGroupAnalysis.objects.filter(dialogue=whole).first()
    if (saved.version if saved else None) != version:
        raise Outdated(_("Somebody else has changed the analysis since you opened it."))
    before = _told(saved)
    there = list(saved.groups.all()) if saved else []
    found_before = _found_by(saved, there) if saved else {}
    analysis = saved or TargetGroupAnalysis(dialogue=whole)
    said = {one.dimension: one.why for one in saved.unaffected.all()} if saved else {}
    if unaffected is None:
        taken = {group.dimension for group in groups}
        unaffected = {code: why for code, why in said.items() if code not in taken}
    differs = not saved or any(getattr(analysis, name) != value for name, value in values.items())
    if not differs and (said, _rows(there)) == (unaffected, _rows(groups)):
        return
    for name, value in values.items():
        setattr(analysis, name, value)
    analysis.version += 1
    analysis.save()
    _set_rows(analysis, groups, unaffected)
    _record(by, whole, analysis, before)
    finds = _found_by(analysis, groups)
    # Without primary groups the register keeps what the idea was registered with, but nothing that
    # the analysis said before.
    if any(finds.values()) or any(found_before.values()):
        change_dialogue(by=by, dialogue=whole, version=whole.version, values=finds, links={})


def _record(
    by: User, dialogue: Dialogue, analysis: TargetGroupAnalysis, before: dict[str, str]
) -> None:
    if changes := history.differences(before, _told(analysis)):
        history.record(
            dialogue=dialogue,
            by=by,
            action=HistoryAction.PLAN_CHANGED,
            detail=analysis._meta.label,
            changes=changes,
        )


def _rows(groups: Any) -> list[tuple[Any, ...]]:
    return [tuple(getattr(group, name) for name in ASSESSED) for group in groups]


def _set_rows(
    analysis: TargetGroupAnalysis,
    groups: Sequence[GroupAssessment],
    unaffected: Mapping[str, str],
) -> None:
    """Both kinds go before either is written: the database refuses them side by side."""
    analysis.groups.all().delete()
    analysis.unaffected.all().delete()
    GroupAssessment.objects.bulk_create(
        GroupAssessment(
            analysis=analysis, order=order, **{name: getattr(group, name) for name in ASSESSED}
        )
        for order, group in enumerate(groups)
    )
    UnaffectedDimension.objects.bulk_create(
        UnaffectedDimension(analysis=analysis, dimension=dimension, why=why)
        for dimension, why in unaffected.items()
    )


def _told(analysis: TargetGroupAnalysis | None) -> dict[str, str]:
    """The whole analysis as the history tells it."""
    if analysis is None:
        return {"is_everyone": "False"}
    own = [field for field in analysis._meta.concrete_fields if field.editable]
    told = {
        field.name: history.as_text(getattr(analysis, field.name))
        for field in own
        if field.name not in {"id", "dialogue"}
    }
    groups = "\n".join(f"{group}: {assessment_text(group)}" for group in analysis.groups.all())
    unaffected = {one.dimension: one.why for one in analysis.unaffected.all()}
    return {**told, "groups": groups, "unaffected": unaffected_sentence(unaffected)}


def _found_by(analysis: TargetGroupAnalysis, groups: Sequence[GroupAssessment]) -> dict[str, Any]:
    """What the register finds the dialogue by: its primary groups."""
    codes = {code for one in groups if one.is_primary for code in REGISTERED_AS.get(one.group, [])}
    own = [one.own_words for one in groups if one.is_primary and one.own_words]
    if turns_to_everyone(analysis, groups):
        codes.add(TargetGroup.ALL_RESIDENTS)
    return {
        "target_groups": [code for code in TargetGroup.values if code in codes],
        "target_group_text": ", ".join(own),
    }
