"""The loop of a dialogue: its stops, late where a promise to residents is broken."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.periods import by_day, by_month
from dialogues.enums import FeedbackReach, State, Status
from dialogues.models import Dialogue
from dialogues.versions import DECIDED_STATES

OK, LATE, AHEAD = "ok", "late", "todo"

Stop = dict[str, str]


def _stop(state: str, word: str, date: str = "") -> Stop:
    return {"state": state, "word": word, "date": date}


def _decided(dialogue: Dialogue, decided_on: datetime.date | None) -> Stop:
    if dialogue.is_registered_afterwards:
        return _stop(AHEAD, _("Decided"), _("not recorded"))
    if dialogue.state not in DECIDED_STATES:
        return _stop(AHEAD, _("Decided"))
    return _stop(OK, _("Decided"), by_day(decided_on, decided_on) if decided_on else "")


def _carried_out(dialogue: Dialogue, today: datetime.date) -> Stop:
    period = by_month(dialogue.starts_on, dialogue.ends_on) if dialogue.starts_on else ""
    if dialogue.is_carried_out:
        return _stop(OK, _("Carried out"), period)
    started = dialogue.state in (State.DECIDED, State.ONGOING)
    is_late = started and dialogue.ends_on is not None and dialogue.ends_on < today
    return _stop(LATE if is_late else AHEAD, _("Carried out"), period)


def _compiled(dialogue: Dialogue) -> Stop:
    if dialogue.result_summary:
        return _stop(OK, _("Compiled"))
    return _stop(AHEAD, _("Compiled"), _("no summary yet") if dialogue.is_carried_out else "")


def _answered(dialogue: Dialogue) -> Stop:
    word = _("Answer to those who took part")
    given, due = dialogue.feedback_given_on, dialogue.feedback_due
    if given and dialogue.feedback_reach == FeedbackReach.TARGETED:
        return _stop(OK, word, by_day(given, given))
    if given:
        return _stop(
            LATE if dialogue.feedback_is_overdue else AHEAD,
            word,
            _("published only %(date)s") % {"date": by_day(given, given)},
        )
    if due:
        return _stop(
            LATE if dialogue.feedback_is_overdue else AHEAD,
            word,
            _("promised by %(date)s") % {"date": by_day(due, due)},
        )
    # An answer may have been given and never written down: without a promise nothing is late.
    return _stop(AHEAD, word, _("none registered") if dialogue.is_carried_out else "")


def _followed_up(dialogue: Dialogue, today: datetime.date) -> Stop:
    """A year after the end (R127), where somebody has marked that it was sent (R138): none is
    claimed, though what the dialogue led to be told. The mark stands on a higher floor."""
    word = _("Followed up after a year")
    made = getattr(dialogue, "follow_up", None)
    if made is not None:
        return _stop(OK, _("Followed up"), by_day(made.sent_on, made.sent_on))
    ended = dialogue.ends_on or dialogue.starts_on
    if ended is None or not dialogue.is_carried_out:
        return _stop(AHEAD, word)
    due = ended + datetime.timedelta(days=365)
    if due <= today:
        return _stop(AHEAD, word, _("none registered"))
    return _stop(AHEAD, word, by_month(due, due))


def stops(
    dialogue: Dialogue,
    today: datetime.date | None = None,
    decided_on: datetime.date | None = None,
) -> list[Stop]:
    """The five stops for ``components/loop.html``; four where no committee decides (R157).

    Of a dialogue that is not to be held only those it came to: the rest will never come.
    """
    day = today or timezone.localdate()
    decided = [_decided(dialogue, decided_on)] if dialogue.type.is_decided_by_committee else []
    every = [
        *decided,
        _carried_out(dialogue, day),
        _compiled(dialogue),
        _answered(dialogue),
        _followed_up(dialogue, day),
    ]
    if dialogue.status == Status.NOT_HELD:
        return [stop for stop in every if stop["state"] == OK]
    return every
