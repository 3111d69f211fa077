"""Production starts only with what a city needs."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from dialogportal.production import DEMO_KEY

KEY = "k3y-" * 16
GIVEN = {
    "DIALOGPORTAL_MODE": "production",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "dialog.example.se",
    "PORTAL_URL": "https://dialog.example.se",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}


READ_SETTINGS = ["-c", "from django.conf import settings; settings.DEBUG"]
WEB_SERVER = ["-m", "gunicorn", "dialogportal.wsgi", "--preload", "--bind", "127.0.0.1:0"]


def start(program=READ_SETTINGS, **changed):
    """(exit status, standard error) of a program; None takes a variable away."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    asked = kept | {name: value for name, value in (GIVEN | changed).items() if value is not None}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *program],
        env=asked | {"DJANGO_SETTINGS_MODULE": "dialogportal.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def test_production_starts_with_all_that_is_needed():
    assert start() == (0, "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", DEMO_KEY),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "dialog.example.se,*"),
        ("PORTAL_URL", None),
        ("PORTAL_URL", "dialog.example.se"),
        ("DATABASE_URL", None),
        ("DEBUG", "true"),
    ],
)
def test_production_says_in_one_sentence_what_is_missing(name, value):
    status, said = start(**{name: value})
    assert (status, name in said, said.count("\n")) == (1, True, 1)


def test_the_web_server_gives_up_instead_of_trying_for_ever():
    status, said = start(WEB_SERVER, SECRET_KEY=None)
    # 3 as a rule, 1 where the workers are gone before the first of them is waited for.
    assert (status in (1, 3), "Set SECRET_KEY" in said) == (True, True)


@pytest.mark.parametrize("given", [None, ""])
def test_the_demo_needs_no_settings(given):
    nothing = {name: given for name in GIVEN if name != "DATABASE_URL"}
    assert start(**{**nothing, "DIALOGPORTAL_MODE": None, "ALLOWED_HOSTS": None}) == (0, "")
