"""When things were written down, as the made-up city remembers it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from archive.demo.city import TODAY

OFFICE_HOUR = datetime.time(9, 40)
YESTERDAY = TODAY - datetime.timedelta(days=1)


def at_office_hour(day: datetime.date) -> datetime.datetime:
    """The day, in the morning; never later than the day before the city stands still."""
    return timezone.make_aware(datetime.datetime.combine(min(day, YESTERDAY), OFFICE_HOUR))


def after(day: datetime.date | None, days: int) -> datetime.datetime:
    """So many days after a day (before it, when negative)."""
    return at_office_hour((day or YESTERDAY) + datetime.timedelta(days=days))


@contextmanager
def clock_at(day: datetime.date) -> Iterator[None]:
    """Let what the portal dates by itself be of that day: the demo's past is carried out by the
    portal's own actions, of which none takes a date."""
    then, now = at_office_hour(day), timezone.now
    timezone.now = lambda: then
    try:
        yield
    finally:
        timezone.now = now
