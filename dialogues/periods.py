"""How exactly the dates of a dialogue are known, whether typed or imported (R027)."""

from __future__ import annotations

import datetime
from calendar import monthrange

from django.utils.translation import gettext_noop

from dialogportal.values import DateValue
from dialogues.enums import DatePrecision

RANGE = "range"
# How far outside a dialogue's dates an occasion may lie: somebody always comes back to tell.
FAR = datetime.timedelta(days=31)
NOT_HELD_YET = gettext_noop("The dialogue has not been held yet. Plan it in the portal instead.")
NOT_ENDED_YET = gettext_noop(
    "The dialogue has not ended yet. Register it when it has, or plan it in the portal."
)
FEEDBACK_NOT_GIVEN_YET = gettext_noop("This date has not come yet. Say when feedback was given.")
FEEDBACK_BEFORE_START = gettext_noop("Feedback cannot be given before the dialogue began.")


def precision_of(start: datetime.date, end: datetime.date) -> DatePrecision:
    """How precise a period is: whole years, whole months, or days."""
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return DatePrecision.DAY
    is_years = start.month == 1 and end.month == 12
    return DatePrecision.YEAR if is_years else DatePrecision.MONTH


def joined(
    first: DateValue, last: DateValue | None
) -> tuple[datetime.date, datetime.date, DatePrecision]:
    """(first day, last day, precision) of a period given by its two ends: the coarser one rules."""
    end = (last or first).end
    found = {precision_of(value.start, value.end) for value in (first, last) if value}
    coarsest = next(
        level
        for level in (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)
        if level in found
    )
    return first.start, end, coarsest


def held_problem(first: DateValue, last: DateValue | None, today: datetime.date) -> str:
    """Why such a period is not over, as an English source sentence; "" if it is (R006, R028).

    As exactly as it was written: whoever says "November" while it still runs tells when it was
    held, not that it goes on to the thirtieth.
    """
    if first.start > today:
        return NOT_HELD_YET
    return NOT_ENDED_YET if _end_begins(last or first) > today else ""


def _end_begins(value: DateValue) -> datetime.date:
    """The first day on which something that ended then can have ended."""
    if value.precision != RANGE:
        return value.start
    precision = precision_of(value.start, value.end)
    if precision == DatePrecision.DAY:
        return value.end
    return value.end.replace(day=1, month=1 if precision == DatePrecision.YEAR else value.end.month)


def held(
    first: DateValue, last: DateValue | None, today: datetime.date
) -> tuple[datetime.date, datetime.date, DatePrecision]:
    """As ``joined``, of what has been held: a year or a month still running ends today."""
    starts_on, ends_on, precision = joined(first, last)
    return starts_on, min(ends_on, max(today, starts_on)), precision


def feedback_problem(
    given_on: datetime.date, starts_on: datetime.date | None, today: datetime.date
) -> str:
    """Why feedback cannot have been given on that day, as an English source sentence; "" if it can.

    Feedback closes the loop (R043), so a day that has not come must not count.
    """
    if given_on > today:
        return FEEDBACK_NOT_GIVEN_YET
    return FEEDBACK_BEFORE_START if starts_on and given_on < starts_on else ""


def far_from(
    day: datetime.date, starts_on: datetime.date | None, ends_on: datetime.date | None
) -> bool:
    """Whether a day lies more than a month outside a dialogue's dates, as far as they are known."""
    too_early = starts_on is not None and day < starts_on - FAR
    return too_early or (ends_on is not None and day > ends_on + FAR)
