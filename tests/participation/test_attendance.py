"""Who came: numbers of groups, noted when a dialogue is held and read before the next one."""

import threading
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dialogues.enums import State, TargetGroup
from dialogues.history_text import entry_rows
from dialogues.models import Dialogue, HistoryEntry
from dialogues.plan import find_section, with_pages
from participation.came_before import who_came
from participation.models import Attendance
from tests.factories import (
    AreaFactory,
    DialogueFactory,
    UserFactory,
    committee_member,
    coordinator,
    official,
)
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


def test_the_history_that_all_read_points_nobody_out_either(writer, held, client):
    note(writer, held, youth="3", tenants="0")
    note(writer, held, youth="4", tenants="0")
    note(writer, held, youth="41", tenants="0")
    assert [entry.changes for entry in HistoryEntry.objects.filter(dialogue=held)][::-1] == [
        {"youth": ["", "1–4"], "tenants": ["", "0"]},
        {},
        {"youth": ["1–4", "41"]},
    ]
    client.force_login(official())
    page = client.get(reverse("dialogue-history", args=[held.reference])).content.decode()
    assert "<h2>Vilka som kom noterades</h2>" in page
    assert ["Unga 13–19 år", "1–4", "41"] in [
        list(row) for entry in entry_rows(held.history.all()) for row in entry["changes"]
    ]
    assert "Planen ändrades" not in page


def test_an_empty_form_is_no_count(writer, held):
    assert note(writer, held).status_code == 302
    assert not Attendance.objects.exists()
    assert not HistoryEntry.objects.filter(dialogue=held).exists()


def test_a_dialogue_registered_afterwards_says_who_came_too(writer, held):
    Dialogue.objects.update(is_registered_afterwards=True, state=State.CLOSED)
    there = held.get_absolute_url()
    page = writer.get(there).content.decode()
    assert (page_of(held) in page, "<dt>Vilka som kom</dt>" in page) == (True, False)
    assert note(writer, held, parents="12", youth="3").url == there
    with CaptureQueriesContext(connection) as queries:
        page = writer.get(there).content.decode()
    assert "Unga 13–19 år: under 5\nFöräldrar: 12" in page
    assert len(queries) <= 12


@pytest.mark.parametrize("number", ["61", "-1", "många", "1,5"])
def test_an_impossible_number_is_refused_and_kept(writer, held, number):
    answer = note(writer, held, youth=number)
    assert (answer.status_code, f'value="{number}"' in answer.content.decode()) == (400, True)
    assert not Attendance.objects.exists()


def test_nobody_is_of_two_ages_and_who_is_young_may_be_a_tenant_too(writer, held):
    answer = note(writer, held, children="20", youth="21", young_adults="10", older="10")
    page = answer.content.decode()
    assert (answer.status_code, "är 61 tillsammans här" in page) == (400, True)
    assert not Attendance.objects.exists()
    assert note(writer, held, youth="30", older="30", tenants="60").status_code == 302


@pytest.mark.parametrize("number", ["0701740605", "9" * 5000])
def test_a_telephone_number_is_no_count_where_nobody_knows_how_many_came(writer, held, number):
    Dialogue.objects.update(participants=None)
    answer = note(writer, held, youth=number)
    assert (answer.status_code, number in answer.content.decode()) == (400, True)
    assert not Attendance.objects.exists()


def test_two_who_count_at_once_lose_nothing(writer, held):
    form = writer.get(page_of(held)).context["form"]
    first = {"seen": form.initial["seen"], "version": ""}
    assert writer.post(page_of(held), {**first, "youth": "10"}).status_code == 302
    answer = writer.post(page_of(held), {**first, "youth": "20"})
    assert answer.status_code == 400
    assert Attendance.objects.get().youth == 10


