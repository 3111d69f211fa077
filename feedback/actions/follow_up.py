"""Marking that a dialogue's follow-up has been sent, and taking the mark away (R138)."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed
from dialogportal.periods import by_day
from dialogues.actions.locking import locked
from dialogues.history import record
from dialogues.models import Dialogue
from dialogues.models.decision import APPROVED
from feedback.enums import FollowUpHistory
from feedback.models import FollowUp
from feedback.permissions import may_mark_follow_up
from municipality.models import User


def earliest_day(dialogue: Dialogue) -> tuple[datetime.date | None, str]:
    """The first day on which a follow-up could be sent, and why not before; None where the portal
    knows neither a decision nor when the dialogue was held."""
    approved = dialogue.decisions.filter(outcome__in=APPROVED)
    decided = approved.order_by("at", "pk").values_list("meeting_date", flat=True).last()
    ended = dialogue.ends_on or dialogue.starts_on
    if decided and (ended is None or decided >= ended):
        text = _("The dialogue was decided on %(day)s. Give that day or a later one.")
        return decided, text % {"day": by_day(decided, decided)}
    if ended is None:
        return None, ""
    text = _("The dialogue went on until %(day)s. Give that day or a later one.")
    return ended, text % {"day": by_day(ended, ended)}


def may_be_sent_on(dialogue: Dialogue, day: datetime.date) -> datetime.date | None:
    """The first day that it could be sent. Raises NotAllowed for one before it, or to come."""
    earliest, why = earliest_day(dialogue)
    if earliest is not None and day < earliest:
        raise NotAllowed(why)
    if day > timezone.localdate():
        raise NotAllowed(_("This date has not come yet."))
    return earliest


@transaction.atomic
def mark_follow_up(*, by: User, dialogue: Dialogue, sent_on: datetime.date) -> FollowUp:
    """Say that the follow-up was sent on a day; the same said twice is said once.

    Raises NotAllowed as ``may_mark_follow_up``, for a day that cannot be, and when a colleague has
    marked another day.
    """
    whole = locked(by, dialogue, may_mark_follow_up)
    made = FollowUp.objects.filter(dialogue=whole).first()
    if made is not None and made.sent_on == sent_on:
        return made
    if made is not None:
        text = _("%(who)s has already marked the follow-up as sent %(day)s.")
        raise NotAllowed(text % {"who": made.by_label, "day": by_day(made.sent_on, made.sent_on)})
    made = FollowUp.objects.create(
        dialogue=whole,
        sent_on=sent_on,
        earliest_on=may_be_sent_on(whole, sent_on),
        by=by,
        by_label=str(by),
    )
    changes = {"sent_on": ["", sent_on.isoformat()]}
    record(dialogue=whole, by=by, action=FollowUpHistory.SENT, changes=changes)
    return made


@transaction.atomic
def unmark_follow_up(*, by: User, dialogue: Dialogue, pk: int) -> bool:
    """Take one mark away; the day stays in the history. False when it was gone already."""
    whole = locked(by, dialogue, may_mark_follow_up)
    made = FollowUp.objects.filter(dialogue=whole, pk=pk).first()
    if made is None:
        return False
    made.delete()
    changes = {"sent_on": [made.sent_on.isoformat(), ""]}
    record(dialogue=whole, by=by, action=FollowUpHistory.TAKEN_BACK, changes=changes)
    return True
