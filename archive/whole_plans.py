"""What is only known of a plan when all of it is read: how much hinders it, whether it goes back.

Kept by the newest entry of its history, which every change of a plan writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db.models import F, Max, OuterRef, Prefetch, Subquery

from archive.plan_sections import remember
from dialogportal.local_cache import cache
from dialogues import plan
from dialogues.enums import PlanStep, State
from dialogues.models import Dialogue, HistoryEntry, PlanVersion
from dialogues.process import nobody_decides
from dialogues.versions import changes_since_decision, is_touched
from municipality.enums import Decider
from municipality.models import User

KEPT_SECONDS = 10 * 60
MOST_COMPARED = 100
Known = TypeVar("Known")


def newest_entry() -> Subquery:
    """The column by which what is known of a plan is kept."""
    entries = HistoryEntry.objects.filter(dialogue=OuterRef("pk")).order_by().values("dialogue")
    return Subquery(entries.values(newest=Max("pk")))


def hinders(plans: Mapping[int, int | None], user: User) -> dict[int, int]:
    """{id of a plan: how much hinders its submission, or its start where it is decided}, given
    {id: its newest entry}."""

    def found(unread: list[Dialogue]) -> dict[int, int]:
        remember(unread)
        return {row.pk: _remaining(row) for row in unread}

    return _known("hinders", plans, user, found)


def going_back(user: User) -> list[int]:
    """Ids of the decided plans that were changed in substance, and so go back to who decided
    (R065): those that begin first."""
    decided = Dialogue.objects.visible_to(user).filter(
        state=State.DECIDED, is_registered_afterwards=False
    )
    touched = decided.exclude(type__decider=Decider.NOBODY).filter(is_touched())
    rows = touched.annotate(newest_entry=newest_entry()).order_by(
        F("starts_on").asc(nulls_last=True), "pk"
    )
    plans = dict(rows.values_list("pk", "newest_entry")[:MOST_COMPARED])

    def found(unread: list[Dialogue]) -> dict[int, bool]:
        return {row.pk: _goes_back(row) for row in unread}

    known = _known("goes-back", plans, user, found)
    return [pk for pk in plans if known.get(pk)]


def _known(
    name: str,
    plans: Mapping[int, int | None],
    user: User,
    find: Callable[[list[Dialogue]], dict[int, Known]],
) -> dict[int, Known]:
    """What ``find`` says of each plan; those are read that were written in since."""
    keys = {pk: f"{name}-{pk}-{entry}" for pk, entry in plans.items()}
    kept: dict[str, Any] = cache.get_many(keys.values())
    if unknown := [pk for pk, key in keys.items() if key not in kept]:
        fresh = {keys[pk]: known for pk, known in find(_whole(unknown, user)).items()}
        cache.set_many(fresh, KEPT_SECONDS)
        kept |= fresh
    return {pk: kept[key] for pk, key in keys.items() if key in kept}


def _whole(ids: list[int], user: User) -> list[Dialogue]:
    rows = plan.with_rows(Dialogue.objects.visible_to(user).light().filter(pk__in=ids))
    decided = PlanVersion.objects.filter(dialogue__state=State.DECIDED)
    return list(
        rows.select_related("owner", "type")
        .prefetch_related(Prefetch("plan_versions", decided))
        .annotate(is_touched=is_touched())
    )


def _remaining(dialogue: Dialogue) -> int:
    """How much hinders the next step; a plan changed since it was decided is submitted first."""
    if dialogue.state != State.DECIDED:
        return len(plan.blockers(dialogue, PlanStep.SUBMIT))
    return len(plan.blockers(dialogue, PlanStep.START)) + _goes_back(dialogue)


def _goes_back(dialogue: Dialogue) -> bool:
    return not nobody_decides(dialogue) and bool(changes_since_decision(dialogue))
