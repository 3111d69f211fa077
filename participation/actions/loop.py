"""The rounds of a complex issue's loop: begun, kept and taken away (R097, R098)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed, Outdated
from dialogues import history
from dialogues.actions.locking import locked
from dialogues.models import Dialogue
from municipality.models import User
from participation.enums import LoopHistory
from participation.loop import group_text
from participation.models import (
    GROUP_COLUMNS,
    INTERVIEWED,
    MOST_ROUNDS,
    STEP_COLUMNS,
    LoopRound,
    RoundStep,
    WorkingGroup,
)
from participation.permissions import may_keep_rounds

TOLD = ("question", *INTERVIEWED, "report", "report_document", "led_to")
SETTLED = ("question", *INTERVIEWED, "report", "report_document_id", "led_to")


@transaction.atomic
def begin_round(*, by: User, dialogue: Dialogue, after: int) -> int | None:
    """Begin the round that follows on number ``after``, 0 for the first; its number.

    None when it had been begun already: by a second press, or by a colleague. Raises NotAllowed.
    """
    whole = locked(by, dialogue, may_keep_rounds)
    last = LoopRound.objects.filter(dialogue=whole).order_by("number").last()
    if (last.number if last else 0) != after:
        return None
    if after == MOST_ROUNDS:
        text = _("A dialogue can have at most %(n)s rounds. Follow it up with a new dialogue.")
        raise NotAllowed(text % {"n": MOST_ROUNDS})
    number = after + 1
    LoopRound.objects.create(dialogue=whole, number=number, begun_on=timezone.localdate())
    history.record(dialogue=whole, by=by, action=LoopHistory.BEGUN, detail=str(number))
    return number


@transaction.atomic
def change_round(
    *,
    by: User,
    loop_round: LoopRound,
    version: int | None,
    values: dict[str, Any],
    steps: Sequence[RoundStep],
    groups: Sequence[WorkingGroup],
) -> None:
    """Make a round say ``values`` and hold exactly ``steps`` and ``groups``, in their order.

    ``version`` is the one its reader saw. Raises Outdated when somebody has saved or removed it
    since, NotAllowed when it may not be changed any more.
    """
    whole = locked(by, loop_round.dialogue, may_keep_rounds)
    saved = LoopRound.objects.filter(pk=loop_round.pk).first()
    if saved is None or saved.version != version:
        raise Outdated(_("Somebody else has changed this round since you opened it."))
    before = _told(saved)
    there = (_rows(saved.steps.all(), STEP_COLUMNS), _rows(saved.groups.all(), GROUP_COLUMNS))
    wanted = (_rows(steps, STEP_COLUMNS), _rows(groups, GROUP_COLUMNS))
    if there == wanted and all(getattr(saved, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(saved, name, value)
    saved.version += 1
    saved.save()
    _set_rows(saved, steps, groups)
    history.record(
        dialogue=whole,
        by=by,
        action=LoopHistory.CHANGED,
        detail=str(saved.number),
        changes=history.differences(before, _told(saved)),
    )


@transaction.atomic
def remove_round(*, by: User, dialogue: Dialogue, number: int) -> None:
    """Take away the last round while nothing is written in it; one that is gone already is no
    matter. Raises NotAllowed."""
    whole = locked(by, dialogue, may_keep_rounds)
    mine = LoopRound.objects.filter(dialogue=whole)
    loop_round = mine.filter(number=number).first()
    if loop_round is None:
        return
    may_remove_round(loop_round, is_last=not mine.filter(number__gt=number).exists())
    loop_round.delete()
    history.record(dialogue=whole, by=by, action=LoopHistory.REMOVED, detail=str(number))


def may_remove_round(loop_round: LoopRound, *, is_last: bool) -> None:
    """Raise NotAllowed unless the round was begun by mistake: the last one, with nothing in it."""
    if not is_last:
        raise NotAllowed(_("Only the last round can be removed."))
    is_written = any(getattr(loop_round, name) not in (None, "") for name in SETTLED)
    if is_written or loop_round.steps.exists() or loop_round.groups.exists():
        raise NotAllowed(_("Something is written in this round, so it stays."))


def _rows(rows: Iterable[Any], columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in columns) for row in rows]


def _set_rows(
    loop_round: LoopRound, steps: Iterable[RoundStep], groups: Iterable[WorkingGroup]
) -> None:
    loop_round.steps.all().delete()
    RoundStep.objects.bulk_create(
        RoundStep(round=loop_round, **dict(zip(STEP_COLUMNS, row, strict=True)))
        for row in _rows(steps, STEP_COLUMNS)
    )
    loop_round.groups.all().delete()
    WorkingGroup.objects.bulk_create(
        WorkingGroup(round=loop_round, order=order, **dict(zip(GROUP_COLUMNS, row, strict=True)))
        for order, row in enumerate(_rows(groups, GROUP_COLUMNS))
    )


def _told(loop_round: LoopRound) -> dict[str, str]:
    """The whole round as the history tells it."""
    return {
        **{name: history.as_text(getattr(loop_round, name)) for name in TOLD},
        "steps": history.as_text(steps_text(loop_round.steps.select_related("step"))),
        "groups": history.as_text(groups_text(loop_round.groups.all())),
    }


def steps_text(steps: Iterable[RoundStep]) -> str:
    """A line each: "Analyse the context: done, 2026-03-03, with the police"."""
    return "\n".join(
        f"{one.step}: "
        + ", ".join(str(part) for part in (one.get_state_display(), one.on, one.note) if part)
        for one in steps
    )


def groups_text(groups: Iterable[WorkingGroup]) -> str:
    """A line each: "School: 4 elected representatives"."""
    return "\n".join(
        group_text({name: getattr(one, name) for name in GROUP_COLUMNS}) for one in groups
    )
