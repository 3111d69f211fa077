"""What was found as files (R047, R152)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dialogportal.table_files import table_file
from dialogues.exporting import NAMED, dialogue_cells, dialogue_headings
from dialogues.models import Dialogue
from feedback.exporting import viewpoint_table
from feedback.models import Viewpoint
from municipality.models import Area, User


def export(ids: Sequence[int], user: User, extension: str, *, viewpoints: bool) -> HttpResponseBase:
    """A file of the dialogues or viewpoints with these ids, in their order (at most 1,000)."""
    rows = viewpoint_rows(ids, user) if viewpoints else dialogue_rows(ids, user)
    return table_file(rows, _("viewpoints") if viewpoints else _("dialogues"), extension)


def dialogue_rows(ids: Sequence[int], user: User) -> Iterator[list[Any]]:
    """A header, then a row for each dialogue."""
    yield dialogue_headings()
    found = (
        Dialogue.objects.visible_to(user)
        .with_counted()
        .light()
        .select_related("owner", "type")
        .prefetch_related(*NAMED)
        .in_bulk(list(ids))
    )
    yield from (dialogue_cells(found[pk]) for pk in ids if pk in found)


def viewpoint_rows(ids: Sequence[int], user: User) -> Iterator[list[Any]]:
    """A header, then a row for each viewpoint; personal data masked as on the page."""
    found = (
        Viewpoint.objects.visible_to(user)
        .light("dialogue", "area")
        .select_related("dialogue__owner__successor", "area")
        .in_bulk(list(ids))
    )
    return viewpoint_table((found[pk] for pk in ids if pk in found), user)


def area_rows(tree: list[dict[str, Any]], former: Sequence[Area]) -> Iterator[list[Any]]:
    """A header, then the list of areas as ``area_tree`` and ``former_areas`` give it."""
    yield [
        _("Area"), _("Part of"), _("Kind"), _("Dialogues in the area"),
        capfirst(_("socio-economically disadvantaged")), _("Until"),
    ]  # fmt: skip
    for node in tree:
        yield _area_row(node, "")
        yield from (_area_row(leaf, node["area"].name) for leaf in node["below"])
    for area in former:
        yield [area.name, "", area.get_level_display(), None, "", area.valid_to]


def _area_row(node: dict[str, Any], above: str) -> list[Any]:
    area = node["area"]
    marked = _("Yes") if area.is_priority else ""
    return [area.name, above, area.get_level_display(), node["count"], marked, None]
