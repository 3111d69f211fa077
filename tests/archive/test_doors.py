"""Whoever works for nobody gets nothing through any list; who has moved on, nothing of the old."""

import pytest
from django.http import QueryDict

from archive.area_page import themes_spoken_of
from archive.choices import load_choices
from archive.criteria import read
from archive.hits import shown_dialogues
from archive.to_do import to_do
from archive.waiting import waiting_count
from dialogues.enums import ImportState
from feedback.counts import count
from feedback.listing import Chosen, choose
from municipality.models import Membership, User
from tests.factories import DialogueFactory, OrganisationFactory, UserFactory
from tests.factories.imports import csv_bytes, upload_dialogues


@pytest.fixture
def stranger(db):
    return UserFactory()


def numbers(city, user):
    """What the places that count and name tell a user."""
    address = QueryDict(f"dialogue={city.tensta_dialogue.reference}")
    named = read(address, load_choices(), user).dialogue
    spoken_of = themes_spoken_of([city.tensta.pk], load_choices().themes, user)
    counts = count(city.tensta_dialogue, Chosen(), {}, QueryDict(), user)
    return (
        named is not None,
        bool(spoken_of),
        counts.total,
        choose(city.tensta_dialogue, Chosen(), user).count(),
    )


def test_who_works_for_nobody_is_told_nothing(city, stranger):
    assert numbers(city, city.user) == (True, True, 1, 1)
    assert numbers(city, stranger) == (False, False, 0, 0)


def test_of_dialogues_by_their_ids_only_those_in_lists_are_shown_and_to_strangers_none(
    city, stranger
):
    withdrawn = DialogueFactory(withdrawn_on="2026-03-02", withdrawn_reason="Ingen dialog.")
    ids = [city.tensta_dialogue.pk, withdrawn.pk]
    assert shown_dialogues(ids, city.user) == {ids[0]: city.tensta_dialogue}
    assert shown_dialogues(ids, stranger) == {}


def test_an_import_for_a_body_that_one_has_left_no_longer_waits(city):
    file_import = upload_dialogues(city.office, csv_bytes([["Titel"], ["Torget"]]), by=city.user)
    file_import.state = ImportState.CHECKED
    file_import.save(update_fields=["state"])
    title = f"Kör importen av {file_import.file_name}"
    assert title in [row.title for row in to_do(city.user)]
    before = waiting_count(city.user)
    Membership.objects.filter(user=city.user).update(organisation=OrganisationFactory())
    moved = User.objects.get(pk=city.user.pk)
    assert to_do(moved) == []
    assert before >= 1
