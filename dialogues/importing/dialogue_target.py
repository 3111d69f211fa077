"""Stores the dialogues of a file: many at a time, each with its words, links and history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop

from dialogportal.personal_data import mask
from dialogues.actions.register import afterwards_state
from dialogues.enums import HistoryAction
from dialogues.importing.after import refresh_after
from dialogues.importing.dialogue_fields import FIELDS
from dialogues.importing.dialogue_rows import DialogueRow, DialogueRows
from dialogues.importing.fields import Outcome, Problem, Refused, Target
from dialogues.importing.reader import RowReader
from dialogues.indexing import set_words
from dialogues.models import Dialogue, Document, FileImport, HistoryEntry, Occasion, Partner
from dialogues.references import next_references

SAME_IN_FILE = gettext_noop("Row %(row)s is the same dialogue: title, start and owner agree.")
LOCK = "SELECT pg_advisory_xact_lock(hashtext('dialogues.importing'))"
Rows = list[tuple[int, DialogueRow]]


# Many-to-many field, its link's column, the ids of a row.
LINKS = (
    ("areas", "area_id", "area_ids"),
    ("themes", "theme_id", "theme_ids"),
    ("methods", "method_id", "method_ids"),
    ("co_organisers", "organisation_id", "co_organiser_ids"),
    ("secondary_types", "dialoguetype_id", "secondary_type_ids"),
)


class DialogueSession:
    """One pass over one file of dialogues."""

    def __init__(self, file_import: FileImport) -> None:
        self.file_import = file_import
        self.reader = RowReader(file_import, FIELDS)
        self.read = DialogueRows(file_import, self.reader).read
        self._first_row: dict[bytes, int] = {}

    def pass_over(self, rows: Rows) -> None:
        """Remember what stands in rows that were stored before."""
        self._apart(rows)

    def look(self, rows: Rows) -> Outcome:
        """How many are there already, and which repeat an earlier row."""
        fresh, outcome = self._apart(rows)
        outcome.known = len(_known(fresh))
        return outcome

    def store(self, rows: Rows) -> Outcome:
        """Store those that no file has brought before."""
        fresh, outcome = self._apart(rows)
        with connection.cursor() as cursor:
            # Of two who import the same file at once, the second sees what the first stored.
            cursor.execute(LOCK)
        known = _known(fresh)
        new = [row for _number, row in fresh if row.key not in known]
        self._create(new)
        outcome.known, outcome.stored = len(known), len(new)
        return outcome

    def finish(self, stored: int) -> None:
        """Let the search count the new words."""
        if stored:
            refresh_after("dialogues_dialogue", stored)

    def _apart(self, rows: Rows) -> tuple[Rows, Outcome]:
        """The rows, without those that repeat an earlier row of the file."""
        outcome, fresh = Outcome(), []
        for number, row in rows:
            # Ten bytes tell millions of rows apart and let a long file fit in memory.
            first = self._first_row.setdefault(bytes.fromhex(row.key[:20]), number)
            if first == number:
                fresh.append((number, row))
            else:
                title = mask(row.values["title"])
                problem = Problem("title", title, SAME_IN_FILE, {"row": first})
                outcome.refused.append(Refused(number, problem))
        return fresh, outcome

    def _create(self, rows: Sequence[DialogueRow]) -> None:
        dialogues = self._numbered(rows)
        Dialogue.objects.bulk_create(dialogues)
        pairs = list(zip(dialogues, rows, strict=True))
        for name, column, ids in LINKS:
            through = getattr(Dialogue, name).through
            through.objects.bulk_create(
                through(**{"dialogue_id": dialogue.pk, column: pk})
                for dialogue, row in pairs
                for pk in getattr(row, ids)
            )
        Partner.objects.bulk_create(
            Partner(dialogue=dialogue, kind=kind, name=name)
            for dialogue, row in pairs
            for kind, name in row.partners
        )
        Occasion.objects.bulk_create(_occasions(pairs))
        Document.objects.bulk_create(
            Document(
                dialogue=dialogue, title=link[:200], link=link, uploaded_by=self.file_import.by
            )
            for dialogue, row in pairs
            for link in row.links
        )
        by = self.file_import.by
        HistoryEntry.objects.bulk_create(
            HistoryEntry(
                dialogue=dialogue,
                by=by,
                by_label=str(by) if by else "",
                action=HistoryAction.IMPORTED,
                detail=self.file_import.file_name,
            )
            for dialogue in dialogues
        )

    def _numbered(self, rows: Iterable[DialogueRow]) -> list[Dialogue]:
        dialogues = [self._dialogue(row) for row in rows]
        by_year: dict[int, list[Dialogue]] = defaultdict(list)
        for dialogue in dialogues:
            by_year[dialogue.starts_on.year if dialogue.starts_on else 0].append(dialogue)
        for year, group in by_year.items():
            for dialogue, reference in zip(group, next_references(year, len(group)), strict=True):
                dialogue.reference = reference
        for dialogue, row in zip(dialogues, rows, strict=True):
            # As the occasion made of a row (_occasions) has it.
            venue = row.venue if dialogue.starts_on else ""
            partners = [name for _kind, name in row.partners]
            set_words(dialogue, "\n".join(row.links), (*partners, venue))
        return dialogues

    def _dialogue(self, row: DialogueRow) -> Dialogue:
        dialogue = Dialogue(
            **row.values,
            import_key=row.key,
            is_registered_afterwards=True,
            source_import=self.file_import,
            created_by=self.file_import.by,
        )
        dialogue.state = afterwards_state(dialogue)
        return dialogue


def _known(rows: Rows) -> set[str]:
    keys = [row.key for _number, row in rows]
    found = Dialogue.objects.filter(import_key__in=keys).values_list("import_key", flat=True)
    return {key for key in found if key}


def _occasions(pairs: Iterable[tuple[Dialogue, DialogueRow]]) -> Iterable[Occasion]:
    for dialogue, row in pairs:
        if not (row.venue or row.format) or dialogue.starts_on is None:
            continue
        ends_on: Any = dialogue.ends_on
        yield Occasion(
            dialogue=dialogue,
            starts_on=dialogue.starts_on,
            ends_on=None if ends_on == dialogue.starts_on else ends_on,
            venue=row.venue,
            format=row.format,
            area_id=row.area_ids[0] if len(row.area_ids) == 1 else None,
        )


DIALOGUE_TARGET = Target(FIELDS, DialogueSession)
