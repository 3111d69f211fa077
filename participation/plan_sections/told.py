"""What the sections share: the row they read, and what its columns are called."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from dialogues.models import Dialogue
from dialogues.plan import Row, row_of
from municipality.models import Method
from participation.models import ParticipationPlan, row_with

# The dialogue's methods, for sections that only some of them ask for (``Section.annotated``).
METHOD_SLUGS = {
    "method_slugs": ArraySubquery(Method.objects.filter(dialogues=OuterRef("pk")).values("slug"))
}


def plan_of(dialogue: Dialogue) -> ParticipationPlan:
    """The dialogue's plan for taking part, unsaved while nothing is written."""
    row: ParticipationPlan = row_of(dialogue, ParticipationPlan, "participation_plan")
    return row


def column(dialogue: Dialogue, name: str) -> tuple[str, Any]:
    """(label, value) of a column, wherever it stands."""
    row = row_with(plan_of(dialogue), dialogue, name)
    label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:], getattr(row, name)


def texts(dialogue: Dialogue, *names: str) -> list[Row]:
    """Text columns as they are, coded ones in their words."""
    return [_told(dialogue, name) for name in names]


def _told(dialogue: Dialogue, name: str) -> Row:
    label, value = column(dialogue, name)
    row = row_with(plan_of(dialogue), dialogue, name)
    shown = getattr(row, f"get_{name}_display", None)
    return label, str(shown() or "") if shown else value
