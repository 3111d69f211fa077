"""Viewpoints that neither an answer nor a measure has met, per administration and age (R045)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.models import Dialogue
from feedback.models import Viewpoint
from municipality.models import Organisation, User

HALF_A_YEAR, A_YEAR = datetime.timedelta(days=182), datetime.timedelta(days=365)


@dataclass
class Waiting:
    """An administration's viewpoints without answer or measure, by how long ago they were given;
    ``undated`` where the dialogue has no days."""

    organisation: Organisation
    new: int = 0
    older: int = 0
    oldest: int = 0
    undated: int = 0
    since: datetime.date | None = None

    @property
    def total(self) -> int:
        return self.new + self.older + self.oldest + self.undated

    def add(self, number: int, day: datetime.date | None, today: datetime.date) -> None:
        if day is None:
            self.undated += number
            return
        if day > today - HALF_A_YEAR:
            self.new += number
        elif day > today - A_YEAR:
            self.older += number
        else:
            self.oldest += number
        self.since = min(self.since or day, day)


def unhandled(user: User) -> list[Waiting]:
    """Who has waited longest first; two queries.

    A viewpoint is met when those who took part have been sent an answer, or when a measure came of
    it. Its age is counted from the dialogue's last day.
    """
    found: dict[int, Waiting] = {}
    bodies = Organisation.objects.select_related("successor").in_bulk()
    today = timezone.localdate()
    for owner, number, day in _per_dialogue(user):
        body = bodies[owner].current()
        found.setdefault(body.pk, Waiting(body)).add(number, day, today)
    latest = datetime.date.max
    return sorted(found.values(), key=lambda one: (one.since or latest, str(one.organisation)))


def _per_dialogue(user: User) -> Iterator[tuple[int, int, datetime.date | None]]:
    """(owner's id, number of viewpoints, last day) of the dialogues that have any."""
    behind = Viewpoint.objects.filter(dialogue=OuterRef("pk"), measures__isnull=False).order_by()
    met = behind.values("dialogue").values_list(Count("pk", distinct=True))
    rows = Dialogue.objects.visible_to(user).awaiting_feedback().filter(viewpoint_count__gt=0)
    columns = rows.order_by().annotate(
        met=Coalesce(Subquery(met), Value(0)), last_day=Coalesce("ends_on", "starts_on")
    )
    for owner, count, met_count, day in columns.values_list(
        "owner", "viewpoint_count", "met", "last_day"
    ):
        if count > met_count:
            yield owner, count - met_count, day


def unhandled_rows(found: list[Waiting]) -> Iterator[list[Any]]:
    """A header, then the table as it stands on the screen."""
    yield [
        _("Administration"), _("Viewpoints"), _("Under half a year"), _("Half a year to a year"),
        _("Over a year"), _("No date"), _("The oldest since"),
    ]  # fmt: skip
    for one in found:
        yield [
            str(one.organisation), one.total, one.new, one.older, one.oldest, one.undated, one.since
        ]  # fmt: skip
