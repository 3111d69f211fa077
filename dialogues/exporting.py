"""Lists of the register as rows of a file (R152)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.completeness import completeness, linked_names
from dialogues.enums import Counted
from dialogues.models import FileImport
from municipality.models import Area

READ_AT_A_TIME = 1_000
# Boundaries are larger than all else of a dialogue, and no file shows them.
NAMED = (Prefetch("areas", Area.objects.defer("boundary")), "themes", "methods")


def dialogue_headings() -> list[str]:
    """What ``dialogue_cells`` hold."""
    return [
        _("Reference"), _("Title"), _("Question"), _("Main responsibility"), _("Type"), _("State"),
        _("Starts"), _("Ends"), _("Areas"), _("Themes"), _("Methods"), _("Level"),
        _("Participants"), _("Viewpoints"), _("What came out"), _("What it led to"),
        _("Feedback given"), _("Whom the feedback reached"),
        _("No answer to participants is registered"), _("Case number"), _("Counted as"),
    ]  # fmt: skip


def dialogue_cells(row: Any) -> list[Any]:
    """A dialogue with its owner, type, what ``NAMED`` fetches and ``with_counted``, as a row of a
    file."""
    areas = [area.name for area in row.areas.all()]
    areas += [_("The whole city")] if row.is_city_wide else []
    return [
        row.reference, row.title, row.question, row.owner.name, str(row.type),
        row.get_state_display(), row.starts_on, row.ends_on, "; ".join(areas),
        "; ".join(str(theme) for theme in row.themes.all()),
        "; ".join(str(method) for method in row.methods.all()),
        row.get_level_display() if row.level else "", row.participants, row.viewpoint_count,
        row.result_summary, row.outcome, row.feedback_given_on,
        row.get_feedback_reach_display(), _("yes") if row.awaits_feedback else _("no"),
        row.case_number, str(Counted(row.counted).label),
    ]  # fmt: skip


def own_dialogue_table(dialogues: Any) -> Iterator[list[Any]]:
    """A header, then each dialogue of a queryset from ``with_linked`` and ``with_counted``, and how
    complete it is."""
    yield [*dialogue_headings(), _("Parts filled in"), _("Parts in all")]
    rows = dialogues.select_related("owner", "type").prefetch_related(*NAMED)
    for row in rows.iterator(chunk_size=READ_AT_A_TIME):
        complete = completeness(row, linked_names(row))
        yield [*dialogue_cells(row), complete.filled, complete.total]


def import_table(imports: Iterable[FileImport]) -> Iterator[list[Any]]:
    """A header, then a row for each import with its organisation and dialogue."""
    yield [
        _("File"), _("Holds"), _("Reference"), _("Dialogue"), _("Organisation"), _("Uploaded"),
        _("State"), _("Stored"), _("Already there"), _("Refused"),
    ]  # fmt: skip
    for row in imports:
        yield [
            row.file_name, row.get_kind_display(),
            row.dialogue.reference if row.dialogue else "",
            row.dialogue.title if row.dialogue else "", row.organisation.name,
            f"{timezone.localtime(row.created_at):%Y-%m-%d %H:%M}", row.get_state_display(),
            row.rows_stored, row.rows_known, row.rows_refused,
        ]  # fmt: skip
