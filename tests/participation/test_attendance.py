"""Who came: numbers of groups, noted when a dialogue is held and read before the next one."""

import pytest
from django.urls import reverse

from dialogues.enums import State, TargetGroup
from dialogues.models import Dialogue, HistoryEntry
from dialogues.plan import find_section
from participation.came_before import who_came
from participation.models import Attendance
from tests.factories import AreaFactory, DialogueFactory, official
from tests.participation.sections import again


def page_of(dialogue):
    return reverse("attendance", args=[dialogue.reference])


def note(client, dialogue, **numbers):
    form = client.get(page_of(dialogue)).context["form"]
    kept = {"seen": form.initial["seen"], "version": form["version"].value() or ""}
    return client.post(page_of(dialogue), {**kept, **numbers})


@pytest.fixture
def held(planning):
    Dialogue.objects.filter(pk=planning.pk).update(
        state=State.FEEDBACK, participants=60, participants_quality="counted"
    )
    return planning


def test_who_came_is_noted_and_told_without_pointing_anybody_out(writer, held):
    assert note(writer, held, youth="3", older="40").status_code == 302
    row = Attendance.objects.get()
    assert (row.youth, row.older, row.tenants) == (3, 40, None)
    told = dict(find_section("malgrupper").told_small(again(held)))
    assert told["Vilka som kom"] == "Unga 13–19 år: under 5\nÄldre: 40"
    changes = HistoryEntry.objects.filter(dialogue=held).latest("pk").changes
    assert {"youth", "older"} <= set(changes)


def test_a_dialogue_registered_afterwards_says_who_came_too(writer, held):
    Dialogue.objects.update(is_registered_afterwards=True, state=State.CLOSED)
    assert page_of(held) in writer.get(held.get_absolute_url()).content.decode()
    assert note(writer, held, parents="12").status_code == 302


@pytest.mark.parametrize("number", ["61", "-1", "många", "1,5"])
def test_an_impossible_number_is_refused_and_kept(writer, held, number):
    answer = note(writer, held, youth=number)
    assert (answer.status_code, f'value="{number}"' in answer.content.decode()) == (400, True)
    assert not Attendance.objects.exists()


def test_two_who_count_at_once_lose_nothing(writer, held):
    form = writer.get(page_of(held)).context["form"]
    first = {"seen": form.initial["seen"], "version": ""}
    assert writer.post(page_of(held), {**first, "youth": "10"}).status_code == 302
    answer = writer.post(page_of(held), {**first, "youth": "20"})
    assert answer.status_code == 400
    assert Attendance.objects.get().youth == 10


def test_it_is_noted_by_who_keeps_the_record_once_the_dialogue_is_held(writer, client, planning):
    assert page_of(planning) not in writer.get(planning.get_absolute_url()).content.decode()
    assert writer.get(page_of(planning)).status_code == 302
    assert writer.post(page_of(planning), {"youth": "1"}).status_code == 409
    Dialogue.objects.update(state=State.CLOSED)
    client.force_login(official())
    assert client.get(page_of(planning)).status_code in (302, 403)
    assert client.post(page_of(planning), {"youth": "1"}).status_code == 403
    client.logout()
    assert client.post(page_of(planning), {"youth": "1"}).status_code == 302
    assert not Attendance.objects.exists()


def test_who_came_before_stands_beside_who_lives_here(writer, planning, planner):
    area = AreaFactory()
    planning.areas.set([area])
    counted = [
        DialogueFactory(areas=[area], participants=100, participants_quality="counted")
        for _time in range(2)
    ]
    DialogueFactory(areas=[area], target_groups=[TargetGroup.TENANTS])
    Attendance.objects.create(dialogue=counted[0], youth=10, children=4, disability=3)
    Attendance.objects.create(dialogue=counted[1], youth=6, older=90)
    before = who_came(again(planning), planner)
    assert (before.dialogues, before.counted) == (3, 2)
    assert {line.name: line.came for line in before.lines} == {
        "Alla som bor eller rör sig i området": "200",
        "Barn och unga 0–19 år": "10 %",
        "Äldre, 65 år eller mer": "45 %",
        "Personer med funktionsnedsättning": "under 5",
        "Hyresgäster": "",
    }
    page = writer.get(reverse("plan-section", args=[planning.reference, "malgrupper"]))
    assert "Vilka som kom har räknats i 2 av dem." in page.content.decode()
