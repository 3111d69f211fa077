"""What is done to a dialogue's documents: the row and the file come and go together."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from dialogportal.exceptions import Refused
from dialogportal.uploads import check_upload, safe_file_name
from dialogues import history, indexing
from dialogues.actions.register import once
from dialogues.enums import HistoryAction, TextState
from dialogues.models import Dialogue, Document
from dialogues.models.document import document_path
from dialogues.tasks import ask_to_read
from municipality.models import User

READABLE_KINDS = {"pdf", "docx", "txt", "csv"}


def _store(file: UploadedFile) -> str:
    """Write the file and return its place. A full disk: Refused, and nothing is left of it."""
    # The place is made here, not by the storage, so that a half-written file can be found again.
    name = document_path(Document(), file.name or "")
    try:
        return default_storage.save(name, file)
    except OSError as error:
        default_storage.delete(name)
        raise Refused(
            _(
                "The file could not be stored: the disk may be full. "
                "Nothing was saved. Try again later."
            )
        ) from error


def add_document(
    *,
    by: User,
    dialogue: Dialogue,
    values: dict[str, Any],
    file: UploadedFile | None,
    form_token: uuid.UUID,
) -> Document:
    """Add a document with a file, or with the link among ``values``; the same form adds nothing.

    Raises ValidationError for a file that is not kept here, Refused for a full disk.
    """
    made = Document.objects.filter(form_token=form_token).first()
    if made is not None:
        return made
    if file is None:
        return _add(by, dialogue, values, form_token)
    kind = check_upload(file)
    about_file = {
        "file_name": safe_file_name(file.name or ""),
        "file_kind": kind,
        "size": file.size,
        "text_state": TextState.WAITING if kind in READABLE_KINDS else TextState.NONE,
    }
    name = _store(file)
    try:
        document = _add(by, dialogue, {**values, **about_file, "file": name}, form_token)
    except BaseException:
        default_storage.delete(name)
        raise
    if document.file.name != name:
        default_storage.delete(name)
    return document


@transaction.atomic
def _add(by: User, dialogue: Dialogue, values: dict[str, Any], form_token: uuid.UUID) -> Document:
    def create() -> Document:
        document = Document.objects.create(
            dialogue=dialogue, uploaded_by=by, form_token=form_token, **values
        )
        history.record(
            dialogue=dialogue, by=by, action=HistoryAction.DOCUMENT_ADDED, detail=document.title
        )
        _reindex(dialogue)
        if document.text_state == TextState.WAITING:
            transaction.on_commit(partial(ask_to_read, document.pk))
        return document

    return once(Document, form_token, create)


@transaction.atomic
def remove_document(*, by: User, document: Document) -> None:
    """Remove a document; its file goes when the removal is certain."""
    deleted, _rows = Document.objects.filter(pk=document.pk).delete()
    if not deleted:
        return
    history.record(
        dialogue=document.dialogue,
        by=by,
        action=HistoryAction.DOCUMENT_REMOVED,
        detail=document.title,
    )
    _reindex(document.dialogue)
    if document.file.name:
        transaction.on_commit(partial(default_storage.delete, document.file.name))


def _reindex(dialogue: Dialogue) -> None:
    """The lock keeps two documents read at once from forgetting each other's words."""
    indexing.reindex(Dialogue.objects.select_for_update().get(pk=dialogue.pk))
