"""Documents: kept safely, fetched by those who are logged in, found by their text."""

import datetime
import re
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from dialogues.actions.documents import add_document, change_document, remove_document
from dialogues.enums import HistoryAction, TextState
from dialogues.models import Dialogue, Document
from dialogues.tasks import read_document, take_up_unread_documents
from tests.dialogues.documents import TEXT, FullDisk, add_url, docx, jobs, stored_files, upload
from tests.factories import DialogueFactory, DocumentFactory, official


@pytest.fixture
def dialogue(jarva):
    return DialogueFactory(owner=jarva)


def test_an_uploaded_file_is_kept_and_its_text_is_read_by_a_job(
    jarva_client, dialogue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = jarva_client.post(
            add_url(dialogue), upload("Rapport.docx", docx("Mörka tunnlar"))
        )
    assert response.status_code == 302
    document = Document.objects.get()
    assert (document.file_name, document.file_kind, document.text_state) == (
        "Rapport.docx",
        "docx",
        TextState.WAITING,
    )
    assert jobs() == [("dialogues.read_document", {"document_id": document.pk})]
    assert Dialogue.objects.filter(search="tunnel").count() == 0
    read_document(document.pk)
    document.refresh_from_db()
    assert document.text_state == TextState.READ
    assert Dialogue.objects.filter(search="tunnel").count() == 1
    assert dialogue.history.get().action == HistoryAction.DOCUMENT_ADDED


def test_a_damaged_document_is_kept_but_says_that_its_text_could_not_be_read(
    jarva_client, dialogue
):
    jarva_client.post(add_url(dialogue), upload("Rapport.pdf", b"%PDF-1.4 half a file"))
    document = Document.objects.get()
    read_document(document.pk)
    document.refresh_from_db()
    assert document.text_state == TextState.FAILED
    page = jarva_client.get(reverse("document-list", args=[dialogue.reference])).content.decode()
    assert page.count("Texten kunde inte läsas.") == 1


def test_a_document_whose_reader_was_killed_is_read_again_and_given_up_after_a_day(dialogue):
    minutes = {"young": 5, "old": 15, "given_up": 60 * 25}
    made = {
        name: DocumentFactory(dialogue=dialogue, text_state=TextState.WAITING) for name in minutes
    }
    for name, ago in minutes.items():
        long_ago = timezone.now() - datetime.timedelta(minutes=ago)
        Document.objects.filter(pk=made[name].pk).update(uploaded_at=long_ago)
    for _time in range(2):
        take_up_unread_documents()
    assert jobs() == [("dialogues.read_document", {"document_id": made["old"].pk})]
    made["given_up"].refresh_from_db()
    assert made["given_up"].text_state == TextState.FAILED


def test_reading_a_document_that_was_removed_meanwhile_does_nothing(db):
    read_document(4711)


def test_a_file_is_only_ever_served_to_be_saved(jarva_client, dialogue):
    jarva_client.post(add_url(dialogue), upload("Rapport å.txt"))
    document = Document.objects.get()
    response = jarva_client.get(reverse("document-file", args=[dialogue.reference, document.pk]))
    assert b"".join(response.streaming_content) == TEXT
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Rapport%20%C3%A5.txt"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    response.close()


def test_a_file_is_not_served_to_who_is_not_logged_in(jarva_client, client, dialogue):
    jarva_client.post(add_url(dialogue), upload())
    url = reverse("document-file", args=[dialogue.reference, Document.objects.get().pk])
    jarva_client.logout()
    assert jarva_client.get(url).status_code == 302


def test_all_officials_may_read_a_file(jarva_client, client, dialogue):
    jarva_client.post(add_url(dialogue), upload())
    url = reverse("document-file", args=[dialogue.reference, Document.objects.get().pk])
    client.force_login(official())
    response = client.get(url)
    assert b"".join(response.streaming_content) == TEXT
    response.close()


def test_a_file_is_not_found_through_another_dialogue(jarva_client, dialogue, jarva):
    jarva_client.post(add_url(dialogue), upload())
    other = DialogueFactory(owner=jarva)
    url = reverse("document-file", args=[other.reference, Document.objects.get().pk])
    assert jarva_client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sida.html", b"<script>alert(1)</script>"),
        ("bild.svg", b"<svg onload='alert(1)'/>"),
        ("rapport.pdf", b"<html>not a pdf</html>"),
        ("makro.docm", b"PK\x03\x04"),
        ("tom.txt", b""),
    ],
)
def test_a_file_that_is_not_kept_here_is_refused(jarva_client, dialogue, settings, name, content):
    response = jarva_client.post(add_url(dialogue), upload(name, content, title="Min rubrik"))
    assert list(response.context["form"].errors) == ["file"]
    assert response.context["form"]["title"].value() == "Min rubrik"
    assert Document.objects.count() == 0
    assert stored_files(settings) == []


