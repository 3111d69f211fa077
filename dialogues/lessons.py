"""What others learnt from dialogues like the one that is planned (R137)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from dialogues.enums import EvaluatedAspect
from dialogues.models import Dialogue
from dialogues.models.querysets import CARRIED_OUT
from municipality.models import User

MOST = 3


def lessons_for(dialogue: Dialogue, aspect: EvaluatedAspect, user: User) -> list[Dialogue]:
    """The newest carried-out dialogues with a theme or a method in common that wrote down what
    they learnt of an aspect, or learnt something and did not say of what."""
    alike = Q()
    for relation, column in (("themes", "theme"), ("methods", "method")):
        links = getattr(Dialogue, relation).through.objects
        mine = links.filter(dialogue=dialogue).values(column)
        alike |= Q(Exists(links.filter(dialogue=OuterRef("pk"), **{f"{column}__in": mine})))
    return list(
        Dialogue.objects.visible_to(user)
        .filter(alike, state__in=CARRIED_OUT)
        .filter(Q(evaluated__contains=[aspect]) | Q(evaluated=[]))
        .exclude(lessons="")
        .exclude(pk=dialogue.pk)
        .select_related("owner")
        .only("reference", "title", "lessons", "starts_on", "ends_on", "owner__name")
        .newest_first()[:MOST]
    )
