"""Two at once: one wins, the other is told what happened (issue 3, section 4)."""

import threading
import time
import uuid

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dialogportal.exceptions import NotAllowed
from dialogues.actions.occasions import (
    add_council_meetings,
    add_occasion,
    change_occasion,
    remove_occasion,
)
from dialogues.actions.plan import change_plan
from dialogues.actions.register import withdraw_dialogue
from dialogues.enums import MoveName, Outcome, State
from dialogues.models import Decision, Dialogue, InformationMeeting, Occasion, Plan
from dialogues.process import move
from tests.factories import OccasionFactory, committee_member, coordinator
from tests.factories.process import (
    decided,
    dialogue_walked_to,
    fill_plan,
    make_house,
    record_decision,
)

pytestmark = [
    pytest.mark.usefixtures("small_plan"),
    pytest.mark.django_db(transaction=True),
]


def step(dialogue, name):
    return reverse("process-step", args=[dialogue.reference, name])


def at_once(*acts):
    """Run each in a thread with a connection of its own; the refusals' sentences."""
    said, barrier = [], threading.Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            act()
        except NotAllowed as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_of_two_decisions_at_once_one_is_recorded():
    house = make_house()
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    said = at_once(
        lambda: record_decision(house, dialogue),
        lambda: record_decision(house, dialogue, Outcome.REJECT),
    )
    assert len(said) == 1
    assert Decision.objects.count() == 1
    wanted = {Outcome.APPROVE: State.DECIDED, Outcome.REJECT: State.NO_DIALOGUE}
    assert Dialogue.objects.get().state == wanted[Decision.objects.get().outcome]
    assert dialogue.history.filter(detail__in=Outcome.values).count() == 1


def test_of_two_moves_at_once_one_is_made():
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    submit = lambda: move(dialogue, MoveName.SUBMIT, by=house.official)  # noqa: E731
    cancel = lambda: move(  # noqa: E731
        dialogue, MoveName.CANCEL, by=house.official, reason="Inga pengar."
    )
    at_once(submit, cancel, submit)
    # To cancel what was just submitted is allowed; to submit what was cancelled is not.
    moves = list(dialogue.history.order_by("id").values_list("detail", flat=True))[1:]
    assert moves in (["submit"], ["cancel"], ["submit", "cancel"])
    assert dialogue.plan_versions.count() == moves.count("submit")


def test_the_second_secretary_sees_what_happened_and_keeps_what_was_typed(client):
    house = make_house()
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    second = committee_member(organisation=house.committee, is_secretary=True)
    client.force_login(second)
    url = reverse("decision", args=[dialogue.reference])
    assert client.get(url).status_code == 200
    record_decision(house, dialogue)
    sent = {**decided(Outcome.REJECT, reason="Vi har sagt nej."), "version": 1}
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "registrerade ett beslut" in page
    assert "Inget av ert sparades." in page
    assert "Vi har sagt nej." in page
    assert "Registrera beslutet</button>" not in page
    assert Decision.objects.get().outcome == Outcome.APPROVE


def test_a_plan_submitted_anew_meanwhile_is_read_again_first(client):
    house = make_house()
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    client.force_login(house.secretary)
    url = reverse("decision", args=[dialogue.reference])
    record_decision(house, dialogue, Outcome.REFER_BACK)
    Dialogue.objects.update(purpose="Något helt annat.")
    move(dialogue, MoveName.SUBMIT, by=house.official)
    answer = client.post(url, {**decided(), "version": 1, "financing": ["own", "democracy"]})
    assert "Planen har lämnats in på nytt" in answer.content.decode()
    assert Decision.objects.count() == 1
    assert answer.context["form"]["version"].value() == 2
    assert answer.context["form"]["financing"].value() == ["own", "democracy"]
    assert client.post(url, {**decided(), "version": 2}).status_code == 302


@pytest.mark.parametrize(("reason", "status"), [("Lagen styr.", 409), ("Vi vet redan.", 302)])
def test_what_ended_for_another_reason_meanwhile_had_not_been_done_already(client, reason, status):
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    client.force_login(house.official)
    move(dialogue, MoveName.KNOWN, by=house.official, reason="Vi vet redan.")
    for name in ("known", "inform"):
        answer = client.post(step(dialogue, name), {"reason": reason})
        assert answer.status_code == status, name
    assert status == 302 or reason in answer.content.decode()


def test_what_a_colleague_wrote_of_the_benefit_meanwhile_stays_until_it_is_seen(client):
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    Plan.objects.create(dialogue=dialogue, version=1, benefit="Nytt.")
    client.force_login(house.official)
    page = client.get(step(dialogue, "known")).content.decode()
    assert '<input type="hidden" name="initial-benefit" value="Nytt."' in page
    sent = {"reason": "Vi vet redan.", "initial-benefit": "Gammalt.", "benefit": "Eget."}
    answer = client.post(step(dialogue, "known"), sent)
    assert "En kollega har skrivit det här sedan sidan öppnades: ”Nytt.”" in answer.content.decode()
    assert answer.context["form"]["benefit"].value() == "Eget."
    assert '<input type="hidden" name="initial-benefit" value="Nytt."' in answer.content.decode()
    assert Dialogue.objects.get().state == State.PLANNING
    # Who wrote nothing of it overwrites nothing.
    sent["benefit"] = "Gammalt."
    assert client.post(step(dialogue, "known"), sent).status_code == 302
    assert Plan.objects.get().benefit == "Nytt."


