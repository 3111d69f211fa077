"""What stands beside the hits: what is under way in an area, what was learnt elsewhere, and where
residents wait for an answer. Ids only, each list by the same few rules in SQL, all in one query:
Django needs longer to write these queries than PostgreSQL to answer them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from archive.candidates import any_of, int_array, meaning
from archive.criteria import COMING, Criteria
from archive.search import NEAREST, Answer, nearness_columns, relation_at
from dialogues.enums import Counted, State
from dialogues.models.querysets import AWAITING_FEEDBACK, CARRIED_OUT, COUNTED
from municipality.enums import AreaRelation
from municipality.models import User

HALF_A_YEAR = datetime.timedelta(days=183)
# Of what holds the words in the whole city and has something to teach.
MOST_RANKED = 200

# Ongoing, and planned or thought of for the half year before and after today; a plan without dates
# counts from the day it was registered. Before a plan also what ended in the last half
# year: those who live there have just been asked. The area itself comes first, there what
# shares the question's theme.
UNDER_WAY = """
SELECT 'under way' AS list, id, place, same_theme FROM (
    SELECT id, starts_on, {nearest} AS place, EXISTS (
        SELECT FROM dialogues_dialogue_themes AS link
        WHERE link.dialogue_id = dialogues_dialogue.id AND theme_id = ANY(%(themes)s::bigint[])
    ) AS same_theme
    FROM dialogues_dialogue WHERE withdrawn_on IS NULL {there} AND (
        state = %(ongoing)s
        OR state = ANY(%(coming)s) AND starts_on IS NULL AND created_at >= %(registered)s
        OR state = ANY(%(dated)s) AND starts_on <= %(last)s
            AND (starts_on >= %(first)s OR ends_on >= %(first)s)
    )
) AS near_today
ORDER BY coalesce(place, %(city_wide)s), NOT same_theme, starts_on, id LIMIT %(most_under_way)s
"""
# Good examples and lessons, from anywhere: the good examples first (R057, R137).
LESSONS = """
SELECT 'lessons', id, NULL::int, TRUE FROM dialogues_dialogue
WHERE withdrawn_on IS NULL AND (is_good_example OR lessons <> '') AND id IN (
    SELECT dialogue_id FROM dialogues_dialogue_themes WHERE theme_id = ANY(%(themes)s::bigint[])
) ORDER BY is_good_example DESC, starts_on DESC NULLS LAST, id DESC LIMIT %(most_lessons)s
"""
# The same of what holds the question's words anywhere in the city, best first.
LESSONS_BY_WORDS = """
SELECT 'lessons by words', id, NULL::int, FALSE FROM (
    SELECT id, search FROM dialogues_dialogue
    WHERE withdrawn_on IS NULL AND (is_good_example OR lessons <> '')
        AND search @@ %(words)s::tsquery LIMIT %(most_ranked)s
) AS found ORDER BY ts_rank(search, %(words)s::tsquery, 1) DESC, id DESC LIMIT %(most_lessons)s
"""
# Where residents of the area were asked on the question's theme and still await an answer (R053).
ASKED = """
SELECT 'asked', id, NULL::int, TRUE FROM dialogues_dialogue
WHERE withdrawn_on IS NULL AND state = ANY(%(carried_out)s) AND {awaiting} {inside}
    AND id IN (
        SELECT dialogue_id FROM dialogues_dialogue_themes WHERE theme_id = ANY(%(themes)s::bigint[])
    )
