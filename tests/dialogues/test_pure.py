"""Rules that need no pages: size bands, periods, the loop, completeness."""

import datetime

import pytest

from dialogportal.values import parse_date
from dialogues import loop
from dialogues.cautions import cautions_for
from dialogues.completeness import completeness, parts
from dialogues.enums import DatePrecision, FeedbackReach, State, Step
from dialogues.forms import periods
from dialogues.models import Dialogue
from dialogues.size_bands import SizeBand, size_band
from municipality.enums import Decider
from municipality.models import DialogueType
from tests.factories import (
    DialogueFactory,
    OccasionFactory,
    ProfileFactory,
    ThemeFactory,
    dialogue_in_state,
)

TODAY = datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("participants", "band"),
    [
        (None, None),
        (0, SizeBand.UNDER_25),
        (24, SizeBand.UNDER_25),
        (25, SizeBand.FROM_25),
        (49, SizeBand.FROM_25),
        (50, SizeBand.FROM_50),
        (149, SizeBand.FROM_50),
        (150, SizeBand.FROM_150),
        (499, SizeBand.FROM_150),
        (500, SizeBand.FROM_500),
        (80_000, SizeBand.FROM_500),
    ],
)
def test_a_number_of_participants_falls_in_one_band(participants, band):
    assert size_band(participants) == band


@pytest.mark.parametrize(
    ("first", "last", "start", "end", "precision"),
    [
        ("2015", None, (2015, 1, 1), (2015, 12, 31), DatePrecision.YEAR),
        ("2015", "2017", (2015, 1, 1), (2017, 12, 31), DatePrecision.YEAR),
        ("mars 2015", None, (2015, 3, 1), (2015, 3, 31), DatePrecision.MONTH),
        ("2015-03", "2015-05-14", (2015, 3, 1), (2015, 5, 14), DatePrecision.MONTH),
        ("2015-03-14", None, (2015, 3, 14), (2015, 3, 14), DatePrecision.DAY),
        ("2015-03-14", "2015", (2015, 3, 14), (2015, 12, 31), DatePrecision.YEAR),
    ],
)
def test_a_period_is_as_precise_as_its_coarser_end(first, last, start, end, precision):
    ends = parse_date(last) if last else None
    joined = periods.joined(parse_date(first), ends)
    assert joined == (datetime.date(*start), datetime.date(*end), precision)


def test_a_period_is_shown_in_the_form_as_it_was_meant():
    year = periods.joined(parse_date("2015"), None)
    assert periods.texts(*year) == ("2015", "")
    months = periods.joined(parse_date("mars 2015"), parse_date("maj 2015"))
    assert periods.texts(*months) == ("2015-03", "2015-05")
    assert periods.texts(None, None, "day") == ("", "")


def stop_states(decider=Decider.COMMITTEE, **fields):
    dialogue = Dialogue(
        type=DialogueType(decider=decider),
        starts_on=datetime.date(2024, 9, 2),
        ends_on=datetime.date(2024, 11, 14),
        **fields,
    )
    return [stop["state"] for stop in loop.stops(dialogue, TODAY)]


def test_the_loop_is_red_where_the_promised_answer_is_late():
    states = stop_states(
        state=State.FEEDBACK, result_summary="Mörkt.", feedback_due=datetime.date(2025, 11, 1)
    )
    assert states == ["ok", "ok", "ok", "late", "todo"]


def test_the_loop_is_not_red_where_no_answer_was_promised_and_none_is_registered():
    kind = DialogueType(decider=Decider.COMMITTEE)
    dialogue = Dialogue(type=kind, starts_on=datetime.date(2009, 9, 2), state=State.FEEDBACK)
    answer = loop.stops(dialogue, TODAY)[3]
    assert (answer["state"], answer["date"]) == ("todo", "inget registrerat")


def test_the_loop_is_not_closed_by_feedback_that_is_only_published():
    given = {"feedback_given_on": datetime.date(2025, 1, 9), "feedback_reach": FeedbackReach.OPEN}
    assert stop_states(state=State.FEEDBACK, **given)[3] == "todo"
    promised = {**given, "feedback_due": datetime.date(2025, 1, 1)}
    assert stop_states(state=State.FEEDBACK, **promised)[3] == "late"


