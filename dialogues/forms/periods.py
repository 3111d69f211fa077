"""Dates that are known to the day, the month or only the year (R027)."""

from __future__ import annotations

import datetime
from calendar import monthrange

from dialogportal.values import DateValue
from dialogues.enums import DatePrecision


def precision_of(start: datetime.date, end: datetime.date) -> DatePrecision:
    """How precise a period is: whole years, whole months, or days."""
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return DatePrecision.DAY
    is_years = start.month == 1 and end.month == 12
    return DatePrecision.YEAR if is_years else DatePrecision.MONTH


def as_text(start: datetime.date, precision: str) -> str:
    """A date as it is typed: 2015, 2015-03 or 2015-03-14."""
    length = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(DatePrecision(precision), 10)
    return start.isoformat()[:length]


def texts(
    starts_on: datetime.date | None, ends_on: datetime.date | None, precision: str
) -> tuple[str, str]:
    """(start, end) of a period as typed; no end where the start says it all."""
    if starts_on is None:
        return "", ""
    start = as_text(starts_on, precision)
    end = as_text(ends_on, precision) if ends_on else ""
    return start, "" if end == start else end


def joined(first: DateValue, last: DateValue | None) -> tuple[datetime.date, datetime.date, DatePrecision]:
    """(first day, last day, precision) of a period given by its two ends: the coarser one rules."""
    end = (last or first).end
    found = {precision_of(value.start, value.end) for value in (first, last) if value}
    coarsest = next(
        level for level in (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY) if level in found
    )
    return first.start, end, coarsest
