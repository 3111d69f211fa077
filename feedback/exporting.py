"""Viewpoints as rows of a file (R152)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.models import Dialogue
from feedback.listing import Chosen, choose
from feedback.models import Measure, Viewpoint
from municipality.models import Theme, User

READ_AT_A_TIME = 2_000


def viewpoint_table(viewpoints: Iterable[Viewpoint], user: User) -> Iterator[list[Any]]:
    """A header, then a row for each viewpoint; personal data masked as on the page."""
    yield [
        _("Viewpoint"), _("Kind"), _("Themes"), _("Area"), _("Date"), _("Language"),
        _("Within scope"), _("Dialogue"), _("Reference"), _("Main responsibility"),
    ]  # fmt: skip
    themes = {theme.pk: str(theme) for theme in Theme.objects.all()}
    for row in viewpoints:
        yield [
            row.text_for(user), row.get_kind_display(),
            "; ".join(themes[theme] for theme in row.theme_ids if theme in themes),
            row.area.name if row.area else "", row.said_on, row.language,
            _("yes") if row.in_scope else _("no"), row.dialogue.title, row.dialogue.reference,
            row.dialogue.owner.name,
        ]  # fmt: skip


def chosen_viewpoints(dialogue: Dialogue, chosen: Chosen, user: User) -> Iterator[Viewpoint]:
    """All that the dialogue's tab lists, all its pages, in its order; read bit by bit."""
    rows = choose(dialogue, chosen, user).select_related("area").light("area").order_by("-pk")
    for row in rows.iterator(chunk_size=READ_AT_A_TIME):
        row.dialogue = dialogue
        yield row


def waiting_table(waiting: QuerySet[Viewpoint]) -> Iterator[list[Any]]:
    """A header, then how many of these viewpoints wait in each dialogue.

    Numbers alone: what was said leaves the portal only when personal data is out of it (R002).
    """
    yield [
        _("Reference"), _("Dialogue"), _("Main responsibility"),
        _("Viewpoints that wait"), _("Oldest registered"),
    ]  # fmt: skip
    names = ("dialogue__reference", "dialogue__title", "dialogue__owner__name")
    grouped = waiting.order_by(*names).values_list(*names)
    for *about, number, oldest in grouped.annotate(number=Count("pk"), oldest=Min("created_at")):
        yield [*about, number, timezone.localdate(oldest)]


def measure_table(measures: Iterable[Measure]) -> Iterator[list[Any]]:
    """A header, then a row for each measure from ``shown()``."""
    yield [
        _("Measure"), _("Description"), _("State"), _("Why not"), _("Carried out"),
        _("Ongoing work"), _("Responsible"), _("Followed up by"), _("Term"), _("Viewpoints"),
    ]  # fmt: skip
    for row in measures:
        responsible, followed_up_by = (body.name if body else "" for body in row.bodies)
        yield [
            row.title, row.description, row.get_state_display(), row.reason, row.carried_out_on,
            row.ongoing_work, responsible, followed_up_by, row.get_term_display(),
            row.viewpoint_count,  # type: ignore[attr-defined]
        ]  # fmt: skip
