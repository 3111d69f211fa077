"""A city with an administration and its area, and somebody from it who is logged in; a house where
plans are decided on."""

import uuid

import pytest

from dialogues.enums import State
from tests.factories import (
    AreaFactory,
    DialogueTypeFactory,
    OrganisationFactory,
    ProfileFactory,
    official,
)
from tests.factories.process import dialogue_walked_to, make_house


@pytest.fixture
def profile(db):
    return ProfileFactory(
        texts={"definition": {"sv": "Ett utbyte.", "en": "An exchange."}},
        exclusions=[{"code": "survey", "sv": "En enkät", "en": "A survey"}],
        cautions=[{"code": "decided", "sv": "Beslutet är redan fattat.", "en": "Already decided."}],
    )


@pytest.fixture
def jarva(db):
    return OrganisationFactory(name="Järva stadsdelsförvaltning")


@pytest.fixture
def tensta(db):
    return AreaFactory(name="Tensta", slug="tensta")


@pytest.fixture
def dialogue_type(db):
    return DialogueTypeFactory(slug="medborgardialog", name_sv="Medborgardialog", is_default=True)


@pytest.fixture
def jarva_official(jarva):
    return official(organisation=jarva)


@pytest.fixture
def jarva_client(client, jarva_official):
    client.force_login(jarva_official)
    return client


@pytest.fixture
def house(db):
    """Who plans a dialogue and who decides on it."""
    return make_house()


@pytest.fixture
def submitted(house):
    return dialogue_walked_to(State.SUBMITTED, house=house)


@pytest.fixture
def secretary(client, house):
    client.force_login(house.secretary)
    return client


@pytest.fixture
def basics(jarva, tensta, dialogue_type, profile):
    return {
        "title": "Trygg väg till skolan",
        "question": "Var är det otryggt?",
        "type": dialogue_type.pk,
        "owner": jarva.pk,
        "areas": [tensta.pk],
        "starts": "september 2024",
        "ends": "november 2024",
        "only_excluded": "no",
        "definition_confirmed": "on",
        "form_token": str(uuid.uuid4()),
    }
