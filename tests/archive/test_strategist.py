"""Where the city demands the strategist's opinion, a decided plan that goes back waits for it."""

import datetime
import uuid

import pytest
from django.utils import timezone

from archive.to_do import to_do
from archive.waiting import waiting_count
from dialogportal.local_cache import cache
from dialogues.actions.plan import change_plan
from dialogues.actions.process import give_opinion
from dialogues.enums import HistoryAction, MoveName, State
from dialogues.history import record
from dialogues.models import Dialogue
from dialogues.process import move
from municipality.enums import Decider
from municipality.models import User
from tests.factories import ProfileFactory, coordinator
from tests.factories.process import dialogue_walked_to, make_house, record_decision

pytestmark = pytest.mark.usefixtures("small_plan")
BEGINS = timezone.localdate() + datetime.timedelta(days=40)


@pytest.fixture
def house(db):
    return make_house()


def decided(house, decider=Decider.COMMITTEE):
    change_opinion_rule("off")
    row = dialogue_walked_to(
        State.DECIDED, decider, house, starts_on=BEGINS, ends_on=BEGINS, title="Torget"
    )
    change_opinion_rule("required")
    return row


def change_opinion_rule(rule):
    ProfileFactory._meta.model.objects.all().delete()
    ProfileFactory(rules={"strategist_review": rule})
    cache.clear()


def change(dialogue, house, **values):
    saved = Dialogue.objects.get(pk=dialogue.pk)
    change_plan(
        by=house.official, dialogue=saved, row=saved, version=saved.version, values=values, links={}
    )


def waits(user):
    """(due, title, text, address) on the first page, whose number is the one at the top."""
    cache.clear()
    fresh = User.objects.get(pk=user.pk)
    items = to_do(fresh)
    assert waiting_count(fresh) == len(items)
    return [(item.due_on, item.title, item.text, item.url) for item in items]


def opinion(dialogue, strategist):
    values = {"method": "Bra.", "feedback": "", "measurability": ""}
    give_opinion(by=strategist, dialogue=dialogue, values=values, form_token=uuid.uuid4())


def test_a_decided_plan_that_was_changed_waits_until_the_opinion_is_given(house):
    dialogue, strategist = decided(house), coordinator()
    assert waits(strategist) == []
    change(dialogue, house, purpose="Välja tre platser.")
    line = (
        BEGINS,
        "Yttra er om planen: Torget",
        f"Planen har ändrats efter beslutet, och {house.owner.name} ska lämna in den på nytt.",
        f"/dialoger/{dialogue.reference}/yttrande/",
    )
    assert waits(strategist) == [line]
    opinion(dialogue, strategist)
    assert waits(strategist) == []
    # Decided anew and changed once more: what was said was said of another plan.
    move(dialogue, MoveName.RESUBMIT, by=house.official)
    record_decision(house, Dialogue.objects.get())
    change(dialogue, house, purpose="Välja fyra platser.")
    assert waits(strategist) == [line]
    # As it was decided again: nothing goes back.
    change(dialogue, house, purpose="Välja tre platser.")
    assert waits(strategist) == []


def test_a_small_correction_calls_for_no_opinion(house):
    dialogue, strategist = decided(house), coordinator()
    record(dialogue=dialogue, by=house.official, action=HistoryAction.OCCASION_CHANGED)
    assert waits(strategist) == []


@pytest.mark.parametrize("rule", ["advisory", "off"])
def test_where_the_opinion_is_advice_it_waits_for_the_submission(house, rule):
    dialogue, strategist = decided(house), coordinator()
    change_opinion_rule(rule)
    change(dialogue, house, purpose="Välja tre platser.")
    assert waits(strategist) == []


def test_what_nobody_decides_on_goes_back_to_nobody(house):
    dialogue, strategist = decided(house, Decider.NOBODY), coordinator()
    change(dialogue, house, purpose="Välja tre platser.")
    assert waits(strategist) == []


def test_the_first_page_costs_the_same_for_one_and_for_thirty(
    client, house, django_assert_max_num_queries
):
    strategist = coordinator()
    client.force_login(strategist)
    for number in (1, 30):
        rows = [decided(house) for _one in range(number)]
        client.get("/")
        for row in rows:
            change(row, house, purpose="Välja tre platser.")
        with django_assert_max_num_queries(12):
            page = client.get("/")
        assert len(page.context["todo"]) == min(Dialogue.objects.count(), 15)
