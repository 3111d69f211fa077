"""Methods that often fit a plan, each with why (R085, R093).

Never ranked, never more than a suggestion: they come in the order of their names, and any other
method may be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from dialogportal.sorting import swedish_key
from dialogues.models import Dialogue
from municipality.enums import Level, MethodClass
from municipality.models import Method
from municipality.models.framework import SCALES
from participation.models import ParticipationPlan
from participation.reach import primary_unheard
from participation.wording import listed

ENDS = {
    "many_few": (pgettext_lazy("scale", "hear many"), pgettext_lazy("scale", "hear fewer")),
    "shallow_deep": (pgettext_lazy("scale", "short talks"), pgettext_lazy("scale", "deeper talks")),
    "measure_reason": (pgettext_lazy("scale", "measure"), pgettext_lazy("scale", "reason")),
    "reaction_learning": (
        pgettext_lazy("scale", "first reaction"),
        pgettext_lazy("scale", "learning"),
    ),
}
MIDDLE = 3


@dataclass(frozen=True)
class Suggestion:
    """A method and why it is suggested."""

    method: Method
    reasons: list[str]


def suggested(
    dialogue: Dialogue, plan: ParticipationPlan, methods: Iterable[Method]
) -> list[Suggestion]:
    """Those that fit the level or the groups, and do not lie far off on the scales."""
    chosen = {name: place for name in SCALES if (place := getattr(plan, name)) is not None}
    unheard = bool(primary_unheard(dialogue))
    found = []
    for method in methods:
        near, far = _on_scales(method, chosen)
        reasons = []
        if dialogue.level in method.usual_levels:
            level = str(Level(dialogue.level).label)
            reasons.append(_("usual at the level “%(level)s”") % {"level": level})
        if unheard and method.method_class == MethodClass.TARGET_GROUP:
            reasons.append(_("goes to those who are seldom heard"))
        fits = bool(reasons) or (dialogue.level is None and len(near) > 1)
        if near:
            reasons.append(_("fits: %(what)s") % {"what": listed(near)})
        if fits and far <= len(chosen) // 2:
            found.append(Suggestion(method, reasons))
    return sorted(found, key=lambda one: swedish_key(str(one.method)))


def _on_scales(method: Method, chosen: dict[str, int]) -> tuple[list[str], int]:
    """The ends that the method shares with the choices, and on how many scales it lies far off."""
    near, far = [], 0
    for name, place in chosen.items():
        own = getattr(method, name)
        if own is None:
            continue
        if abs(own - place) > 1:
            far += 1
        elif place != MIDDLE:
            near.append(str(ENDS[name][place > MIDDLE]))
    return near, far


def place_text(name: str, place: int) -> str:
    """“hear fewer”, “rather deeper talks”, “between measure and reason”."""
    first, last = (str(end) for end in ENDS[name])
    if place == MIDDLE:
        return _("between %(first)s and %(last)s") % {"first": first, "last": last}
    end = last if place > MIDDLE else first
    return end if place in {1, 5} else _("rather %(end)s") % {"end": end}
