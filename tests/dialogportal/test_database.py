import os
import subprocess
import sys

import pytest
from django.conf import settings

from dialogportal.database import (
    ONE_PROCESS_A_QUERY,
    DatabaseUnavailable,
    check,
    django_database,
)


def test_an_address_becomes_djangos_dictionary():
    assert django_database(
        "postgresql://anna:hemligt%21@db.example.se:5433/dialog?sslmode=require"
    ) == {
        "ENGINE": "dialogportal.postgresql",
        "NAME": "dialog",
        "USER": "anna",
        "PASSWORD": "hemligt!",
        "HOST": "db.example.se",
        "PORT": "5433",
        "OPTIONS": {
            "sslmode": "require",
            "options": ONE_PROCESS_A_QUERY,
            "prepare_threshold": 0,
        },
    }


def test_options_in_the_address_win():
    found = django_database("postgresql://a@/b?options=-c%20work_mem%3D64MB")
    assert found["OPTIONS"]["options"] == "-c work_mem=64MB"


def test_a_socket_in_a_folder_with_spaces_is_understood():
    assert django_database("postgresql://a@/b?host=%2Ftmp%2Fen%20mapp")["HOST"] == "/tmp/en mapp"


@pytest.mark.parametrize("address", ["mysql://localhost/x", "localhost", "postgresql://["])
def test_another_address_is_refused_with_an_example(address):
    with pytest.raises(DatabaseUnavailable, match="looks like postgresql://user:password@host"):
        django_database(address)


def test_the_tests_own_database_will_do():
    check(settings.DATABASE_URL)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://nobody@127.0.0.1:1/dialogportal",
        "postgresql://nobody@/dialogportal?host=/no/such/folder",
    ],
)
def test_a_server_that_does_not_answer_gets_a_sentence_with_the_way_out(address):
    with pytest.raises(DatabaseUnavailable, match=r"does not answer: .* Check DATABASE_URL"):
        check(address)


def test_a_database_that_does_not_exist_gets_the_same_sentence():
    from psycopg.conninfo import make_conninfo

    with pytest.raises(DatabaseUnavailable, match='database "no such" does not exist'):
        check(make_conninfo(settings.DATABASE_URL, dbname="no such"))


def test_a_command_without_its_database_ends_in_a_sentence_and_no_stack_trace():
    surroundings = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/dialogportal",
        "DATABASE_POOL": "false",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=settings.BASE_DIR,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer: ")
    assert "Traceback" not in done.stderr
