"""How many dialogues were found, and apart from them what is none (R086, R157)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils.translation import ngettext

from archive.candidates import int_array
from dialogues.enums import Counted
from dialogues.models.querysets import COUNTED

COUNT = """
SELECT {counted} AS counted, count(*) FROM dialogues_dialogue
WHERE id = ANY(%s::bigint[]) GROUP BY counted
"""


def counted(ids: Sequence[int]) -> Counter[str]:
    """{what a record counts as: how many of these}; one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(counted=COUNTED), [int_array(ids)])
        return Counter(dict(cursor.fetchall()))


def apart(found: Mapping[str, int]) -> list[str]:
    """What is counted beside the dialogues, in words; nothing where there is none."""
    meetings = found.get(Counted.INFORMATION, 0)
    other = found.get(Counted.APART, 0)
    not_held = found.get(Counted.NOT_HELD, 0)
    words = [
        (other, ngettext("%(count)s counted apart", "%(count)s counted apart", other)),
        (
            meetings,
            ngettext("%(count)s information meeting", "%(count)s information meetings", meetings),
        ),
        (not_held, ngettext("%(count)s not held", "%(count)s not held", not_held)),
    ]
    return [text % {"count": number} for number, text in words if number]