def test_an_opinion_written_while_the_plan_was_decided_on_stays_to_be_copied(client):
    house = make_house()
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    client.force_login(coordinator())
    url = reverse("opinion", args=[dialogue.reference])
    assert client.get(url).status_code == 200
    record_decision(house, dialogue)
    sent = {"method": "Gå hem till folk.", "form_token": f"{dialogue.pk:032}"}
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Gå hem till folk." in page
    assert "medan dialogen planeras" in page
    assert '<button class="button' not in page.partition("<main")[2]
    assert (client.get(url).status_code, dialogue.opinions.count()) == (403, 0)


@pytest.mark.parametrize("act", ["add", "change", "remove", "council"])
def test_no_occasion_changes_in_the_instant_of_submission(act):
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    by, occasion = house.official, OccasionFactory(dialogue=dialogue)
    values = {"title": "Ny"}
    days = {"committee_dates": [timezone.localdate()], "days_before": 7}
    token = {"form_token": uuid.uuid4()}
    acts = {
        "add": lambda: add_occasion(
            by=by, dialogue=dialogue, values={"starts_on": dialogue.starts_on}, **token
        ),
        "change": lambda: change_occasion(by=by, occasion=occasion, version=1, values=values),
        "remove": lambda: remove_occasion(by=by, occasion=occasion),
        "council": lambda: add_council_meetings(by=by, dialogue=dialogue, values={}, **days),
    }
    fill_plan(dialogue)
    move(dialogue, MoveName.SUBMIT, by=by)
    with pytest.raises(NotAllowed, match="inlämnad"):
        acts[act]()
    assert Occasion.objects.get().title == occasion.title


@pytest.mark.parametrize("act", ["plan", "occasion"])
def test_nothing_is_written_in_what_was_marked_as_no_dialogue_in_the_same_instant(act):
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    withdraw_dialogue(by=house.official, dialogue=dialogue, reason="En kurs.")
    known = {"by": house.official, "dialogue": dialogue}
    row, values = Plan(dialogue=dialogue), {"starts_on": dialogue.starts_on}
    acts = {
        "plan": lambda: change_plan(**known, row=row, version=None, values={"budget": 1}, links={}),
        "occasion": lambda: add_occasion(**known, values=values, form_token=uuid.uuid4()),
    }
    with pytest.raises(NotAllowed, match="ingen dialog"):
        acts[act]()
    assert (Plan.objects.count(), Occasion.objects.count()) == (0, 0)


def test_who_removes_an_occasion_and_who_stores_a_viewpoint_from_it_do_not_wait_for_ever():
    house = make_house()
    dialogue = dialogue_walked_to(State.ONGOING, house=house)
    occasion = OccasionFactory(dialogue=dialogue)
    has_dialogue, may_go_on = threading.Event(), threading.Event()

    def store():
        with transaction.atomic():
            Dialogue.objects.select_for_update(no_key=True).only("pk").get(pk=dialogue.pk)
            has_dialogue.set()
            may_go_on.wait(10)
            Occasion.objects.select_for_update(no_key=True).get(pk=occasion.pk)

    def remove():
        has_dialogue.wait(10)
        threading.Timer(0.3, may_go_on.set).start()
        remove_occasion(by=house.official, occasion=occasion)

    assert at_once(store, remove) == []
    assert not Occasion.objects.exists()


def test_a_note_of_the_meeting_pressed_twice_in_an_instant_is_saved_once_and_says_so():
    house = make_house()
    dialogue = dialogue_walked_to(State.NO_DIALOGUE, house=house)
    there = reverse("information-meeting", args=[dialogue.reference])
    note = {
        "held_on": "2026-11-12", "place": "Biblioteket", "why_this_decision": "Lagen.",
        "why_no_dialogue": "Inget går att påverka.",
    }  # fmt: skip
    answers = []

    def press():
        client = Client()
        client.force_login(house.official)
        answers.append(client.post(there, note).status_code)
        connection.close()

    presses = [threading.Thread(target=press) for _time in range(2)]
    with transaction.atomic():
        Dialogue.objects.select_for_update().get()
        for one in presses:
            one.start()
        time.sleep(2)  # both have seen that nothing is noted, and wait
    for one in presses:
        one.join()
    assert answers == [302, 302]
    assert InformationMeeting.objects.count() == 1


def test_a_plan_saved_in_the_instant_of_submission_is_submitted_as_saved(settings):
    settings.PLAN_SECTIONS = [*settings.PLAN_SECTIONS, "dialogues.plan_sections.STANDPOINT"]
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    Plan.objects.create(dialogue=dialogue, version=1, benefit="Gammalt.", why_dialogue="Fråga.")
    has_written, may_go_on = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            change_plan(
                by=house.official,
                dialogue=dialogue,
                row=Plan.objects.get(),
                version=1,
                values={"benefit": "Nytt."},
                links={},
            )
            has_written.set()
            may_go_on.wait(10)

    def submit():
        has_written.wait(10)
        threading.Timer(0.3, may_go_on.set).start()
        move(dialogue, MoveName.SUBMIT, by=house.official)

    assert at_once(write, submit) == []
    submitted = Dialogue.objects.get().plan_versions.get().content
    benefit = next(one["rows"] for one in submitted if one["slug"] == "stallningstagande")[0][1]
    assert benefit == "Nytt."
