"""What was found as files (R047, R152)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from dialogportal.table_files import table_file
from dialogues.models import Dialogue
from feedback.exporting import viewpoint_table
from feedback.models import Viewpoint
from municipality.models import User


def export(ids: Sequence[int], user: User, extension: str, *, viewpoints: bool) -> HttpResponseBase:
    """A file of the dialogues or viewpoints with these ids, in their order (at most 1,000)."""
    rows = viewpoint_rows(ids, user) if viewpoints else dialogue_rows(ids, user)
    return table_file(rows, _("viewpoints") if viewpoints else _("dialogues"), extension)


def dialogue_rows(ids: Sequence[int], user: User) -> Iterator[list[Any]]:
    """A header, then a row for each dialogue."""
    yield [
        _("Reference"), _("Title"), _("Question"), _("Main responsibility"), _("Type"), _("State"),
        _("Starts"), _("Ends"), _("Areas"), _("Themes"), _("Methods"), _("Level"),
        _("Participants"), _("Viewpoints"), _("What came out"), _("What it led to"),
        _("Feedback given"), _("Whom the feedback reached"),
        _("No answer to participants is registered"), _("Case number"),
    ]  # fmt: skip
    found = (
        Dialogue.objects.visible_to(user)
        .select_related("owner", "type")
        .prefetch_related("areas", "themes", "methods")
        .in_bulk(list(ids))
    )
    for row in (found[pk] for pk in ids if pk in found):
        areas = [area.name for area in row.areas.all()]
        areas += [_("The whole city")] if row.is_city_wide else []
        yield [
            row.reference, row.title, row.question, row.owner.name, str(row.type),
            row.get_state_display(), row.starts_on, row.ends_on, "; ".join(areas),
            "; ".join(str(theme) for theme in row.themes.all()),
            "; ".join(str(method) for method in row.methods.all()),
            row.get_level_display() if row.level else "", row.participants, row.viewpoint_count,
            row.result_summary, row.outcome, row.feedback_given_on,
            row.get_feedback_reach_display(), _yes_or_no(row.awaits_feedback), row.case_number,
        ]  # fmt: skip


def viewpoint_rows(ids: Sequence[int], user: User) -> Iterator[list[Any]]:
    """A header, then a row for each viewpoint; personal data masked as on the page."""
    found = (
        Viewpoint.objects.visible_to(user)
        .select_related("dialogue__owner__successor", "area")
        .in_bulk(list(ids))
    )
    return viewpoint_table((found[pk] for pk in ids if pk in found), user)


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")
