"""Files on their way in, uploaded and worked off as the portal does it."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from dialogues.actions.imports import upload
from dialogues.enums import ImportKind, ImportState
from dialogues.importing.running import work_off
from dialogues.models import FileImport


def csv_bytes(rows, *, separator=";", encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def uploaded(content, name="fil.csv"):
    return SimpleUploadedFile(name, content)


def upload_viewpoints(dialogue, content, *, by=None, name="fil.csv"):
    return upload(
        by=by,
        kind=ImportKind.VIEWPOINTS,
        organisation=dialogue.owner,
        dialogue=dialogue,
        file=uploaded(content, name),
    )


def upload_dialogues(organisation, content, *, by=None, name="fil.csv"):
    return upload(
        by=by,
        kind=ImportKind.DIALOGUES,
        organisation=organisation,
        dialogue=None,
        file=uploaded(content, name),
    )


def worked_off(file_import, state=ImportState.RUNNING, **changes):
    """The import after its rows were stored, or with state=CHECKING checked."""
    FileImport.objects.filter(pk=file_import.pk).update(state=state, **changes)
    work_off(file_import.pk)
    file_import.refresh_from_db()
    return file_import


def counts(file_import):
    return {
        "read": file_import.rows_read,
        "stored": file_import.rows_stored,
        "known": file_import.rows_known,
        "refused": file_import.rows_refused,
    }


def refusals(file_import):
    """[(row, column, value, reason's English sentence filled in)]."""
    return [
        (each.row_number, each.column, each.value, each.reason % each.params)
        for each in file_import.refusals.all()
    ]
