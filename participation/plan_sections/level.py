"""Level and influence (R082–R090)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.enums import MoveName, Openness, State
from dialogues.models import Dialogue
from dialogues.plan import Finding, Row, Section
from municipality.enums import LEVEL_RESIDENTS_GET_TO, Level
from participation.enums import Extent
from participation.forms.level import LevelForm
from participation.models.plan import WEIGHTS
from participation.plan_sections.told import plan_of, texts

SLUG = "niva"
WRITTEN = ("decided_part", "open_part", "influence_statement", "treatment_statement")


def _blocker(text: str, field: str, unsaid: str = "", told: str = "", **more: Any) -> Finding:
    return Finding(text, SLUG, field, unsaid=unsaid, told=told, **more)


def _warning(text: str, field: str, told: str = "", unsaid: str = "") -> Finding:
    return Finding(text, SLUG, field, is_blocker=False, told=told, unsaid=unsaid)


def level_findings(dialogue: Dialogue) -> list[Finding]:
    """What is missing of the level, and what does not go together."""
    return [*_of_level(dialogue), *_of_openness(dialogue), *_of_promises(dialogue)]


def _of_level(dialogue: Dialogue) -> list[Finding]:
    level, lowest = dialogue.level, dialogue.type.minimum_level
    if level is None:
        text = _("Choose how far residents’ influence reaches.")
        return [_blocker(text, "level_0", _("how far residents’ influence reaches"))]
    if level == Level.INFORMATION:
        return [
            _blocker(
                _(
                    "At the level of information nothing can be influenced, so it is no dialogue."
                    " Hold an information meeting instead, or choose a higher step."
                ),
                "level_0",
                told=_("At the level of information nothing can be influenced: it is no dialogue."),
                way=_meeting_instead(dialogue),
            )
        ]
    if level < lowest:
        text = _("For %(type)s the lowest level is %(level)s. Choose that step or a higher one.")
        known = {"type": dialogue.type, "level": str(Level(lowest).label).lower()}
        told = _("For %(type)s the lowest level is %(level)s.") % known
        return [_blocker(text % known, "level_0", told=told)]
    return []


def _meeting_instead(dialogue: Dialogue) -> tuple[str, Any] | None:
    """Where a plan becomes an information meeting, while it is being written (R086)."""
    if dialogue.state != State.PLANNING:
        return None
    address = reverse("process-step", args=[dialogue.reference, MoveName.INFORM.value])
    return address, MoveName.INFORM.label


def _of_openness(dialogue: Dialogue) -> list[Finding]:
    plan = plan_of(dialogue)
    if not dialogue.openness:
        text = _("Say whether residents can influence whether it is done, or only how.")
        clause = _("whether residents can influence whether it is done, or only how")
        return [_blocker(text, "openness_0", clause)]
    if dialogue.openness == Openness.NOTHING:
        text = _("Nothing is open to influence, so it is no dialogue but information.")
        return [_blocker(text, "openness_0", way=_meeting_instead(dialogue))]
    if dialogue.openness == Openness.WHETHER:
        return []
    found = []
    if not plan.decided_part:
        clause = _("what is already decided")
        found.append(_blocker(_("Say what is already decided."), "decided_part", clause))
    if not plan.open_part:
        found.append(_blocker(_("Say what is still open."), "open_part", _("what is still open")))
    if dialogue.level and dialogue.level >= Level.INFLUENCE:
        text = _(
            "Only how it is done is open. Weigh in whether the level “%(level)s” promises too much."
        )
        known = {"level": Level(dialogue.level).label}
        found.append(_warning(text % known, "level_0"))
    return found


def _of_promises(dialogue: Dialogue) -> list[Finding]:
    plan = plan_of(dialogue)
    found = []
    if not plan.influence_statement:
        text = _("Say what residents can influence, and how.")
        clause = _("what residents can influence, and how")
        found.append(_blocker(text, "influence_statement", clause))
    if not plan.treatment_statement:
        text = _("Say how the viewpoints will be treated.")
        clause = _("how the viewpoints will be treated")
        found.append(_blocker(text, "treatment_statement", clause))
    if None in [getattr(plan, name) for name in WEIGHTS]:
        text = _("Judge whether the matter is worth a dialogue: three questions.")
        clause = _("whether the matter is worth a dialogue")
        found.append(_warning(text, f"{WEIGHTS[0]}_0", unsaid=clause))
    if Extent.NO in [getattr(plan, name) for name in WEIGHTS]:
        text = _(
            "By your own judgement the matter means little, leads to no decision or cannot be"
            " changed. A dialogue about it may cost trust."
        )
        told = _(
            "By the administration’s own judgement the matter means little, leads to no decision or"
            " cannot be changed."
        )
        found.append(_warning(text, f"{WEIGHTS[0]}_0", told))
    return found


def level_in_words(level: int) -> str:
    """“Consultation: residents get to give an opinion”."""
    return _("%(level)s: residents get to %(do)s") % {
        "level": Level(level).label,
        "do": LEVEL_RESIDENTS_GET_TO[Level(level)],
    }


def _told(dialogue: Dialogue) -> list[Row]:
    level = level_in_words(dialogue.level) if dialogue.level else ""
    label = _("What residents can still influence")
    openness = dialogue.get_openness_display() if dialogue.openness else ""
    return [
        (_("Level of participation"), level),
        (label, str(openness)),
        *texts(dialogue, *WRITTEN, *WEIGHTS, "weight_note"),
    ]


def _at_first(dialogue: Dialogue) -> list[Row]:
    plan = plan_of(dialogue)
    openness = str(dialogue.get_openness_display()) if dialogue.openness else ""
    return [
        (_("Open to influence"), ". ".join(text for text in (openness, plan.open_part) if text)),
        (_("Already decided"), plan.decided_part),
    ]


def _worth(dialogue: Dialogue) -> list[Row]:
    return texts(dialogue, *WEIGHTS)


def _filled(dialogue: Dialogue) -> bool:
    plan = plan_of(dialogue)
    return bool(dialogue.level or dialogue.openness or any(getattr(plan, name) for name in WRITTEN))


LEVEL = Section(
    slug=SLUG,
    title=gettext_lazy("Level and influence"),
    lead=gettext_lazy(
        "How far residents’ influence reaches, and what you promise those who take part."
    ),
    findings=level_findings,
    filled=_filled,
    told=_told,
    at_first=_at_first,
    worth=_worth,
    form=LevelForm,
    row=plan_of,
    template="participation/level.html",
    guidance="participation/guidance/level.html",
    related=("participation_plan",),
)
