"""What every test stands on: no network, no mail, no files left behind, Swedish."""

import os
import shutil

import pytest
from django.db import connection, connections
from django.utils import translation

from dialogportal.local_cache import cache

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_CHROMIUM = (
    "Browser tests need Chromium: install it (Debian, Ubuntu: apt-get install chromium), "
    "or name it in CHROMIUM."
)


def find_chromium() -> str | None:
    """Return the path of the system's Chromium or Chrome, or of the one CHROMIUM names."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else CHROMIUMS
    return next((path for name in names if (path := shutil.which(name))), None)


def pytest_configure(config):
    # Playwright's own event loop makes Django think it is in asynchronous code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_sessionstart(session):
    if os.environ.get("CI") == "true" and find_chromium() is None:
        pytest.exit(NO_CHROMIUM, returncode=1)


def pytest_report_header(config):
    return None if find_chromium() else f"BROWSER TESTS ARE SKIPPED. {NO_CHROMIUM}"


def pytest_collection_modifyitems(config, items):
    for item in items:
        if "page" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
            if find_chromium() is None:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """No test reads its data after a power cut: don't wait for the disk."""
    from django.conf import settings

    options = settings.DATABASES["default"]["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=off".strip()


@pytest.fixture(autouse=True)
def _surroundings(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    with translation.override("sv"):
        yield


@pytest.fixture(autouse=True)
def _no_job_outlives_its_test(request):
    """Django empties the tables of its models after a test that commits; jobs and what is counted
    of log-ins stand in others."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if not commits and not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, dialogportal_cache CASCADE")


@pytest.fixture(scope="session")
def playwright(playwright):
    """While Playwright's event loop runs, Django keeps connections apart: close them with it."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


@pytest.fixture
def small_plan(settings):
    """A plan of two sections: the process is the same whatever else plans come to ask."""
    settings.PLAN_SECTIONS = [
        "dialogues.plan_sections.PRIOR_KNOWLEDGE",
        "dialogues.plan_sections.PURPOSE",
    ]
