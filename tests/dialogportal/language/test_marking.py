from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogportal.language import excerpt, mark, marking, query_words

LETTERS = "aåéx\u0301\u00ad 9-/.:'&<>"


def marked(text, query):
    return [part for part, found in mark(text, query_words(query)) if found]


@given(st.text(max_size=200) | st.text(alphabet=LETTERS), st.text(max_size=40))
def test_the_segments_joined_are_the_text(text, query):
    assert "".join(part for part, _ in mark(text, query_words(query))) == text


@given(st.text(alphabet=LETTERS, max_size=60).filter(query_words))
def test_a_text_is_marked_by_itself(text):
    assert any(found for _, found in mark(text, query_words(text)))


@given(st.text(max_size=900), st.text(max_size=30), st.integers(80, 400))
def test_an_excerpt_is_a_passage_of_the_text(text, query, length):
    segments = excerpt(text, query_words(query), length)
    passage = "".join(part for part, _ in segments)
    assert passage.removeprefix("…").removesuffix("…") in " ".join(text.split())
    assert len(passage) <= length + 2


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("gångväg", "Längs gångvägen, där gångvägar möts", ["gångvägen", "gångvägar"]),
        ("vandring", "en trygghetsvandring till", ["trygghetsvandring"]),
        ("jarva", "i Järva och JÄRVA", ["Järva", "JÄRVA"]),
        ("Järva", "i Jarva", ["Jarva"]),
        ("2023/656", "dnr HV 2023/656.", ["2023/656"]),
        ("epost", "per e-post nu", ["e-post"]),
        ("trafik", "tra\u00adfiken", ["tra\u00adfiken"]),
        ("lekplatsområde", "ett område", ["område"]),
        ("och park", "och parken", ["parken"]),
        ("buss", "SL-bussen", ["bussen"]),
    ],
)
def test_found_words_are_marked_in_every_shape(query, text, words):
    assert marked(text, query) == words


def test_synonyms_are_marked():
    query = query_words("lekplats", {"lekplats": ["lekpark"]})
    assert mark("ny lekpark", query) == [("ny ", False), ("lekpark", True)]


def test_an_excerpt_shows_the_passage_with_most_words():
    text = "Parken är fin. " + "Här står något annat. " * 30 + "Belysningen i parken är svag. Slut."
    segments = excerpt(text, query_words("belysning parken"), 120)
    assert [part for part, found in segments if found] == ["Belysningen", "parken"]
    assert segments[0] == ("…", False)


def test_a_short_text_is_its_own_excerpt_with_single_spaces():
    assert excerpt("en\n\n park ", query_words("park")) == [("en ", False), ("park", True)]


@pytest.mark.parametrize("between", ["\n", "\r\n", "\t", "\xa0"])
def test_lists_and_tables_are_remembered_word_by_word(between):
    """In one piece each, some hundred of them would fill a process's memory."""
    words = ["bänkar", "lampor", "parken", "gungor", "vägen", "torget"]
    query = query_words("lampa")
    marking._read.cache_clear()
    for seed in range(50):
        text = between.join(Random(seed).sample(words, len(words)))
        assert [part for part, found in mark(text, query) if found] == ["lampor"]
        assert "".join(part for part, _ in mark(text, query)) == text
    assert marking._read.cache_info().currsize <= len(words) + 1
