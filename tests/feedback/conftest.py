"""One dialogue, its owner's official, and everybody else who may come by."""

import datetime
import uuid

import pytest
from django.urls import reverse

from municipality.enums import Role
from tests.factories.dialogues import DialogueFactory
from tests.factories.feedback import MeasureFactory
from tests.factories.municipality import MembershipFactory, OrganisationFactory


def person(role, organisation=None):
    """A user with one role in an organisation, a new one unless given."""
    return MembershipFactory(role=role, organisation=organisation or OrganisationFactory()).user


def url(name, dialogue, *args):
    return reverse(name, args=[dialogue.reference, *args])


def new(**fields):
    """What the form of a new measure sends."""
    data = {"title": "Ljus i tunneln", "state": "proposed", "form_token": str(uuid.uuid4())}
    return {**data, **fields}


def actions(dialogue):
    return [entry.action for entry in dialogue.history.all()]


def told(response):
    return response.content.decode()


@pytest.fixture
def dialogue(db):
    return DialogueFactory()


@pytest.fixture
def official(dialogue):
    return person(Role.OFFICIAL, dialogue.owner)


@pytest.fixture
def writer(client, official):
    client.force_login(official)
    return client


@pytest.fixture
def measure(dialogue):
    return MeasureFactory(dialogue=dialogue, title="Ljus i tunneln")


@pytest.fixture
def other_official(db):
    return person(Role.OFFICIAL)


@pytest.fixture
def coordinator(db):
    return person(Role.COORDINATOR)


@pytest.fixture
def successors_official(dialogue):
    """An official of the body that took over when the owner was abolished."""
    successor = OrganisationFactory()
    dialogue.owner.successor = successor
    dialogue.owner.valid_to = datetime.date(2023, 6, 30)
    dialogue.owner.save()
    return person(Role.OFFICIAL, successor)
