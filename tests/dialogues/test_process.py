"""The process through its pages: who may make which move from where (R058, R076, R151)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dialogues.enums import HistoryAction, MoveName, Outcome, State
from dialogues.history_text import entry_rows
from dialogues.models import Dialogue
from dialogues.next_steps import next_steps
from dialogues.process import TABLE, move, moves_from
from dialogues.versions import DECIDED_STATES
from dialogues.views.process import STEPS
from municipality.enums import Decider
from tests.factories import UserFactory, committee_member, coordinator, official
from tests.factories.process import (
    ONWARD,
    answer_participants,
    decided,
    dialogue_walked_to,
    fill_plan,
    make_house,
)

pytestmark = pytest.mark.usefixtures("small_plan")
OWN = [one for one in MoveName if one not in {"grant", "decline"} and one not in Outcome.values]
ASKED = (MoveName.GRANT, MoveName.DECLINE)


def everybody(house):
    """{role: who tries}; None has not logged in."""
    return {
        "official": house.official,
        "other official": official(),
        "member": house.member,
        "secretary": house.secretary,
        "other secretary": committee_member(is_secretary=True),
        "coordinator": coordinator(),
        "administrator": UserFactory(is_staff=True, is_superuser=True),
        "outsider": UserFactory(),
        "not logged in": None,
    }


def post(client, dialogue, name):
    """The answer to a hand-made POST of a move, with all that the move asks for."""
    if name in ASKED:
        answer = "yes" if name == MoveName.GRANT else "no"
        sent = {
            **decided(), "needs_knowledge": "yes", "is_open": answer, "reason": "Redan avgjort.",
            "assignment": "Utred ljuset.",
        }  # fmt: skip
        return client.post(reverse("inquiry", args=[dialogue.reference]), sent)
    if name.value in Outcome.values:
        by_committee = dialogue.type.is_decided_by_committee
        version = dialogue.plan_versions.count() or ""
        sent = {**decided(name.value, by_committee=by_committee), "version": version}
        return client.post(reverse("decision", args=[dialogue.reference]), sent)
    where = reverse("process-step", args=[dialogue.reference, name.value])
    return client.post(where, {"reason": "Svaret finns redan."})


def prepared(state, decider, house):
    """A dialogue from which every move that its state has can be made."""
    dialogue = dialogue_walked_to(state, decider, house)
    fill_plan(dialogue)
    if state == State.FEEDBACK:
        answer_participants(dialogue)
    return Dialogue.objects.select_related("type").get(pk=dialogue.pk)


def may(role, name, decider):
    if name in ASKED or (name.value in Outcome.values and decider != Decider.MANAGER):
        return role == "secretary"
    return role == "official"


def expected(role, state, name, decider):
    """(status of the answer, the state after)."""
    if role == "not logged in":
        return 302, state
    if role == "outsider":
        return 404, state
    if (name in ASKED and decider != Decider.COMMITTEE_TWO_STEPS) or (
        name.value in Outcome.values and decider == Decider.NOBODY
    ):
        return 404, state
    if not may(role, name, decider):
        return 403, state
    there = {
        Decider.COMMITTEE_TWO_STEPS: {"begin", "settle"},
        Decider.NOBODY: {"submit", "resubmit"},
    }.get(decider, {"settle"})
    if state == State.IDEA and decider == Decider.COMMITTEE_TWO_STEPS:
        there = {*there, "inform"}
    for one in TABLE[state]:
        # Of these two the plan decides which is open: it has not been changed here.
        if one.name == name and name not in there and name != MoveName.RESUBMIT:
            return 302, one.to
    return 409, state


# Every state of the longest process; of the others, the states whose moves are others.
CASES = [
    *((Decider.COMMITTEE_TWO_STEPS, state) for state in State),
    *((Decider.COMMITTEE, state) for state in (State.IDEA, State.PLANNING, State.SUBMITTED)),
    *((Decider.MANAGER, state) for state in (State.IDEA, State.SUBMITTED)),
    *((Decider.NOBODY, state) for state in (State.IDEA, State.PLANNING)),
]


@pytest.mark.parametrize(("decider", "state"), CASES)
def test_each_role_makes_the_moves_that_the_table_gives_it_and_no_other(db, decider, state):
    """Role × move from a state, by POST; each is undone before the next is tried."""
    house, wrong = make_house(), []
    dialogue = prepared(state, decider, house)
    for role, user in everybody(house).items():
        client = Client()
        if user:
            client.force_login(user)
        for name in MoveName:
            with transaction.atomic():
                answer = post(client, dialogue, name)
                after = Dialogue.objects.values_list("state", flat=True).get()
                transaction.set_rollback(True)
            should = expected(role, state, name, decider)
            if user and should[0] == 409 and name in OWN and STEPS[name].to == state:
                # It stands already where the move would take it: nothing is done, and it is said.
                should = 302, state
            if should[0] == 409 and name == MoveName.APPROVE and state in DECIDED_STATES:
                # Word for word what was recorded when it was decided: as a second press.
                should = 302, state
            if (answer.status_code, after) != should:
                wrong.append((role, name, answer.status_code, after, should))
    assert wrong == []


@pytest.mark.parametrize("decider", Decider)
def test_the_process_carries_a_dialogue_all_the_way(db, decider):
    dialogue = dialogue_walked_to(State.CLOSED, decider)
    told = [row["detail"] for row in entry_rows(dialogue.history.order_by("id"))]
    first = "Låt utreda idén" if decider == Decider.COMMITTEE_TWO_STEPS else "Börja planera"
    decision = (
        ["Fastställ planen"] if decider == Decider.NOBODY
        else ["Lämna in planen för beslut", "Godkänn"]
    )  # fmt: skip
    assert told == [first, *decision, "Starta dialogen", "Markera som genomförd", "Slut loopen"]
    assert dialogue.version == 1 + len(told)


def test_a_move_tells_the_state_before_and_after_in_the_history(db):
    dialogue = dialogue_walked_to(State.PLANNING)
    [entry] = dialogue.history.filter(action=HistoryAction.MOVED)
    assert entry.changes == {"state": ["idea", "planning"]}
    [row] = entry_rows([entry])
    assert (row["action"], row["detail"]) == ("Ett steg i processen", "Börja planera")
    assert [change[1:] for change in row["changes"]] == [("Idé", "Planeras")]


@pytest.mark.parametrize("role", ["member", "other official"])
def test_the_disabled_button_and_the_refused_post_say_the_same(client, db, role):
    house = make_house()
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    client.force_login(everybody(house)[role])
    page = client.get(dialogue.get_absolute_url()).content.decode()
    sentence = f"Det här registreras bara av sekreteraren i {house.committee}."
    assert page.count(f'title="{sentence}"') == 1
    refused = post(client, dialogue, MoveName.APPROVE)
    assert refused.status_code == 403
    assert sentence in refused.content.decode()


def test_what_hinders_submission_is_named_with_a_link_to_each(client, db):
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    Dialogue.objects.filter(pk=dialogue.pk).update(question="", purpose="")
    client.force_login(house.official)
    refused = post(client, dialogue, MoveName.SUBMIT)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "2 saker i planen måste rättas till först." in page
    there = reverse("plan-section", args=[dialogue.reference, "syfte"])
    assert f'href="{there}#id_question"' in page
    assert f'href="{there}#id_purpose"' in page
    assert Dialogue.objects.get().state == State.PLANNING


def test_the_same_move_sent_twice_is_done_once(client, db):
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    client.force_login(house.official)
    for _time in range(2):
        assert post(client, dialogue, MoveName.SUBMIT).status_code == 302
    assert dialogue.plan_versions.count() == 1
    assert dialogue.history.filter(detail=MoveName.SUBMIT).count() == 1


@pytest.mark.parametrize("state", [State.IDEA, State.PLANNING])
def test_what_nobody_can_influence_becomes_an_information_meeting(client, db, state):
    house = make_house()
    dialogue = dialogue_walked_to(state, house=house)
    client.force_login(house.official)
    url = reverse("process-step", args=[dialogue.reference, "inform"])
    sent = {"reason": "Lagen bestämmer.", "benefit": "Ingen nytta: inget kan ändras."}
    answer = client.post(url, sent)
    meeting = reverse("information-meeting", args=[dialogue.reference])
    assert (answer.status_code, answer.url) == (302, meeting)
    form = client.get(meeting).context["form"]
    assert form["why_no_dialogue"].value() == "Lagen bestämmer."
    page = client.get(dialogue.get_absolute_url()).content.decode()
    for words in ("Lagen bestämmer.", "Ingen nytta: inget kan ändras."):
        assert words in page
    kept = dialogue.history.get(action=HistoryAction.PLAN_CHANGED)
    assert kept.changes == {"benefit": ["", "Ingen nytta: inget kan ändras."]}


@pytest.mark.parametrize("name", [MoveName.KNOWN, MoveName.INFORM, MoveName.CANCEL])
def test_an_end_needs_a_reason_and_shows_it(client, db, name):
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    client.force_login(house.official)
    url = reverse("process-step", args=[dialogue.reference, name.value])
    assert list(client.post(url, {"reason": " "}).context["form"].errors) == ["reason"]
    assert Dialogue.objects.get().state == State.PLANNING
    client.post(url, {"reason": "Parken är redan byggd."})
    page = client.get(dialogue.get_absolute_url()).content.decode()
    assert "Parken är redan byggd." in page


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (None, None, "Skriv först när dialogen hölls."),
        ("2026-01-01", "2099-01-01", "Dialogen pågår till 1 januari 2099."),
    ],
)
def test_what_has_not_ended_is_not_carried_out(client, db, starts, ends, sentence):
    house = make_house()
    dialogue = dialogue_walked_to(State.ONGOING, house=house)
    Dialogue.objects.filter(pk=dialogue.pk).update(starts_on=starts, ends_on=ends)
    client.force_login(house.official)
    refused = post(client, dialogue, MoveName.CARRY_OUT)
    assert refused.status_code == 409
    assert sentence in refused.content.decode()


def test_the_loop_is_not_closed_before_those_who_took_part_have_their_answer(client, db):
    house = make_house()
    dialogue = dialogue_walked_to(State.FEEDBACK, house=house)
    client.force_login(house.official)
    refused = post(client, dialogue, MoveName.CLOSE)
    assert refused.status_code == 409
    assert "De som deltog har inte fått något svar" in refused.content.decode()


def test_what_is_registered_afterwards_takes_no_part(client, db):
    house = make_house()
    dialogue = dialogue_walked_to(State.FEEDBACK, house=house)
    Dialogue.objects.filter(pk=dialogue.pk).update(is_registered_afterwards=True)
    answer_participants(dialogue)
    dialogue.refresh_from_db()
    assert list(moves_from(dialogue)) == []
    client.force_login(house.official)
    assert post(client, dialogue, MoveName.CLOSE).status_code == 409


def test_an_owner_without_a_committee_is_told_so(client, db):
    house = make_house()
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    house.owner.deciding_committee = None
    house.owner.save()
    client.force_login(house.secretary)
    refused = post(client, dialogue, MoveName.APPROVE)
    assert refused.status_code == 403
    assert "Portalen vet inte vilken nämnd som beslutar" in refused.content.decode()


@pytest.mark.parametrize("says", ["needs a reason", "is recorded by"])
def test_a_move_without_what_it_needs_is_a_mistake_in_the_code(db, says):
    house = make_house()
    state = State.PLANNING if says == "needs a reason" else State.SUBMITTED
    dialogue = dialogue_walked_to(state, house=house)
    step, who = {
        "needs a reason": (MoveName.CANCEL, house.official),
        "is recorded by": (MoveName.APPROVE, house.secretary),
    }[says]
    with pytest.raises(ValueError, match=says):
        move(dialogue, step, by=who)
    assert Dialogue.objects.get().state == state


def test_a_withdrawn_dialogue_makes_no_move(client, db):
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    Dialogue.objects.filter(pk=dialogue.pk).update(
        withdrawn_on="2026-01-01", withdrawn_reason="En enkät."
    )
    client.force_login(house.official)
    assert post(client, dialogue, MoveName.SUBMIT).status_code == 403
    assert Dialogue.objects.get().state == State.PLANNING


@pytest.mark.parametrize("state", ONWARD)
def test_the_next_steps_are_the_moves_of_the_state(db, state):
    house = make_house()
    dialogue = dialogue_walked_to(state, house=house)
    labels = [step["label"] for step in next_steps(house.official, dialogue)]
    assert labels == {
        State.IDEA: [
            "Börja planera", "Kunskapen finns redan", "Håll ett informationsmöte i stället",
            "Ställ in dialogen",
        ],
        State.PLANNING: [
            "Skriv planen", "Lämna in planen för beslut", "Kunskapen finns redan",
            "Håll ett informationsmöte i stället", "Ställ in dialogen",
        ],
        State.SUBMITTED: ["Registrera beslutet", "Ställ in dialogen"],
        State.DECIDED: ["Starta dialogen", "Lämna in den ändrade planen", "Ställ in dialogen"],
        State.ONGOING: ["Markera som genomförd", "Ställ in dialogen"],
        State.FEEDBACK: ["Slut loopen"],
        State.CLOSED: [],
    }[state]  # fmt: skip


def test_the_diagram_in_the_documentation_is_the_table():
    call_command("process_diagram", "--check", verbosity=0)


def test_a_diagram_that_has_drifted_fails_the_check(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="has drifted"):
        call_command("process_diagram", "--check")
    call_command("process_diagram")
    call_command("process_diagram", "--check")
