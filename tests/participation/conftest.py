"""A dialogue being planned, and an official who plans it."""

import pytest

from dialogues.enums import State
from tests.factories import (
    DialogueFactory,
    DialogueKindFactory,
    LoopRoundFactory,
    LoopStepFactory,
    OrganisationFactory,
    ProfileFactory,
    official,
)


@pytest.fixture
def profile(db):
    return ProfileFactory()


@pytest.fixture
def jarva(profile):
    return OrganisationFactory(name="Järva stadsdelsförvaltning")


@pytest.fixture
def planning(jarva):
    return DialogueFactory(owner=jarva, state=State.PLANNING, title="Ny mötesplats i Hjulsta")


@pytest.fixture
def planner(jarva):
    return official(organisation=jarva)


@pytest.fixture
def writer(client, planner):
    client.force_login(planner)
    return client


@pytest.fixture
def steps(db):
    names = ["Analysera kontexten", "Formulera frågan", "Konfronterande dialog"]
    return [LoopStepFactory(name_sv=name, order=n) for n, name in enumerate(names)]


@pytest.fixture
def issue(planning, steps):
    planning.kind = DialogueKindFactory(slug="komplex-fraga")
    planning.save(update_fields=["kind"])
    return planning


@pytest.fixture
def first(issue):
    return LoopRoundFactory(dialogue=issue)