@pytest.mark.django_db(transaction=True)
def test_of_two_in_the_same_instant_one_is_shown_what_the_other_wrote(held, planner):
    page, barrier, answers = page_of(held), threading.Barrier(2), []

    def send(number):
        try:
            client = Client()
            client.force_login(planner)
            form = client.get(page).context["form"]
            barrier.wait()
            sent = {"seen": form.initial["seen"], "version": "", "youth": number}
            answers.append((client.post(page, sent).status_code, int(number)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in ("10", "20")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won, first), (lost, _second) = sorted(answers)
    assert (won, lost, Attendance.objects.get().youth) == (302, 400, first)
    assert held.history.count() == 1


def test_it_is_noted_by_who_keeps_the_record_once_the_dialogue_is_held(writer, planning):
    assert page_of(planning) not in writer.get(planning.get_absolute_url()).content.decode()
    assert writer.get(page_of(planning)).status_code == 302
    for typed in ("1", "många"):
        answer = writer.post(page_of(planning), {"youth": typed})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Hur många som deltog noteras när dialogen har börjat." in page
        assert f'value="{typed}"' in page
        assert '<button class="button' not in page.partition("<main")[2]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (official, (302, 403)),
        (coordinator, (302, 403)),
        (committee_member, (302, 403)),
        (partial(committee_member, is_secretary=True), (302, 403)),
        (UserFactory, (404, 404)),
        (None, (302, 302)),
    ],
)
def test_nobody_else_notes_who_came(client, held, who, status):
    if who:
        client.force_login(who())
    answers = client.get(page_of(held)), client.post(page_of(held), {"youth": "1"})
    assert tuple(one.status_code for one in answers) == status
    assert not Attendance.objects.exists()


def test_who_came_before_stands_beside_who_lives_here(writer, planning, here, came):
    counted(here, 100, youth=10, children=5, disability=3)
    counted(here, 100, youth=6, older=90)
    DialogueFactory(areas=[here], target_groups=[TargetGroup.TENANTS])
    assert came() == {
        "Alla som bor eller rör sig i området": "200",
        "Barn och unga 0–19 år": "10 %",
        "Äldre, 65 år eller mer": "90 %",
        "Personer med funktionsnedsättning": "under 5",
        "Hyresgäster": "",
    }
    page = writer.get(reverse("plan-section", args=[planning.reference, "malgrupper"]))
    assert "Vilka som kom har räknats i 2 av dem." in page.content.decode()


@pytest.fixture
def here(planning):
    area = AreaFactory()
    planning.areas.set([area])
    return area


@pytest.fixture
def came(planning, planner):
    """{line: its part of those who came}."""
    return lambda: {line.name: line.came for line in who_came(again(planning), planner).lines}


def counted(area, participants, **numbers):
    quality = "unknown" if participants is None else "counted"
    dialogue = DialogueFactory(
        areas=[area], participants=participants, participants_quality=quality
    )
    return Attendance.objects.create(dialogue=dialogue, **numbers)


YOUNG, ABROAD, OLDER = "Barn och unga 0–19 år", "Utrikes födda", "Äldre, 65 år eller mer"


def test_no_sum_tells_how_many_a_few_were(here, came):
    """The dialogue's own page says "12" of youth and "under 5" of children."""
    row = counted(here, 50, youth=12, children=1)
    told = set()
    for number in (1, 2, 3, 4):
        row.children = number
        row.save()
        told.add(came()[YOUNG])
    assert told == {"29 %"}


def test_a_part_is_of_those_where_the_group_was_counted(here, came):
    counted(here, 100, older=50)
    counted(here, 900, youth=90)
    assert (came()[OLDER], came()[YOUNG]) == ("50 %", "10 %")


def test_where_nobody_knows_how_many_came_in_all_no_part_is_told(here, came):
    counted(here, None, older=90)
    assert came()[OLDER] == "90"
    counted(here, 100, older=20)
    assert came()[OLDER] == "20 %"


def test_who_has_newly_arrived_is_not_counted_twice(here, came):
    counted(here, 100, foreign_born=20, newly_arrived=20)
    assert came()[ABROAD] == "20 %"
    counted(here, 100, newly_arrived=40)
    assert came()[ABROAD] == "30 %"


def test_some_in_a_crowd_are_not_nobody(here, came):
    counted(here, 10_000, older=30, youth=0)
    assert (came()[OLDER], came()[YOUNG]) == ("under 1 %", "0 %")


def test_a_register_that_says_fewer_afterwards_makes_no_impossible_part(here, came):
    counted(here, 10, older=30)
    assert came()[OLDER] == "100 %"
    Dialogue.objects.filter(participants=10).update(participants=0)
    assert came()[OLDER] == "30"


def test_numbers_taken_away_again_are_no_count(planning, planner, here):
    counted(here, 100)
    before = who_came(again(planning), planner)
    assert (before.dialogues, before.counted, before.lines) == (1, 0, [])


def test_a_dialogues_page_reads_nothing_of_the_analysis_for_its_link():
    assert set(with_pages(Dialogue.objects.all()).query.annotations) == {
        "method_slugs",
        "loop_round_rows",
    }
