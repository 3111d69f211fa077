"""What tests of documents send and look at."""

import errno
import io
import uuid
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as DocxDocument

TEXT = "Lyktstolparna vid tunneln är trasiga.".encode()


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


def edit_url(document):
    return reverse("document-edit", args=[document.dialogue.reference, document.pk])


class FullDisk(FileSystemStorage):
    """A disk that is full after the first bytes."""

    def _save(self, name, content):
        super()._save(name, SimpleUploadedFile("half", b"half"))
        raise OSError(errno.ENOSPC, "No space left on device")
