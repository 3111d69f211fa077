"""Which rounds of the loop may be: by whom, when, and what the database refuses (R097, R098)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dialogportal.exceptions import NotAllowed
from dialogues.enums import State
from dialogues.history_text import entry_rows
from dialogues.models import Dialogue
from participation.actions.loop import begin_round
from participation.models import MOST_ROUNDS, RoundStep, WorkingGroup
from tests.factories import LoopRoundFactory, official
from tests.instants import meanwhile
from tests.participation.rounds import begin, kept, loop_url, round_url, write


@pytest.mark.parametrize(
    "values",
    [
        {"number": 0},
        {"number": MOST_ROUNDS + 1},
        {"interviews_residents": -1},
        {"interviews_others": 100_001},
    ],
)
def test_the_database_refuses_impossible_rounds(issue, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        LoopRoundFactory(dialogue=issue, **values)


@pytest.mark.parametrize(
    "values", [{"elected": -1}, {"residents": 100_001}, {"theme": ""}, {"theme": "skolan"}]
)
def test_the_database_refuses_impossible_groups(first, values):
    WorkingGroup.objects.create(round=first, theme="Skolan")
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingGroup.objects.create(round=first, **{"theme": "Torget"} | values)


def test_the_database_refuses_a_round_or_a_step_twice(issue, first, steps):
    with pytest.raises(IntegrityError), transaction.atomic():
        LoopRoundFactory(dialogue=issue)
    RoundStep.objects.create(round=first, step=steps[0], state="done")
    for state, step in (("done", steps[0]), ("begun", steps[1])):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoundStep.objects.create(round=first, step=step, state=state)


# Begun by mistake


def test_an_empty_last_round_can_be_removed_and_no_other(writer, issue, first):
    LoopRoundFactory(dialogue=issue, number=2)
    remove = [reverse("loop-round-remove", args=[issue.reference, n]) for n in (1, 2)]
    answer = writer.post(remove[0], follow=True)
    assert "Bara det sista varvet kan tas bort." in answer.content.decode()
    assert "Ta bort varv 2?" in writer.get(remove[1]).content.decode()
    for _press in range(2):
        assert writer.post(remove[1]).status_code == 302
    write(writer, issue, question="Vad skaver?")
    answer = writer.post(remove[0], follow=True)
    assert "Det står något i varvet" in answer.content.decode()
    assert writer.get(remove[0]).status_code == 302
    assert list(issue.loop_rounds.values_list("number", flat=True)) == [1]
    assert entry_rows([issue.history.order_by("id")[0]])[0]["action"] == "Varv borttaget"


# Who, and when


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (State.IDEA, False),
        (State.PLANNING, True),
        (State.SUBMITTED, False),
        (State.DECIDED, True),
        (State.ONGOING, True),
        (State.FEEDBACK, True),
        (State.NO_DIALOGUE, False),
        (State.CANCELLED, False),
    ],
)
def test_rounds_go_on_while_the_dialogue_is_held(writer, issue, first, state, may):
    days = {"starts_on": datetime.date(2024, 9, 2), "ends_on": datetime.date(2024, 11, 14)}
    Dialogue.objects.filter(pk=issue.pk).update(state=state, **days)
    status = 302 if may else 403
    assert begin(writer, issue, 1).status_code == status
    answer = writer.post(round_url(issue), {"question": "Min fråga"})
    assert answer.status_code == (400 if may else 409)
    # What was typed stays to be copied, also when there is nothing to save it with.
    assert "Min fråga" in answer.content.decode()
    assert ("Spara</button>" in answer.content.decode()) is may
    assert writer.get(round_url(issue)).status_code == (200 if may else 302)
    page = writer.get(loop_url(issue)).content.decode()
    assert ("Skriv i varv 1" in page) is may


def test_another_organisations_official_reads_and_writes_nothing(client, issue, first):
    client.force_login(official())
    assert "Skriv i varv" not in client.get(loop_url(issue)).content.decode()
    assert begin(client, issue, 1).status_code == 403
    assert client.post(round_url(issue), {"question": "x"}).status_code == 403
    remove = reverse("loop-round-remove", args=[issue.reference, 1])
    assert client.post(remove).status_code == 403
    with pytest.raises(NotAllowed):
        begin_round(by=official(), dialogue=issue, after=1)
    assert issue.loop_rounds.count() == 1


def test_what_is_written_in_a_round_that_a_colleague_removed_is_saved(writer, issue, first):
    opened = kept(writer, round_url(issue))
    writer.post(reverse("loop-round-remove", args=[issue.reference, 1]))
    assert writer.post(round_url(issue), {**opened, "question": "Vad skaver?"}).status_code == 302
    assert issue.loop_rounds.get().question == "Vad skaver?"
    for number in (0, 3, 13, 99999):
        assert writer.post(round_url(issue, number), opened).status_code == 404
    assert issue.loop_rounds.count() == 1


def test_a_round_written_in_the_instant_of_submission_is_refused_and_no_fault(writer, issue):
    with meanwhile(lambda: Dialogue.objects.update(state=State.SUBMITTED)):
        answer = writer.post(round_url(issue), {"question": "Vad skaver?"})
    assert answer.status_code == 403
    assert "Planen är inlämnad." in answer.content.decode()
    assert not issue.loop_rounds.exists()
