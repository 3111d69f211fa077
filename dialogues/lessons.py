"""What others learnt from dialogues like the one that is planned (R137)."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from dialogues.enums import EvaluatedAspect
from dialogues.models.querysets import CARRIED_OUT

MOST = 3
# Of a row of dialogues_dialogue: carried-out dialogues with a theme or a method in common that
# wrote down what they learnt of an aspect, or learnt something and did not say of what.
LESSONS = """ARRAY(
    SELECT jsonb_build_object(
        'reference', reference, 'title', title, 'lessons', lessons,
        'starts_on', starts_on, 'ends_on', ends_on, 'owner', owner.name
    )
    FROM dialogues_dialogue AS alike
    JOIN municipality_organisation AS owner ON owner.id = alike.owner_id
    WHERE alike.id IN (
        SELECT link.dialogue_id FROM dialogues_dialogue_themes AS mine
        JOIN dialogues_dialogue_themes AS link USING (theme_id)
        WHERE mine.dialogue_id = dialogues_dialogue.id
        UNION ALL
        SELECT link.dialogue_id FROM dialogues_dialogue_methods AS mine
        JOIN dialogues_dialogue_methods AS link USING (method_id)
        WHERE mine.dialogue_id = dialogues_dialogue.id
    ) AND alike.id <> dialogues_dialogue.id AND withdrawn_on IS NULL AND state = ANY(%s)
        AND lessons <> '' AND (evaluated = '{}' OR evaluated @> ARRAY[%s]::varchar[])
    ORDER BY starts_on DESC NULLS LAST, alike.id DESC LIMIT %s
)"""


def lessons_column(aspect: EvaluatedAspect) -> RawSQL:
    """The newest lessons as one column of the dialogue itself, for those who may read any: a query
    less on a section's page."""
    parameters = (list(CARRIED_OUT), aspect.value, MOST)
    return RawSQL(LESSONS, parameters, output_field=ArrayField(JSONField()))  # noqa: S611 the text is ours


def as_lessons(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What ``lessons_column`` holds, with dates as dates."""
    return [
        {**row, "starts_on": _day(row["starts_on"]), "ends_on": _day(row["ends_on"])}
        for row in rows
    ]


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
