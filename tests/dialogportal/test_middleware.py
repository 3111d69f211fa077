"""What is kept of an answer, and what a stranger may send."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import reverse

from dialogportal.middleware import MOST_BYTES_OF_STRANGERS
from dialogues.models import Document
from municipality.enums import Role
from tests.factories import official
from tests.factories.dialogues import DialogueFactory
from tests.factories.municipality import MembershipFactory

pytestmark = pytest.mark.django_db
PAGES = [
    "/", "/sok/", "/sok/lista.csv", "/sok/lista.xlsx", "/planera/", "/omraden/", "/kontakter/",
    "/dialoger/", "/importer/", "/synpunkter/personuppgifter/", "/konto/password/change/",
    "/finns/inte/", "/administration/",
]  # fmt: skip


class Unread:
    """A body that nobody may touch."""

    def read(self, size=-1):
        raise AssertionError("the body was read")

    readline = read


def kept_how(response):
    return set(response.headers["Cache-Control"].split(", "))


@pytest.mark.parametrize("page", PAGES)
def test_no_browser_keeps_what_the_portal_answers(client, page):
    client.force_login(official())
    assert kept_how(client.get(page)) >= {"private", "no-store"}


def test_no_browser_keeps_a_document(client):
    dialogue = DialogueFactory()
    client.force_login(MembershipFactory(organisation=dialogue.owner, role=Role.OFFICIAL).user)
    file = SimpleUploadedFile("rapport.txt", b"Det ar morkt.")
    form = {"title": "Rapport", "form": "report", "file": file, "form_token": uuid.uuid4()}
    assert client.post(reverse("document-add", args=[dialogue.reference]), form).status_code == 302
    address = reverse("document-file", args=[dialogue.reference, Document.objects.get().pk])
    response = client.get(address)
    response.close()
    assert kept_how(response) == {"private", "no-store"}


def test_static_files_are_kept(client):
    response = client.get("/static/css/base.css")
    response.close()
    assert "no-store" not in kept_how(response)


@pytest.mark.parametrize("address", ["/konto/login/", "/importer/ny/", "/sprak/", "/"])
@pytest.mark.parametrize(
    "head",
    [
        {"CONTENT_LENGTH": str(10**10)},
        {"CONTENT_LENGTH": "9" * 5_000},
        {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"},
    ],
)
def test_a_large_body_of_a_stranger_is_refused_unread(address, head):
    client = Client(enforce_csrf_checks=True)
    response = client.generic("POST", address, b"x", **head, **{"wsgi.input": Unread()})
    assert response.status_code == 413
    assert "<h1>Det ni skickade är för stort</h1>" in response.content.decode()


def test_a_file_of_somebody_whose_session_has_ended_is_read_and_not_kept(monkeypatch):
    def kept(self, *arguments):
        raise AssertionError("a file was written")

    monkeypatch.setattr(TemporaryUploadedFile, "__init__", kept)
    file = SimpleUploadedFile("rapport.txt", b"Det ar morkt. " * 300_000)
    client = Client(enforce_csrf_checks=True)
    response = client.post("/importer/ny/", {"file": file})
    assert response.status_code == 413
    assert response.wsgi_request.read(1) == b""


def test_a_stranger_who_hangs_up_is_no_fault_of_the_portals(client):
    class HungUp:
        def read(self, size=-1):
            raise OSError("connection reset")

        readline = read

    head = {"CONTENT_LENGTH": str(2 * MOST_BYTES_OF_STRANGERS), "wsgi.input": HungUp()}
    assert client.generic("POST", "/importer/ny/", b"x", **head).status_code == 413


def test_a_stranger_may_send_a_form(client):
    form = {"login": "a@example.com", "password": "x" * 1000}
    assert client.post("/konto/login/", form).status_code == 200


def test_a_large_file_of_an_official_is_taken_in():
    dialogue = DialogueFactory()
    client = Client()
    client.force_login(MembershipFactory(organisation=dialogue.owner, role=Role.OFFICIAL).user)
    file = SimpleUploadedFile("rapport.txt", b"Det ar morkt. " * 200_000)
    form = {"title": "Rapport", "form": "report", "file": file, "form_token": uuid.uuid4()}
    client.post(reverse("document-add", args=[dialogue.reference]), form)
    assert Document.objects.get().size == file.size > MOST_BYTES_OF_STRANGERS
