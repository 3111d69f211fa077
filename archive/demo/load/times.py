"""When things were written down, as the made-up city remembers it."""

from __future__ import annotations

import datetime

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
