"""What is told when something breaks."""

import errno
import logging.config

import psycopg
import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404
from django.test import Client
from django.urls import path, reverse

from dialogues.models import Document
from municipality.enums import Role
from tests.factories.dialogues import DialogueFactory
from tests.factories.municipality import MembershipFactory

FULL = OSError(errno.ENOSPC, "No space left on device")
HEADINGS = {
    "sv": {
        400: "Det gick inte att läsa det ni skickade",
        403: "Det här får ni inte göra",
        404: "Sidan finns inte här",
        500: "Något gick fel hos oss",
        503: "Portalen vilar",
        507: "Utrymmet är slut",
    },
    "en": {
        400: "The request could not be read",
        403: "You may not do this",
        404: "The page is not here",
        500: "Something went wrong with us",
        503: "The portal is resting",
        507: "There is no room left",
    },
}


def raised_from(error, cause):
    error.__cause__ = cause
    return error


FAULTS = {
    "odd": BadRequest(),
    "not-yours": PermissionDenied(),
    "gone": Http404(),
    "bug": ValueError("no"),
    "quota": OSError(errno.EDQUOT, "Disk quota exceeded"),
    "full": FULL,
    "full-below": raised_from(ValueError("could not be stored"), FULL),
    "full-database": raised_from(OperationalError("full"), psycopg.errors.DiskFull()),
    "other-disk-fault": OSError(errno.EIO, "Input/output error"),
    "no-database": OperationalError("gone"),
    "closed-database": raised_from(DatabaseError("x"), InterfaceError("closed")),
}
STATUS = {
    "odd": 400, "not-yours": 403, "gone": 404, "bug": 500, "quota": 507, "full": 507,
    "full-below": 507, "full-database": 507, "other-disk-fault": 500, "no-database": 503,
    "closed-database": 503,
}  # fmt: skip


@login_not_required
def breaking(request, fault):
    raise FAULTS[fault]


urlpatterns = [path("fel/<fault>/", breaking)]
handler404 = "dialogportal.errors.not_found"
handler500 = "dialogportal.errors.server_error"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_page_in_the_readers_language(db, settings, fault, language):
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with_these_urls(settings)
    response = client.get(f"/fel/{fault}/")
    assert response.status_code == STATUS[fault]
    html = response.content.decode()
    assert f"<h1>{HEADINGS[language][STATUS[fault]]}</h1>" in html
    assert f'<html lang="{language}">' in html


def with_these_urls(settings):
    """The portal's own addresses, and those that break."""
    from dialogportal import urls

    urlpatterns[1:] = urls.urlpatterns
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(
    ("language", "heading"), [("sv", "Formuläret är för gammalt"), ("en", "The form is too old")]
)
def test_a_form_without_its_token_is_told_so_in_the_readers_language(
    db, settings, language, heading
):
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.post(reverse("account_login"), {"login": "a@example.com"})
    assert response.status_code == 403
    assert f"<h1>{heading}</h1>" in response.content.decode()


@pytest.mark.parametrize(
    ("fault", "lines"),
    [("not-yours", 1), ("odd", 1), ("gone", 1), ("bug", "many")],
)
def test_a_refusal_is_one_line_of_the_log_and_a_fault_all_of_it(db, settings, capfd, fault, lines):
    with_these_urls(settings)
    logging.config.dictConfig(settings.LOGGING)
    Client(raise_request_exception=False).get(f"/fel/{fault}/")
    logged = capfd.readouterr().err.splitlines()
    assert f"/fel/{fault}/" in logged[0]
    assert (len(logged) if len(logged) < 3 else "many") == lines


def test_a_false_host_name_is_one_line_of_the_log(settings, capfd):
    logging.config.dictConfig(settings.LOGGING)
    response = Client(raise_request_exception=False).get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert f"<h1>{HEADINGS['sv'][400]}</h1>" in response.content.decode()
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_a_disk_that_fills_while_a_large_file_arrives_says_so(db, settings, monkeypatch):
    def full(self, *arguments):
        raise FULL

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    dialogue = DialogueFactory()
    client = Client(raise_request_exception=False)
    client.force_login(MembershipFactory(organisation=dialogue.owner, role=Role.OFFICIAL).user)
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", full)
    file = SimpleUploadedFile("a.txt", b"x" * 1000)
    address = reverse("document-add", args=[dialogue.reference])
    response = client.post(address, {"title": "Rapport", "file": file})
    assert response.status_code == 507
    assert f"<h1>{HEADINGS['sv'][507]}</h1>" in response.content.decode()
    assert not Document.objects.exists()
