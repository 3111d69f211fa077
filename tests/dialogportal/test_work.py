"""The worker outlives its database's restart, and ends when it is told to."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

PATIENCE = 60


@pytest.fixture
def socket_folder():
    """Where the worker finds PostgreSQL's socket; what goes through it is cut off with it."""
    served = connection.settings_dict["HOST"]
    if not Path(served).is_absolute():
        pytest.skip("The database is not reached by a socket on this machine.")
    # Socket's names are short: no folder of pytest's.
    folder = Path(tempfile.mkdtemp(prefix="w"))
    yield folder / "pg", served
    shutil.rmtree(folder)


@pytest.fixture
def worker(transactional_db, socket_folder):
    link, served = socket_folder
    link.symlink_to(served)
    about = connection.settings_dict
    address = f"postgresql://{about['USER']}@/{about['NAME']}?host={link}&port={about['PORT']}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address},
    )
    yield process
    process.kill()
    process.wait()
    ProcrastinateWorker.objects.all()._raw_delete(ProcrastinateWorker.objects.db)


def until(holds):
    end = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    assert holds()


def is_done():
    job = ProcrastinateJob.objects.order_by("-pk").first()
    return job is not None and job.status == "succeeded"


def test_the_worker_goes_on_when_its_database_is_back_and_ends_when_told(worker, socket_folder):
    link, served = socket_folder
    until(ProcrastinateWorker.objects.exists)
    link.unlink()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    time.sleep(2)
    link.symlink_to(served)
    app.configure_task("dialogues.read_document").defer(document_id=0)
    until(is_done)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
