"""What the database holds of decisions, whatever the code says (DESIGN rule 3)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dialogues.enums import Outcome, State
from dialogues.models import (
    Attestation,
    Decision,
    InformationMeeting,
    Inquiry,
    Opinion,
    PlanVersion,
)
from tests.factories import DialogueFactory, UserFactory
from tests.factories.process import decided, dialogue_walked_to, make_house, minutes

pytestmark = pytest.mark.usefixtures("small_plan")


@pytest.fixture
def submitted(db):
    house = make_house()
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    version = dialogue.plan_versions.get()
    return {
        "dialogue": dialogue,
        "plan_version": version,
        "committee": house.committee,
        "by": house.secretary,
        "by_label": "Sekreteraren",
        "submitted_on": timezone.localdate(),
        "ends_on": dialogue.ends_on,
        **decided(),
    }


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"outcome": "perhaps", "feedback_date": None, "reason": "x"}, "decision_outcome_known"),
        ({"committee": None}, "decision_by_a_body_or_a_manager"),
        ({"decided_by": "Chefen"}, "decision_by_a_body_or_a_manager"),
        ({"paragraph": ""}, "decision_by_a_body_or_a_manager"),
        ({"case_number": ""}, "decision_by_a_body_or_a_manager"),
        ({"by_label": ""}, "decision_recorded_by_somebody"),
        ({"outcome": "reject", "feedback_date": None}, "decision_has_reason"),
        ({"outcome": "approve_with_conditions", "reason": "x"}, "decision_conditions_with_appr"),
        ({"conditions": "Unga ska nås."}, "decision_conditions_with_approval"),
        ({"budget_frame": -1}, "decision_budget_not_negative"),
        ({"feedback_date": None}, "decision_approval_dates_feedback"),
        ({"outcome": "reject", "reason": "x"}, "decision_approval_dates_feedback"),
        ({"ends_on": datetime.date(2099, 1, 1)}, "decision_feedback_after_end"),
        ({"meeting_date": datetime.date(2099, 1, 1)}, "decision_meeting_held"),
        ({"meeting_date": datetime.date(2020, 1, 1)}, "decision_after_submission"),
        ({"meeting_date": None}, "not-null"),
        ({"submitted_on": None}, "not-null"),
    ],
)
def test_no_half_decision_is_stored(submitted, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Decision.objects.create(**submitted | values)
    assert Decision.objects.count() == 0
    Decision.objects.create(**submitted)


def test_a_version_is_decided_on_once(submitted):
    Decision.objects.create(**submitted)
    refused = submitted | {"outcome": Outcome.REJECT, "reason": "x", "feedback_date": None}
    with pytest.raises(IntegrityError, match="plan_version"), transaction.atomic():
        Decision.objects.create(**refused)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"is_open": False}, "inquiry_no_has_reason"),
        ({"needs_knowledge": False}, "inquiry_no_has_reason"),
        ({"assignment": ""}, "inquiry_yes_has_assignment"),
        ({"paragraph": ""}, "inquiry_is_whole"),
        ({"case_number": ""}, "inquiry_is_whole"),
        ({"by_label": ""}, "inquiry_is_whole"),
        ({"meeting_date": datetime.date(2099, 1, 1)}, "inquiry_meeting_held"),
        ({"meeting_date": None}, "not-null"),
        ({"is_open": None}, "not-null"),
        ({"committee": None}, "not-null"),
    ],
)
def test_no_half_answer_to_the_two_questions_is_stored(db, values, constraint):
    house = make_house()
    whole = minutes(
        dialogue=DialogueFactory(owner=house.owner),
        committee=house.committee,
        by=house.secretary,
        by_label="Sekreteraren",
        needs_knowledge=True,
        is_open=True,
        assignment="Utred ljuset.",
    )
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Inquiry.objects.create(**whole | values)
    Inquiry.objects.create(**whole)


@pytest.mark.parametrize("empty", ["place", "why_this_decision", "why_no_dialogue"])
def test_an_information_meeting_answers_both_questions(db, empty):
    whole = {
        "dialogue": DialogueFactory(), "held_on": timezone.localdate(), "place": "Biblioteket",
        "why_this_decision": "Lagen.", "why_no_dialogue": "Inget går att påverka.",
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="answers_both"), transaction.atomic():
        InformationMeeting.objects.create(**whole | {empty: ""})
    InformationMeeting.objects.create(**whole)


def test_no_information_meeting_lies_ahead(db):
    whole = {"place": "Biblioteket", "why_this_decision": "Lagen.", "why_no_dialogue": "Inget."}
    day = timezone.localdate() + datetime.timedelta(days=3)
    with pytest.raises(IntegrityError, match="meeting_held"), transaction.atomic():
        InformationMeeting.objects.create(dialogue=DialogueFactory(), held_on=day, **whole)


def test_an_opinion_says_something(db):
    with pytest.raises(IntegrityError, match="opinion_says_something"), transaction.atomic():
        Opinion.objects.create(dialogue=DialogueFactory(), by_label="Strateg", form_token=_token())


def _token():
    return "4f6d7a1e-0000-4000-8000-000000000001"


def test_versions_are_numbered_once_and_stay(submitted):
    dialogue, version = submitted["dialogue"], submitted["plan_version"]
    with pytest.raises(IntegrityError, match="plan_version_once"), transaction.atomic():
        PlanVersion.objects.create(dialogue=dialogue, number=version.number, by_label="x")
    for change in (
        lambda: PlanVersion.objects.update(content=[]),
        lambda: PlanVersion.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_attestations_are_named_given_once_and_stay(submitted):
    decision = Decision.objects.create(**submitted)
    values = {"decision": decision, "by": UserFactory(), "by_label": "Ordförande"}
    with pytest.raises(IntegrityError, match="attestation_is_named"), transaction.atomic():
        Attestation.objects.create(**values)
    Attestation.objects.create(**values, function="ordförande")
    with pytest.raises(IntegrityError, match="attestation_once"), transaction.atomic():
        Attestation.objects.create(**values, function="ordförande")
    for change in (
        lambda: Attestation.objects.update(function="annan"),
        lambda: Attestation.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
