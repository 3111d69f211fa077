"""How long a text may be, in a form and in the database."""

from django.db.models import CheckConstraint
from django.db.models.functions import Greatest, Length
from django.db.models.lookups import LessThanOrEqual

# Where a form names no length: more than anybody writes, less than makes a page too heavy to read.
LONGEST_TEXT = 50_000


def texts_not_too_long(name: str, *columns: str) -> CheckConstraint:
    """What the forms ask of every text, for what comes by another way."""
    lengths = [Length(column) for column in columns]
    longest = Greatest(*lengths) if lengths[1:] else lengths[0]
    return CheckConstraint(condition=LessThanOrEqual(longest, LONGEST_TEXT), name=name)
