"""List rules of the register."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When

from dialogues.enums import STATUS_OF_STATE, Counted, FeedbackReach, State, Status
from municipality.enums import Level, Role

if TYPE_CHECKING:
    from dialogues.models.dialogue import Dialogue  # noqa: F401  in the base's subscript
    from municipality.models import User

CARRIED_OUT = (State.FEEDBACK, State.CLOSED)
UNDER_WAY = (State.IDEA, State.PLANNING, State.SUBMITTED, State.DECIDED, State.ONGOING)
# Of what was carried out, in SQL: those who took part have had no answer sent to them.
AWAITING_FEEDBACK = f"""(
    feedback_given_on IS NULL OR feedback_reach <> '{FeedbackReach.TARGETED.value}'
)"""
# In SQL: what a record counts as. A dialogue that was turned into information is an information
# meeting once that has been held; one registered at the level of information is none (R086).
COUNTED = """(CASE
    WHEN dialogues_dialogue.state = 'cancelled' THEN 'not_held'
    WHEN dialogues_dialogue.state = 'no_dialogue' THEN CASE WHEN EXISTS (
        SELECT FROM dialogues_informationmeeting AS meeting
        WHERE meeting.dialogue_id = dialogues_dialogue.id
    ) THEN 'information' ELSE 'not_held' END
    WHEN dialogues_dialogue.level = 1 AND dialogues_dialogue.type_id = ANY(ARRAY(
        SELECT id FROM municipality_dialoguetype WHERE minimum_level > 1
    )) THEN 'information'
    WHEN dialogues_dialogue.type_id = ANY(ARRAY(
        SELECT id FROM municipality_dialoguetype WHERE is_counted_apart
    )) THEN 'apart'
    ELSE 'dialogue'
END)"""
WORDS = ("search", "title_words", "body_words", "document_words", "part_words")


def _counted() -> Case:
    """The same as an expression, which can stand in a query within a query."""
    is_none = Q(level=Level.INFORMATION, type__minimum_level__gt=Level.INFORMATION)
    return Case(
        When(state=State.CANCELLED, then=Value(Counted.NOT_HELD)),
        When(state=State.NO_DIALOGUE, information_meeting=None, then=Value(Counted.NOT_HELD)),
        When(is_none | Q(state=State.NO_DIALOGUE), then=Value(Counted.INFORMATION)),
        When(type__is_counted_apart=True, then=Value(Counted.APART)),
        default=Value(Counted.DIALOGUE),
        output_field=models.CharField(),
    )


def states_of(status: Status) -> list[State]:
    """The states behind one of the words everybody uses."""
    return [state for state, word in STATUS_OF_STATE.items() if word == status]


def may_see_lists(user: User) -> bool:
    """All who work for the city see all dialogues (R002, R151)."""
    return user.is_active and user.has_access


class DialogueQuerySet(models.QuerySet["Dialogue"]):
    def visible_to(self, user: User) -> DialogueQuerySet:
        """All dialogues to all who work for the city, none to anybody else (R002, R151).

        What turned out to be no dialogue is in no list: ``withdrawn_for`` finds it (R021).
        """
        return self.in_lists() if may_see_lists(user) else self.none()

    def in_lists(self) -> DialogueQuerySet:
        """What those who work for the city may see, whoever asks."""
        return self.filter(withdrawn_on=None)

    def withdrawn(self) -> DialogueQuerySet:
        """Whoever asks: to say no more of one than that it was withdrawn, by whom and when."""
        return self.filter(withdrawn_on__isnull=False)

    def withdrawn_for(self, user: User) -> DialogueQuerySet:
        """Withdrawn ones to those who may restore them: the owner's officials, coordinators."""
        found = self.withdrawn() if user.is_active else self.none()
        if user.is_coordinator:
            return found
        return found.filter(owner__in=user.bodies_as(Role.OFFICIAL))

    def light(self, *also: str) -> DialogueQuerySet:
        """Without the words of the search, which can be a hundred times the size of the rest.

        ``also`` are relations to other dialogues that come in the same query.
        """
        prefixes = ("", *(f"{relation}__" for relation in also))
        return self.defer(*(f"{prefix}{name}" for prefix in prefixes for name in WORDS))

    def awaiting_feedback(self) -> DialogueQuerySet:
        """Carried out, and those who took part have had no answer sent to them (R053, R124)."""
        return self.filter(state__in=CARRIED_OUT).exclude(
            feedback_given_on__isnull=False, feedback_reach=FeedbackReach.TARGETED
        )

    def with_counted(self) -> DialogueQuerySet:
        """With what each counts as: ``counted``, one of ``Counted`` (R086, R157)."""
        found: DialogueQuerySet = self.annotate(counted=_counted())
        return found

    def counted_as(self, what: Counted) -> DialogueQuerySet:
        found: DialogueQuerySet = self.annotate(counted=_counted()).filter(counted=what)
        return found

    def numbers(self) -> Counter[str]:
        """{what a record counts as: how many}; one query."""
        rows = self.order_by().annotate(counted=_counted()).values_list("counted")
        return Counter(dict(rows.annotate(number=Count("pk"))))

    def newest_first(self) -> DialogueQuerySet:
        return self.order_by(F("starts_on").desc(nulls_last=True), "-id")
