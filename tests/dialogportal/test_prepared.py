"""The second `make run` asks quickly whether anything is left to prepare, and is right about it."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg.conninfo import make_conninfo

from dialogportal import prepared
from municipality.models import Area, User
from tests.factories import AreaFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "Roll  E-post\n"


@pytest.fixture
def url(tmp_path, monkeypatch):
    """Address of the tests' database, noted as prepared with one account and one area."""
    monkeypatch.setattr(prepared, "NOTE", tmp_path / "cache" / "prepared")
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "host", "port", "password")
    address = make_conninfo(**{name: parameters.get(name) for name in names})
    AreaFactory()
    UserFactory(is_demo=True)
    prepared.remember(address, SAID)
    return address


def test_what_was_said_is_said_again(url):
    assert prepared.remembered(url) == SAID


def test_nothing_is_remembered_of_another_database(url):
    assert prepared.remembered(f"{url} connect_timeout=4") is None


def test_a_missing_migration_is_seen(url):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT * FROM django_migrations")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'archive'")
        try:
            assert prepared.remembered(url) is None
        finally:
            cursor.execute("TRUNCATE django_migrations")
            cursor.execute("INSERT INTO django_migrations OVERRIDING SYSTEM VALUE TABLE kept")
            cursor.execute("DROP TABLE kept")


def test_a_new_migration_file_is_seen(url, tmp_path, monkeypatch):
    for name in ("requirements", "dialogportal"):
        (tmp_path / name).symlink_to(settings.BASE_DIR / name)
    monkeypatch.setattr(prepared, "ROOT", tmp_path)
    prepared.remember(url, SAID)
    assert prepared.remembered(url) == SAID
    (tmp_path / "archive" / "migrations").mkdir(parents=True)
    (tmp_path / "archive" / "migrations" / "0999_new.py").touch()
    assert prepared.remembered(url) is None


def test_a_changed_account_is_seen(url):
    User.objects.update(is_active=False)
    assert prepared.remembered(url) is None


def test_an_emptied_database_is_seen(url):
    Area.objects.all().delete()
    assert prepared.remembered(url) is None


@pytest.mark.parametrize("damaged", ["", "something else", "\n"])
def test_a_damaged_note_is_no_note(url, damaged):
    prepared.NOTE.write_text(damaged)
    assert prepared.remembered(url) is None


def test_prepare_notes_what_it_said(url, settings):
    prepared.NOTE.unlink()
    settings.DATABASE_URL = url
    said = StringIO()
    call_command("prepare", "--port", "0", stdout=said)
    kept = prepared.remembered(url)
    assert (kept in said.getvalue(), User.objects.get().email in kept) == (True, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        {"DATABASE_URL": "nonsense"},
        {"DIALOGPORTAL_MODE": "production"},
    ],
)
def test_any_doubt_leaves_it_to_prepare(changed):
    done = subprocess.run(
        [sys.executable, "-m", "dialogportal.prepared", "--port", "8399"],
        env=os.environ | changed,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_the_web_server_loads_all_pages_before_it_parts_into_processes():
    """No connection and no thread may be there by then: neither survives a fork."""
    look = (
        "import sys, threading, dialogportal.wsgi;"
        "from django.db.backends.postgresql.base import DatabaseWrapper as Wrapper;"
        "print('archive.urls' in sys.modules, Wrapper._connection_pools, threading.active_count())"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", look],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "True {} 1\n"
