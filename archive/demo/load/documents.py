"""The demo's documentation as files that can be opened, and as text that is searched."""

from __future__ import annotations

import datetime
import io

import docx
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from archive.demo.load.copying import copy_in
from archive.demo.load.times import after
from archive.demo.records import DemoDialogue, DemoDocument
from dialogportal.uploads import safe_file_name
from dialogues.enums import DocumentForm, TextState
from dialogues.models import Dialogue, Document
from dialogues.models.document import document_path

# Older documentation is plain text, as from a system of before; it also loads faster.
WORD_SINCE = datetime.date(2024, 9, 1)


def load_documents(pairs: list[tuple[DemoDialogue, Dialogue]], stored: list[str]) -> None:
    """Write the files, then their rows. The files' names are added to ``stored`` at once, so
    that the caller can take them away when the load fails."""
    copy_in([_document(each, row, stored) for made, row in pairs for each in made.documents])


def _document(made: DemoDocument, dialogue: Dialogue, stored: list[str]) -> Document:
    ended = dialogue.ends_on or dialogue.starts_on
    kind = "docx" if ended and ended >= WORD_SINCE else "txt"
    content = _word(made) if kind == "docx" else made.text.encode()
    document = Document(
        dialogue=dialogue,
        title=made.title,
        form=made.form,
        file_name=safe_file_name(f"{made.title}.{kind}"),
        file_kind=kind,
        size=len(content),
        text=made.text,
        text_state=TextState.READ,
        holds_needs=True,
        holds_proposals=made.form == DocumentForm.REPORT,
        uploaded_at=after(ended, days=21),
    )
    name = default_storage.save(document_path(document, document.file_name), ContentFile(content))
    stored.append(name)
    document.file.name = name
    return document


def _word(made: DemoDocument) -> bytes:
    """The text as a Word file: its first line the heading."""
    heading, _line, rest = made.text.partition("\n")
    file = docx.Document()
    file.add_heading(heading, level=1)
    for paragraph in rest.split("\n\n"):
        if paragraph.strip():
            file.add_paragraph(paragraph.strip())
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()
