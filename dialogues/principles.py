"""Ten principles as a self-check, computed from the plan's fields (R148).

What they are about comes from Malmö's preparation model; a city's profile may word its own. Each is
met, not yet met, or a matter of one's own judgement. They are never added up. Once a dialogue is
carried out, what came of it is looked at and not what was planned (REQUIREMENTS 2b.7).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from dialogues.enums import EvaluationKind
from dialogues.models import Dialogue, Plan
from dialogues.models.decision import APPROVED
from dialogues.plan import Progress, row_of, section_url
from dialogues.plan_sections.means import has_association
from dialogues.versions import DECIDED_STATES
from municipality.enums import Level
from municipality.models import Profile

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EVALUATED = {EvaluationKind.SYSTEMATIC, EvaluationKind.REFLECTION}


class Standing(TextChoices):
    """How a plan stands to a principle; the values are kinds of tags."""

    MET = "done", _("Met")
    NOT_YET = "waits", _("Not yet")
    OWN = "none", _("Your own judgement")


@dataclass(frozen=True)
class Seen:
    """What a check is made from: the dialogue and how far its sections have come, by slug."""

    dialogue: Dialogue
    sections: dict[str, Progress]

    def of(self, slug: str, *fields: str) -> Standing:
        """Met when a section is written and nothing is wanted, of the fields if any are named."""
        one = self.sections.get(slug)
        if one is None:
            return Standing.OWN
        if one.state == "missing":
            return Standing.NOT_YET
        if fields:
            wanted = any(finding.field.startswith(fields) for finding in one.findings)
            return Standing.NOT_YET if wanted else Standing.MET
        return Standing.MET if one.state == "ok" else Standing.NOT_YET

    def both(self, *standings: Standing) -> Standing:
        """Met when all are; what is not yet decides over one's own judgement."""
        return next(
            (one for one in (Standing.NOT_YET, Standing.OWN) if one in standings), Standing.MET
        )


@dataclass(frozen=True)
class Principle:
    """One of the ten. ``slug``: the section where it is seen to; ``why``: what is looked at, and
    ``why_held`` once the dialogue is carried out, where that is another thing."""

    code: str
    text: StrOrPromise
    why: StrOrPromise
    slug: str
    standing: Callable[[Seen], Standing]
    why_held: StrOrPromise = ""

    def looked_at(self, dialogue: Dialogue) -> str:
        return str((dialogue.is_carried_out and self.why_held) or self.why)


def _met(is_met: object) -> Standing:
    return Standing.MET if is_met else Standing.NOT_YET


def _considered(seen: Seen) -> Standing:
    written = seen.of("stallningstagande")
    if not seen.dialogue.is_carried_out:
        return written
    return seen.both(written, _met(seen.dialogue.result_summary))


def _feedback(seen: Seen) -> Standing:
    if seen.dialogue.is_carried_out:
        return _met(not seen.dialogue.awaits_feedback)
    return seen.both(seen.of("aterkoppling"), seen.of("aterkoppling", "reach"))


def _evaluation(seen: Seen) -> Standing:
    if seen.dialogue.is_carried_out:
        return _met(seen.dialogue.evaluation_kind in EVALUATED)
    return seen.of("utvardering", "success_for", "evaluation")


def _heard(seen: Seen) -> Standing:
    level = seen.dialogue.level
    return Standing.MET if level and level >= Level.CONSULTATION else Standing.NOT_YET


def _reasons(seen: Seen) -> Standing:
    plan = row_of(seen.dialogue, Plan, "plan")
    if not plan.changes_policy:
        return Standing.OWN
    return Standing.MET if plan.change_reason else Standing.NOT_YET


def _associations(seen: Seen) -> Standing:
    if has_association(seen.dialogue):
        return Standing.MET
    reason = row_of(seen.dialogue, Plan, "plan").without_associations
    return Standing.OWN if reason else Standing.NOT_YET


def _responsibility(seen: Seen) -> Standing:
    if not seen.dialogue.type.is_decided_by_committee:
        return Standing.OWN
    if seen.dialogue.state not in DECIDED_STATES:
        return Standing.NOT_YET
    # Nor does a state that was registered afterwards say that anybody has decided.
    approving = seen.dialogue.decisions.filter(committee__isnull=False, outcome__in=APPROVED)
    return _met(approving.exists())


PRINCIPLES = (
    Principle(
        "considered",
        _("A dialogue is always weighed when a proposal directly concerns residents."),
        _("The standpoint is written."),
        "stallningstagande",
        _considered,
        _("The standpoint is written, and so is what came out of the dialogue."),
    ),
    Principle(
        "heard",
        _("To be heard is the least that residents have a right to."),
        _("The level is at least consultation."),
        "niva",
        _heard,
    ),
    Principle(
        "reasons",
        _("When plans, programmes and policies are changed, residents are told why."),
        _("The reason is written, if the matter changes such a document."),
        "stallningstagande",
        _reasons,
    ),
    Principle(
        "terms",
        _("It is clear early what can be influenced and how viewpoints are treated."),
        _("What is promised stands under level and influence."),
        "niva",
        lambda seen: seen.of("niva", "influence_statement", "treatment_statement"),
    ),
    Principle(
        "access",
        _("It is easy to take part, and outreach work is weighed in particular."),
        _("Recruitment and adaptation are written."),
        "anpassning",
        lambda seen: seen.both(seen.of("rekrytering"), seen.of("anpassning")),
    ),
    Principle(
        "children",
        _("Children's and young people's chances to take part get special attention."),
        _("The rights of the child are written of."),
        "rattigheter",
        lambda seen: seen.of("rattigheter", "child", "young"),
    ),
    Principle(
        "feedback",
        _("Those who took part are told what it led to."),
        _("The feedback plan is whole and reaches those who took part."),
        "aterkoppling",
        _feedback,
        _("An answer has been sent to those who took part."),
    ),
    Principle(
        "associations",
        _("Associations and organisations take part, and that work is developed."),
        _("An association is a partner, or it is said why none is."),
        "samverkan",
        _associations,
    ),
    Principle(
        "evaluation",
        _("Each dialogue is evaluated, and the next one is better for it."),
        _("It is said what a good result is, and how it is evaluated."),
        "utvardering",
        _evaluation,
        _("The evaluation is registered."),
    ),
    Principle(
        "responsibility",
        _("Those elected weigh matters against each other and answer for the whole."),
        _("A committee's decision that approves the plan is registered."),
        "",
        _responsibility,
    ),
)


def check(dialogue: Dialogue, progress: list[Progress]) -> list[dict[str, str]]:
    """How a plan stands to each principle: {"text", "why", "kind", "word", "url"}."""
    sections = {one.section.slug: one for one in progress}
    seen = Seen(dialogue, sections)
    worded = _worded()
    return [
        {
            "text": worded.get(principle.code, str(principle.text)),
            "why": principle.looked_at(dialogue),
            "kind": (standing := principle.standing(seen)).value,
            "word": str(standing.label),
            "url": section_url(dialogue, sections[principle.slug].section)
            if principle.slug in sections
            else "",
        }
        for principle in PRINCIPLES
        if not worded or principle.code in worded
    ]


def _worded() -> dict[str, str]:
    """The city's own wording, by code; empty where its profile has none."""
    profile = Profile.objects.current()
    return dict(profile.listed(profile.rules.get("principles", [])))
