"""Where those who live in a plan's place were asked on its theme before (R053): above all those
who await an answer, and those who had one in the last years."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from dialogportal.periods import by_month
from dialogues.models import Dialogue
from dialogues.models.querysets import AWAITING_FEEDBACK, CARRIED_OUT, UNDER_WAY

MOST = 5
# What was answered longer ago than this is no reason to hold back.
ANSWERED_WITHIN = datetime.timedelta(days=3 * 365)
ASKED_BEFORE = """
SELECT plan_id, reference, title, starts_on, ends_on, awaits FROM (
    SELECT plan.id AS plan_id, asked.*,
        row_number() OVER (
            PARTITION BY plan.id, asked.awaits
            ORDER BY asked.starts_on DESC NULLS LAST, asked.id DESC
        )
    FROM dialogues_dialogue AS plan CROSS JOIN LATERAL (
        SELECT id, reference, title, starts_on, ends_on, {awaiting} AS awaits
        FROM dialogues_dialogue
        WHERE withdrawn_on IS NULL AND state = ANY(%(carried_out)s)
            AND ({awaiting} OR feedback_given_on >= %(since)s)
            AND id IN (
                SELECT dialogue_id FROM dialogues_dialogue_themes WHERE theme_id IN (
                    SELECT theme_id FROM dialogues_dialogue_themes WHERE dialogue_id = plan.id
                )
            ) AND (plan.is_city_wide OR id IN (
                SELECT there.dialogue_id FROM dialogues_dialogue_areas AS here
                JOIN municipality_area AS mine ON mine.id = here.area_id
                JOIN municipality_area AS area ON area.leaf_ids && mine.leaf_ids
                JOIN dialogues_dialogue_areas AS there ON there.area_id = area.id
                WHERE here.dialogue_id = plan.id
            ))
    ) AS asked WHERE plan.id = ANY(%(plans)s) AND plan.state = ANY(%(under_way)s)
) AS newest_first WHERE row_number <= %(most)s ORDER BY plan_id, awaits DESC, row_number
"""


class Asked(NamedTuple):
    """A dialogue, and whether its participants wait for an answer."""

    reference: str
    title: str
    period: str
    awaits: bool


def asked_before(plans: Iterable[Dialogue]) -> dict[int, list[Asked]]:
    """{id of a plan: the newest of those that share its ground and a theme, those who wait before
    those who were answered}; one query for all. Nothing is asked before what is held already."""
    found: dict[int, list[Asked]] = {plan.pk: [] for plan in plans}
    parameters: dict[str, Any] = {
        "plans": list(found),
        "carried_out": list(CARRIED_OUT),
        "under_way": list(UNDER_WAY),
        "most": MOST,
        "since": timezone.localdate() - ANSWERED_WITHIN,
    }
    with connection.cursor() as cursor:
        cursor.execute(ASKED_BEFORE.format(awaiting=AWAITING_FEEDBACK), parameters)
        for plan, reference, title, starts_on, ends_on, awaits in cursor.fetchall():
            period = by_month(starts_on, ends_on or starts_on)
            found[plan].append(Asked(reference, title, period, awaits))
    return found
