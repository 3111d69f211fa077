"""What others learnt from dialogues like the one that is planned (R137)."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from dialogues.enums import EvaluatedAspect
from dialogues.models import Dialogue
from dialogues.models.querysets import CARRIED_OUT, DialogueQuerySet
from municipality.models import User

MOST = 3


def similar(reference: str, aspect: EvaluatedAspect, user: User) -> DialogueQuerySet:
    """Carried-out dialogues with a theme or a method in common that wrote down what they learnt of
    an aspect, or learnt something and did not say of what; newest first."""
    alike = Q()
    for relation, column in (("themes", "theme"), ("methods", "method")):
        links = getattr(Dialogue, relation).through.objects
        mine = links.filter(dialogue__reference=reference).values(column)
        alike |= Q(Exists(links.filter(dialogue=OuterRef("pk"), **{f"{column}__in": mine})))
    found = Dialogue.objects.visible_to(user).filter(alike, state__in=CARRIED_OUT)
    found = found.filter(Q(evaluated__contains=[aspect]) | Q(evaluated=[]))
    return found.exclude(lessons="").exclude(reference=reference).newest_first()


def lessons_column(reference: str, aspect: EvaluatedAspect, user: User) -> ArraySubquery:
    """The newest of them as one column of the dialogue itself: a query less on a section's page."""
    row = JSONObject(
        reference="reference",
        title="title",
        lessons="lessons",
        starts_on="starts_on",
        ends_on="ends_on",
        owner="owner__name",
    )
    return ArraySubquery(similar(reference, aspect, user).values(row=row)[:MOST])


def as_lessons(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What ``lessons_column`` holds, with dates as dates."""
    return [
        {**row, "starts_on": _day(row["starts_on"]), "ends_on": _day(row["ends_on"])}
        for row in rows
    ]


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
