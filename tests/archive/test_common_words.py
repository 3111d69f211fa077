"""What is found where every word of the question is common, and what is said of the rest."""

import datetime

import pytest
from django.http import QueryDict

from archive import candidates
from archive.choices import load_choices
from archive.criteria import read
from archive.lexemes import refresh
from archive.search import search
from dialogues.models import Dialogue
from feedback.models import Viewpoint
from tests.factories import DialogueFactory, coordinator
from tests.factories.feedback import ViewpointFactory


@pytest.fixture
def reader(db):
    return coordinator()


@pytest.fixture
def all_words_are_common(monkeypatch):
    """No word leads to few enough rows; two of the newest rows are looked through."""
    for name in ("MOST_READ", "MOST_READ_FOR_SCOPE", "MOST_DIALOGUES_READ"):
        monkeypatch.setattr(candidates, name, 0)
    monkeypatch.setattr(candidates, "WINDOW_MATCHES", 2)
    monkeypatch.setattr(candidates, "SCOPED_VIEWPOINTS", 2)


def find(user, address):
    return search(read(QueryDict(address), load_choices(), user), user)


def texts(answer):
    found = dict(Viewpoint.objects.values_list("pk", "text"))
    return [found[pk] for pk in answer.viewpoint_ids]


def held(title, year):
    day = datetime.date(year, 3, 1)
    return DialogueFactory(title=title, starts_on=day, ends_on=day)


def test_of_a_common_word_the_newest_are_listed_and_how_many_there_are_is_said(
    reader, all_words_are_common
):
    for number in range(47):
        ViewpointFactory(text=f"Mer belysning vid port {number}")
    refresh()
    answer = find(reader, "q=belysning")
    assert texts(answer)[0] == "Mer belysning vid port 46"
    assert len(answer.viewpoint_ids) < 47
    assert answer.more_viewpoints == 40


def test_an_old_viewpoint_that_holds_all_the_words_is_found_among_newer_with_some(
    reader, all_words_are_common
):
    ViewpointFactory(text="Belysning saknas vid lekplatsen")
    for number in range(20):
        ViewpointFactory(text=f"Mer belysning vid port {number}")
        ViewpointFactory(text=f"Lekplatsen vid port {number} är fin")
    refresh()
    assert texts(find(reader, "q=belysning+lekplats"))[0] == "Belysning saknas vid lekplatsen"


def test_in_a_scope_the_newest_dialogues_are_looked_through_and_it_is_said(
    reader, all_words_are_common
):
    for year in (2020, 2024):
        ViewpointFactory.create_batch(
            3, dialogue=held(f"Fråga {year}", year), text=f"Belysning behövs {year}"
        )
    refresh()
    answer = find(reader, "q=belysning&from=2010")
    assert texts(answer) == ["Belysning behövs 2024"] * 3
    assert answer.more_viewpoints == 3


def test_a_small_scope_is_looked_through_to_its_end(reader, monkeypatch):
    for name in ("MOST_READ", "MOST_READ_FOR_SCOPE"):
        monkeypatch.setattr(candidates, name, 0)
    ViewpointFactory.create_batch(3, dialogue=held("Fråga 2020", 2020), text="Belysning behövs")
    refresh()
    answer = find(reader, "q=belysning&from=2010")
    assert len(answer.viewpoint_ids) == 3
    assert answer.more_viewpoints == 0


def test_dialogues_with_all_the_common_words_come_first(reader, all_words_are_common):
    held("Belysning vid lekplatsen", 2012)
    held("Belysning på torget", 2024)
    held("Lekplatsen på torget", 2025)
    refresh()
    names = dict(Dialogue.objects.values_list("pk", "title"))
    found = [names[pk] for pk in find(reader, "q=belysning+lekplats").dialogue_ids]
    assert found[0] == "Belysning vid lekplatsen"
    assert sorted(found) == sorted(names.values())


def test_what_is_more_than_is_told_without_false_precision():
    told = {251_619: 250_000, 4_170: 4_100, 999: 990, 47: 40, 10: 10, 7: 7, 0: 0}
    assert {number: candidates.round_down(number) for number in told} == told
