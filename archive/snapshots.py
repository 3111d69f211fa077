"""What an official had in view when a conclusion was drawn, as it is kept (R049)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from dialogportal import periods
from dialogportal.personal_data import mask
from dialogues.models import Dialogue
from feedback.enums import PersonalData
from feedback.models import Viewpoint
from municipality.models import User

QUOTED_FIELDS = ["text", "personal_data", "dialogue__reference"]


def as_they_stood(
    references: Sequence[str], judgements: dict[str, str], user: User
) -> list[dict[str, Any]]:
    """The hits an official had in view, as they stand now, with how they were judged."""
    rows = Dialogue.objects.visible_to(user).light().filter(reference__in=references)
    by_reference = {row.reference: row for row in rows.select_related("owner")}
    return [
        {
            "reference": row.reference,
            "title": row.title,
            "owner": row.owner.name,
            "period": periods.by_month(row.starts_on, row.ends_on or row.starts_on),
            "status": row.status.value,
            "awaits_feedback": row.awaits_feedback,
            "viewpoints": row.viewpoint_count,
            "judgement": judgements.get(reference, ""),
        }
        for reference in dict.fromkeys(references)
        if (row := by_reference.get(reference))
    ]


def viewpoints_to_reuse(ids: Sequence[int], user: User) -> list[dict[str, Any]]:
    """The viewpoints picked for reuse; call it in the transaction that keeps them.

    The lock makes whoever deletes or changes one meanwhile wait, and then find the quote.

    Personal data that waits to be looked at is masked, whoever picks them: what is kept with the
    dialogue is read by everybody.
    """
    rows = Viewpoint.objects.visible_to(user).select_for_update(of=("self",)).order_by("pk")
    light = rows.select_related("dialogue").only(*QUOTED_FIELDS)
    found = light.in_bulk(list(ids))
    with translation.override(settings.LANGUAGE_CODE):
        return [
            {
                "id": row.pk,
                "text": mask(row.text) if row.personal_data == PersonalData.WAITING else row.text,
                "dialogue": row.dialogue.reference,
            }
            for pk in dict.fromkeys(ids)
            if (row := found.get(pk))
        ]
