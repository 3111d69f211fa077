"""The plan's sections that the register itself answers for."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.enums import Phase, Purpose
from dialogues.forms.plan import PlanPurposeForm, PriorKnowledgeForm
from dialogues.models import Dialogue
from dialogues.plan import Finding, Row, Section


def label_of(name: str) -> str:
    """What a column of a dialogue is called."""
    label = str(Dialogue._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _prior_findings(dialogue: Dialogue) -> list[Finding]:
    if dialogue.background:
        return []
    text = _("Say what is already known, also if it is nothing.")
    return [Finding(text, "det-vi-vet", "background")]


def _prior_told(dialogue: Dialogue) -> list[Row]:
    return [(_("What is already known"), dialogue.background)]


PRIOR_KNOWLEDGE = Section(
    slug="det-vi-vet",
    title=gettext_lazy("What we already know"),
    lead=gettext_lazy("What the search before the plan found, for the committee to read."),
    findings=_prior_findings,
    filled=lambda dialogue: bool(dialogue.background),
    told=_prior_told,
    form=PriorKnowledgeForm,
    related=("review",),
)


def _purpose_findings(dialogue: Dialogue) -> list[Finding]:
    wanted = [
        (dialogue.question, "question", _("Write the question that residents are to answer.")),
        (dialogue.purpose, "purpose", _("Say what the dialogue is for.")),
        (
            dialogue.feeds_decision,
            "feeds_decision",
            _("Name the decision that what is said will feed."),
        ),
    ]
    return [Finding(text, "syfte", name) for value, name, text in wanted if not value]


def _purpose_told(dialogue: Dialogue) -> list[Row]:
    decided_on = dialogue.feeds_decided_on
    return [
        (label_of("question"), dialogue.question),
        (label_of("purpose"), dialogue.purpose),
        (label_of("purposes"), ", ".join(str(Purpose(code).label) for code in dialogue.purposes)),
        (label_of("themes"), ", ".join(str(theme) for theme in dialogue.themes.all())),
        (label_of("feeds_decision"), dialogue.feeds_decision),
        (label_of("feeds_committee"), str(dialogue.feeds_committee or "")),
        (label_of("feeds_decided_on"), date_format(decided_on) if decided_on else ""),
        (label_of("phases"), ", ".join(str(Phase(code).label) for code in dialogue.phases)),
        (label_of("initiator"), str(dialogue.get_initiator_display())),
    ]


PURPOSE = Section(
    slug="syfte",
    title=gettext_lazy("Purpose and question"),
    lead=gettext_lazy("One question, why it is asked, and which decision the answers go into."),
    findings=_purpose_findings,
    filled=lambda dialogue: bool(dialogue.question or dialogue.purpose or dialogue.feeds_decision),
    told=_purpose_told,
    form=PlanPurposeForm,
    related=("feeds_committee",),
    prefetched=("themes",),
)
