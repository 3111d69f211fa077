import pytest

from dialogportal.language import index_words


@pytest.fixture(scope="session", autouse=True)
def _dictionary():
    """The dictionary is read on first use, which no test's time limit should pay for."""
    index_words("gångvägarna utegymmet")
