"""The beginning of the plan: what is known, what is asked, and why a dialogue is held."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.enums import EvaluatedAspect, Phase, PlanStep, Purpose
from dialogues.forms.plan import PlanPurposeForm, PriorKnowledgeForm
from dialogues.forms.plan_parts import StandpointForm
from dialogues.models import Dialogue, Plan
from dialogues.page_query import NAMED, linked_rows, named, rows_as_column
from dialogues.plan import Finding, Row, Section, column_of, row_of
from dialogues.plan_sections.wording import in_words, label_of, rows_of
from dialogues.quotes import names_people
from municipality.models import Area, Theme


def _prior_findings(dialogue: Dialogue) -> list[Finding]:
    if not dialogue.background:
        text = _("Say what is already known, also if it is nothing.")
        return [Finding(text, "det-vi-vet", "background", unsaid=_("what is already known"))]
    if names_people(dialogue.background, dialogue):
        text = _(
            "What is already known holds personal data, such as a phone number or an e-mail."
            " Take it away: what is submitted is kept for ever."
        )
        told = _("What is already known holds personal data that is not to be kept.")
        return [Finding(text, "det-vi-vet", "background", told=told)]
    return []


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
    guidance="dialogues/guidance/prior_knowledge.html",
    related=("review",),
)


def _purpose_findings(dialogue: Dialogue) -> list[Finding]:
    wanted = [
        (
            "question",
            _("Write the question that residents are to answer."),
            _("which question residents are to answer"),
        ),
        ("purpose", _("Say what the dialogue is for."), _("what the dialogue is for")),
        (
            "feeds_decision",
            _("Name the decision that what is said will feed."),
            _("which decision the answers go into"),
        ),
    ]
    found = [
        Finding(text, "syfte", name, unsaid=clause)
        for name, text, clause in wanted
        if not getattr(dialogue, name)
    ]
    if not place_of(dialogue):
        text = _("Say where the dialogue is held: without a place nobody sees what it meets.")
        clause = _("where the dialogue is held")
        found.append(Finding(text, "syfte", "areas", is_blocker=False, unsaid=clause))
    return found


def place_of(dialogue: Dialogue) -> str:
    """Where a dialogue is to be held: the whole city, or the names of its areas."""
    names: list[str] = column_of(dialogue, "plan_areas")
    return _("The whole city") if dialogue.is_city_wide else ", ".join(names)


def _purpose_told(dialogue: Dialogue) -> list[Row]:
    decided_on = dialogue.feeds_decided_on
    themes = column_of(dialogue, "plan_themes")
    return [
        (label_of("question"), dialogue.question),
        (label_of("purpose"), dialogue.purpose),
        (_("Where"), place_of(dialogue)),
        (label_of("purposes"), in_words(Purpose, dialogue.purposes)),
        (label_of("themes"), ", ".join(row["name"] for row in named(themes))),
        (label_of("feeds_decision"), dialogue.feeds_decision),
        (label_of("feeds_committee"), str(dialogue.feeds_committee or "")),
        (label_of("feeds_decided_on"), date_format(decided_on) if decided_on else ""),
        (label_of("phases"), in_words(Phase, dialogue.phases)),
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
    template="dialogues/plan_purpose.html",
    beside=lambda dialogue: {"place": place_of(dialogue)},
    guidance="dialogues/guidance/purpose.html",
    lessons_on=EvaluatedAspect.PURPOSE,
    related=("feeds_committee",),
    annotated={
        "plan_themes": rows_as_column(linked_rows(Theme, "themes", "order", "name_sv"), **NAMED),
        "plan_areas": ArraySubquery(linked_rows(Area, "areas", "name").values("name")),
    },
)


def _plan(dialogue: Dialogue) -> Plan:
    return row_of(dialogue, Plan, "plan")


def _standpoint_findings(dialogue: Dialogue) -> list[Finding]:
    plan = _plan(dialogue)
    wanted = [
        (
            plan.benefit,
            "benefit",
            _("Say what a dialogue would give."),
            _("what a dialogue would give"),
        ),
        (
            plan.why_dialogue,
            "why_dialogue",
            _("Say why a dialogue and not another way."),
            _("why it is to be a dialogue and not another way"),
        ),
        (
            plan.change_reason or not plan.changes_policy,
            "change_reason",
            _("Write why the change is proposed: residents are to be told."),
            _("why the change is proposed"),
        ),
    ]
    found = [
        Finding(text, "stallningstagande", name, unsaid=clause)
        for value, name, text, clause in wanted
        if not value
    ]
    if plan.changes_policy and not plan.change_told_on:
        text = _("Write the day when residents were told why the change is proposed.")
        found.append(
            Finding(text, "stallningstagande", "change_told_on", PlanStep.START, is_blocker=False)
        )
    return found


def _standpoint_told(dialogue: Dialogue) -> list[Row]:
    return rows_of(_plan(dialogue), "benefit", "why_dialogue", "change_reason")


def _standpoint_told_small(dialogue: Dialogue) -> list[Row]:
    day = _plan(dialogue).change_told_on
    return [(label_of("change_told_on", Plan), date_format(day) if day else "")]


STANDPOINT = Section(
    slug="stallningstagande",
    title=gettext_lazy("Standpoint"),
    lead=gettext_lazy("Whether a dialogue is worth holding is weighed before it is planned."),
    findings=_standpoint_findings,
    filled=lambda dialogue: bool(_plan(dialogue).benefit or _plan(dialogue).why_dialogue),
    told=_standpoint_told,
    told_small=_standpoint_told_small,
    form=StandpointForm,
    row=_plan,
    guidance="dialogues/guidance/standpoint.html",
    related=("plan",),
)
