"""The plans of the demo's own stories, carried on by the process itself and the demo's people."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from archive.demo.city import TODAY
from archive.demo.facts import read_toml
from archive.demo.load.people import PLANNER, SECRETARY, STRATEGIST
from archive.demo.load.register import BY_PROCESS, Kept
from archive.demo.load.times import clock_at
from archive.demo.load.usual_plans import (
    DECIDED_BEFORE,
    SUBMITTED_BEFORE,
    WAITS,
    carry_on,
    decide_on,
)
from dialogues.actions.process import give_opinion
from dialogues.enums import MoveName
from dialogues.models import Dialogue, Plan
from dialogues.process import move
from feedback.models import FeedbackPlan
from municipality.models import LoopStep, User
from participation.models import (
    GROUP_COLUMNS,
    ComplexIssueProcess,
    GroupAssessment,
    LoopRound,
    ParticipationPlan,
    ParticipatoryBudget,
    RoundStep,
    TargetGroupAnalysis,
    UnaffectedDimension,
    WorkingGroup,
)

HEARD_AFTER = datetime.timedelta(days=4)
ROWS = {
    "plan": Plan,
    "participation": ParticipationPlan,
    "feedback": FeedbackPlan,
    "analysis": TargetGroupAnalysis,
}


def load_plans(kept: list[Kept]) -> None:
    """Write the plans of plans.toml, and submit and decide those that have come so far."""
    rows = {each.made.key: each.row for each in kept}
    stories = read_toml("plans.toml")
    planner, secretary = (User.objects.get(email=email) for email in (PLANNER, SECRETARY))
    for key, story in stories.items():
        _write(rows[key], _whole(story, stories))
        _carry(rows[key], story, planner, secretary)
    carry_on([each for each in kept if each.made.state in BY_PROCESS])


def _carry(row: Dialogue, story: dict[str, Any], planner: User, secretary: User) -> None:
    """Submit a story's plan; what has been decided was so before the dialogue began."""
    decision = story.get("decision")
    if decision is None:
        if story.get("submitted"):
            with clock_at(TODAY - WAITS):
                move(row, MoveName.SUBMIT, by=planner)
        if opinion := story.get("opinion"):
            _give_opinion(row, opinion)
        return
    begins = min(row.starts_on or TODAY, TODAY)
    with clock_at(begins - SUBMITTED_BEFORE):
        move(row, MoveName.SUBMIT, by=planner)
    with clock_at(begins - DECIDED_BEFORE):
        decide_on(row, secretary, decision)
    if story.get("started"):
        with clock_at(begins):
            move(row, MoveName.START, by=planner)


def _give_opinion(row: Dialogue, opinion: dict[str, str]) -> None:
    """What the strategist says of a plan that lies with the committee; on the others they wait."""
    strategist = User.objects.get(email=STRATEGIST)
    token = uuid.uuid5(uuid.NAMESPACE_URL, f"demo/opinion/{row.reference}")
    with clock_at(TODAY - WAITS + HEARD_AFTER):
        give_opinion(by=strategist, dialogue=row, values=opinion, form_token=token)


def _whole(story: dict[str, Any], stories: dict[str, Any]) -> dict[str, Any]:
    """A plan, with what it has in common with the one that it is ``like``."""
    model = stories.get(story.get("like", ""), {})
    return {
        "groups": story.get("groups") or model.get("groups", []),
        "unaffected": story.get("unaffected") or model.get("unaffected", {}),
        "participatory_budget": story.get("participatory_budget"),
        "complex_issue": story.get("complex_issue"),
        "rounds": story.get("rounds", []),
        **{name: model.get(name, {}) | story.get(name, {}) for name in ROWS},
    }


def _write(dialogue: Dialogue, story: dict[str, Any]) -> None:
    made = {
        name: row.objects.create(dialogue=dialogue, version=1, **story[name])  # type: ignore[attr-defined]
        for name, row in ROWS.items()
    }
    if budget := story["participatory_budget"]:
        ParticipatoryBudget.objects.create(
            dialogue=dialogue, version=1, decided_by=dialogue.owner.deciding_committee, **budget
        )
    if issue := story["complex_issue"]:
        ComplexIssueProcess.objects.create(dialogue=dialogue, version=1, **issue)
    for number, row in enumerate(story["rounds"], start=1):
        _write_round(dialogue, number, row)
    GroupAssessment.objects.bulk_create(
        GroupAssessment(
            analysis=made["analysis"], order=order, dimension=group["group"].split("-")[0], **group
        )
        for order, group in enumerate(story["groups"])
    )
    UnaffectedDimension.objects.bulk_create(
        UnaffectedDimension(analysis=made["analysis"], dimension=dimension, why=why)
        for dimension, why in story["unaffected"].items()
    )


def _write_round(dialogue: Dialogue, number: int, row: dict[str, Any]) -> None:
    """``steps`` are [slug, state, day, note], ``groups`` [theme, elected, officials, residents]."""
    columns = {name: value for name, value in row.items() if name not in {"steps", "groups"}}
    made = LoopRound.objects.create(dialogue=dialogue, number=number, version=1, **columns)
    known = {step.slug: step for step in LoopStep.objects.all()}
    RoundStep.objects.bulk_create(
        RoundStep(round=made, step=known[slug], state=state, on=day, note=note)
        for slug, state, day, note in row["steps"]
    )
    WorkingGroup.objects.bulk_create(
        WorkingGroup(round=made, order=order, **dict(zip(GROUP_COLUMNS, group, strict=True)))
        for order, group in enumerate(row.get("groups", []))
    )
