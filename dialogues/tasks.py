"""Jobs of the register."""

from django.db import transaction
from django.utils import translation
from procrastinate.contrib.django import app

from dialogportal.uploads import TextUnreadable, extract_text
from dialogues import indexing
from dialogues.enums import TextState
from dialogues.importing.running import work_off
from dialogues.models import Dialogue, Document


@app.task(name="dialogues.read_document", pass_context=False)
def read_document(document_id: int) -> None:
    """Read the text of an uploaded document and make its dialogue be found by it."""
    document = Document.objects.filter(pk=document_id, text_state=TextState.WAITING).first()
    if document is None:
        return  # removed meanwhile, or read already
    try:
        document.text = extract_text(document.file.path, document.file_kind)
        document.text_state = TextState.READ if document.text else TextState.FAILED
    except (TextUnreadable, OSError):
        document.text_state = TextState.FAILED
    with transaction.atomic():
        dialogue = Dialogue.objects.select_for_update().get(pk=document.dialogue_id)
        document.save(update_fields=["text", "text_state"])
        indexing.reindex(dialogue)


@app.task(name="dialogues.work_off_import", pass_context=False)
def work_off_import(file_import_id: int, language: str) -> None:
    """Check or run an import; sentences about the whole file are in the starter's language."""
    with translation.override(language):
        work_off(file_import_id)
