"""References of the form D-2026-0042, without gaps being filled or numbers given twice."""

from django.db import connection
from django.urls import register_converter

SEQUENCE = "dialogues_reference"
PATTERN = "D-[0-9]{4}-[0-9]{4,}"


class ReferenceConverter:
    """``<reference:reference>`` in an address: nothing else can be asked of the database."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")


def next_references(year: int, count: int = 1) -> list[str]:
    """New references for a year, ``count`` of them, in order.

    The number is of one sequence for all years: unique under concurrency without a lock. It is
    written with at least four digits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [SEQUENCE, count])
        return [f"D-{year}-{number:04d}" for (number,) in cursor.fetchall()]
