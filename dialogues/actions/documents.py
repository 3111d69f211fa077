"""What is done to a dialogue's documents: the row and the file come and go together."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated, Refused
from dialogportal.uploads import check_upload, safe_file_name
from dialogues import history, indexing
from dialogues.actions.register import once, token_of
from dialogues.enums import HistoryAction, TextState
from dialogues.models import Dialogue, Document
from dialogues.models.document import document_path
from dialogues.tasks import ask_to_read
from municipality.models import User

READABLE_KINDS = {"pdf", "docx", "txt", "csv"}
# What the history tells of a change, and what is left of a file that gave way to a link.
TOLD = ("title", "form", "holds_needs", "holds_proposals", "link", "file_name")
NO_FILE: dict[str, Any] = {
    "file": "", "file_name": "", "file_kind": "", "size": 0,
    "text": "", "text_state": TextState.NONE,
}  # fmt: skip


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


def _about(file: UploadedFile) -> dict[str, Any]:
    """What a row says of its file; raises ValidationError for one that is not kept here."""
    kind = check_upload(file)
    return {
        "file_name": safe_file_name(file.name or ""),
        "file_kind": kind,
        "size": file.size,
        "text": "",
        "text_state": TextState.WAITING if kind in READABLE_KINDS else TextState.NONE,
    }


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
    sent = {**values, "file": (file.name, file.size) if file else None}
    form_token = token_of(form_token, sent)
    made = Document.objects.filter(form_token=form_token).first()
    if made is not None:
        return made
    if file is None:
        return _add(by, dialogue, values, form_token)
    about_file = _about(file)
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
        indexing.reindex(_locked(dialogue.pk))
        if document.text_state == TextState.WAITING:
            transaction.on_commit(partial(ask_to_read, document.pk))
        return document

    return once(Document, form_token, create)


def change_document(
    *, by: User, document: Document, version: int, values: dict[str, Any], file: UploadedFile | None
) -> None:
    """Change a document as it stood at ``version``; a file, or the link among ``values``, takes
    the place of what it had, and with neither its file is kept.

    Raises Outdated when somebody else has changed or removed it, ValidationError for a file that
    is not kept here, Refused for a full disk.
    """
    if file is None:
        _change(by, document, version, {**values, **NO_FILE} if values["link"] else values)
        return
    about_file = _about(file)
    name = _store(file)
    now = {"uploaded_at": timezone.now(), "uploaded_by": by}
    try:
        _change(by, document, version, {**values, **about_file, **now, "file": name})
    except BaseException:
        default_storage.delete(name)
        raise


@transaction.atomic
def _change(by: User, document: Document, version: int, values: dict[str, Any]) -> None:
    dialogue = _locked(document.dialogue_id)
    hit = Document.objects.filter(pk=document.pk, version=version)
    if not hit.update(version=F("version") + 1):
        raise Outdated(_("Somebody else has changed this document since you opened it."))
    saved = Document.objects.get(pk=document.pk)
    before, file_before = _state(saved), saved.file.name
    for name, value in values.items():
        setattr(saved, name, value)
    saved.save(update_fields=list(values))
    changes = history.differences(before, _state(saved))
    if changes or saved.file.name != file_before:
        history.record(
            dialogue=dialogue,
            by=by,
            action=HistoryAction.DOCUMENT_CHANGED,
            detail=saved.title,
            changes=changes,
        )
    indexing.reindex(dialogue)
    if saved.file.name == file_before:
        return
    if file_before:
        transaction.on_commit(partial(default_storage.delete, file_before))
    if saved.text_state == TextState.WAITING:
        transaction.on_commit(partial(ask_to_read, saved.pk))


def _state(document: Document) -> dict[str, str]:
    return {name: str(getattr(document, name)) for name in TOLD}


@transaction.atomic
def remove_document(*, by: User, document: Document) -> None:
    """Remove a document; its file goes when the removal is certain."""
    dialogue = _locked(document.dialogue_id)
    # Read again: somebody may have given it another file since, which is the one to erase.
    saved = Document.objects.defer("text").filter(pk=document.pk).first()
    if saved is None:
        return
    name = saved.file.name
    saved.delete()
    history.record(
        dialogue=dialogue,
        by=by,
        action=HistoryAction.DOCUMENT_REMOVED,
        detail=saved.title,
    )
    indexing.reindex(dialogue)
    if name:
        transaction.on_commit(partial(default_storage.delete, name))


def _locked(dialogue_id: int) -> Dialogue:
    """The lock keeps two documents read at once from forgetting each other's words. It comes
    before that of the document's row, as where a text is read, so that nobody waits for ever."""
    return Dialogue.objects.select_for_update().get(pk=dialogue_id)
