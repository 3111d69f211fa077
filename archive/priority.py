"""Where dialogues are held relative to areas marked as socio-economically disadvantaged (R119)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from dialogues.enums import Counted, State
from dialogues.models import Dialogue
from dialogues.models.querysets import CARRIED_OUT
from municipality.models import Area, User


@dataclass(frozen=True)
class Held:
    """How many dialogues were or are held in the marked areas, and how many elsewhere."""

    areas: int
    inside: int
    elsewhere: int

    @property
    def most(self) -> int:
        return max(self.inside, self.elsewhere)


def held_in_priority_areas(areas: Iterable[Area], user: User) -> Held | None:
    """Of the dialogues that a user sees, by whether any of their areas lies in a marked one; one
    query. None where no area is marked."""
    marked = [area for area in areas if area.is_priority]
    if not marked:
        return None
    leaves = sorted({leaf for area in marked for leaf in area.leaf_ids})
    inside = Area.objects.filter(
        dialogues=OuterRef("pk"), leaf_ids__contained_by=leaves, leaf_ids__len__gt=0
    )
    dialogues = Dialogue.objects.visible_to(user).counted_as(Counted.DIALOGUE)
    held = dialogues.filter(state__in=(State.ONGOING, *CARRIED_OUT))
    counted = held.order_by().aggregate(
        every=Count("pk"), inside=Count("pk", filter=Q(Exists(inside)))
    )
    return Held(len(marked), counted["inside"], counted["every"] - counted["inside"])
