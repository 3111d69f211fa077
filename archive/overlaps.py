"""Which dialogues under way meet in the same place: computed in one statement (R051, R052)."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from archive.enums import OverlapKind
from dialogues.enums import State, TargetGroup

# An idea is only the other party, and only when it has dates.
PLANNED = (State.PLANNING, State.SUBMITTED, State.DECIDED, State.ONGOING)
ADJOINING_DAYS = 7
COORDINATED_DAYS = 183

# Of two who change their dialogues at once, each would miss what the other has not yet committed:
# the second waits here, and its statement then sees what the first has written.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('archive.overlaps'))"
# Ground is compared by the smallest areas covered, as municipality.areas does: what lies in, what
# lies around, and an area of an earlier division that shares some of it. A plan without dates
# counts from the day it was registered, and collides with nothing. Everybody is no group to
# coordinate about, but is asked twice when both ask everybody. Where the others lie is one array of
# ids: joined, PostgreSQL reads every dialogue.
RECOMPUTE = """
WITH under_way AS NOT MATERIALIZED (
    SELECT id, state, is_city_wide, target_groups, starts_on IS NOT NULL AS is_dated, opens,
        coalesce(
            ends_on, CASE WHEN state = %(ongoing)s THEN greatest(opens, %(today)s) ELSE opens END
        ) AS closes
    FROM (
        SELECT *, coalesce(starts_on, created_at::date) AS opens FROM dialogues_dialogue
    ) AS dialogue
    WHERE withdrawn_on IS NULL
        AND (state = ANY(%(planned)s) OR state = %(idea)s AND starts_on IS NOT NULL)
),
ground AS (
    SELECT area.leaf_ids FROM dialogues_dialogue_areas AS link
    JOIN municipality_area AS area ON area.id = link.area_id
    WHERE link.dialogue_id = %(dialogue)s
),
there AS (
    SELECT link.dialogue_id AS id FROM ground
    JOIN municipality_area AS area ON area.leaf_ids && ground.leaf_ids
    JOIN dialogues_dialogue_areas AS link ON link.area_id = area.id
    UNION SELECT id FROM dialogues_dialogue WHERE is_city_wide
    UNION SELECT id FROM dialogues_dialogue WHERE state = ANY(%(states)s)
        AND (SELECT is_city_wide FROM dialogues_dialogue WHERE id = %(dialogue)s)
),
related AS (
    SELECT dialogue_id AS id FROM dialogues_dialogue_themes WHERE theme_id IN (
        SELECT theme_id FROM dialogues_dialogue_themes WHERE dialogue_id = %(dialogue)s
    )
),
compared AS (
    SELECT other.id,
        other.is_dated AND mine.is_dated
            AND other.opens <= mine.closes + %(adjoining)s
            AND mine.opens <= other.closes + %(adjoining)s AS in_time,
        other.id IN (SELECT id FROM related) AS same_theme,
        other.target_groups && mine.target_groups AS same_group,
        array_remove(other.target_groups, %(everybody)s)
            && array_remove(mine.target_groups, %(everybody)s) AS named_group
    FROM under_way AS mine, under_way AS other
    WHERE mine.id = %(dialogue)s AND other.id <> mine.id
        AND other.id = ANY(ARRAY(SELECT id FROM there))
        AND (other.state <> %(idea)s OR mine.state <> %(idea)s)
        AND other.opens <= mine.closes + %(coordinated)s
        AND mine.opens <= other.closes + %(coordinated)s
),
found AS (
    SELECT id, least(id, %(dialogue)s) AS first_id, greatest(id, %(dialogue)s) AS second_id,
        CASE WHEN in_time THEN %(collision)s ELSE %(gain)s END AS kind, same_group
    FROM compared WHERE in_time OR same_theme OR named_group
),
before AS (
    SELECT id, first_id, second_id, kind, first_id + second_id - %(dialogue)s AS other,
        (first_id, second_id) IN (SELECT first_id, second_id FROM found) AS holds
    FROM archive_overlap WHERE first_id = %(dialogue)s OR second_id = %(dialogue)s
),
removed AS (
    DELETE FROM archive_overlap USING before
    WHERE archive_overlap.id = before.id AND NOT holds AND note = '' RETURNING before.other
),
past AS (
    UPDATE archive_overlap SET past_on = %(today)s FROM before
    WHERE archive_overlap.id = before.id AND NOT holds AND note <> '' AND past_on IS NULL
    RETURNING before.other
),
kept AS (
    INSERT INTO archive_overlap AS kept (first_id, second_id, kind, same_group, found_at)
    SELECT first_id, second_id, kind, same_group, now() FROM found
    ON CONFLICT (first_id, second_id) DO UPDATE
    SET kind = EXCLUDED.kind, same_group = EXCLUDED.same_group, past_on = NULL
    WHERE (kept.kind, kept.same_group, kept.past_on)
        IS DISTINCT FROM (EXCLUDED.kind, EXCLUDED.same_group, NULL)
)
SELECT found.id, found.kind, TRUE FROM found LEFT JOIN before ON before.other = found.id
WHERE before.id IS NULL OR before.kind = %(gain)s AND found.kind = %(collision)s
UNION ALL SELECT other, NULL, FALSE FROM removed
UNION ALL SELECT other, NULL, FALSE FROM past
ORDER BY 1
"""
MAY_MEET = """
SELECT id FROM dialogues_dialogue WHERE state = ANY(%(states)s) AND withdrawn_on IS NULL
UNION SELECT first_id FROM archive_overlap UNION SELECT second_id FROM archive_overlap ORDER BY 1
"""


class Change(NamedTuple):
    """What came of one pair: it has arisen or become a collision, or else it holds no more."""

    other_id: int
    kind: OverlapKind | None
    has_arisen: bool


def recompute(dialogue_id: int) -> list[Change]:
    """Make a dialogue's overlaps what they are now, in the caller's transaction.

    Returns what has changed, by the other dialogue's id. What a note was written about stays,
    marked as past.
    """
    parameters: dict[str, Any] = {
        "dialogue": dialogue_id,
        "today": timezone.localdate(),
        "planned": list(PLANNED),
        "states": [*PLANNED, State.IDEA],
        "idea": State.IDEA,
        "ongoing": State.ONGOING,
        "everybody": TargetGroup.ALL_RESIDENTS,
        "adjoining": ADJOINING_DAYS,
        "coordinated": COORDINATED_DAYS,
        "collision": OverlapKind.COLLISION,
        "gain": OverlapKind.GAIN,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        cursor.execute(RECOMPUTE, parameters)
        rows = cursor.fetchall()
    return [Change(pk, OverlapKind(kind) if kind else None, arisen) for pk, kind, arisen in rows]


def may_meet() -> list[int]:
    """Ids of the dialogues that may meet others, or are held to."""
    with connection.cursor() as cursor:
        cursor.execute(MAY_MEET, {"states": [*PLANNED, State.IDEA]})
        return [pk for (pk,) in cursor.fetchall()]


def recompute_all() -> int:
    """Make all overlaps what they are now and tell nobody, as for a city just loaded; returns how
    many dialogues had others than they should."""
    return sum(bool(recompute(dialogue_id)) for dialogue_id in may_meet())
