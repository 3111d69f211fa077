"""Where those who live in a plan's place were asked on its theme and await an answer (R053)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from dialogportal.periods import by_month
from dialogues.models import Dialogue
from dialogues.models.querysets import AWAITING_FEEDBACK, CARRIED_OUT

MOST = 5
ASKED_BEFORE = """
SELECT plan_id, reference, title, starts_on, ends_on FROM (
    SELECT plan.id AS plan_id, asked.*,
        row_number() OVER (
            PARTITION BY plan.id ORDER BY asked.starts_on DESC NULLS LAST, asked.id DESC
        )
    FROM dialogues_dialogue AS plan CROSS JOIN LATERAL (
        SELECT id, reference, title, starts_on, ends_on FROM dialogues_dialogue
        WHERE withdrawn_on IS NULL AND state = ANY(%(carried_out)s) AND {awaiting}
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
    ) AS asked WHERE plan.id = ANY(%(plans)s)
) AS newest_first WHERE row_number <= %(most)s ORDER BY plan_id, row_number
"""


class Asked(NamedTuple):
    """A dialogue whose participants wait."""

    reference: str
    title: str
    period: str


def asked_before(plans: Iterable[Dialogue]) -> dict[int, list[Asked]]:
    """{id of a plan: the newest of those that share its ground and a theme}; one query for all."""
    found: dict[int, list[Asked]] = {plan.pk: [] for plan in plans}
    parameters: dict[str, Any] = {
        "plans": list(found),
        "carried_out": list(CARRIED_OUT),
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(ASKED_BEFORE.format(awaiting=AWAITING_FEEDBACK), parameters)
        for plan, reference, title, starts_on, ends_on in cursor.fetchall():
            period = by_month(starts_on, ends_on or starts_on)
            found[plan].append(Asked(reference, title, period))
    return found
