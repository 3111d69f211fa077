"""The import's jobs in the queue: asked for, looked for, taken up again; and old files erased."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from dialogues.enums import ImportState
from dialogues.importing.running import ids_at_work
from dialogues.models import FileImport

# By name: the job itself stands above, in dialogues.tasks.
WORK_OFF = "dialogues.work_off_import"
WORKING = (ImportState.CHECKING, ImportState.RUNNING)
MOST_TRIES = 5
DAYS_KEPT = 30


def defer(file_import_id: int) -> None:
    """Put the work in the queue, unless it already waits there."""
    job = app.configure_task(WORK_OFF, queueing_lock=f"import-{file_import_id}")
    language = get_language() or settings.LANGUAGE_CODE
    try:
        with transaction.atomic():
            job.defer(file_import_id=file_import_id, language=language)
    except AlreadyEnqueued:
        pass


def is_waiting(file_import_id: int) -> bool:
    """Whether a worker works on the import now, or will."""
    return _jobs(file_import_id).filter(status="todo").exists() or file_import_id in ids_at_work()


def take_up_stopped() -> int:
    """Go on with imports whose worker was killed; how many. Gives up after some tries."""
    working = FileImport.objects.filter(state__in=WORKING).exclude(pk__in=ids_at_work())
    taken = 0
    for pk in working.values_list("pk", flat=True):
        jobs = _jobs(pk)
        if jobs.filter(status="todo").exists():
            continue
        if jobs.count() < MOST_TRIES:
            defer(pk)
            taken += 1
        else:
            FileImport.objects.filter(pk=pk, state__in=WORKING).update(
                state=ImportState.FAILED,
                failure=_("The work stopped several times. Tell the portal's administrator."),
            )
    return taken


def erase_old_files() -> int:
    """Erase files a month after they were stored: the viewpoints are in the register; how many."""
    before = timezone.now() - datetime.timedelta(days=DAYS_KEPT)
    old = FileImport.objects.filter(finished_at__lt=before).exclude(file="")
    names = list(old.values_list("file", flat=True))
    for name in names:
        default_storage.delete(name)
    old.update(file="")
    return len(names)


def _jobs(file_import_id: int) -> Any:
    return ProcrastinateJob.objects.filter(task_name=WORK_OFF, args__file_import_id=file_import_id)
