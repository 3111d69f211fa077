import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogportal.language import closest, spelling_keys
from dialogportal.language.spelling import edits

WORDS = st.text(alphabet="abcdeåäö", min_size=4, max_size=12)
KNOWN = [("belysning", 40), ("belastning", 9), ("lekplats", 30), ("cykelbana", 25), ("kommun", 99)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("belysnign", "belysning"),
        ("belysnin", "belysning"),
        ("beslysning", "belysning"),
        ("lekplast", "lekplats"),
        ("cyckelbana", "cykelbana"),
        ("komun", "kommun"),
        ("qwertyuiop", None),
    ],
)
def test_a_misspelt_word_finds_the_one_that_was_meant(typed, meant):
    candidates = [
        (word, count)
        for word, count in KNOWN
        if set(spelling_keys(word)) & set(spelling_keys(typed))
    ]
    assert closest(typed, candidates) == meant


def test_the_nearer_word_wins_then_the_same_beginning_then_the_commoner():
    assert closest("banka", [("banta", 1), ("ranka", 900), ("banks", 5)]) == "banks"
    assert closest("jarva", [("larva", 900), ("järva", 1)]) == "järva"


def test_short_words_and_codes_have_no_neighbours():
    assert spelling_keys("bil") == spelling_keys("d20240093") == []


@given(WORDS, st.integers(0, 11), st.sampled_from("abcdå"))
def test_a_word_one_edit_away_shares_a_key(word, place, letter):
    place %= len(word)
    for other in (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
    ):
        if len(other) >= 4 and len(set(other)) == len(other) and len(set(word)) == len(word):
            assert set(spelling_keys(word)) & set(spelling_keys(other))
            assert edits(word, other) <= 1


@given(WORDS, WORDS)
def test_edits_are_the_same_both_ways(one, other):
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) == (one == other)
