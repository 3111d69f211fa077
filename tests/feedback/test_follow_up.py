"""A follow-up is marked as sent, by whom the committee's page names, and the mark undone (R138)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from dialogportal.exceptions import NotAllowed
from dialogues import loop
from dialogues.enums import State
from dialogues.models import Decision, Dialogue, HistoryEntry
from feedback.actions.follow_up import mark_follow_up, unmark_follow_up
from feedback.enums import FollowUpHistory
from feedback.models import FollowUp
from municipality.enums import Decider
from tests.factories import DialogueFactory, DialogueTypeFactory, coordinator, official
from tests.factories.process import dialogue_walked_to, make_house
from tests.instants import meanwhile

DAY = datetime.timedelta(days=1)
YEAR = 365 * DAY
NAMNDEN = "/namnden/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def house(db, small_plan):
    return make_house()


@pytest.fixture
def held(house, today):
    """Held a year ago, and never decided on in the portal."""
    kind = DialogueTypeFactory(decider=Decider.COMMITTEE)
    ended = today - YEAR - 10 * DAY
    return DialogueFactory(
        owner=house.owner, type=kind, title="Ljus i parken", state=State.CLOSED,
        starts_on=ended - 5 * DAY, ends_on=ended,
    )  # fmt: skip


def address(dialogue):
    return reverse("follow-up", args=[dialogue.reference])


def undo_address(dialogue, pk=None):
    return reverse("follow-up-undo", args=[dialogue.reference, pk or dialogue.follow_up.pk])


def page(client, url):
    return client.get(url).content.decode()


@pytest.mark.parametrize("who", ["secretary", "official"])
def test_who_answers_for_it_marks_it_as_sent_and_takes_the_mark_away(
    client, house, held, today, who
):
    user = getattr(house, who)
    client.force_login(user)
    answer = client.post(address(held), {"sent_on": today.isoformat()}, follow=True)
    made = FollowUp.objects.get()
    assert (made.dialogue, made.sent_on, made.by, made.by_label) == (held, today, user, str(user))
    assert "Uppföljningen är markerad som skickad." in answer.content.decode()
    assert f"markerad av {user}" in answer.content.decode()
    held.refresh_from_db()
    client.post(undo_address(held))
    assert not FollowUp.objects.exists()
    entries = HistoryEntry.objects.filter(dialogue=held).order_by("pk")
    assert [(one.action, one.changes, one.by) for one in entries] == [
        (FollowUpHistory.SENT, {"sent_on": ["", today.isoformat()]}, user),
        (FollowUpHistory.TAKEN_BACK, {"sent_on": [today.isoformat(), ""]}, user),
    ]
    history = page(client, reverse("dialogue-history", args=[held.reference]))
    assert "Uppföljning skickad" in history
    assert "Uppföljningen inte längre markerad som skickad" in history


def test_the_committees_page_tells_it_and_leads_the_secretary_to_the_mark(
    client, house, held, today
):
    client.force_login(house.member)
    assert address(held) not in page(client, NAMNDEN)
    client.force_login(house.secretary)
    assert address(held) in page(client, NAMNDEN)
    mark_follow_up(by=house.secretary, dialogue=held, sent_on=today - DAY)
    for user in (house.member, house.secretary):
        client.force_login(user)
        answer = client.get(NAMNDEN)
        (row,) = answer.context["follow_ups"]
        assert (row["sent"].sent_on, row["late"], row["mark_url"]) == (today - DAY, "", "")
        assert f"markerad av {house.secretary}" in answer.content.decode()


def test_the_loop_closes_with_it(held, house, today):
    assert loop.stops(held)[-1]["state"] == "todo"
    mark_follow_up(by=house.secretary, dialogue=held, sent_on=today)
    assert loop.stops(Dialogue.objects.get(pk=held.pk))[-1]["state"] == "ok"


@pytest.mark.parametrize("person", [official, coordinator])
def test_nobody_else_marks_it(client, house, held, today, person):
    for user in (person(), house.member):
        client.force_login(user)
        answer = client.post(address(held), {"sent_on": today.isoformat()})
        assert answer.status_code == 403
        assert address(held) not in page(client, held.get_absolute_url())
    mark_follow_up(by=house.secretary, dialogue=held, sent_on=today)
    assert client.post(undo_address(held)).status_code == 403
    assert FollowUp.objects.exists()


def test_a_committee_that_does_not_decide_on_it_is_not_its_sender(client, house, held):
    Dialogue.objects.update(type=DialogueTypeFactory(decider=Decider.MANAGER))
    client.force_login(house.secretary)
    assert client.get(address(held)).status_code == 403


@pytest.mark.parametrize("state", [State.PLANNING, State.DECIDED, State.ONGOING])
def test_nothing_is_followed_up_that_has_not_been_held(client, house, held, state):
    Dialogue.objects.update(state=state)
    client.force_login(house.official)
    answer = client.get(address(held))
    assert answer.status_code == 403
    assert "Uppföljningen kommer när dialogen är genomförd." in answer.content.decode()


# The day


def test_a_day_that_cannot_be_is_refused_and_stays_in_the_form(client, house, held, today):
    client.force_login(house.secretary)
    for day, text in (
        (today + DAY, "Den dagen har inte kommit än."),
        (held.ends_on - DAY, "Dialogen pågick till "),
        ("i går", ""),
    ):
        answer = client.post(address(held), {"sent_on": str(day)})
        said = answer.content.decode()
        assert (text in said, f'value="{day}"' in said) == (True, True), day
    assert not FollowUp.objects.exists()


def test_it_is_not_sent_before_the_decision(client, house, today):
    dialogue = dialogue_walked_to(State.FEEDBACK, house=house)
    client.force_login(house.official)
    answer = client.post(address(dialogue), {"sent_on": (today - DAY).isoformat()})
    assert "Dialogen beslutades " in answer.content.decode()
    assert not FollowUp.objects.exists()
    client.post(address(dialogue), {"sent_on": today.isoformat()})
    assert FollowUp.objects.get().earliest_on == Decision.objects.get().meeting_date == today


def test_where_nothing_is_known_of_when_it_was_held_any_day_will_do(house, held):
    Dialogue.objects.update(starts_on=None, ends_on=None)
    day = datetime.date(2019, 3, 1)
    assert mark_follow_up(by=house.official, dialogue=held, sent_on=day).earliest_on is None


# Two at once


def test_the_same_marked_twice_is_marked_once(house, held, today):
    for user in (house.secretary, house.official):
        mark_follow_up(by=user, dialogue=held, sent_on=today)
    assert (FollowUp.objects.count(), HistoryEntry.objects.count()) == (1, 1)


def test_another_day_than_a_colleagues_is_refused_and_stays(client, house, held, today):
    mark_follow_up(by=house.secretary, dialogue=held, sent_on=today)
    client.force_login(house.official)
    mine = (today - 3 * DAY).isoformat()
    answer = client.post(address(held), {"sent_on": mine})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert (f"{house.secretary} har redan markerat" in said, mine in said) == (True, True)
    assert ">Markera som skickad<" not in said
    assert f"markerad av {house.secretary}" in said
    assert client.get(address(held)).url == f"{held.get_absolute_url()}#follow-up"
    assert FollowUp.objects.get().sent_on == today


def test_a_mark_made_anew_is_not_taken_away_from_an_old_page(client, house, held, today):
    old = mark_follow_up(by=house.official, dialogue=held, sent_on=today)
    assert unmark_follow_up(by=house.official, dialogue=held, pk=old.pk)
    mark_follow_up(by=house.secretary, dialogue=held, sent_on=today)
    client.force_login(house.official)
    for method in (client.get, client.post):
        answer = method(undo_address(held, old.pk), follow=True)
        assert "Det var redan gjort." in answer.content.decode()
    assert FollowUp.objects.exists()


def test_the_rule_is_asked_again_under_the_lock(house, held, today):
    with pytest.raises(NotAllowed):
        mark_follow_up(by=house.member, dialogue=held, sent_on=today)
    made = mark_follow_up(by=house.official, dialogue=held, sent_on=today)
    with pytest.raises(NotAllowed):
        unmark_follow_up(by=house.member, dialogue=held, pk=made.pk)


# The database


@pytest.mark.parametrize(
    ("ahead", "values"),
    [(3, {}), (-3, {"earliest": -2}), (0, {"by_label": ""})],
)
def test_the_database_refuses_what_cannot_be(held, today, ahead, values):
    earliest = today + values.pop("earliest", -9) * DAY
    row = {"by_label": "Sekreterare", "earliest_on": earliest, **values}
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(dialogue=held, sent_on=today + ahead * DAY, **row)


def test_a_mark_taken_away_in_the_instant_of_a_withdrawal_is_refused_and_no_fault(
    client, house, held, today
):
    mark_follow_up(by=house.official, dialogue=held, sent_on=today)
    client.force_login(house.official)
    gone = {"withdrawn_on": today, "withdrawn_reason": "En enkät"}
    with meanwhile(lambda: Dialogue.objects.update(**gone)):
        answer = client.post(undo_address(held))
    assert answer.status_code == 403
    assert "ingen dialog" in answer.content.decode()
    assert FollowUp.objects.exists()
