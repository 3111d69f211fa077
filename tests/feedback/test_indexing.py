import pytest

from feedback.enums import PersonalData
from feedback.indexing import examine, state_after_edit

NONE, WAITING, REMOVED, KEPT = PersonalData
MAIL = "mejla boende@example.com"


def test_what_waits_is_not_among_the_words():
    state, words = examine("Skriv till boende@example.com om lampan")
    assert (state, words.lemmas) == (WAITING, "skriva till om lampa")


def test_a_text_without_personal_data_is_indexed_whole():
    assert examine("lampan är trasig")[0] == NONE


@pytest.mark.parametrize(
    ("before", "state", "after", "expected"),
    [
        ("lampan", NONE, "lamporna", NONE),
        ("lampan", NONE, MAIL, WAITING),
        (MAIL, WAITING, MAIL + " nu", WAITING),
        (MAIL, WAITING, "mejla oss", REMOVED),
        (MAIL, KEPT, MAIL + " nu", KEPT),
        (MAIL, KEPT, MAIL + " eller annan@example.com", WAITING),
        (MAIL, KEPT, "mejla oss", NONE),
        ("[e-postadress]", REMOVED, "mejla", REMOVED),
        ("[e-postadress]", REMOVED, MAIL, WAITING),
    ],
)
def test_an_edited_text_is_looked_at_again_when_something_new_came_in(
    before, state, after, expected
):
    assert state_after_edit(before, state, after) == expected
