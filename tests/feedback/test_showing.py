from dialogportal.language import query_words
from feedback.models import Viewpoint
from feedback.showing import mark_personal_data, show
from tests.factories.feedback import ViewpointFactory


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


def test_a_dialogues_own_page_quotes_a_few_viewpoints_as_the_reader_may_see_them(
    client, dialogue, official, other_official
):
    for number in range(4):
        ViewpointFactory(dialogue=dialogue, text=f"Bänk nummer {number}")
    ViewpointFactory(dialogue=dialogue, text="Något helt annat", in_scope=False)
    ViewpointFactory(dialogue=dialogue, text="Ring 070-123 45 67")
    pages = {}
    for reader in (official, other_official):
        client.force_login(reader)
        page = client.get(f"/dialoger/{dialogue.reference}/").content.decode()
        pages[reader] = [
            text
            for text in ("070-123 45 67", "Bänk nummer 3", "Bänk nummer 2", "Bänk nummer 1")
            if text in page
        ]
        assert "Något helt annat" not in page
    shared = ["Bänk nummer 3", "Bänk nummer 2"]
    assert pages == {official: ["070-123 45 67", *shared], other_official: shared}


def test_a_dialogue_without_viewpoints_quotes_none(client, dialogue, official):
    client.force_login(official)
    page = client.get(f"/dialoger/{dialogue.reference}/").content.decode()
    assert "Vad som sades" not in page
