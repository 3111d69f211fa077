"""Documents: kept safely, fetched by those who are logged in, found by their text."""

import datetime
import errno
import io
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone
from docx import Document as DocxDocument

from dialogues.actions.documents import add_document, change_document, remove_document
from dialogues.enums import HistoryAction, TextState
from dialogues.models import Dialogue, Document
from dialogues.tasks import read_document, take_up_unread_documents
from tests.factories import DialogueFactory, DocumentFactory, official

TEXT = "Lyktstolparna vid tunneln är trasiga.".encode()


@pytest.fixture
def dialogue(jarva):
    return DialogueFactory(owner=jarva)


def add_url(dialogue):
    return reverse("document-add", args=[dialogue.reference])


def upload(name="Rapport.txt", content=TEXT, **fields):
    data = {"title": "Rapporten", "form": "report", "form_token": str(uuid.uuid4()), **fields}
    return {**data, "file": SimpleUploadedFile(name, content)}


def docx(text):
    file = io.BytesIO()
    document = DocxDocument()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def stored_files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def jobs():
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(ProcrastinateJob.objects.values_list("task_name", "args"))


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


def test_the_same_form_sent_twice_keeps_one_file(jarva_client, dialogue, settings):
    token = str(uuid.uuid4())
    for _time in range(2):
        assert jarva_client.post(add_url(dialogue), upload(form_token=token)).status_code == 302
    assert Document.objects.count() == 1
    assert len(stored_files(settings)) == 1


class FullDisk(FileSystemStorage):
    """A disk that is full after the first bytes."""

    def _save(self, name, content):
        super()._save(name, SimpleUploadedFile("half", b"half"))
        raise OSError(errno.ENOSPC, "No space left on device")


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


def edit_url(document):
    return reverse("document-edit", args=[document.dialogue.reference, document.pk])


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
        ("Den andra", "Den första"),
        ("Ny.txt", "Rapport.txt"),
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
