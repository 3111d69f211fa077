"""The committee's page (R138): what waits, what was decided, what is to come."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.committee import months_after
from dialogues.enums import HistoryAction, Outcome, State
from dialogues.history import record
from dialogues.models import Dialogue
from feedback.models import FeedbackPlan
from municipality.enums import Decider
from tests.factories import (
    DialogueFactory,
    DialogueTypeFactory,
    MembershipFactory,
    OrganisationFactory,
    ProfileFactory,
    coordinator,
    dialogue_in_state,
    official,
)
from tests.factories.process import dialogue_walked_to, make_house, record_decision

DAY = datetime.timedelta(days=1)
URL = "/namnden/"


@pytest.fixture
def house(db, small_plan):
    return make_house()


@pytest.fixture
def read(client, house):
    client.force_login(house.member)
    return lambda: client.get(URL)


def titles(answer, name):
    return [row["dialogue"].title for row in answer.context[name]]


def test_what_waits_comes_by_its_meeting_and_leads_to_the_decision(read, house):
    today = timezone.localdate()
    for title, meeting in (("Utan dag", None), ("Sen", 20), ("Snar", 3)):
        dialogue = dialogue_walked_to(State.SUBMITTED, house=house, title=title)
        Dialogue.objects.filter(pk=dialogue.pk).update(
            decision_meeting_on=meeting and today + meeting * DAY
        )
    dialogue_walked_to(State.PLANNING, house=house, title="Planeras")
    dialogue_walked_to(State.SUBMITTED, Decider.MANAGER, house, title="Chefens")
    dialogue_walked_to(State.SUBMITTED, title="En annan nämnds")
    answer = read()
    assert titles(answer, "waiting") == ["Snar", "Sen", "Utan dag"]
    row = answer.context["waiting"][0]
    assert row["url"] == reverse("decision", args=[row["dialogue"].reference])
    assert row["submitted_on"] == today


@pytest.mark.parametrize("days", [0, 1])
def test_a_body_whose_last_day_is_known_is_the_committees_until_then(read, house, days):
    dialogue_walked_to(State.SUBMITTED, house=house, title="Skolgården")
    house.owner.valid_to = timezone.localdate() + days * DAY
    house.owner.save()
    assert titles(read(), "waiting") == ["Skolgården"]


def test_ideas_that_await_the_two_questions_stand_there_where_the_city_asks_them(read, house):
    dialogue_walked_to(State.IDEA, Decider.COMMITTEE_TWO_STEPS, house, title="En idé")
    dialogue_walked_to(State.IDEA, Decider.COMMITTEE, house, title="En annan")
    assert titles(read(), "asked") == ["En idé"]
    ProfileFactory(rules={"prerequisite_questions": False})
    assert titles(read(), "asked") == []


def test_decisions_of_the_last_months_and_of_a_body_taken_over(read, house):
    former = OrganisationFactory(
        valid_to=datetime.date(2024, 6, 30), successor=house.owner, deciding_committee=None
    )
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house, title="Återremitterad")
    record_decision(house, dialogue, Outcome.REFER_BACK)
    other = dialogue_walked_to(State.DECIDED, house=house, title="Godkänd")
    Dialogue.objects.filter(pk=other.pk).update(owner=former)
    dialogue_walked_to(State.DECIDED, title="En annan nämnds")
    assert set(titles(read(), "decided")) == {"Återremitterad", "Godkänd"}


def test_feedback_that_is_late_comes_first_and_is_red_and_what_was_given_is_gone(read, house):
    today = timezone.localdate()
    kind = DialogueTypeFactory(decider=Decider.COMMITTEE)
    for title, days in (("Snart", 9), ("Sen", -40)):
        DialogueFactory(owner=house.owner, type=kind, title=title, feedback_due=today + days * DAY)
    DialogueFactory(
        owner=house.owner, type=kind, title="Given", feedback_due=today - DAY,
        feedback_given_on=today, feedback_reach="targeted",
    )  # fmt: skip
    DialogueFactory(owner=house.owner, type=kind, title="Inget löfte")
    answer = read()
    assert titles(answer, "feedback") == ["Sen", "Snart"]
    assert answer.content.decode().count("due-late") == 1
    assert [row["late"] for row in answer.context["feedback"]] == ["sen 40 dagar", ""]


def test_the_day_of_the_result_to_the_committee_itself_stands_there_by_its_name(read, house):
    today = timezone.localdate()
    kind = DialogueTypeFactory(decider=Decider.COMMITTEE)
    for title, state, days in (
        ("Beslutad", State.DECIDED, 30), ("Har varit", State.FEEDBACK, -3),
        ("Avslutad", State.CLOSED, 5), ("Avslutad förr", State.CLOSED, -5),
        ("Planeras", State.PLANNING, 9), ("Ingen dag", State.DECIDED, None),
    ):  # fmt: skip
        row = dialogue_in_state(state, owner=house.owner, type=kind, title=title)
        FeedbackPlan.objects.create(dialogue=row, committee_due_on=days and today + days * DAY)
    Dialogue.objects.filter(title="Beslutad").update(feedback_due=today + 20 * DAY)
    answer = read()
    assert [(row["dialogue"].title, row["to"]) for row in answer.context["feedback"]] == [
        ("Har varit", "Resultatet till nämnden"),
        ("Avslutad", "Resultatet till nämnden"),
        ("Beslutad", "Svaret till deltagarna"),
        ("Beslutad", "Resultatet till nämnden"),
    ]
    page = answer.content.decode()
    assert page.count("dagen har passerat") == 1
    assert f"Resultatet till nämnden · {house.owner}" in page


def test_follow_ups_near_today_are_told_by_their_day(read, house):
    today = timezone.localdate()
    kind = DialogueTypeFactory(decider=Decider.COMMITTEE)
    for title, days in (("Länge sedan", 700), ("Har varit", 380), ("Kommer", 340), ("Nyss", 20)):
        ended = today - days * DAY
        DialogueFactory(owner=house.owner, type=kind, title=title, starts_on=ended, ends_on=None)
    answer = read()
    assert titles(answer, "follow_ups") == ["Har varit", "Kommer"]
    assert [row["late"] for row in answer.context["follow_ups"]] == ["dagen har passerat", ""]


def test_months_are_those_of_the_calendar():
    assert months_after(datetime.date(2024, 2, 29), 12) == datetime.date(2025, 2, 28)
    assert months_after(datetime.date(2024, 12, 31), 2) == datetime.date(2025, 2, 28)
    assert months_after(datetime.date(2025, 3, 31), -13) == datetime.date(2024, 2, 29)


def test_what_is_withdrawn_stands_nowhere(read, house):
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    Dialogue.objects.filter(pk=dialogue.pk).update(
        withdrawn_on=timezone.localdate(), withdrawn_reason="En enkät."
    )
    assert titles(read(), "waiting") == []


@pytest.mark.parametrize("person", [official, coordinator])
def test_the_page_is_for_committees_and_stands_in_their_menu(client, house, person):
    user = person()
    client.force_login(user)
    assert client.get(URL).status_code == 403
    assert f'href="{URL}"' not in client.get("/").content.decode()
    client.force_login(house.secretary)
    assert f'href="{URL}"' in client.get("/").content.decode()


def test_the_page_leads_to_the_committees_lists(client, house):
    client.force_login(house.member)
    page = client.get(URL).content.decode().partition("<footer")[0]
    assert f'href="{reverse("matter-list")}"' in page
    assert f'href="{reverse("initiative-list")}"' in page


@pytest.mark.parametrize("who", ["member", "secretary"])
def test_the_page_costs_the_same_for_one_row_and_for_thirty(
    client, read, house, django_assert_max_num_queries, who
):
    client.force_login(getattr(house, who))
    counts = []
    read()  # the city's profile is kept for a minute
    kind = DialogueTypeFactory(decider=Decider.COMMITTEE)
    for number in (1, 29):
        due = timezone.localdate() - DAY
        for state in (State.SUBMITTED, State.FEEDBACK, State.NO_DIALOGUE):
            DialogueFactory.create_batch(
                number, owner=house.owner, type=kind, state=state, feedback_due=due
            )
        for row in Dialogue.objects.filter(state=State.NO_DIALOGUE):
            record(dialogue=row, by=house.official, action=HistoryAction.MOVED)
        MembershipFactory(organisation=house.committee, role="committee")
        with django_assert_max_num_queries(12) as queries:
            assert read().status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
