"""A dialogue is found by all that is written about it, and only by what still is (R047)."""

import datetime
import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchQuery

from dialogues.actions.occasions import (
    add_council_meetings,
    add_occasion,
    change_occasion,
    remove_occasion,
)
from dialogues.actions.register import change_dialogue, register_dialogue
from dialogues.indexing import MOST_DOCUMENT_CHARACTERS, document_text, reindex
from dialogues.models import Dialogue, Occasion, Partner
from tests.factories import DialogueFactory, OccasionFactory, UserFactory, official
from tests.factories.dialogues import DocumentFactory
from tests.factories.imports import csv_bytes, upload_dialogues, worked_off

TEXTS = (
    "background", "purpose", "target_group_text", "result_summary", "proposals", "outcome",
    "lessons", "feedback_text", "other_comments", "case_number", "plan_reference",
    "feeds_decision", "statutory_ground", "languages", "recruitment_text", "actors_to_involve",
)  # fmt: skip


def found(word):
    return list(Dialogue.objects.filter(search=SearchQuery(word, config="simple")))


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.mark.parametrize("name", [*TEXTS, "title", "question"])
def test_a_dialogue_is_found_by_every_text(user, name):
    dialogue = DialogueFactory()
    change_dialogue(by=user, dialogue=dialogue, version=1, values={name: "Xyzzan"}, links={})
    assert found("xyzzan") == [dialogue]


def change_partners(dialogue, user, version, *names):
    links = {"partners": [("external", name) for name in names]}
    change_dialogue(by=user, dialogue=dialogue, version=version, values={}, links=links)


def test_a_dialogue_is_found_by_its_partners_of_now(user):
    dialogue = DialogueFactory()
    change_partners(dialogue, user, 1, "Grävlingsvännerna", "Xyzzan")
    assert (found("xyzzan"), found("grävling")) == ([dialogue], [dialogue])
    change_partners(dialogue, user, 2, "Grävlingsvännerna")
    assert (found("xyzzan"), found("grävling")) == ([], [dialogue])


def test_partners_are_still_found_when_something_else_has_changed(user):
    dialogue = DialogueFactory()
    change_partners(dialogue, user, 1, "Xyzzan")
    OccasionFactory(dialogue=dialogue, venue="Plughen")
    change_dialogue(by=user, dialogue=dialogue, version=2, values={"title": "Ny"}, links={})
    assert (found("xyzzan"), found("plughen")) == ([dialogue], [dialogue])


def test_a_registered_dialogue_is_found_by_its_partners(user):
    made = DialogueFactory()
    values = {name: getattr(made, name) for name in ("title", "starts_on", "type", "owner")}
    links = {"partners": [("external", "Xyzzan")]}
    dialogue = register_dialogue(by=user, values=values, links=links, form_token=uuid.uuid4())
    assert found("xyzzan") == [dialogue]


def test_a_dialogue_is_found_by_its_occasions_of_now(db):
    dialogue = DialogueFactory()
    user = official(organisation=dialogue.owner)
    occasion = add_occasion(
        by=user, dialogue=dialogue, form_token=uuid.uuid4(),
        values={"title": "Gåtur", "venue": "Xyzzatorget", "starts_on": datetime.date(2024, 9, 3)},
    )  # fmt: skip
    assert (found("gåtur"), found("xyzzatorg")) == ([dialogue], [dialogue])
    change_occasion(by=user, occasion=occasion, version=1, values={"venue": "Plughparken"})
    assert (found("xyzzatorg"), found("plughpark")) == ([], [dialogue])
    remove_occasion(by=user, occasion=occasion)
    assert (found("gåtur"), found("plughpark")) == ([], [])


def test_a_dialogue_is_found_by_its_councils_meetings(db):
    dialogue = DialogueFactory()
    user = official(organisation=dialogue.owner)
    add_council_meetings(
        by=user, dialogue=dialogue, committee_dates=[datetime.date(2024, 10, 1)], days_before=7,
        values={"title": "Xyzzan"},
    )  # fmt: skip
    assert found("xyzzan") == [dialogue]


def test_an_imported_dialogue_is_found_by_its_partners_and_venue(jarva, dialogue_type):
    header = ["Titel", "Startdatum", "Slutdatum", "Medarrangör", "Plats"]
    row = ["Trygg park", "2015-03-03", "2015-05-20", "Grävlingsvännerna", "Xyzzan"]
    worked_off(upload_dialogues(jarva, csv_bytes([header, row])))
    dialogue = Dialogue.objects.get()
    assert (found("xyzzan"), found("grävling")) == ([dialogue], [dialogue])
    words = dialogue.body_words
    reindex(dialogue)
    assert sorted(words.split()) == sorted(dialogue.body_words.split())


def test_the_migration_adds_the_words_of_rows_that_were_there(db):
    """What it adds is what writing the words anew gives; a second run would do no harm."""
    plain, full = DialogueFactory(title="Utan", background="Plugh"), DialogueFactory(title="Med")
    Partner.objects.create(dialogue=full, kind="external", name="Grävlingsvännerna")
    Occasion.objects.create(
        dialogue=full, title="Gåtur", venue="Xyzzan", starts_on=datetime.date(2024, 9, 3)
    )
    Dialogue.objects.filter(pk=full.pk).update(feeds_decision="Budget 2026", languages="finska")
    before = Dialogue.objects.values_list("body_words", "part_words").get(pk=plain.pk)
    import_module("dialogues.migrations.0014_index_more_fields").add_words(apps, None)
    assert Dialogue.objects.values_list("body_words", "part_words").get(pk=plain.pk) == before
    assert [found(word) for word in ("grävling", "xyzzan", "budget", "finsk")] == [[full]] * 4
    full.refresh_from_db()
    words = full.body_words, full.part_words
    reindex(full)
    assert [sorted(text.split()) for text in words] == [
        sorted(full.body_words.split()),
        sorted(full.part_words.split()),
    ]


def test_a_long_report_hides_no_other_document(user):
    dialogue = DialogueFactory()
    texts = {
        "Minnesanteckning": "Xyzzan sågs",
        "Rapport": "ord " * 50_000,
        "Bilaga": "Plughan " * 9,
    }
    for title, text in texts.items():
        DocumentFactory(dialogue=dialogue, title=title, text=text)
    reindex(dialogue)
    words = ("xyzzan", "minnesanteckning", "rapport", "ord", "bilaga", "plughan")
    assert {word for word in words if found(word) != [dialogue]} == set()


def test_documents_share_the_room_and_a_short_one_leaves_it_to_the_long(user):
    dialogue = DialogueFactory()
    for text in ("a" * 200_000, "b" * 10_000, "c" * 200_000):
        DocumentFactory(dialogue=dialogue, title="", text=text)
    kept = document_text(dialogue)
    assert len(kept) <= MOST_DOCUMENT_CHARACTERS
    assert [kept.count(letter) for letter in "abc"] == [69_997, 10_000, 69_997]