def test_the_loop_is_whole_but_for_a_follow_up_that_nothing_registers():
    given = {
        "feedback_given_on": datetime.date(2025, 1, 9),
        "feedback_reach": FeedbackReach.TARGETED,
        "result_summary": "Mörkt.",
        "outcome": "Lampor.",
    }
    assert stop_states(state=State.CLOSED, **given) == [*["ok"] * 4, "todo"]


def test_what_it_led_to_is_no_follow_up():
    dialogue = Dialogue(
        type=DialogueType(decider=Decider.COMMITTEE), state=State.CLOSED, outcome="Lampor.",
        starts_on=datetime.date(2009, 9, 2),
    )  # fmt: skip
    last = loop.stops(dialogue, TODAY)[-1]
    assert (last["state"], last["date"]) == ("todo", "inget registrerat")


def test_an_idea_has_no_stop_behind_it():
    assert stop_states(state=State.IDEA) == ["todo"] * 5


@pytest.mark.parametrize("decider", [Decider.MANAGER, Decider.NOBODY])
def test_what_no_committee_decides_has_no_stop_for_a_decision(decider):
    assert stop_states(decider, state=State.IDEA) == ["todo"] * 4
    assert stop_states(decider, state=State.FEEDBACK)[0] == "ok"


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"openness": "nothing"}, ["already_decided"]),
        ({"openness": "how", "elected_participants": 3}, []),
        ({"openness": "nothing", "minimum_level": 1}, []),
        ({"purposes": ["meet_politicians"], "elected_participants": 1}, ["one_politician"]),
        ({"purposes": ["meet_politicians"], "elected_participants": 1, "case_number": "1/24"}, []),
        ({"elected_participants": 0}, ["no_elected"]),
        ({"elected_participants": 0, "is_default": False}, []),
        ({"elected_participants": None}, []),
    ],
)
def test_answers_that_speak_against_a_dialogue_are_told(db, fields, codes):
    known = ["already_decided", "everyday_contact", "no_elected", "one_politician"]
    ProfileFactory(cautions=[{"code": code, "sv": code} for code in known])
    of_type = {"is_default": True, "minimum_level": 2} | {
        name: fields[name] for name in ("is_default", "minimum_level") if name in fields
    }
    own = {name: value for name, value in fields.items() if name not in of_type}
    dialogue = Dialogue(type=DialogueType(**of_type), **own)
    assert cautions_for(dialogue) == codes
    assert cautions_for(dialogue, ["title"]) == []


def test_an_ongoing_dialogue_past_its_last_day_is_late():
    assert stop_states(state=State.ONGOING)[1] == "late"


def test_what_was_not_decided_here_is_not_shown_as_decided():
    assert stop_states(state=State.FEEDBACK, is_registered_afterwards=True)[0] == "todo"


def test_an_empty_record_misses_every_part_but_its_date():
    missing = completeness(Dialogue(starts_on=TODAY, state=State.FEEDBACK), ()).missing
    assert [part.step for part in missing] == [
        *[Step.BASICS] * 3,
        *[Step.PURPOSE] * 4,
        Step.CONTEXT,
        *[Step.PARTICIPATION] * 4,
        Step.OCCASIONS,
        *[Step.RESULTS] * 4,
        Step.DOCUMENTS,
    ]


def test_an_idea_is_not_asked_for_results():
    steps = {part.step for part in parts(Dialogue(state=State.IDEA), ())}
    assert steps == {Step.BASICS, Step.PURPOSE, Step.CONTEXT, Step.PARTICIPATION}


@pytest.mark.django_db
def test_completeness_reads_what_is_linked_by_one_query(django_assert_num_queries):
    dialogue = OccasionFactory(dialogue=DialogueFactory(themes=[ThemeFactory()])).dialogue
    with django_assert_num_queries(1):
        complete = completeness(dialogue)
    assert complete.filled == 3
    assert complete.state_of(Step.OCCASIONS) == "ok"
    assert complete.state_of(Step.PURPOSE) == "started"
    assert complete.state_of(Step.DOCUMENTS) == "missing"


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_a_dialogue_can_be_made_in_every_state(state):
    assert dialogue_in_state(state).state == state


@pytest.mark.parametrize("state", [State.NO_DIALOGUE, State.CANCELLED])
def test_of_a_dialogue_that_is_not_held_only_the_stops_it_came_to_are_shown(state):
    assert stop_states(state=state) == []
    assert stop_states(state=state, result_summary="Mörkt.") == ["ok"]
