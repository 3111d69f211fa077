"""Earlier and later dialogues on the same matter (R030)."""

from __future__ import annotations

from django.db import connection
from django.db.models.expressions import RawSQL

from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from municipality.models import User

# UNION (not UNION ALL) makes the walk end even if rows of an import should form a ring.
_WALK = """
WITH RECURSIVE walk(id) AS (
    SELECT %s::bigint
    UNION
    SELECT link.{end} FROM dialogues_dialogue_follows AS link JOIN walk ON link.{start} = walk.id
)
SELECT id FROM walk WHERE id <> %s
"""
_EARLIER = _WALK.format(start="from_dialogue_id", end="to_dialogue_id")
_LATER = _WALK.format(start="to_dialogue_id", end="from_dialogue_id")


def later_ids(dialogue: Dialogue) -> list[int]:
    """Ids of the dialogues that follow it, and those that follow them."""
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [dialogue.pk, dialogue.pk])
        return [row[0] for row in cursor.fetchall()]


def chain_of(dialogue: Dialogue, user: User) -> DialogueQuerySet:
    """The other dialogues of its chain that the user may see, oldest first, in one query."""
    ids = RawSQL(f"({_EARLIER}) UNION ({_LATER})", [dialogue.pk] * 4)  # noqa: S611 the text is ours
    found: DialogueQuerySet = Dialogue.objects.visible_to(user).filter(pk__in=ids)
    return found.order_by("starts_on", "id")
