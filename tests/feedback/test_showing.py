from dialogportal.language import query_words
from feedback.models import Viewpoint
from feedback.showing import LONGEST_SHOWN, mark_personal_data, mark_words, show


def marked(text, query):
    return [piece for piece, is_marked in mark_words(text, query_words(query)) if is_marked]


def test_inflections_and_compounds_of_the_word_are_marked():
    text = "Lampor och lampan, men mest gatulampor"
    assert marked(text, "lampa") == ["Lampor", "lampan", "gatulampor"]


def test_nothing_is_marked_without_a_query():
    assert mark_words("Lampor", ()) == [("Lampor", False)]


def test_the_pieces_are_the_whole_text():
    text = "🙂 Är lampan <b>trasig</b>?\nJa, lampan!"
    assert "".join(piece for piece, _marked in mark_words(text, query_words("lampa"))) == text


def test_personal_data_is_marked_where_it_stands():
    assert mark_personal_data("Ring 070-123 45 67 nu") == [
        ("Ring ", False), ("070-123 45 67", True), (" nu", False),
    ]  # fmt: skip


def shown(text, query=""):
    return show(Viewpoint(text=text), None, query_words(query) if query else ())


def test_a_short_text_is_shown_whole():
    assert (shown("Lampan").segments, shown("Lampan").is_cut) == ([("Lampan", False)], False)


def test_a_long_text_is_cut_at_its_end():
    found = shown("ab " * 3000)
    assert found.is_cut
    assert (
        "".join(piece for piece, _marked in found.segments) == ("ab " * 3000)[:LONGEST_SHOWN] + " …"
    )


def test_a_long_text_is_shown_from_before_the_first_found_word():
    segments = shown("ab " * 1000 + "lampan" + " cd" * 1000, "lampa").segments
    assert (segments[0], segments[2], segments[-1]) == (
        ("… ", False),
        ("lampan", True),
        (" …", False),
    )


def test_a_found_word_at_the_very_end_is_shown():
    segments = shown("ab " * 1000 + "lampan", "lampa").segments
    assert segments[-1] == ("lampan", True)
