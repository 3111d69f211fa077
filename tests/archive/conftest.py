"""A small city, and its official logged in."""

import pytest

from archive.lexemes import refresh
from tests.factories.archive import small_city


@pytest.fixture
def city(db):
    made = small_city()
    refresh()
    return made


@pytest.fixture
def web(city, client):
    """The official of Järva's browser."""
    client.force_login(city.user)
    return client
