from dialogportal.language import query_words
from feedback.models import Viewpoint
from feedback.showing import mark_personal_data, show


def shown(text, query=""):
    return show(Viewpoint(text=text), None, query_words(query) if query else ())


def test_personal_data_is_marked_where_it_stands():
    assert mark_personal_data("Ring 070-123 45 67 nu") == [
        ("Ring ", False), ("070-123 45 67", True), (" nu", False),
    ]  # fmt: skip


def test_a_short_text_is_shown_whole_with_its_line_breaks():
    found = shown("Lampan\när trasig", "lampa")
    assert found.segments == [("Lampan", True), ("\när trasig", False)]
    assert not found.is_cut


def test_nothing_is_marked_without_a_query():
    assert shown("Lampor").segments == [("Lampor", False)]


def test_a_long_text_is_cut_between_two_words():
    found = shown("ab " * 3000)
    assert found.is_cut
    assert found.segments == [(("ab " * 167).strip(), False), ("…", False)]


def test_a_long_text_is_shown_around_the_found_word():
    segments = shown("ab " * 1000 + "lampan" + " cd" * 1000, "lampa").segments
    assert (segments[0], segments[2], segments[-1]) == (
        ("…", False),
        ("lampan", True),
        ("…", False),
    )


def test_a_found_word_at_the_very_end_is_shown():
    assert shown("ab " * 1000 + "lampan", "lampa").segments[-1] == ("lampan", True)
