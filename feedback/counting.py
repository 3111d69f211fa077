"""How many viewpoints each dialogue has, kept on the dialogue."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from dialogues.models import Dialogue
from feedback.models import Viewpoint


@transaction.atomic
def recount(dialogue_ids: Iterable[int]) -> None:
    """Set ``viewpoint_count``; call it last in the transaction that adds or takes away viewpoints.

    The rows are locked before the counting statement begins, so that of two who write at once
    the second one counts the first one's rows too. The lock is the one that lets viewpoints
    refer to the dialogue meanwhile: with a stronger one the two would wait for each other.
    """
    rows = Dialogue.objects.filter(pk__in=list(dialogue_ids)).order_by("pk")
    ids = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    of_dialogue = Viewpoint.objects.filter(dialogue=OuterRef("pk")).order_by().values("dialogue")
    count = Subquery(
        of_dialogue.annotate(number=Count("pk")).values("number"), output_field=IntegerField()
    )
    Dialogue.objects.filter(pk__in=ids).update(viewpoint_count=Coalesce(count, Value(0)))
