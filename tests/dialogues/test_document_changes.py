"""A document that is changed: its words, its file, and two who do so at once."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from dialogues.enums import HistoryAction, TextState
from dialogues.models import Dialogue, Document
from dialogues.tasks import read_document
from tests.dialogues.documents import TEXT, FullDisk, add_url, edit_url, jobs, stored_files, upload
from tests.factories import DialogueFactory, DocumentFactory, official


@pytest.fixture
def dialogue(jarva):
    return DialogueFactory(owner=jarva)


def changed(document, **fields):
    return {"title": document.title, "form": "report", "link": "", "version": "1", **fields}


def kept_file(jarva_client, dialogue):
    """A document with a file, as uploaded and read."""
    jarva_client.post(add_url(dialogue), upload())
    document = Document.objects.get()
    read_document(document.pk)
    document.refresh_from_db()
    return document


def test_what_a_document_is_can_be_changed_and_its_file_stays(jarva_client, dialogue, settings):
    document = kept_file(jarva_client, dialogue)
    assert "Rapport.txt" in jarva_client.get(edit_url(document)).content.decode()
    data = changed(document, title="Slutrapporten", form="minutes", holds_needs="on")
    response = jarva_client.post(edit_url(document), data)
    assert response.url == reverse("document-list", args=[dialogue.reference])
    after = Document.objects.get()
    assert (after.title, after.form, after.holds_needs, after.version) == (
        "Slutrapporten", "minutes", True, 2,
    )  # fmt: skip
    assert (after.file.name, after.text, after.uploaded_at) == (
        document.file.name, document.text, document.uploaded_at,
    )  # fmt: skip
    assert len(stored_files(settings)) == 1
    assert Dialogue.objects.filter(search="slutrapport").count() == 1
    entry = dialogue.history.first()
    assert (entry.action, sorted(entry.changes)) == (
        HistoryAction.DOCUMENT_CHANGED,
        ["form", "holds_needs", "title"],
    )
    page = jarva_client.get(reverse("dialogue-history", args=[dialogue.reference]))
    assert ("form", "Sammanfattande rapport", "Protokoll") in page.context["entries"][0]["changes"]


def test_another_file_takes_the_place_of_the_first_and_is_read(
    jarva_client, dialogue, settings, django_capture_on_commit_callbacks
):
    document = kept_file(jarva_client, dialogue)
    new = SimpleUploadedFile("Ny.txt", "Bänkar vid torget.".encode())
    with django_capture_on_commit_callbacks(execute=True):
        jarva_client.post(edit_url(document), changed(document, file=new))
    after = Document.objects.get()
    assert (after.file_name, after.text, after.text_state) == ("Ny.txt", "", TextState.WAITING)
    assert [path.read_bytes() for path in stored_files(settings)] == ["Bänkar vid torget.".encode()]
    assert {"document_id": document.pk} in [args for _name, args in jobs()]
    assert Dialogue.objects.filter(search="tunnel").count() == 0
    read_document(document.pk)
    assert Dialogue.objects.filter(search="torg").count() == 1


def test_a_link_takes_the_place_of_a_file_and_a_file_that_of_a_link(
    jarva_client, dialogue, settings, django_capture_on_commit_callbacks
):
    document = kept_file(jarva_client, dialogue)
    with django_capture_on_commit_callbacks(execute=True):
        jarva_client.post(edit_url(document), changed(document, link="https://example.se/r"))
    after = Document.objects.get()
    assert (after.link, after.file.name, after.file_name, after.text, after.text_state) == (
        "https://example.se/r", "", "", "", TextState.NONE,
    )  # fmt: skip
    assert stored_files(settings) == []
    file = SimpleUploadedFile("Rapport.txt", TEXT)
    data = changed(document, link="https://example.se/r", file=file, version="2")
    jarva_client.post(edit_url(document), data)
    after.refresh_from_db()
    assert (after.link, after.file_name, len(stored_files(settings))) == ("", "Rapport.txt", 1)


@pytest.mark.parametrize("wrong", [{"link": ""}, {"link": "film"}])
def test_a_document_never_stands_without_a_file_or_a_link(jarva_client, dialogue, wrong):
    document = DocumentFactory(dialogue=dialogue)
    response = jarva_client.post(edit_url(document), changed(document, title="Nytt", **wrong))
    assert response.context["form"].errors
    assert response.context["form"]["title"].value() == "Nytt"
    document.refresh_from_db()
    assert (document.link, document.version) == ("https://example.se/rapport", 1)


def test_of_two_who_change_a_document_the_second_sees_both_texts(jarva_client, dialogue, settings):
    document = kept_file(jarva_client, dialogue)
    jarva_client.post(edit_url(document), changed(document, title="Den första"))
    new = SimpleUploadedFile("Ny.txt", b"Nytt")
    answer = jarva_client.post(edit_url(document), changed(document, title="Den andra", file=new))
    assert [(row["yours"], row["saved"]) for row in answer.context["form"].conflicts] == [
        ("Ny.txt", "Rapport.txt"),
        ("Den andra", "Den första"),
    ]
    document.refresh_from_db()
    assert (document.title, document.file_name) == ("Den första", "Rapport.txt")
    assert len(stored_files(settings)) == 1


def test_a_full_disk_leaves_the_document_as_it_was(jarva_client, dialogue, settings, monkeypatch):
    document = kept_file(jarva_client, dialogue)
    monkeypatch.setattr(default_storage, "_wrapped", FullDisk())
    new = SimpleUploadedFile("Ny.txt", b"Nytt")
    answer = jarva_client.post(edit_url(document), changed(document, title="Nytt", file=new))
    assert list(answer.context["form"].errors) == ["file"]
    document.refresh_from_db()
    assert (document.title, document.version) == ("Rapporten", 1)
    assert [path.read_bytes() for path in stored_files(settings)] == [TEXT]


def test_only_the_owners_officials_change_documents(client, dialogue):
    document = DocumentFactory(dialogue=dialogue)
    client.force_login(official())
    assert client.get(edit_url(document)).status_code == 403
    assert client.post(edit_url(document), changed(document)).status_code == 403


def test_a_text_read_from_a_file_that_gave_way_is_thrown_away(jarva_client, dialogue, settings):
    """The worker reads the first file while the second takes its place."""
    jarva_client.post(add_url(dialogue), upload())
    document = Document.objects.get()

    def take_its_place(execute, sql, params, many, context):
        if "FOR UPDATE" in sql:
            Document.objects.filter(pk=document.pk).update(file="documents/ny.txt")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(take_its_place):
        read_document(document.pk)
    document.refresh_from_db()
    assert (document.text, document.text_state) == ("", TextState.WAITING)
