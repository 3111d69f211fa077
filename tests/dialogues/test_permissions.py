"""Who may do what, tried through the pages themselves (R151)."""

import datetime

import pytest
from django.urls import reverse

from dialogues.models import Dialogue
from municipality.enums import OrganisationKind
from tests.factories import (
    DialogueFactory,
    OccasionFactory,
    OrganisationFactory,
    UserFactory,
    committee_member,
    coordinator,
    official,
)
from tests.factories.imports import csv_bytes, upload_dialogues

READ = ["dialogue", "document-list", "dialogue-history"]
EDIT = [
    "dialogue-edit", "occasion-list", "occasion-add", "council-meetings", "occasion-edit",
    "occasion-remove", "document-add",
]  # fmt: skip
COORDINATE = ["good-example"]
ALONE = ["dialogue-list"]
REGISTER = ["dialogue-register"]


@pytest.fixture
def dialogue(jarva):
    return DialogueFactory(owner=jarva)


@pytest.fixture
def people(jarva):
    former = OrganisationFactory(
        name="Tensta stadsdelsförvaltning", valid_to=datetime.date(2023, 6, 30), successor=jarva
    )
    committee = OrganisationFactory(kind=OrganisationKind.COMMITTEE_DISTRICT)
    return {
        "owner's official": official(organisation=jarva),
        "other's official": official(),
        "former owner's official": official(organisation=former),
        "committee": committee_member(organisation=committee),
        "coordinator": coordinator(),
        "administrator": UserFactory(is_staff=True),
        "works for nobody": UserFactory(),
    }


def address(name, dialogue):
    if name in REGISTER + ALONE:
        return reverse(name)
    if name == "dialogue-edit":
        return reverse(name, args=[dialogue.reference, "syfte"])
    if name in {"occasion-edit", "occasion-remove"}:
        return reverse(name, args=[dialogue.reference, OccasionFactory(dialogue=dialogue).pk])
    return reverse(name, args=[dialogue.reference])


TABLE = {
    "owner's official": {"read": 200, "edit": 200, "coordinate": 403, "register": 200},
    "other's official": {"read": 200, "edit": 403, "coordinate": 403, "register": 200},
    "former owner's official": {"read": 200, "edit": 200, "coordinate": 403, "register": 200},
    "committee": {"read": 200, "edit": 403, "coordinate": 403, "register": 403},
    "coordinator": {"read": 200, "edit": 403, "coordinate": 200, "register": 200},
    "administrator": {"read": 200, "edit": 403, "coordinate": 403, "register": 403},
    "works for nobody": {"read": 404, "edit": 404, "coordinate": 404, "register": 403},
}


@pytest.mark.parametrize("who", TABLE)
def test_each_role_gets_what_the_table_says(client, dialogue, people, profile, who):
    client.force_login(people[who])
    got = {}
    for action, names in (
        ("read", READ),
        ("edit", EDIT),
        ("coordinate", COORDINATE),
        ("register", REGISTER),
    ):
        statuses = {client.get(address(name, dialogue)).status_code for name in names}
        assert len(statuses) == 1, (action, statuses)
        got[action] = statuses.pop()
    assert got == TABLE[who]


@pytest.mark.parametrize("name", READ + EDIT + COORDINATE + REGISTER + ALONE)
def test_who_is_not_logged_in_is_sent_to_log_in(client, dialogue, name):
    response = client.get(address(name, dialogue))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_the_official_of_the_successor_edits_the_abolished_bodys_dialogue(client, jarva):
    former = OrganisationFactory(valid_to=datetime.date(2023, 6, 30), successor=jarva)
    dialogue = DialogueFactory(owner=former)
    client.force_login(official(organisation=jarva))
    assert client.get(address("dialogue-edit", dialogue)).status_code == 200


def test_a_coordinator_finishes_what_they_registered_for_others(client, jarva):
    user = coordinator()
    dialogue = DialogueFactory(owner=jarva, created_by=user, is_registered_afterwards=True)
    client.force_login(user)
    assert client.get(address("dialogue-edit", dialogue)).status_code == 200
    client.force_login(coordinator())
    assert client.get(address("dialogue-edit", dialogue)).status_code == 403


def test_the_disabled_button_and_the_refusal_show_the_same_sentence(client, dialogue, people):
    sentence = "Bara handläggare hos Järva stadsdelsförvaltning kan ändra dialogen."
    client.force_login(people["other's official"])
    page = client.get(dialogue.get_absolute_url()).content.decode()
    assert page.count(f'title="{sentence}"') == 1
    assert page.count(f">{sentence}<") == 1
    refused = client.get(address("dialogue-edit", dialogue)).content.decode()
    assert refused.count(sentence) == 1


def test_a_refused_post_changes_nothing(client, dialogue, people):
    client.force_login(people["other's official"])
    response = client.post(
        address("dialogue-edit", dialogue), {"purpose": "Något annat", "version": 1}
    )
    assert response.status_code == 403
    assert Dialogue.objects.get().purpose == ""
    assert Dialogue.objects.get().version == 1


def test_a_member_of_an_abolished_body_opens_every_import_in_their_list(client, jarva):
    former = OrganisationFactory(valid_to=datetime.date(2023, 6, 30), successor=jarva)
    rows = csv_bytes([["Titel", "År"], ["Trygg park", "2015"]])
    found = [upload_dialogues(body, rows) for body in (former, jarva)]
    upload_dialogues(OrganisationFactory(), rows)
    client.force_login(official(organisation=former))
    listed = [row for row, _tag in client.get(reverse("import-list")).context["rows"]]
    assert sorted(row.pk for row in listed) == sorted(row.pk for row in found)
    assert {client.get(row.get_absolute_url(), follow=True).status_code for row in listed} == {200}
