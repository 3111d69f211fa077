"""Viewpoints that neither an answer nor a measure has met, per administration and age (R045)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.sorting import swedish_key
from dialogues.models import Dialogue
from feedback.models import Viewpoint
from municipality.models import Organisation, User

HALF_A_YEAR, A_YEAR = datetime.timedelta(days=182), datetime.timedelta(days=365)


@dataclass
class Waiting:
    """An administration's viewpoints without answer or measure, by how long ago they were given;
    ``undated`` where the dialogue has no days. ``owners`` are those whose dialogues they belong to:
    itself and bodies that it took over from."""

    organisation: Organisation
    owners: list[Organisation] = field(default_factory=list)
    new: int = 0
    older: int = 0
    oldest: int = 0
    undated: int = 0
    since: datetime.date | None = None

    @property
    def total(self) -> int:
        return self.new + self.older + self.oldest + self.undated

    def add(self, owner: Organisation, row: Mapping[str, Any]) -> None:
        self.owners.append(owner)
        for age in AGES:
            setattr(self, age, getattr(self, age) + (row[age] or 0))
        self.since = min((day for day in (self.since, row["since"]) if day), default=None)


AGES = ("new", "older", "oldest", "undated")


def unhandled(user: User) -> list[Waiting]:
    """Who has waited longest first; three queries, of a row for each administration.

    A viewpoint is met when those who took part have been sent an answer, or when a measure came of
    it. Its age is counted from the dialogue's last day.
    """
    found: dict[int, Waiting] = {}
    rows, successors = list(_per_owner(user)), Organisation.objects.successors()
    answering = {row["owner"]: successors.get(row["owner"], row["owner"]) for row in rows}
    bodies = Organisation.objects.in_bulk({*answering, *answering.values()})
    for row in rows:
        pk = answering[row["owner"]]
        found.setdefault(pk, Waiting(bodies[pk])).add(bodies[row["owner"]], row)
    latest = datetime.date.max
    return sorted(
        found.values(), key=lambda one: (one.since or latest, swedish_key(str(one.organisation)))
    )


def _per_owner(user: User) -> Iterable[Mapping[str, Any]]:
    """{"owner": id, the number of each of ``AGES``, "since": day} of those at whom any waits."""
    behind = Viewpoint.objects.filter(dialogue=OuterRef("pk"), measures__isnull=False).order_by()
    met = behind.values("dialogue").values_list(Count("pk", distinct=True))
    waiting = Dialogue.objects.visible_to(user).awaiting_feedback().order_by()
    waiting = waiting.annotate(
        unmet=F("viewpoint_count") - Coalesce(Subquery(met), Value(0)),
        last_day=Coalesce("ends_on", "starts_on"),
    )
    today = timezone.localdate()
    half, whole = today - HALF_A_YEAR, today - A_YEAR
    return (
        waiting.filter(viewpoint_count__gt=0, unmet__gt=0)
        .values("owner")
        .annotate(
            new=Sum("unmet", filter=Q(last_day__gt=half)),
            older=Sum("unmet", filter=Q(last_day__lte=half, last_day__gt=whole)),
            oldest=Sum("unmet", filter=Q(last_day__lte=whole)),
            undated=Sum("unmet", filter=Q(last_day=None)),
            since=Min("last_day"),
        )
    )


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
