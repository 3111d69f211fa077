"""How exactly the dates of a dialogue are known, whether typed or imported (R027)."""

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
