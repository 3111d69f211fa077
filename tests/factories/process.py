"""Dialogues carried to a state by the process itself, and the people who carry them."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from dialogues.actions.process import answer_inquiry, decide
from dialogues.enums import FeedbackReach, MoveName, Outcome, State
from dialogues.models import Dialogue
from dialogues.process import move
from dialogues.versions import latest_version
from feedback.models import FeedbackPlan
from municipality.enums import Decider, OrganisationKind
from municipality.models import Organisation, User
from tests.factories.dialogues import DialogueFactory
from tests.factories.municipality import (
    DialogueTypeFactory,
    OrganisationFactory,
    committee_member,
    official,
)

TODAY = timezone.localdate


@dataclass
class House:
    """An administration and its committee, with who works for them."""

    owner: Organisation
    committee: Organisation
    official: User
    secretary: User
    member: User


def make_house():
    committee = OrganisationFactory(kind=OrganisationKind.COMMITTEE_DISTRICT)
    owner = OrganisationFactory(deciding_committee=committee)
    return House(
        owner=owner,
        committee=committee,
        official=official(organisation=owner),
        secretary=committee_member(organisation=committee, is_secretary=True),
        member=committee_member(organisation=committee),
    )


def fill_plan(dialogue):
    """Write what the sections of the fixture ``small_plan`` ask for before submission. The whole
    plan's sections each have their own tests; a browser test walks them all."""
    Dialogue.objects.filter(pk=dialogue.pk).update(
        background="Ingen har frågat.",
        question="Var behövs ljus?",
        purpose="Välja platser.",
        feeds_decision="Beslut om belysning",
    )
    FeedbackPlan.objects.update_or_create(
        dialogue=dialogue,
        defaults={"due_on": (dialogue.ends_on or TODAY()) + datetime.timedelta(days=90)},
    )


def minutes(**values):
    return {"meeting_date": TODAY(), "paragraph": "12", "case_number": "JÄ 2026/412", **values}


def decided(outcome=Outcome.APPROVE, *, by_committee=True, **values):
    """Columns of a decision, as its form gives them."""
    sent = minutes(outcome=outcome) if by_committee else {
        "meeting_date": TODAY(), "outcome": outcome, "decided_by": "Avdelningschef",
    }  # fmt: skip
    if outcome != Outcome.APPROVE:
        sent["reason"] = "Rollerna är oklara."
    if outcome == Outcome.APPROVE_WITH_CONDITIONS:
        sent["conditions"] = "Unga ska nås."
    if outcome in (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS):
        sent["feedback_date"] = TODAY() + datetime.timedelta(days=60)
    return {**sent, **values}


def record_decision(house, dialogue, outcome=Outcome.APPROVE, **values):
    by_committee = dialogue.type.is_decided_by_committee
    version = latest_version(dialogue)
    return decide(
        by=house.secretary if by_committee else house.official,
        dialogue=dialogue,
        version=version.number if version else None,
        values=decided(outcome, by_committee=by_committee, **values),
    )


def dialogue_walked_to(state, decider=Decider.COMMITTEE, house=None, **fields):
    """A dialogue that the process has carried to ``state``, of a type that ``decider`` decides.

    Wants the fixture ``small_plan``.
    """
    house = house or make_house()
    day = datetime.timedelta(days=1)
    dates = {"starts_on": TODAY() - 30 * day, "ends_on": TODAY() - 10 * day}
    dialogue = DialogueFactory(
        **{**dates, "type": DialogueTypeFactory(decider=decider), **fields},
        owner=house.owner,
        state=State.IDEA,
    )
    walk(dialogue, state, house)
    return Dialogue.objects.get(pk=dialogue.pk)


ENDS = {State.NO_DIALOGUE: MoveName.KNOWN, State.CANCELLED: MoveName.CANCEL}
ONWARD = (
    State.IDEA, State.PLANNING, State.SUBMITTED, State.DECIDED, State.ONGOING, State.FEEDBACK,
    State.CLOSED,
)  # fmt: skip


def walk(dialogue, state, house):
    if state in ENDS:
        move(dialogue, ENDS[state], by=house.official, reason="Svaret finns redan.")
        return
    for reached in ONWARD[1 : ONWARD.index(state) + 1]:
        _go(Dialogue.objects.select_related("type").get(pk=dialogue.pk), reached, house)


def _go(dialogue, to, house):
    decider = dialogue.type.decider
    if to == State.PLANNING and decider == Decider.COMMITTEE_TWO_STEPS:
        values = minutes(needs_knowledge=True, is_open=True, assignment="Utred ljuset.")
        answer_inquiry(by=house.secretary, dialogue=dialogue, values=values)
    elif to == State.PLANNING:
        move(dialogue, MoveName.BEGIN, by=house.official)
        fill_plan(dialogue)
    elif to == State.SUBMITTED and decider != Decider.NOBODY:
        fill_plan(dialogue)
        move(dialogue, MoveName.SUBMIT, by=house.official)
    elif to == State.DECIDED and decider == Decider.NOBODY:
        move(dialogue, MoveName.SETTLE, by=house.official)
    elif to == State.DECIDED:
        record_decision(house, dialogue)
    elif to == State.ONGOING:
        move(dialogue, MoveName.START, by=house.official)
    elif to == State.FEEDBACK:
        move(dialogue, MoveName.CARRY_OUT, by=house.official)
    elif to == State.CLOSED:
        answer_participants(dialogue)
        move(dialogue, MoveName.CLOSE, by=house.official)


def answer_participants(dialogue):
    Dialogue.objects.filter(pk=dialogue.pk).update(
        feedback_given_on=TODAY(), feedback_reach=FeedbackReach.TARGETED
    )
