"""What made-up dialogues plan, and how far the process has carried each: by its own moves."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from archive.demo.city import TODAY
from archive.demo.facts import read_toml
from archive.demo.load.register import Kept
from archive.demo.load.times import clock_at
from dialogues.actions.process import decide
from dialogues.enums import MoveName, Outcome, State
from dialogues.forms.plan_parts import usual_roles, usual_sender
from dialogues.models import Dialogue, Plan
from dialogues.permissions import deciding_committee
from dialogues.process import move
from dialogues.versions import latest_version
from feedback.models import FeedbackPlan
from municipality.enums import Role
from municipality.models import Membership, User
from participation.models import (
    GroupAssessment,
    ParticipationPlan,
    TargetGroupAnalysis,
    UnaffectedDimension,
)

DAY = datetime.timedelta(days=1)
# So long before it begins its plan is submitted, and then decided on.
SUBMITTED_BEFORE, DECIDED_BEFORE = 45 * DAY, 20 * DAY
# So long has what still lies with who decides been there.
WAITS = 12 * DAY
ANSWERED_AFTER = 90 * DAY
FOR_EVERYBODY = {
    "is_everyone": True,
    "everyone_reason": "Frågan rör alla som bor eller vistas där lika mycket.",
    "information_reaches": "Bilder och texter visar både kvinnor och män, och inbjudan delas ut på"
    " platser där både flickor och pojkar finns.",
}


def carry_on(kept: list[Kept]) -> None:
    """Give each a usual plan, and let those who work there take it as far as it has come."""
    _write(kept)
    people = _people()
    for each in kept:
        _carry(each.row, State(each.made.state), people)


def _write(kept: list[Kept]) -> None:
    made = read_toml("usual_plans.toml")
    groups, places = made["groups"], read_toml("subjects_place.toml")
    for each in kept:
        _fill(each.row, made[_usual(each, places)])
        named = [groups[code] for code in each.made.target_groups if code in groups]
        _analyse(each.row, named, made["unaffected"])


def _usual(each: Kept, places: dict[str, Any]) -> str:
    """Which of the usual plans suits: of a place, of those who use a service, or of any matter."""
    if each.made.type == "service_user":
        return "service"
    return "place" if each.made.key.rpartition("-")[0] in places else "any"


def _fill(row: Dialogue, story: dict[str, Any]) -> None:
    sender = usual_sender(row)
    Plan.objects.create(
        dialogue=row,
        version=1,
        sender=sender,
        budget_proposed_by=row.owner.name,
        experts_confirmed=True,
        communication_by="Kommunikatör",
        documentation_by=story["plan"]["process_leader"],
        **usual_roles(),
        **story["plan"],
    )
    ParticipationPlan.objects.create(dialogue=row, version=1, **story["participation"])
    FeedbackPlan.objects.create(
        dialogue=row, version=1, sender=sender, due_on=_answered_on(row), **story["feedback"]
    )


def _answered_on(row: Dialogue) -> datetime.date:
    assert row.ends_on is not None
    return row.feedback_due or row.ends_on + ANSWERED_AFTER


def _analyse(row: Dialogue, named: list[Any], unaffected: dict[str, str]) -> None:
    information = FOR_EVERYBODY["information_reaches"]
    whole = {"information_reaches": information} if named else FOR_EVERYBODY
    analysis = TargetGroupAnalysis.objects.create(dialogue=row, version=1, **whole)
    GroupAssessment.objects.bulk_create(
        GroupAssessment(
            analysis=analysis,
            order=order,
            dimension=group.split("-")[0],
            group=group,
            reached_how=reached,
            affected=affected,
            influence_today=influence,
            heard_today=heard,
            is_primary=affected > 3 or order == 0,
        )
        for order, (group, reached, affected, influence, heard) in enumerate(named)
    )
    affected_in = {group.split("-")[0] for group, *_judged in named}
    UnaffectedDimension.objects.bulk_create(
        UnaffectedDimension(analysis=analysis, dimension=dimension, why=why)
        for dimension, why in unaffected.items()
        if named and dimension not in affected_in
    )


def _people() -> dict[tuple[int, bool], User]:
    """{(body, whether it decides): an official of it, or its secretary}."""
    rows = Membership.objects.select_related("user")
    officials, secretaries = rows.filter(role=Role.OFFICIAL), rows.filter(is_secretary=True)
    return {
        **{(one.organisation_id, False): one.user for one in officials},
        **{(one.organisation_id, True): one.user for one in secretaries},
    }


def _carry(row: Dialogue, to: State, people: dict[tuple[int, bool], User]) -> None:
    """Submit the plan, decide on it and start the dialogue, each on its day."""
    assert row.starts_on is not None
    planner = people[row.owner_id, False]
    begins = min(row.starts_on, TODAY)
    submitted = TODAY - WAITS if to == State.SUBMITTED else begins - SUBMITTED_BEFORE
    with clock_at(submitted):
        next_meeting = TODAY + 14 * DAY if to == State.SUBMITTED else begins - DECIDED_BEFORE
        move(row, MoveName.SUBMIT, by=planner, decision_meeting_on=next_meeting)
    if to == State.SUBMITTED:
        return
    with clock_at(begins - DECIDED_BEFORE):
        _decide(row, people)
    if to == State.ONGOING:
        with clock_at(begins):
            move(row, MoveName.START, by=planner)


def _decide(row: Dialogue, people: dict[tuple[int, bool], User]) -> None:
    values: dict[str, Any] = {
        "outcome": Outcome.APPROVE,
        "feedback_date": _answered_on(row),
        "budget_frame": row.plan.budget,
    }
    committee = deciding_committee(row)
    if committee:
        number = row.pk % 40 + 3
        values |= {"paragraph": str(number), "case_number": row.case_number or f"2026/{row.pk}"}
    else:
        values["decided_by"] = "Avdelningschef"
    by = people[committee.pk, True] if committee else people[row.owner_id, False]
    decide_on(row, by, values)


def decide_on(row: Dialogue, by: User, values: dict[str, Any]) -> None:
    """Decide on the plan as it was submitted, on the day that the clock shows."""
    version = latest_version(row)
    assert version is not None
    values = {"meeting_date": timezone.localdate(), **values}
    decide(by=by, dialogue=row, version=version.number, values=values)
