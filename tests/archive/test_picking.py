"""Which dialogues are picked to be ranked closely, and by what measure."""

import datetime
import random

import pytest
from django.http import QueryDict

from archive import candidates
from archive import search as searching
from archive.candidates import terms
from archive.choices import load_choices
from archive.criteria import read
from archive.lexemes import frequencies, refresh
from archive.search import search
from dialogportal.language import query_words
from tests.factories import DialogueFactory, coordinator


@pytest.fixture
def one_is_ranked_closely(db, monkeypatch):
    monkeypatch.setattr(searching, "RANKED_DIALOGUES", 1)


def find(words):
    return search(read(QueryDict(f"q={words}"), load_choices(), user := coordinator()), user)


def test_a_dialogue_on_the_word_is_picked_before_newer_ones_that_mention_it(one_is_ranked_closely):
    named = DialogueFactory(title="Belysning", starts_on=datetime.date(2010, 1, 1))
    mentions = DialogueFactory(title="Parken", background="Träd, bänkar och belysning.")
    refresh()
    assert find("belysning").dialogue_ids == [named.pk, mentions.pk]


@pytest.mark.parametrize("most_read", [0, 3_000], ids=["common", "rare"])
def test_of_equal_dialogues_the_one_held_last_is_picked_whenever_it_was_registered(
    one_is_ranked_closely, monkeypatch, most_read
):
    monkeypatch.setattr(candidates, "MOST_DIALOGUES_READ", most_read)
    in_order = [
        DialogueFactory(title="Belysning i parken", starts_on=datetime.date(year, 3, 1)).pk
        for year in (2024, 2018, 2010)
    ]
    refresh()
    assert find("belysning").dialogue_ids == in_order


def test_a_titles_words_are_no_part_of_the_text_beside_it(db):
    dialogue = DialogueFactory(title="Belysning", question="", background="Träd och bänkar.")
    refresh()
    counts = frequencies(["belysning"])
    wanted = terms(query_words("belysning", {}), counts.dialogues, counts.all_dialogues)
    found = candidates.viewpoints(wanted, counts, None, 1, [dialogue.pk])
    texts = [dialogue.title_words, dialogue.body_words, dialogue.part_words]
    assert found.dialogue_texts == {dialogue.pk: texts}
    assert "belysning" not in dialogue.body_words.split()


def test_long_texts_are_known_to_be_long_though_they_lie_outside_their_rows(db):
    letters = random.Random(1)
    for number in range(3):
        words = ("".join(letters.choices("bdfgklmnprst", k=7)) for _ in range(2_000))
        DialogueFactory(title=f"Lång {number}", background=" ".join(words))
    assert 1_500 < frequencies([]).dialogue_length < 2_500
