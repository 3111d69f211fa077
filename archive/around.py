"""What stands beside the hits: what is under way in an area, what was learnt elsewhere, and where
residents wait for an answer. Ids only."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from archive.candidates import any_of, meaning
from archive.criteria import COMING, Criteria, lying, relations_of, there
from archive.register import ON, Record, Register, current
from archive.search import Answer
from dialogues.enums import State
from dialogues.models.querysets import CARRIED_OUT
from municipality.enums import AreaRelation
from municipality.models import User

HALF_A_YEAR = datetime.timedelta(days=183)
# Of what holds the words in the whole city and has something to teach.
MOST_RANKED = 200

# Good examples and lessons that hold the question's words anywhere in the city, best first.
LESSONS_BY_WORDS = """
SELECT id FROM (
    SELECT id, search FROM dialogues_dialogue
    WHERE withdrawn_on IS NULL AND (is_good_example OR lessons <> '')
        AND search @@ %(words)s::tsquery LIMIT %(ranked)s
) AS found ORDER BY ts_rank(search, %(words)s::tsquery, 1) DESC, id DESC LIMIT %(most)s
"""


class Near(NamedTuple):
    """A dialogue near today and how it lies to the area searched; no relation without an area."""

    id: int
    relation: AreaRelation | None
    same_theme: bool


class Around(NamedTuple):
    """The ids of the lists beside the hits, in the order of the page. ``answered``: all that asked
    residents of an area on the theme and answered them; ``asked``: those that did not answer."""

    under_way: list[Near]
    lessons: list[int]
    asked: list[int]
    answered: list[int]


class Most(NamedTuple):
    """How many of each list."""

    under_way: int
    lessons: int
    asked: int


def around(criteria: Criteria, themes: Sequence[int], answer: Answer, most: Most) -> Around:
    """All three lists for a question; ``themes`` are those of the question."""
    register = answer.register
    of_theme = register.having("theme", *themes)
    # Good examples and lessons, from anywhere: the good examples first (R057, R137).
    good = register.having("good", ON)
    teach = register.having("teaches", ON) & of_theme
    lessons = [*register.records_of(teach & good), *register.records_of(teach & ~good)]
    ids = [row.id for row in lessons[: most.lessons]]
    # Where residents of the area were asked on the theme, above all those who still await an answer
    # (R053).
    inside, answered = register.everything, 0
    if criteria.area:
        inside = lying(AreaRelation.INSIDE, criteria, register)
        answered = of_theme & inside & register.having("state", *CARRIED_OUT)
    awaiting = register.having("awaiting", ON)
    asked = register.records_of(of_theme & inside & awaiting)
    return Around(
        _under_way(register, criteria, (*COMING, *CARRIED_OUT), of_theme)[: most.under_way],
        list(dict.fromkeys([*ids, *_lessons_by_words(answer, most.lessons)])),
        [row.id for row in asked[: most.asked]],
        [row.id for row in register.records_of(answered & ~awaiting)],
    )


def near_today(criteria: Criteria, user: User, most: int) -> list[Near]:
    """What goes on or is planned, the nearest first; not what was just held."""
    return _under_way(current(), criteria, COMING, 0)[:most] if user.has_access else []


def _under_way(
    register: Register, criteria: Criteria, dated: Sequence[State], of_theme: int
) -> list[Near]:
    """Ongoing, and planned or thought of for the half year before and after today; a plan without
    dates counts from the day it was registered. With ``dated`` states before a plan also what ended
    in the last half year: those who live there have just been asked. The area itself comes first,
    there what shares the question's theme."""
    today = timezone.localdate()
    first, last = today - HALF_A_YEAR, today + HALF_A_YEAR
    here = there(criteria, register)
    ongoing = here & register.having("state", State.ONGOING)
    of_these_years = register.having("year", *range(first.year, last.year + 1))
    coming = here & register.having("state", *COMING)
    planned = here & register.having("state", *dated) & of_these_years
    found = {row.id: row for row in register.records_of(ongoing)}
    for row in register.records_of(planned):
        if row.starts_on and row.starts_on <= last and (row.ends_on or row.starts_on) >= first:
            found[row.id] = row
    for row in register.records_of(coming):
        if row.starts_on is None and timezone.localdate(row.created_at) >= first:
            found[row.id] = row
    relations = relations_of(found.values(), criteria)
    same_theme = {row.id for row in register.records_of(of_theme & register.bits(found))}
    order = list(AreaRelation)

    def urgency(row: Record) -> tuple[Any, ...]:
        place = order.index(relations[row.id]) if relations else 0
        starts_on = row.starts_on or datetime.date.max
        return place, row.id not in same_theme, starts_on, row.id

    return [
        Near(row.id, relations.get(row.id), row.id in same_theme)
        for row in sorted(found.values(), key=urgency)
    ]


def _lessons_by_words(answer: Answer, most: int) -> list[int]:
    if not answer.query:
        return []
    words = any_of([token for word in answer.query for token in meaning(word)])
    with connection.cursor() as cursor:
        cursor.execute(LESSONS_BY_WORDS, {"words": words, "ranked": MOST_RANKED, "most": most})
        return [pk for (pk,) in cursor.fetchall()]
