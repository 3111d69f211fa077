"""The basis for the committee's decision, from the plan as it stands (issue 3, section 2).

The headings are those of a Swedish official report; the text is what the plan's sections tell, and
nothing else. Always in Swedish, in whatever language the reader works.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from dialogues import plan
from dialogues.enums import State
from dialogues.models import Dialogue
from dialogues.permissions import deciding_committee
from dialogues.plan_sections.wording import kronor
from dialogues.versions import DECIDED_STATES, changes_since_put, version_that_holds

LANGUAGE = "sv"
PROPOSAL, MATTER, ANNEXES = "forslag", "arendet", "bilagor"
# (heading, sections told under it); a section that none names is told under the matter itself.
HEADINGS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (PROPOSAL, gettext_noop("Proposal for a decision"), ()),
    ("sammanfattning", gettext_noop("Summary"), ("syfte",)),
    ("bakgrund", gettext_noop("Background"), ("det-vi-vet", "krockar")),
    (MATTER, gettext_noop("The matter"), ()),
    ("malgruppsanalys", gettext_noop("Target-group analysis"), ("malgrupper", "rekrytering")),
    ("rattigheter", gettext_noop("Democratic rights"), ("rattigheter",)),
    ("ekonomi", gettext_noop("Economy"), ("budget",)),
    ("tidplan", gettext_noop("Timetable"), ("tillfallen-och-tidplan",)),
    ("aterkoppling", gettext_noop("Feedback"), ("mottagande", "aterkoppling", "utvardering")),
    (ANNEXES, gettext_noop("Annexes"), ()),
)


@dataclass(frozen=True)
class Told:
    """What one section of the plan says: (label, text) rows; never without any."""

    title: str
    rows: list[list[str]]
    slug: str = ""


@dataclass
class Part:
    """One heading: sentences of its own, or what sections tell."""

    slug: str
    heading: str
    sentences: list[str] = field(default_factory=list)
    sections: list[Told] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.sentences and not self.sections


@dataclass(frozen=True)
class Basis:
    """The whole document. ``facts`` are (label, text) of what the case is."""

    title: str
    facts: list[tuple[str, str]]
    note: str
    nothing: str
    parts: list[Part]


def decision_basis(dialogue: Dialogue) -> Basis:
    """The basis for the decision on a dialogue from ``plan.with_rows``."""
    with translation.override(LANGUAGE):
        parts = {slug: Part(slug, _(heading)) for slug, heading, _sections in HEADINGS}
        for told in plan.told(dialogue):
            rows = told["rows"] + told["small_rows"]
            if rows:
                parts[_place(told["slug"])].sections.append(Told(told["title"], rows, told["slug"]))
        parts[MATTER].sections += _opinions(dialogue)
        documents = dialogue.documents.order_by("uploaded_at", "pk").values_list("title", flat=True)
        parts[ANNEXES].sentences = list(documents) or [_("No annexes.")]
        parts[PROPOSAL].sentences = _proposal(dialogue, parts)
        parts[PROPOSAL].sections += _decided(dialogue)
        return Basis(
            title=dialogue.title,
            facts=_facts(dialogue),
            note=_note(dialogue),
            nothing=_("The plan says nothing of this."),
            parts=list(parts.values()),
        )


def _decided(dialogue: Dialogue) -> list[Told]:
    """What was decided about the plan that holds, and what was set with it (R067)."""
    if dialogue.state not in DECIDED_STATES:
        return []
    last = dialogue.decisions.select_related("committee").order_by("at", "pk").last()
    if last is None:
        return []
    due = last.feedback_date
    minutes = (last.who, date_format(last.meeting_date), last.paragraph and f"§ {last.paragraph}")
    rows = [
        [str(last.get_outcome_display()), ", ".join(part for part in minutes if part)],
        [_("Conditions"), last.conditions],
        [_("Budget frame"), kronor(last.budget_frame)],
        [_("Financed by"), last.financing_words],
        [_("Timetable"), last.timetable],
        [_("Feedback no later than"), date_format(due) if due else ""],
        [_("To be reached in particular"), last.special_groups],
    ]
    return [Told(_("What was decided"), [row for row in rows if row[1]])]


def _opinions(dialogue: Dialogue) -> list[Told]:
    """What the strategist says of the plan (R071)."""
    told = []
    for one in dialogue.opinions.all():
        rows = [
            [_("Given by"), f"{one.by_label}, {date_format(timezone.localtime(one.at))}"],
            [_("Method"), one.method],
            [_("Feedback"), one.feedback],
            [_("Measuring"), one.measurability],
        ]
        told.append(Told(_("The strategist's opinion"), [row for row in rows if row[1]]))
    return told


def _place(slug: str) -> str:
    return next((heading for heading, _title, sections in HEADINGS if slug in sections), MATTER)


def _facts(dialogue: Dialogue) -> list[tuple[str, str]]:
    rows = [
        (_("Reference"), dialogue.reference),
        (_("Case number"), dialogue.case_number),
        (pgettext("whose dialogue", "Administration"), str(dialogue.owner.current())),
        (_("Type"), str(dialogue.type)),
    ]
    return [(label, text) for label, text in rows if text]


def _note(dialogue: Dialogue) -> str:
    """Whether what is read is what is decided on."""
    if dialogue.state in (State.IDEA, State.PLANNING):
        return _("Draft. The plan has not been submitted.")
    version = version_that_holds(dialogue)
    if version is None:
        return ""
    words = {"number": version.number, "day": date_format(timezone.localtime(version.at))}
    if dialogue.state == State.SUBMITTED:
        told = _("Version %(number)s of the plan, submitted %(day)s.") % words
    else:
        told = _("Version %(number)s of the plan, the one that holds.") % words
    if changed := changes_since_put(dialogue):
        names = ", ".join(f"{one.section} ({one.label})" for one in changed)
        told += " " + _("This has changed since then: %(what)s.") % {"what": names}
    return told


def _proposal(dialogue: Dialogue, parts: dict[str, Part]) -> list[str]:
    """What is proposed, of what the plan holds."""
    name = str(deciding_committee(dialogue) or _("Whoever decides on the dialogue"))
    sentences = [_("%(committee)s decides that the dialogue is held as the plan below says.")]
    if parts["ekonomi"].sections:
        sentences.append(_("%(committee)s sets the budget frame, as proposed under Economy."))
    if parts["aterkoppling"].sections:
        sentences.append(
            _("%(committee)s decides when feedback is given, as proposed under Feedback.")
        )
    return [sentence % {"committee": name} for sentence in sentences]
