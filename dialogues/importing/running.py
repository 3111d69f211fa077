"""Goes through a file, in steps that are stored whole or not at all.

How far the work has come is stored with each step, so that work whose worker was killed goes on
after the last whole step; a lock of the database session tells whether anybody is at work.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.refusals import FileRefused
from dialogportal.tabular import Row, open_table
from dialogues.enums import ImportState
from dialogues.importing.fields import WRONG_WIDTH, Outcome, Problem, Refused, Session
from dialogues.importing.targets import target_of
from dialogues.models import FileImport, ImportRefusal

LOCK_CLASS = 40_152  # any number that nobody else uses; the second half is the import's id
MOST_CHARACTERS = 2_000_000
log = logging.getLogger(__name__)


@contextmanager
def _only_one(file_import_id: int) -> Iterator[bool]:
    """Whether this session got the import to itself; PostgreSQL frees it when the session dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, file_import_id])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, file_import_id])


def ids_at_work() -> set[int]:
    """Ids of the imports that some session is working on now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCK_CLASS],
        )
        return {row[0] for row in cursor.fetchall()}


def work_off(file_import_id: int) -> None:
    """Check or run an import, whichever its state asks for; nothing if somebody else is at it."""
    with _only_one(file_import_id) as got:
        row = FileImport.objects.filter(pk=file_import_id).select_related(
            "organisation", "dialogue", "by"
        )
        file_import = row.first() if got else None
        if file_import is None or not file_import.is_working:
            return
        try:
            _go_through(file_import)
        except FileRefused as error:
            _stop(file_import, str(error))
        except OSError:
            log.exception("Import %s: the file cannot be read", file_import_id)
            _stop(file_import, _("The uploaded file cannot be read any more. Upload it again."))
        except (OperationalError, InterfaceError):
            # The database went away, or has no room: the work is taken up again when it is back.
            raise
        except Exception:
            _stop(file_import, _("Something went wrong in the portal. Try again."))
            raise


def _stop(file_import: FileImport, sentence: str) -> None:
    FileImport.objects.filter(pk=file_import.pk).update(
        state=ImportState.FAILED, failure=sentence[:300]
    )


def _go_through(file_import: FileImport) -> None:
    stores = file_import.state == ImportState.RUNNING
    target = target_of(file_import.kind)
    session = target.begin(file_import)
    table = open_table(file_import.file.path)
    done_before = file_import.rows_read
    place = stored = 0
    for rows in _in_steps(table.rows(), target.rows_at_a_time, done_before):
        good, refused = _read(session, rows)
        place += len(rows)
        if place <= done_before:
            session.pass_over(good)
            continue
        with transaction.atomic():
            outcome = session.store(good) if stores else session.look(good)
            outcome.refused += refused
            _save_step(file_import, len(rows), outcome, session)
        stored += outcome.stored
    with transaction.atomic():
        if stores:
            session.finish(file_import.rows_stored + stored)
        FileImport.objects.filter(pk=file_import.pk).update(
            state=ImportState.DONE if stores else ImportState.CHECKED,
            rows_total=F("rows_read"),
            finished_at=timezone.now() if stores else None,
        )


def _in_steps(rows: Iterable[Row], most: int, first_step_ends_at: int) -> Iterator[list[Row]]:
    """Rows by the step: at most ``most``, of bounded length together; one ends where told."""
    step: list[Row] = []
    characters = number = 0
    for number, row in enumerate(rows, start=1):
        step.append(row)
        characters += sum(map(len, row.cells.values()))
        if len(step) >= most or characters > MOST_CHARACTERS or number == first_step_ends_at:
            yield step
            step, characters = [], 0
    if step:
        yield step


def _read(session: Session, rows: list[Row]) -> tuple[list[tuple[int, Any]], list[Refused]]:
    good: list[tuple[int, Any]] = []
    refused: list[Refused] = []
    for row in rows:
        if row.problem:
            refused.append(Refused(row.number, Problem("", "", WRONG_WIDTH)))
            continue
        session.reader.begin(row.cells)
        value = session.read()
        if session.reader.problems:
            refused += [Refused(row.number, problem) for problem in session.reader.problems]
        else:
            good.append((row.number, value))
    return good, refused


def _save_step(file_import: FileImport, read: int, outcome: Outcome, session: Session) -> None:
    columns = session.reader.columns
    ImportRefusal.objects.bulk_create(
        ImportRefusal(
            file_import=file_import,
            row_number=number,
            column=", ".join(columns.get(problem.field, ()))[:200],
            value=problem.value,
            reason=problem.reason,
            params=problem.params,
        )
        for number, problem in sorted(outcome.refused, key=lambda found: found.row_number)
    )
    FileImport.objects.filter(pk=file_import.pk).update(
        rows_read=F("rows_read") + read,
        rows_stored=F("rows_stored") + outcome.stored,
        rows_known=F("rows_known") + outcome.known,
        rows_refused=F("rows_refused") + len({each.row_number for each in outcome.refused}),
        unmatched={name: dict(found) for name, found in session.reader.unmatched.items()},
    )
