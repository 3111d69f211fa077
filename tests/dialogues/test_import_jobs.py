"""The import's jobs: taken up when their worker was killed, and what is old forgotten."""

import datetime
import os
import threading

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from dialogues.actions.imports import check, run
from dialogues.enums import ImportState
from dialogues.importing.jobs import (
    MOST_TRIES,
    erase_left_over_files,
    erase_old_files,
    is_stopped,
    take_up_stopped,
)
from dialogues.importing.running import work_off
from dialogues.models import FileImport
from dialogues.tasks import remove_old_jobs
from tests.factories.imports import csv_bytes, upload_dialogues, worked_off

pytestmark = pytest.mark.django_db
ROWS = [["Titel", "År"], ["Trygg park", "2015"], ["", "2016"]]


@pytest.fixture(autouse=True)
def _type(dialogue_type):
    """Every dialogue has a type."""


def _kill_workers():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")


def _let_time_pass():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '1 hour'")


def test_the_worker_takes_up_stopped_work_but_not_for_ever(jarva):
    upload_dialogues(jarva, csv_bytes(ROWS))
    FileImport.objects.update(state=ImportState.RUNNING)
    taken = []
    for _ in range(MOST_TRIES + 1):
        taken.append(take_up_stopped())
        _kill_workers()
    assert taken == [1] * MOST_TRIES + [0]
    assert FileImport.objects.get().state == ImportState.FAILED


@pytest.mark.parametrize(("silent_seconds", "stopped"), [(5, False), (300, True)])
def test_a_job_that_was_just_taken_counts_as_worked_on_while_its_worker_lives(
    jarva, silent_seconds, stopped
):
    file_import = upload_dialogues(jarva, csv_bytes(ROWS))
    check(file_import=file_import, by=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [silent_seconds],
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    assert is_stopped(file_import.pk) == stopped


def test_a_file_that_nobody_has_begun_with_is_said_to_wait(jarva_client, jarva):
    file_import = upload_dialogues(jarva, csv_bytes(ROWS))
    check(file_import=file_import, by=None)

    def told():
        page = jarva_client.get(file_import.get_absolute_url()).content.decode()
        words = ("Filen väntar på sin tur", "Raderna kontrolleras")
        return [word for word in words if f"<span>{word}</span>" in page]

    waiting = told()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    assert (waiting, told()) == (["Filen väntar på sin tur"], ["Raderna kontrolleras"])


def test_files_are_erased_a_month_after_they_were_stored(jarva_client, jarva):
    old, new = (worked_off(upload_dialogues(jarva, csv_bytes(ROWS))) for _ in range(2))
    month_ago = timezone.now() - datetime.timedelta(days=31)
    FileImport.objects.filter(pk=old.pk).update(finished_at=month_ago)
    assert erase_old_files() == 1
    kept = [default_storage.exists(each.file.name) for each in (old, new)]
    assert kept == [False, True]
    assert jarva_client.get(old.get_absolute_url()).status_code == 200
    assert jarva_client.get(reverse("import-refusals", args=[old.pk])).status_code == 404


@pytest.mark.parametrize("state", [ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED])
def test_a_file_that_was_never_stored_is_erased_a_month_after_its_upload(
    jarva_client, jarva, state
):
    old, new = (upload_dialogues(jarva, csv_bytes(ROWS)) for _ in range(2))
    month_ago = timezone.now() - datetime.timedelta(days=31)
    FileImport.objects.filter(pk=old.pk).update(created_at=month_ago, state=state, rows_read=1)
    assert erase_old_files() == 1
    assert [default_storage.exists(each.file.name) for each in (old, new)] == [False, True]
    page = jarva_client.get(old.get_absolute_url()).content.decode()
    assert "Filen har raderats" in page
    run_url = reverse("import-run", args=[old.pk])
    assert run_url not in page
    jarva_client.post(run_url)
    old.refresh_from_db()
    assert old.state == state
    jarva_client.post(reverse("import-remove", args=[old.pk]))
    assert list(FileImport.objects.all()) == [new]


def test_a_file_that_is_being_stored_is_never_erased(jarva):
    old = upload_dialogues(jarva, csv_bytes(ROWS))
    FileImport.objects.update(
        created_at=timezone.now() - datetime.timedelta(days=31), state=ImportState.RUNNING
    )
    assert (erase_old_files(), default_storage.exists(old.file.name)) == (0, True)


def _aged(path, days):
    then = (timezone.now() - datetime.timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def test_what_a_killed_process_left_of_a_file_is_erased_and_nothing_else(jarva, settings, tmp_path):
    assert erase_left_over_files() == 0
    known = upload_dialogues(jarva, csv_bytes(ROWS))
    _aged(known.file.path, 40)
    unknown = [default_storage.save(f"imports/{n}.csv", ContentFile(b"x")) for n in range(2)]
    _aged(default_storage.path(unknown[0]), 31)
    _aged(default_storage.path(unknown[1]), 29)
    document = default_storage.save("documents/a.pdf", ContentFile(b"x"))
    _aged(default_storage.path(document), 400)
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    arriving = [tmp_path / name for name in ("tmp1.upload.csv", "tmp2.upload.csv", "tmp3.csv")]
    for path, days in zip(arriving, (2, 0, 2), strict=True):
        path.touch()
        _aged(path, days)
    assert erase_left_over_files() == 2
    kept = [default_storage.exists(name) for name in (known.file.name, *unknown, document)]
    assert (kept, [path.exists() for path in arriving]) == (
        [True, False, True, True],
        [False, True, True],
    )


def test_only_tries_since_the_work_was_asked_for_count(jarva, jarva_official):
    file_import = upload_dialogues(jarva, csv_bytes(ROWS))
    for _ in range(MOST_TRIES + 1):
        check(file_import=file_import, by=jarva_official)
        work_off(file_import.pk)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded'")
    _let_time_pass()
    run(file_import=file_import, by=jarva_official)
    taken = []
    for _ in range(MOST_TRIES):
        _kill_workers()
        taken.append(take_up_stopped())
    assert taken == [1] * (MOST_TRIES - 1) + [0]


@pytest.mark.django_db(transaction=True)
def test_jobs_that_ended_a_month_ago_are_forgotten(jarva):
    old, new = (upload_dialogues(jarva, csv_bytes(ROWS)) for _ in range(2))
    for each in (old, new):
        check(file_import=each, by=None)
    job = ProcrastinateJob.objects.get(args__file_import_id=old.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job.pk])
        cursor.execute(
            "UPDATE procrastinate_events SET at = at - interval '31 days' WHERE job_id = %s",
            [job.pk],
        )
    context = JobContext(
        app=app, start_timestamp=0, job=job.procrastinate_job, abort_reason=lambda: None
    )

    def work():
        async_to_sync(remove_old_jobs.func)(context)
        connection.close()

    # Browser tests may have left an event loop in this thread.
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert [row.args["file_import_id"] for row in ProcrastinateJob.objects.all()] == [new.pk]
