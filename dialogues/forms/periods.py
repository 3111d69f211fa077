"""Dates that are known to the day, the month or only the year (R027)."""

from __future__ import annotations

import datetime

from dialogues.enums import DatePrecision
from dialogues.periods import joined, precision_of

__all__ = ["as_text", "joined", "precision_of", "texts"]


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
