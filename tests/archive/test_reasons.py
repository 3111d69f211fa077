"""Each hit says where the words stand."""

import pytest

from archive.lexemes import refresh
from dialogues.indexing import reindex
from dialogues.models import Occasion, Partner
from tests.factories import DialogueFactory, DocumentFactory

NAMES = (
    "plan_reference", "feeds_decision", "statutory_ground", "languages", "recruitment_text",
    "actors_to_involve",
)  # fmt: skip


def reasons(web, words):
    refresh()
    hits = web.get(f"/sok/?q={words}").context["hits"]
    return [hit["reason"] for hit in hits]


@pytest.mark.parametrize("name", NAMES)
def test_a_word_in_another_field_is_shown_there(web, city, name):
    dialogue = DialogueFactory(title="Utan", outcome="Bra.", **{name: "Med Xyzzan."})
    label = dialogue._meta.get_field(name).verbose_name
    found = reasons(web, "xyzzan")
    assert [(row["label"].casefold(), row["segments"]) for row in found] == [
        (str(label).casefold(), [("Med ", False), ("Xyzzan", True), (".", False)])
    ]


def test_a_word_in_a_partners_or_an_occasions_name_is_shown_there(web, city):
    partner, occasion = DialogueFactory(title="Ett"), DialogueFactory(title="Två")
    Partner.objects.create(dialogue=partner, kind="external", name="Xyzzan")
    Occasion.objects.create(dialogue=occasion, venue="Xyzzan", starts_on="2024-09-03")
    for dialogue in (partner, occasion):
        reindex(dialogue)
    assert sorted(row["label"] for row in reasons(web, "xyzzan")) == [
        "Samarbetspartner",
        "Tillfälle",
    ]


def test_a_part_in_the_title_does_not_hide_where_the_word_itself_stands(web, city):
    dialogue = DialogueFactory(title="Grävlingsdialogen", outcome="Bra.")
    Partner.objects.create(dialogue=dialogue, kind="external", name="Grävlingsvännerna")
    reindex(dialogue)
    assert [row["label"] for row in reasons(web, "Grävlingsvännerna")] == ["Samarbetspartner"]


def test_a_part_in_the_title_is_reason_enough_where_the_word_stands_nowhere(web, city):
    DialogueFactory(title="Grävlingsdialogen", outcome="Bra.")
    assert reasons(web, "grävlingsplan") == [None]


def test_a_short_part_is_a_reason_where_there_is_no_other(web, city):
    DialogueFactory(title="Utan", background="Med Kistas vän.", outcome="Bra.")
    DialogueFactory(title="Grävlingsvän", outcome="Bra.")
    labels = [row and row["label"] for row in reasons(web, "grävlingsvän")]
    assert labels == [None, "Bakgrund"]


def test_a_word_in_the_title_needs_no_reason(web, city):
    DialogueFactory(title="Grävlingar", background="Grävlingar", outcome="Bra.")
    assert reasons(web, "grävlingen") == [None]


def test_documents_are_named_where_no_field_holds_the_word(web, city):
    dialogue = DialogueFactory(title="Utan")
    DocumentFactory(dialogue=dialogue, title="Xyzzan")
    reindex(dialogue)
    assert [row["label"] for row in reasons(web, "xyzzan")] == ["Orden står i dialogens dokument"]


def test_names_are_read_once_for_a_whole_page(web, city, django_assert_max_num_queries):
    for number in range(10):
        dialogue = DialogueFactory(title=f"Nummer {number}")
        Partner.objects.create(dialogue=dialogue, kind="external", name="Xyzzan")
        reindex(dialogue)
    assert len(reasons(web, "xyzzan")) == 10
    with django_assert_max_num_queries(12):
        web.get("/sok/?q=xyzzan")
