"""The process beside the sections of the whole plan."""

import pytest
from django.urls import reverse

from dialogues.enums import State
from dialogues.models import Dialogue, Occasion, Plan
from dialogues.plan import every_section
from dialogues.versions import changes_since_decision, freeze
from municipality.enums import Decider
from municipality.models import DialogueType
from tests.factories import OccasionFactory
from tests.factories.process import dialogue_walked_to, make_house


@pytest.fixture
def house(db):
    return make_house()


def test_a_room_is_small_and_a_budget_is_not(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    OccasionFactory(dialogue=dialogue, starts_on=dialogue.starts_on, venue="Biblioteket")
    freeze(dialogue, by=house.official)
    Dialogue.objects.update(state=State.DECIDED)
    assert changes_since_decision(Dialogue.objects.get()) == []
    Occasion.objects.update(venue="Skolan")
    assert changes_since_decision(Dialogue.objects.get()) == []
    Plan.objects.update_or_create(dialogue=dialogue, defaults={"budget": 90_000})
    assert {one.slug for one in changes_since_decision(Dialogue.objects.get())} == {"budget"}
    client.force_login(house.official)
    page = client.get(reverse("plan", args=[dialogue.reference])).content.decode()
    assert "Vad som skiljer från den beslutade planen" in page
    assert f'href="{reverse("process-step", args=[dialogue.reference, "resubmit"])}"' in page
    DialogueType.objects.update(decider=Decider.NOBODY)
    page = client.get(reverse("plan", args=[dialogue.reference])).content.decode()
    assert "Dialogen avviker från det som beslutades." in page


def test_pages_of_a_whole_plan_ask_few_questions(
    client, house, settings, small_plan, django_assert_max_num_queries
):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    every = settings._wrapped.default_settings.PLAN_SECTIONS
    settings.PLAN_SECTIONS = every
    every_section.cache_clear()
    assert len(every_section()) == len(every) > 10
    for name, args, who in (
        ("dialogue", [], house.official),
        ("decision", [], house.secretary),
        ("process-step", ["start"], house.official),
        ("process-step", ["cancel"], house.official),
    ):
        client.force_login(who)
        address = reverse(name, args=[dialogue.reference, *args])
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
