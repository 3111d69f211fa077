"""A city with an administration and its area, and somebody from it who is logged in."""

import uuid

import pytest

from tests.factories import (
    AreaFactory,
    DialogueTypeFactory,
    OrganisationFactory,
    ProfileFactory,
    official,
)


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