ORDER BY starts_on DESC NULLS LAST, id DESC LIMIT %(most_asked)s
"""
# What the hits count as (R086); asked here, since the page has no query to spare.
FOUND = """
SELECT {counted} AS list, count(*), NULL::int, FALSE FROM dialogues_dialogue
WHERE id = ANY(%(found)s::bigint[]) GROUP BY list
"""
INSIDE = """AND id IN (
    SELECT dialogue_id FROM dialogues_dialogue_areas WHERE area_id = ANY(%(inside)s::bigint[])
)"""
# As one list of ids: with OR PostgreSQL reads every dialogue.
THERE = """AND id IN (
    SELECT dialogue_id FROM dialogues_dialogue_areas WHERE area_id = ANY(%(there)s::bigint[])
    UNION ALL SELECT id FROM dialogues_dialogue WHERE is_city_wide AND %(whole_city)s
)"""
LABELS = ("lessons", "lessons by words", "asked")


class Near(NamedTuple):
    """A dialogue near today and how it lies to the area searched; no relation without an area."""

    id: int
    relation: AreaRelation | None
    same_theme: bool


class Around(NamedTuple):
    """The ids of the lists beside the hits, in the order of the page."""

    under_way: list[Near]
    lessons: list[int]
    asked: list[int]
    counted: dict[str, int]


class Most(NamedTuple):
    under_way: int
    lessons: int
    asked: int


def around(
    criteria: Criteria, user: User, themes: Sequence[int], answer: Answer, most: Most
) -> Around:
    """All three lists for a question, and {what a record counts as: how many} of its answer;
    ``themes`` are those of the question."""
    if not user.has_access:
        return Around([], [], [], {})
    words = any_of([token for word in answer.query for token in meaning(word)])
    parameters = (
        _place(criteria)
        | _days()
        | {
            "themes": int_array(themes),
            "dated": [*COMING, *CARRIED_OUT],
            "carried_out": list(CARRIED_OUT),
            "words": words,
            "found": int_array(answer.dialogue_ids),
            "most_ranked": MOST_RANKED,
            "most_under_way": most.under_way,
            "most_lessons": most.lessons,
            "most_asked": most.asked,
        }
    )
    rows = _rows([UNDER_WAY, LESSONS, LESSONS_BY_WORDS, ASKED, FOUND], criteria, parameters)
    ids = {name: [pk for label, pk, *_rest in rows if label == name] for name in LABELS}
    lessons = dict.fromkeys([*ids["lessons"], *ids["lessons by words"]])
    counted = {label: number for label, number, *_rest in rows if label in Counted.values}
    return Around(_near(rows, criteria), list(lessons), ids["asked"], counted)


def near_today(criteria: Criteria, user: User, most: int) -> list[Near]:
    """What goes on or is planned, the nearest first; not what was just held."""
    if not user.has_access:
        return []
    wanted = {"themes": int_array(()), "dated": list(COMING), "most_under_way": most}
    rows = _rows([UNDER_WAY], criteria, _place(criteria) | _days() | wanted)
    return _near(rows, criteria)


def _rows(
    lists: Iterable[str], criteria: Criteria, parameters: dict[str, Any]
) -> list[tuple[str, int, int | None, bool]]:
    parts = {
        "there": THERE if criteria.area else "",
        "inside": INSIDE if criteria.area else "",
        "nearest": NEAREST,
        "awaiting": AWAITING_FEEDBACK,
        "counted": COUNTED,
    }
    sql = " UNION ALL ".join(f"({one.format(**parts)})" for one in lists)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _place(criteria: Criteria) -> dict[str, Any]:
    wanted = [criteria.only_near] if criteria.only_near else list(AreaRelation)
    return nearness_columns(criteria) | {
        "there": int_array(pk for relation in wanted for pk in criteria.near.get(relation, ())),
        "whole_city": AreaRelation.CITY_WIDE in wanted,
        "inside": int_array(criteria.near.get(AreaRelation.INSIDE, ())),
        "city_wide": list(AreaRelation).index(AreaRelation.CITY_WIDE),
    }


def _days() -> dict[str, Any]:
    today = timezone.localdate()
    first = today - HALF_A_YEAR
    return {
        "ongoing": State.ONGOING,
        "coming": list(COMING),
        "first": first,
        "last": today + HALF_A_YEAR,
        "registered": timezone.make_aware(datetime.datetime.combine(first, datetime.time.min)),
    }


def _near(rows: Iterable[tuple[str, int, int | None, bool]], criteria: Criteria) -> list[Near]:
    return [
        Near(pk, relation_at(place) if criteria.near else None, same_theme)
        for name, pk, place, same_theme in rows
        if name == "under way"
    ]
