"""Stores the viewpoints of a file: by COPY, each once, with its words and its dialogue's count.

Rows that are equal within a file are kept, since two residents may say the same; they are told
apart by their order, so that the same file again adds nothing (R042).
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from dialogues.history import record
from dialogues.importing.after import refresh_after
from dialogues.importing.fields import Outcome, Target
from dialogues.importing.reader import RowReader
from dialogues.models import Dialogue, FileImport
from feedback.counting import recount
from feedback.enums import ViewpointHistory
from feedback.import_fields import FIELDS, SUGGEST
from feedback.import_rows import ViewpointRow, ViewpointRows
from feedback.indexing import examine
from feedback.models import Viewpoint
from feedback.themes import ThemeSuggester
from municipality.models import Theme

COLUMNS = (
    "text", "kind", "theme_ids", "area_id", "occasion_id", "said_on", "latitude", "longitude",
    "place_mark", "language", "in_scope", "personal_data", "fingerprint", "words", "part_words",
)  # fmt: skip
TYPES = (
    "text", "text", "int8[]", "int8", "int8", "date", "float8", "float8",
    "text", "text", "bool", "text", "uuid", "text", "text",
)  # fmt: skip
# How often each text has stood in the file so far is kept by the database, not in the worker's
# memory: a file may be of any length.
TABLES = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS arriving
    ({", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS, TYPES, strict=True))});
CREATE TEMPORARY TABLE IF NOT EXISTS seen_in_file (twin_key uuid PRIMARY KEY, times int NOT NULL);
TRUNCATE arriving, seen_in_file;
"""
COUNT_TWINS = """
INSERT INTO seen_in_file SELECT * FROM unnest(%s::uuid[], %s::int[])
ON CONFLICT (twin_key) DO UPDATE SET times = seen_in_file.times + EXCLUDED.times
RETURNING twin_key, times
"""
MOVE = f"""
INSERT INTO feedback_viewpoint
    (dialogue_id, source_import_id, created_by_id, created_at, {", ".join(COLUMNS)})
SELECT %s, %s, %s, %s, {", ".join(COLUMNS)} FROM arriving
ON CONFLICT (dialogue_id, fingerprint) DO NOTHING
"""  # noqa: S608 the column names are ours
Rows = list[tuple[int, ViewpointRow]]


class ViewpointSession:
    """One pass over one file of viewpoints."""

    def __init__(self, file_import: FileImport) -> None:
        assert file_import.dialogue is not None
        self.file_import = file_import
        self.dialogue = file_import.dialogue
        self.reader = RowReader(file_import, FIELDS)
        self.read = ViewpointRows(file_import, self.reader).read
        self._themes = _ThemesWhereNone(self.reader.default("themes"))
        self._has_tables = False
        self._is_recorded = file_import.rows_stored > 0

    def pass_over(self, rows: Rows) -> None:
        """Count the texts that were stored before."""
        self._set_fingerprints(rows)

    def look(self, rows: Rows) -> Outcome:
        """How many of the rows are there already."""
        self._set_fingerprints(rows)
        return Outcome(known=len(self._known(rows)))

    def store(self, rows: Rows) -> Outcome:
        """Store the rows that no file has brought to this dialogue before."""
        self._set_fingerprints(rows)
        known = self._known(rows)
        # What takes time comes before the lock: others register viewpoints meanwhile.
        finished = [self._finished(row) for _number, row in rows if row.fingerprint not in known]
        stored = self._copy(finished) if finished else 0
        if stored:
            self._record()
        return Outcome(stored=stored, known=len(rows) - stored)

    def finish(self, stored: int) -> None:
        """Count the dialogue's viewpoints and let the search count the new words."""
        recount([self.dialogue.pk])
        if stored:
            refresh_after("feedback_viewpoint", stored)

    def _record(self) -> None:
        """Write the dialogue's history with the first rows: the work may stop before the last."""
        if not self._is_recorded:
            record(
                dialogue=self.dialogue,
                by=self.file_import.by,
                action=ViewpointHistory.IMPORTED,
                detail=self.file_import.file_name,
            )
            self._is_recorded = True

    def _make_tables(self) -> None:
        """Not before rows come: a page that only shows how they are read makes no tables."""
        if not self._has_tables:
            with connection.cursor() as cursor:
                cursor.execute(TABLES)
            self._has_tables = True

    def _set_fingerprints(self, rows: Rows) -> None:
        """Tell equal rows apart by which in order they are in the file."""
        counts = Counter(row.twin_key for _number, row in rows)
        if not counts:
            return
        self._make_tables()
        with connection.cursor() as cursor:
            cursor.execute(COUNT_TWINS, [list(counts.keys()), list(counts.values())])
            earlier = {key: times - counts[key] for key, times in cursor.fetchall()}
        for _number, row in rows:
            row.fingerprint = uuid.uuid5(row.twin_key, str(earlier[row.twin_key]))
            earlier[row.twin_key] += 1

    def _known(self, rows: Rows) -> set[uuid.UUID]:
        found = Viewpoint.objects.filter(
            dialogue=self.dialogue, fingerprint__in=[row.fingerprint for _number, row in rows]
        )
        return set(found.values_list("fingerprint", flat=True))

    def _copy(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """How many were stored."""
        # Two who import the same file at once come one after the other, step by step.
        locked = Dialogue.objects.filter(pk=self.dialogue.pk)
        locked.select_for_update(no_key=True).only("pk").get()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE arriving")
            with cursor.copy(f"COPY arriving ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            by = self.file_import.by_id
            cursor.execute(MOVE, [self.dialogue.pk, self.file_import.pk, by, timezone.now()])
            stored = int(cursor.rowcount)
        # Counting all of them anew in every step would take ever longer; ``finish`` does it once.
        locked.update(viewpoint_count=F("viewpoint_count") + stored)
        return stored

    def _finished(self, row: ViewpointRow) -> tuple[Any, ...]:
        personal_data, words = examine(row.text)
        return (
            row.text, row.kind, row.theme_ids or self._themes.of(words), row.area_id,
            row.occasion_id, row.said_on, row.latitude, row.longitude, row.place_mark,
            row.language, row.in_scope, personal_data.value, row.fingerprint, *words,
        )  # fmt: skip


class _ThemesWhereNone:
    """The themes of rows that name none: suggested from the words, one for all, or none."""

    def __init__(self, default: str) -> None:
        suggests = default == SUGGEST
        self._suggester = ThemeSuggester(Theme.objects.filter(in_use=True)) if suggests else None
        self._ids = [int(default)] if default and not suggests else []

    def of(self, words: Any) -> list[int]:
        return self._suggester.of_words(words) if self._suggester else self._ids


VIEWPOINT_TARGET = Target(FIELDS, ViewpointSession, rows_at_a_time=2_000)
