"""Jobs of the register."""

import datetime

from django.db import transaction
from django.utils import timezone, translation
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from dialogportal.uploads import TextUnreadable, extract_text
from dialogues import indexing
from dialogues.enums import TextState
from dialogues.importing.jobs import (
    WORK_OFF,
    erase_left_over_files,
    erase_old_files,
    take_up_stopped,
)
from dialogues.importing.running import work_off
from dialogues.models import Dialogue, Document

HOURS_JOBS_KEPT = 24 * 30
READ_WITHIN = datetime.timedelta(minutes=10)
LONGEST_TRIED = datetime.timedelta(days=1)


@app.task(name="dialogues.read_document", pass_context=False, retry=3)
def read_document(document_id: int) -> None:
    """Read the text of an uploaded document and make its dialogue be found by it."""
    document = Document.objects.filter(pk=document_id, text_state=TextState.WAITING).first()
    if document is None:
        return  # removed meanwhile, or read already
    try:
        text = extract_text(document.file.path, document.file_kind)
    except (TextUnreadable, OSError):
        text = ""
    state = TextState.READ if text else TextState.FAILED
    with transaction.atomic():
        dialogue = Dialogue.objects.select_for_update().get(pk=document.dialogue_id)
        # Another file may have taken its place meanwhile, which a job of its own reads.
        same = Document.objects.filter(pk=document_id, file=document.file.name)
        if same.update(text=text, text_state=state):
            indexing.reindex(dialogue)


def ask_to_read(document_id: int) -> None:
    """Put the reading of a document in the queue, unless it already waits there."""
    job = read_document.configure(queueing_lock=f"document-{document_id}")
    try:
        with transaction.atomic():
            job.defer(document_id=document_id)
    except AlreadyEnqueued:
        pass


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="take-up-unread-documents", pass_context=False)
def take_up_unread_documents(timestamp: int = 0) -> None:
    """Have documents read whose worker was killed; after a day they are said to be unreadable."""
    waiting = Document.objects.filter(text_state=TextState.WAITING)
    now = timezone.now()
    waiting.filter(uploaded_at__lt=now - LONGEST_TRIED).update(text_state=TextState.FAILED)
    unread = waiting.filter(uploaded_at__lt=now - READ_WITHIN)
    for document_id in unread.values_list("pk", flat=True):
        ask_to_read(document_id)


@app.task(name=WORK_OFF, pass_context=False)
def work_off_import(file_import_id: int, language: str) -> None:
    """Check or run an import; sentences about the whole file are in the starter's language."""
    with translation.override(language):
        work_off(file_import_id)


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="take-up-stopped-imports", pass_context=False)
def take_up_stopped_imports(timestamp: int = 0) -> None:
    """Go on with imports whose worker was killed."""
    take_up_stopped()


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="erase-imported-files", pass_context=False)
def erase_imported_files(timestamp: int = 0) -> None:
    """Erase files that were imported long ago, or never were: they may hold personal data."""
    erase_old_files()
    erase_left_over_files()


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="remove-old-jobs", pass_context=True)
async def remove_old_jobs(context: JobContext, timestamp: int = 0) -> None:
    """Forget jobs that ended long ago, or the queue would grow for ever."""
    await builtin_tasks.remove_old_jobs(
        context, max_hours=HOURS_JOBS_KEPT, remove_failed=True, remove_cancelled=True,
        remove_aborted=True,
    )  # fmt: skip
