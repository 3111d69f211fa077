"""The process with all sections of the plan, as they are listed."""

import pytest
from django.urls import reverse

from dialogues.enums import MoveName, State
from dialogues.models import Dialogue, Occasion, Plan
from dialogues.process import move
from dialogues.versions import changes_since_decision
from tests.factories import OccasionFactory
from tests.factories.process import dialogue_walked_to, make_house, walk


@pytest.fixture
def house(db):
    return make_house()


def test_a_whole_plan_is_carried_to_its_end(house):
    assert dialogue_walked_to(State.CLOSED, house=house).state == State.CLOSED


def test_a_room_is_small_and_a_budget_is_not(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    OccasionFactory(dialogue=dialogue, starts_on=dialogue.starts_on, venue="Biblioteket")
    Dialogue.objects.update(state=State.IDEA)
    walk(dialogue, State.DECIDED, house)
    decided = Dialogue.objects.get()
    assert changes_since_decision(decided) == []
    Occasion.objects.update(venue="Skolan")
    assert changes_since_decision(Dialogue.objects.get()) == []
    Plan.objects.update(budget=90_000)
    assert len(changes_since_decision(Dialogue.objects.get())) == 1
    client.force_login(house.official)
    page = client.get(reverse("plan", args=[dialogue.reference])).content.decode()
    assert "Vad som skiljer från den beslutade planen" in page
    assert "90\xa0000" in page


def test_pages_of_a_whole_plan_ask_few_questions(client, house, django_assert_max_num_queries):
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    for name, args, who in (
        ("dialogue", [], house.official),
        ("decision", [], house.secretary),
        ("process-step", ["cancel"], house.official),
    ):
        client.force_login(who)
        with django_assert_max_num_queries(12):
            address = reverse(name, args=[dialogue.reference, *args])
            assert client.get(address).status_code == 200
    other = dialogue_walked_to(State.PLANNING, house=house)
    client.force_login(house.official)
    with django_assert_max_num_queries(12):
        client.get(reverse("process-step", args=[other.reference, MoveName.SUBMIT.value]))
    move(other, MoveName.SUBMIT, by=house.official)
