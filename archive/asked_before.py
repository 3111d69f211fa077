"""Where those who live in a plan's place were asked on its theme before, also with the whole city
(R053): above all those who await an answer, and those who had one in the last years."""

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
# Themes and places first: few rows, so that the register is not read from end to end.
ASKED_BEFORE = """
WITH plan AS MATERIALIZED (
    SELECT id AS plan_id, is_city_wide FROM dialogues_dialogue
    WHERE id = ANY(%(plans)s) AND state = ANY(%(under_way)s)
), alike AS MATERIALIZED (
    SELECT DISTINCT plan_id, link.dialogue_id AS id
    FROM plan JOIN dialogues_dialogue_themes AS mine ON mine.dialogue_id = plan_id
    JOIN dialogues_dialogue_themes AS link USING (theme_id)
), there AS MATERIALIZED (
    SELECT plan_id, alike.id FROM plan JOIN alike USING (plan_id) WHERE is_city_wide
    UNION
    SELECT plan_id, id FROM alike JOIN dialogues_dialogue USING (id) WHERE is_city_wide
    UNION
    SELECT plan_id, link.dialogue_id
    FROM plan JOIN dialogues_dialogue_areas AS here ON here.dialogue_id = plan_id
    JOIN municipality_area AS mine ON mine.id = here.area_id
    JOIN municipality_area AS area ON area.leaf_ids && mine.leaf_ids
    JOIN dialogues_dialogue_areas AS link ON link.area_id = area.id
)
SELECT plan_id, reference, title, starts_on, ends_on, awaits FROM (
    SELECT plan_id, reference, title, starts_on, ends_on, {awaiting} AS awaits,
        row_number() OVER (
            PARTITION BY plan_id, {awaiting} ORDER BY starts_on DESC NULLS LAST, id DESC
        )
    FROM alike JOIN there USING (plan_id, id) JOIN dialogues_dialogue USING (id)
    WHERE withdrawn_on IS NULL AND state = ANY(%(carried_out)s)
        AND ({awaiting} OR feedback_given_on >= %(since)s)
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
