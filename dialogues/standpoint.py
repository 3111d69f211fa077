"""What a dialogue would give, weighed also where the answer is no (R077).

It is kept in the plan, which begins with it where a dialogue is held after all.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dialogues import history
from dialogues.enums import HistoryAction
from dialogues.models import Dialogue, Plan
from municipality.models import Profile, User

SAY_BENEFIT = _("Say what a dialogue would give, and what it would be for: a no is weighed too.")


def is_always_said() -> bool:
    """Whether the city always takes a stand on the benefit, also when it says no."""
    return bool(Profile.objects.current().rules.get("dialogue_always_weighed", False))


def weigh(dialogue: Dialogue, benefit: str, *, by: User) -> None:
    """Keep what a dialogue would give; where nothing is said, what was said stays. Within the
    transaction of what follows from it."""
    row = Plan.objects.filter(dialogue=dialogue).first() or Plan(dialogue=dialogue)
    if not benefit or row.benefit == benefit:
        return
    changes = {"benefit": [row.benefit, benefit]}
    row.benefit, row.version = benefit, row.version + 1
    row.save()
    history.record(
        dialogue=dialogue,
        by=by,
        action=HistoryAction.PLAN_CHANGED,
        detail=Plan._meta.label,
        changes=changes,
    )
