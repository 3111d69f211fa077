"""What waits for a committee, what it decided, what it is to receive and to follow up (R138)."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.periods import late_words
from dialogues.enums import FeedbackReach, HistoryAction, Outcome, State
from dialogues.models import Decision, Dialogue, HistoryEntry, PlanVersion
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
    committees, written_for = user.bodies_as(Role.COMMITTEE), user.bodies_as_secretary()
    owners = owners_of(user, committees)
    # Who writes for all that they sit on is asked of once.
    marked = owners if written_for == committees else owners_of(user, written_for)
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
        "not_held": _not_held(theirs),
        "feedback": _to_receive(theirs),
        "follow_ups": _follow_ups(theirs, marked),
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


def _not_held(theirs: DialogueQuerySet) -> list[Row]:
    """What there was to be no dialogue about in the last months, the newest first: why, what was
    weighed (R077), and the information meeting held instead (R061, R086)."""
    ends = HistoryEntry.objects.filter(
        dialogue=OuterRef("pk"), action__in=(HistoryAction.MOVED, HistoryAction.CONCLUDED)
    )
    no = Decision.objects.filter(dialogue=OuterRef("pk"), outcome=Outcome.REJECT)
    related = ("plan", "inquiry", "review", "information_meeting")
    found = (
        theirs.filter(state=State.NO_DIALOGUE)
        .select_related(*related)
        .annotate(
            ended_at=Subquery(ends.order_by("-pk").values("at")[:1]),
            rejected=Subquery(no.order_by("-pk").values("reason")[:1]),
        )
    )
    since = timezone.now() - datetime.timedelta(days=DECIDED_LATELY_DAYS)
    return [
        {
            "dialogue": row,
            "ended_on": timezone.localdate(row.ended_at),
            "why": _why_not(row),
            "benefit": row.plan.benefit if hasattr(row, "plan") else "",
            "meeting_on": row.information_meeting.held_on
            if hasattr(row, "information_meeting")
            else None,
        }
        for row in found.filter(ended_at__gte=since).order_by("-ended_at", "-pk")[:MOST]
    ]


def _why_not(row: Any) -> str:
    """In the words of whoever said no: the committee, or the official."""
    if row.rejected or row.not_held_reason:
        return str(row.rejected or row.not_held_reason)
    if hasattr(row, "inquiry"):
        return str(row.inquiry.reason)
    return str(row.review.reason) if hasattr(row, "review") else ""


_UNREAD = ("search", "title_words", "body_words", "document_words", "part_words")


def _to_receive(theirs: DialogueQuerySet) -> list[Row]:
    """What was promised and has not come, the earliest first: the answer to those who took part,
    and the result to the committee itself, as the feedback plan says (R120).

    Nobody registers that the result came: a closed dialogue's stands until its day.
    """
    today = timezone.localdate()
    answered = Q(feedback_given_on__isnull=False, feedback_reach=FeedbackReach.TARGETED)
    awaits = Q(state__in=(State.DECIDED, State.ONGOING)) | Q(state__in=CARRIED_OUT) & ~answered
    ahead = Q(state=State.CLOSED, feedback_plan__committee_due_on__gte=today)
    reports = Q(state__in=(State.DECIDED, State.ONGOING, State.FEEDBACK)) | ahead
    found = theirs.annotate(
        answer_due=Case(When(awaits, then="feedback_due")),
        result_due=Case(When(reports, then="feedback_plan__committee_due_on")),
    ).filter(Q(answer_due__isnull=False) | Q(result_due__isnull=False))
    # No row's first promise comes later than the row: the first promises are in the first rows.
    first = found.order_by(Least("answer_due", "result_due"), "pk")[:MOST]
    rows = [promise for row in first for promise in _promises(row, today)]
    return sorted(rows, key=lambda row: row["due"])[:MOST]


def _promises(row: Any, today: datetime.date) -> Iterator[Row]:
    shown = {"dialogue": row, "url": row.get_absolute_url()}
    if row.answer_due:
        late = late_words((today - row.answer_due).days) if row.feedback_is_overdue else ""
        to = _("The answer to those who took part")
        yield {**shown, "due": row.answer_due, "to": to, "late": late}
    if row.result_due:
        passed = row.result_due < today
        to = _("The result to the committee")
        yield {**shown, "due": row.result_due, "to": to, "passed": passed, "late": ""}


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
