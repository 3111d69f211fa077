"""What is done to an import: uploaded, its columns set, checked, run, gone on with, removed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from dialogportal.exceptions import Refused
from dialogportal.tabular import check_size, open_table
from dialogportal.uploads import safe_file_name
from dialogues.enums import ImportState
from dialogues.importing.guessing import guess_mapping
from dialogues.importing.jobs import WORKING, defer
from dialogues.importing.targets import target_of
from dialogues.models import Dialogue, FileImport
from dialogues.models.imports import import_path
from dialogues.permissions import may_see_import
from municipality.models import Organisation, User

SAMPLE_ROWS = 100
BEFORE_RUN = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)
NOTHING_DONE: dict[str, Any] = {
    "rows_total": 0, "rows_read": 0, "rows_stored": 0, "rows_known": 0, "rows_refused": 0,
    "failure": "", "unmatched": {}, "finished_at": None,
}  # fmt: skip


def upload(
    *,
    by: User | None,
    kind: str,
    organisation: Organisation,
    dialogue: Dialogue | None,
    file: File,
) -> FileImport:
    """Store a file that can be read as a table, and guess what its columns hold.

    Raises FileRefused for a file that cannot be used, Refused when the disk is full; then nothing
    is left of it.
    """
    check_size(file.size or 0, max_bytes=settings.IMPORT_MAX_BYTES)
    file_import = FileImport(
        kind=kind, organisation=organisation, dialogue=dialogue, by=by, size=file.size or 0
    )
    file_import.file_name = safe_file_name(file.name or "")[:200]
    # The place is made here, not by the storage, so that a half-written file can be found again.
    name = import_path(file_import, file_import.file_name)
    try:
        default_storage.save(name, file)
        file_import.file.name = name
        _look_over(file_import)
        # Ended here, so that a row refused at its commit takes the file with it.
        with transaction.atomic():
            file_import.save()
    except OSError as error:
        default_storage.delete(name)
        raise Refused(
            _(
                "The file could not be stored: the disk may be full. Nothing was saved. "
                "Try again later."
            )
        ) from error
    except BaseException:
        default_storage.delete(name)
        raise
    return file_import


def _look_over(file_import: FileImport) -> None:
    """Open the table and guess its columns; raises FileRefused."""
    table = open_table(file_import.file.path, max_bytes=settings.IMPORT_MAX_BYTES)
    fields = target_of(file_import.kind).fields
    sample = [row.cells for row in table.preview(SAMPLE_ROWS) if not row.problem]
    file_import.columns = [column[:200] for column in table.columns]
    file_import.mapping = guess_mapping(fields, table.columns, sample)
    defaults = {field.name: field.choices() for field in fields if field.choices and field.suggests}
    file_import.defaults = {name: rows[0][0] for name, rows in defaults.items() if rows}


def set_columns(
    *,
    file_import: FileImport,
    mapping: dict[str, list[str]],
    defaults: dict[str, str],
    by: User | None,
) -> None:
    """Say what the columns hold; what was checked before no longer counts. Raises Refused."""
    _change(
        file_import,
        BEFORE_RUN,
        state=ImportState.UPLOADED,
        mapping=mapping,
        defaults=defaults,
        by=by,
        **NOTHING_DONE,
    )


@transaction.atomic
def check(*, file_import: FileImport, by: User | None) -> None:
    """Have every row read and checked by what ``by`` may do; stores nothing. Raises Refused."""
    _change(
        file_import,
        BEFORE_RUN,
        state=ImportState.CHECKING,
        by=by,
        asked_at=TransactionNow(),
        **NOTHING_DONE,
    )
    file_import.refusals.all().delete()
    defer(file_import.pk)


@transaction.atomic
def run(*, file_import: FileImport, by: User | None) -> None:
    """Have the rows stored. Raises Refused unless the file has been checked."""
    total = file_import.rows_total
    _change(
        file_import,
        (ImportState.CHECKED,),
        state=ImportState.RUNNING,
        by=by,
        asked_at=TransactionNow(),
        **{**NOTHING_DONE, "rows_total": total},
    )
    file_import.refusals.all().delete()
    defer(file_import.pk)


@transaction.atomic
def go_on(*, file_import: FileImport, by: User | None) -> None:
    """Go on with work that stopped, after the last stored step; else do nothing."""
    rows = FileImport.objects.filter(pk=file_import.pk).exclude(file="")
    rows.filter(state=ImportState.FAILED, rows_stored__gt=0).update(
        state=ImportState.RUNNING, failure=""
    )
    if rows.filter(state__in=WORKING).update(by=by, asked_at=TransactionNow()):
        defer(file_import.pk)


@transaction.atomic
def remove(*, file_import: FileImport, by: User | None) -> None:
    """Remove an import of which nothing has been stored, with its file.

    Raises Refused, and NotAllowed: nothing else remembers who removed it.
    """
    if by is not None:
        may_see_import(by, file_import)
    unused = FileImport.objects.filter(pk=file_import.pk, state__in=BEFORE_RUN, rows_stored=0)
    deleted, _rows = unused.delete()
    if not deleted:
        raise Refused(_("Rows of this file have been stored, so the import stays in the list."))
    if file_import.file:
        transaction.on_commit(partial(default_storage.delete, str(file_import.file.name)))


def _change(file_import: FileImport, states: tuple[ImportState, ...], **values: Any) -> None:
    """Change the import if it still is as the user saw it, in one statement; else Refused."""
    rows = FileImport.objects.filter(pk=file_import.pk, state__in=states, rows_stored=0)
    if not rows.exclude(file="").update(**values):
        raise Refused(_("The import has gone on since you opened the page. Look at it again."))
