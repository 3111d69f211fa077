"""When rows of the city are valid."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils import timezone


def valid_on(on: datetime.date | None, prefix: str = "") -> Q:
    """Rows whose ``valid_from`` and ``valid_to`` enclose a day, today unless told.

    Both days count; an empty one is open. ``prefix`` reaches over a relation ("parent__").
    """
    day = on or timezone.localdate()
    first, last = f"{prefix}valid_from", f"{prefix}valid_to"
    return (Q(**{first: None}) | Q(**{f"{first}__lte": day})) & (
        Q(**{last: None}) | Q(**{f"{last}__gte": day})
    )
