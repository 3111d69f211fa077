"""How residents are told of the dialogue, and how what they say is kept."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.enums import DocumentForm, PlanStep
from dialogues.forms.plan_parts import CommunicationForm, DocumentationForm
from dialogues.models import Dialogue, Plan
from dialogues.plan import Finding, Row, Section, row_of
from dialogues.plan_sections.wording import in_words, label_of, rows_of


def _plan(dialogue: Dialogue) -> Plan:
    return row_of(dialogue, Plan, "plan")


def _communication_findings(dialogue: Dialogue) -> list[Finding]:
    plan = _plan(dialogue)
    found = []
    if not plan.communication:
        text = _("Say how residents are told of the dialogue.")
        clause = _("how residents are told of the dialogue")
        found.append(Finding(text, "kommunikation", "communication", unsaid=clause))
    if not plan.communication_by:
        text = _("Say which function answers for the communication.")
        found.append(Finding(text, "kommunikation", "communication_by", step=PlanStep.START))
    return found


COMMUNICATION = Section(
    slug="kommunikation",
    title=gettext_lazy("Communication"),
    lead=gettext_lazy("Those concerned know of the dialogue in time, in words they understand."),
    findings=_communication_findings,
    filled=lambda dialogue: bool(_plan(dialogue).communication),
    told=lambda dialogue: rows_of(_plan(dialogue), "communication"),
    told_small=lambda dialogue: rows_of(_plan(dialogue), "communication_by"),
    form=CommunicationForm,
    row=_plan,
    guidance="dialogues/guidance/communication.html",
    related=("plan",),
)


def _documentation_findings(dialogue: Dialogue) -> list[Finding]:
    plan = _plan(dialogue)
    if plan.documentation or plan.documentation_forms:
        return []
    text = _("Say how what is said is documented.")
    clause = _("how what is said is documented")
    return [Finding(text, "dokumentation", "documentation_forms_0", unsaid=clause)]


def _documentation_told(dialogue: Dialogue) -> list[Row]:
    plan = _plan(dialogue)
    forms = in_words(DocumentForm, plan.documentation_forms)
    return [
        (label_of("documentation_forms", Plan), forms),
        *rows_of(plan, "documentation"),
    ]


DOCUMENTATION = Section(
    slug="dokumentation",
    title=gettext_lazy("Documentation"),
    lead=gettext_lazy("What is said is written down so that it can be used, also by others."),
    findings=_documentation_findings,
    filled=lambda dialogue: not _documentation_findings(dialogue),
    told=_documentation_told,
    told_small=lambda dialogue: rows_of(_plan(dialogue), "documentation_by"),
    form=DocumentationForm,
    row=_plan,
    guidance="dialogues/guidance/documentation.html",
    related=("plan",),
)
