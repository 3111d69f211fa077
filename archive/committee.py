"""What waits for a committee, what it decided, what it is to receive and to follow up (R138)."""

from __future__ import annotations

import calendar
import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.periods import late_words
from dialogues.enums import State
from dialogues.models import Decision, Dialogue, PlanVersion
from dialogues.models.querysets import CARRIED_OUT, DialogueQuerySet
from municipality.enums import Decider, Role
from municipality.models import Organisation, Profile, User

MOST = 30
DECIDED_LATELY_DAYS = 120
FOLLOW_UP_FROM, FOLLOW_UP_TO = datetime.timedelta(days=-180), datetime.timedelta(days=180)
BY_COMMITTEE = (Decider.COMMITTEE, Decider.COMMITTEE_TWO_STEPS)

Row = dict[str, Any]


def owners_of(user: User, committees: set[int]) -> set[int]:
    """Ids of the administrations and companies that these of the user's committees decide for
    today, and of those that they took over from (R037)."""
    today = Organisation.objects.in_force().filter(deciding_committee__in=committees)
    return user.answering_for(set(today.values_list("pk", flat=True)))


def committees_of(user: User) -> list[Organisation]:
    """The committees that the user sits on or writes for."""
    rows = (row for row in user.current_memberships if row.role == Role.COMMITTEE)
    return list(dict.fromkeys(row.organisation.current() for row in rows))


def committee_lists(user: User) -> dict[str, list[Row]]:
    """The page's lists, each of at most ``MOST`` rows, one query each."""
    owners = owners_of(user, user.bodies_as(Role.COMMITTEE))
    theirs = (
        Dialogue.objects.visible_to(user)
        .light()
        .filter(owner__in=owners, type__decider__in=BY_COMMITTEE)
        .select_related("owner")
    )
    return {
        "waiting": _waiting(theirs),
        "asked": _asked(theirs),
        "decided": _decided(owners, user),
        "feedback": sorted(_feedback(theirs) + _results(theirs), key=lambda row: row["due"])[:MOST],
        "follow_ups": _follow_ups(theirs, owners_of(user, user.bodies_as_secretary())),
    }


def _waiting(theirs: DialogueQuerySet) -> list[Row]:
    """Submitted plans, the next meeting's first."""
    versions = PlanVersion.objects.filter(dialogue=OuterRef("pk")).order_by("-number")
    found = theirs.filter(state=State.SUBMITTED).annotate(
        submitted_at=Subquery(versions.values("at")[:1])
    )
    return [
        {
            "dialogue": row,
            "url": reverse("decision", args=[row.reference]),
            "meeting_on": row.decision_meeting_on,
            "submitted_on": row.submitted_at and timezone.localdate(row.submitted_at),
        }
        for row in found.order_by(F("decision_meeting_on").asc(nulls_last=True), "pk")[:MOST]
    ]


def _asked(theirs: DialogueQuerySet) -> list[Row]:
    """Ideas that wait for the committee's two questions (R059)."""
    if not Profile.objects.current().rules.get("prerequisite_questions", True):
        return []
    found = theirs.filter(state=State.IDEA, type__decider=Decider.COMMITTEE_TWO_STEPS)
    return [
        {
            "dialogue": row,
            "since": timezone.localdate(row.created_at),
        }
        for row in found.order_by("created_at", "pk")[:MOST]
    ]


def _decided(owners: set[int], user: User) -> list[Row]:
    """Decisions of the last months, the newest first."""
    since = timezone.localdate() - datetime.timedelta(days=DECIDED_LATELY_DAYS)
    found = Decision.objects.filter(
        dialogue__in=Dialogue.objects.visible_to(user).filter(owner__in=owners),
        committee__isnull=False,
        meeting_date__gte=since,
    ).select_related("dialogue__owner")
    newest = found.defer(*(f"dialogue__{name}" for name in _UNREAD)).order_by(
        "-meeting_date", "-pk"
    )
    return [
        {
            "dialogue": row.dialogue,
            "url": reverse("decision", args=[row.dialogue.reference]),
            "decision": row,
        }
        for row in newest[:MOST]
    ]


_UNREAD = ("search", "title_words", "body_words", "document_words", "part_words")


def _feedback(theirs: DialogueQuerySet) -> list[Row]:
    """Answers promised to those who took part, the earliest promise first."""
    today = timezone.localdate()
    states = (State.DECIDED, State.ONGOING, *CARRIED_OUT)
    due = theirs.filter(state__in=states, feedback_due__isnull=False)
    answered = theirs.filter(state__in=CARRIED_OUT).exclude(
        pk__in=theirs.awaiting_feedback().values("pk")
    )
    found = due.exclude(pk__in=answered.values("pk")).order_by("feedback_due", "pk")
    return [
        {
            "dialogue": row,
            "url": row.get_absolute_url(),
            "due": row.feedback_due,
            "to": _("The answer to those who took part"),
            "late": late_words((today - row.feedback_due).days)
            if row.feedback_is_overdue and row.feedback_due
            else "",
        }
        for row in found[:MOST]
    ]


def _results(theirs: DialogueQuerySet) -> list[Row]:
    """When the committee is to have the result itself, as the feedback plan says (R120). Nobody
    registers that it came: a closed dialogue's stands until its day."""
    today = timezone.localdate()
    ahead = Q(state=State.CLOSED, feedback_plan__committee_due_on__gte=today)
    states = (State.DECIDED, State.ONGOING, State.FEEDBACK)
    found = theirs.filter(Q(state__in=states) | ahead).annotate(
        result_due=F("feedback_plan__committee_due_on")
    )
    wanted = found.filter(result_due__isnull=False).order_by("result_due", "pk")
    return [
        {
            "dialogue": row,
            "url": row.get_absolute_url(),
            "due": row.result_due,
            "to": _("The result to the committee"),
            "passed": row.result_due < today,
            "late": "",
        }
        for row in wanted[:MOST]
    ]


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def _follow_ups(theirs: DialogueQuerySet, marked_by_user: set[int]) -> list[Row]:
    """Dialogues whose follow-up comes, or came, in the half years around today (R127), with the
    one that was sent, and where to mark it for the secretary of ``marked_by_user``, the owners."""
    months = int(Profile.objects.current().rules.get("follow_up_months", 12))
    today = timezone.localdate()
    first = months_after(today + FOLLOW_UP_FROM, -months)
    last = months_after(today + FOLLOW_UP_TO, -months)
    carried_out = theirs.filter(state__in=CARRIED_OUT).select_related("follow_up")
    ended = carried_out.annotate(ended_on=Coalesce("ends_on", "starts_on"))
    found = ended.filter(ended_on__range=(first, last)).order_by("ended_on", "pk")
    return [
        {
            "dialogue": row,
            "url": row.get_absolute_url(),
            "due": (due := months_after(row.ended_on, months)),
            "sent": (made := getattr(row, "follow_up", None)),
            "late": _("has been due") if due < today and not made else "",
            "mark_url": reverse("follow-up", args=[row.reference])
            if row.owner_id in marked_by_user and not made
            else "",
        }
        for row in found[:MOST]
    ]
