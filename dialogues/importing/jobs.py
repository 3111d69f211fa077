"""The import's jobs in the queue: asked for, looked for, taken up again; and old files erased."""

from __future__ import annotations

import datetime
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from dialogues.enums import ImportState
from dialogues.importing.running import ids_at_work
from dialogues.models import FileImport
from dialogues.models.imports import FOLDER

# By name: the job itself stands above, in dialogues.tasks.
WORK_OFF = "dialogues.work_off_import"
WORKING = (ImportState.CHECKING, ImportState.RUNNING)
MOST_TRIES = 5
DAYS_KEPT = 30
LONGEST_ARRIVAL = datetime.timedelta(days=1)
# Workers say that they are alive every ten seconds.
ALIVE_WITHIN = datetime.timedelta(seconds=40)


def defer(file_import_id: int) -> None:
    """Put the work in the queue, unless it already waits there."""
    job = app.configure_task(WORK_OFF, queueing_lock=f"import-{file_import_id}")
    language = get_language() or settings.LANGUAGE_CODE
    try:
        with transaction.atomic():
            job.defer(file_import_id=file_import_id, language=language)
    except AlreadyEnqueued:
        pass


def is_stopped(file_import_id: int) -> bool:
    """Whether an import that is to be checked or run has nobody who does it."""
    if file_import_id in ids_at_work() or _taken_or_waiting(file_import_id):
        return False
    # It may have come to its end while we looked.
    return FileImport.objects.filter(pk=file_import_id, state__in=WORKING).exists()


def is_waiting(file_import_id: int) -> bool:
    """Whether the work stands in the queue and nobody has begun it."""
    return (
        _jobs(file_import_id).filter(status="todo").exists() and file_import_id not in ids_at_work()
    )


def _taken_or_waiting(file_import_id: int) -> bool:
    """Whether a job waits in the queue, or was just given to a worker that is alive."""
    alive = timezone.now() - ALIVE_WITHIN
    taken = Q(status="doing", worker__last_heartbeat__gte=alive)
    return _jobs(file_import_id).filter(Q(status="todo") | taken).exists()


def take_up_stopped() -> int:
    """Go on with imports whose worker was killed; how many. Gives up after some tries."""
    working = FileImport.objects.filter(state__in=WORKING)
    taken = 0
    for pk in working.values_list("pk", flat=True):
        if not is_stopped(pk):
            continue
        if _tries(pk) < MOST_TRIES:
            defer(pk)
            taken += 1
        else:
            FileImport.objects.filter(pk=pk, state__in=WORKING).update(
                state=ImportState.FAILED,
                failure=_("The work stopped several times. Tell the portal's administrator."),
            )
    return taken


def erase_old_files() -> int:
    """Erase files a month after they were stored, or uploaded and never stored; how many.

    They may hold personal data, whatever became of them.
    """
    before = timezone.now() - datetime.timedelta(days=DAYS_KEPT)
    is_old = Q(finished_at__lt=before) | Q(finished_at=None, created_at__lt=before)
    old = FileImport.objects.filter(is_old).exclude(file="").exclude(state__in=WORKING)
    names = list(old.values_list("file", flat=True))
    for name in names:
        default_storage.delete(name)
    FileImport.objects.filter(file__in=names).update(file="")
    return len(names)


def erase_left_over_files() -> int:
    """Erase what processes left that were killed while a file arrived or was looked over; how many.

    No row knows of such a file, and what residents said may stand in it.
    """
    before = timezone.now() - datetime.timedelta(days=DAYS_KEPT)
    known = set(FileImport.objects.exclude(file="").values_list("file", flat=True))
    left_over = [
        name
        for name in _stored_files()
        if name not in known and default_storage.get_modified_time(name) < before
    ]
    for name in left_over:
        default_storage.delete(name)
    return len(left_over) + _erase_half_received()


def _stored_files() -> list[str]:
    if not default_storage.exists(FOLDER):
        return []
    _folders, names = default_storage.listdir(FOLDER)
    return [f"{FOLDER}/{name}" for name in names]


def _erase_half_received() -> int:
    """Django names them so, in the system's folder of temporary files unless told another."""
    before = (timezone.now() - LONGEST_ARRIVAL).timestamp()
    erased = 0
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())
    for path in folder.glob("tmp*.upload*"):
        about = path.stat()
        if about.st_uid == os.getuid() and about.st_mtime < before:
            path.unlink(missing_ok=True)
            erased += 1
    return erased


def _tries(file_import_id: int) -> int:
    """How many jobs there were since somebody asked for what is being done now."""
    asked_at = FileImport.objects.values_list("asked_at", flat=True).get(pk=file_import_id)
    jobs = _jobs(file_import_id)
    if asked_at is not None:
        since = ProcrastinateEvent.objects.filter(type="deferred", at__gte=asked_at)
        jobs = jobs.filter(pk__in=since.values("job"))
    return int(jobs.count())


def _jobs(file_import_id: int) -> Any:
    return ProcrastinateJob.objects.filter(task_name=WORK_OFF, args__file_import_id=file_import_id)
