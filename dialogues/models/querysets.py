"""List rules of the register."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from dialogues.enums import STATUS_OF_STATE, FeedbackReach, State, Status
from municipality.enums import Role

if TYPE_CHECKING:
    from dialogues.models.dialogue import Dialogue  # noqa: F401  in the base's subscript
    from municipality.models import User

CARRIED_OUT = (State.FEEDBACK, State.CLOSED)
UNDER_WAY = (State.IDEA, State.PLANNING, State.SUBMITTED, State.DECIDED, State.ONGOING)
# Of what was carried out, in SQL: those who took part have had no answer sent to them.
AWAITING_FEEDBACK = f"""(
    feedback_given_on IS NULL OR feedback_reach <> '{FeedbackReach.TARGETED.value}'
)"""
WORDS = ("search", "title_words", "body_words", "document_words", "part_words")


def states_of(status: Status) -> list[State]:
    """The states behind one of the words everybody uses."""
    return [state for state, word in STATUS_OF_STATE.items() if word == status]


class DialogueQuerySet(models.QuerySet["Dialogue"]):
    def visible_to(self, user: User) -> DialogueQuerySet:
        """All dialogues to all who work for the city, none to anybody else (R002, R151).

        What turned out to be no dialogue is in no list: ``withdrawn_for`` finds it (R021).
        """
        return self.in_lists() if user.is_active and user.has_access else self.none()

    def in_lists(self) -> DialogueQuerySet:
        """What those who work for the city may see, whoever asks."""
        return self.filter(withdrawn_on=None)

    def withdrawn_for(self, user: User) -> DialogueQuerySet:
        """Withdrawn ones to those who may restore them: the owner's officials, coordinators."""
        found = self.filter(withdrawn_on__isnull=False) if user.is_active else self.none()
        if user.is_coordinator:
            return found
        return found.filter(owner__in=user.bodies_as(Role.OFFICIAL))

    def light(self, *also: str) -> DialogueQuerySet:
        """Without the words of the search, which can be a hundred times the size of the rest.

        ``also`` are relations to other dialogues that come in the same query.
        """
        prefixes = ("", *(f"{relation}__" for relation in also))
        return self.defer(*(f"{prefix}{name}" for prefix in prefixes for name in WORDS))

    def with_status(self, *statuses: Status) -> DialogueQuerySet:
        return self.filter(state__in=[state for word in statuses for state in states_of(word)])

    def between(self, start: datetime.date, end: datetime.date) -> DialogueQuerySet:
        """Held, or to be held, at some time from start to end (both included)."""
        return self.filter(starts_on__lte=end).filter(
            Q(ends_on__gte=start) | Q(ends_on=None, starts_on__gte=start)
        )

    def awaiting_feedback(self) -> DialogueQuerySet:
        """Carried out, and those who took part have had no answer sent to them (R053, R124)."""
        return self.filter(state__in=CARRIED_OUT).exclude(
            feedback_given_on__isnull=False, feedback_reach=FeedbackReach.TARGETED
        )

    def good_examples(self) -> DialogueQuerySet:
        return self.filter(is_good_example=True)

    def newest_first(self) -> DialogueQuerySet:
        return self.order_by(F("starts_on").desc(nulls_last=True), "-id")