def test_a_link_instead_of_a_file(jarva_client, dialogue):
    data = {"form": "film", "link": "https://example.se/film", "form_token": str(uuid.uuid4())}
    jarva_client.post(add_url(dialogue), data)
    document = Document.objects.get()
    assert (document.title, document.link, document.text_state) == (
        "https://example.se/film",
        "https://example.se/film",
        TextState.NONE,
    )


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "ftp://example.se/a", "film"]
)
def test_a_link_is_a_web_address(jarva_client, dialogue, link):
    data = {"form": "film", "link": link, "form_token": str(uuid.uuid4())}
    response = jarva_client.post(add_url(dialogue), data)
    assert list(response.context["form"].errors) == ["link"]


@pytest.mark.parametrize("both", [True, False])
def test_either_a_file_or_a_link_is_needed(jarva_client, dialogue, both):
    data = (
        upload(link="https://example.se/")
        if both
        else {"form": "film", "form_token": str(uuid.uuid4())}
    )
    response = jarva_client.post(add_url(dialogue), data)
    assert dict(response.context["form"].errors) == {
        "file": ["Ange antingen en fil eller en länk."]
    }


def test_neither_the_file_nor_the_link_is_called_optional(jarva_client, dialogue):
    page = jarva_client.get(add_url(dialogue)).content.decode()
    labels = re.findall(r'<label for="id_(file|link|title)">(.*?)</label>', page)
    assert [name for name, text in labels if "(valfritt)" in text] == ["title"]


def test_the_same_form_sent_twice_keeps_one_file(jarva_client, dialogue, settings):
    token = str(uuid.uuid4())
    for _time in range(2):
        assert jarva_client.post(add_url(dialogue), upload(form_token=token)).status_code == 302
    assert Document.objects.count() == 1
    assert len(stored_files(settings)) == 1


def test_a_full_disk_gives_a_sentence_and_leaves_nothing(
    jarva_client, dialogue, settings, monkeypatch
):
    monkeypatch.setattr(default_storage, "_wrapped", FullDisk())
    response = jarva_client.post(add_url(dialogue), upload(title="Min rubrik"))
    sentence = (
        "Filen kunde inte sparas: disken kan vara full. Inget har sparats. Försök igen senare."
    )
    assert dict(response.context["form"].errors) == {"file": [sentence]}
    assert response.context["form"]["title"].value() == "Min rubrik"
    assert Document.objects.count() == 0
    assert stored_files(settings) == []


def test_no_file_is_left_when_its_row_cannot_be_stored(dialogue, jarva_official, settings):
    with pytest.raises(IntegrityError):
        add_document(
            by=jarva_official,
            dialogue=dialogue,
            values={"title": "Rapport", "link": "https://example.se/"},
            file=SimpleUploadedFile("rapport.txt", TEXT),
            form_token=uuid.uuid4(),
        )
    assert stored_files(settings) == []


def test_a_removed_document_takes_its_file_and_its_words_along(
    jarva_client, dialogue, settings, django_capture_on_commit_callbacks
):
    jarva_client.post(add_url(dialogue), upload())
    document = Document.objects.get()
    read_document(document.pk)
    assert Dialogue.objects.filter(search="tunnel").count() == 1
    url = reverse("document-remove", args=[dialogue.reference, document.pk])
    assert jarva_client.get(url).status_code == 200
    assert Document.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        jarva_client.post(url)
    assert Document.objects.count() == 0
    assert stored_files(settings) == []
    assert Dialogue.objects.filter(search="tunnel").count() == 0
    assert dialogue.history.first().action == HistoryAction.DOCUMENT_REMOVED


def test_a_file_that_was_changed_in_the_instant_of_the_removal_is_erased_too(
    jarva_client, dialogue, settings, jarva_official, django_capture_on_commit_callbacks
):
    jarva_client.post(add_url(dialogue), upload())
    seen = Document.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        change_document(
            by=jarva_official,
            document=seen,
            version=1,
            values={"title": "Ny", "link": ""},
            file=SimpleUploadedFile("ny.txt", TEXT),
        )
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(by=jarva_official, document=seen)
    assert stored_files(settings) == []
    assert dialogue.history.first().detail == "Ny"


def test_another_document_from_a_form_gone_back_to_is_kept(jarva_client, dialogue):
    token = str(uuid.uuid4())
    jarva_client.post(add_url(dialogue), upload(form_token=token))
    jarva_client.post(add_url(dialogue), upload("Annan.txt", title="Annan", form_token=token))
    assert sorted(Document.objects.values_list("title", flat=True)) == ["Annan", "Rapporten"]


def test_only_the_owners_officials_remove_documents(client, dialogue):
    document = DocumentFactory(dialogue=dialogue)
    client.force_login(official())
    url = reverse("document-remove", args=[dialogue.reference, document.pk])
    assert client.post(url).status_code == 403
    assert Document.objects.count() == 1
