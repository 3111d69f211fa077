"""How exactly the dates of a dialogue are known, whether typed or imported (R027)."""

from __future__ import annotations

import datetime
from calendar import monthrange

from django.utils.translation import gettext_noop

from dialogportal.values import DateValue
from dialogues.enums import DatePrecision

NOT_HELD_YET = gettext_noop("The dialogue has not been held yet. Plan it in the portal instead.")
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


def not_held_yet(
    starts_on: datetime.date, ends_on: datetime.date, precision: str, today: datetime.date
) -> bool:
    """Whether a period is not over, so that it cannot be registered as carried out (R006)."""
    # A year that has begun may be named before it is over.
    over = ends_on if precision == DatePrecision.DAY else starts_on
    return over > today


def feedback_problem(
    given_on: datetime.date, starts_on: datetime.date | None, today: datetime.date
) -> str:
    """Why feedback cannot have been given on that day, as an English source sentence; "" if it can.

    Feedback closes the loop (R043), so a day that has not come must not count.
    """
    if given_on > today:
        return FEEDBACK_NOT_GIVEN_YET
    return FEEDBACK_BEFORE_START if starts_on and given_on < starts_on else ""
