"""Sections of some dialogues only: co-creation, and a participatory budget (R095, R096)."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.models import Dialogue
from dialogues.plan import Finding, Row, Section, column_of, row_of
from dialogues.plan_sections.wording import in_words
from municipality.enums import Level
from participation.enums import Stage
from participation.forms.processes import ParticipatoryBudgetForm, StagesForm
from participation.models import ParticipatoryBudget
from participation.permissions import may_note_attendance
from participation.plan_sections.told import METHOD_SLUGS, plan_of, texts

STAGES_SLUG, BUDGET_SLUG = "skeden", "medborgarbudget"


def is_co_creative(dialogue: Dialogue) -> bool:
    """Whether residents are to plan or decide: then it matters in which stages."""
    return dialogue.level is not None and dialogue.level >= Level.INFLUENCE


def _stages_findings(dialogue: Dialogue) -> list[Finding]:
    if plan_of(dialogue).stages:
        return []
    text = _("Residents are to help plan or decide. Say in which stages they take part.")
    clause = _("in which stages residents take part")
    return [Finding(text, STAGES_SLUG, "stages_0", is_blocker=False, unsaid=clause)]


STAGES = Section(
    slug=STAGES_SLUG,
    title=gettext_lazy("Stages of co-creation"),
    lead=gettext_lazy("Where along the way residents take part, from the problem to the answer."),
    findings=_stages_findings,
    filled=lambda dialogue: bool(plan_of(dialogue).stages or plan_of(dialogue).stages_note),
    told=lambda dialogue: [
        (_("Stages in which residents take part"), in_words(Stage, plan_of(dialogue).stages)),
        *texts(dialogue, "stages_note"),
    ],
    form=StagesForm,
    row=plan_of,
    guidance="participation/guidance/stages.html",
    related=("participation_plan",),
    applies=is_co_creative,
)


def has_budget(dialogue: Dialogue) -> bool:
    """Whether it is a participatory budget, by its kind or by its methods."""
    if dialogue.kind is not None and dialogue.kind.slug == BUDGET_SLUG:
        return True
    return BUDGET_SLUG in column_of(dialogue, "method_slugs")


def budget_of(dialogue: Dialogue) -> ParticipatoryBudget:
    row: ParticipatoryBudget = row_of(dialogue, ParticipatoryBudget, "participatory_budget")
    return row


def _budget_findings(dialogue: Dialogue) -> list[Finding]:
    budget = budget_of(dialogue)
    wanted = [
        (
            budget.decided_by_id,
            "decided_by",
            _("Say which committee or board decides to have it."),
            _("which committee or board decides to have it"),
        ),
        (budget.amount, "amount", _("Say how much money it is."), _("how much money it is")),
        (
            budget.weight,
            "weight_0",
            _("Say whether the residents’ order is advice or the decision."),
            _("whether the residents’ order is advice or the decision"),
        ),
    ]
    return [
        Finding(text, BUDGET_SLUG, name, unsaid=clause)
        for value, name, text, clause in wanted
        if not value
    ]


def _budget_told(dialogue: Dialogue) -> list[Row]:
    budget = budget_of(dialogue)
    amount = "" if budget.amount is None else number_format(budget.amount, force_grouping=True)
    share = "" if budget.share is None else number_format(budget.share.normalize())
    return [
        (_("Who decides to have it"), str(budget.decided_by or "")),
        (_("How much of the budget"), str(budget.get_part_display())),
        (_("Which parts it holds"), budget.covers),
        (_("Kind of budget"), str(budget.get_kind_display())),
        (_("Amount"), _("%(n)s kronor") % {"n": amount} if amount else ""),
        (_("What the residents’ order is"), str(budget.get_weight_display())),
        (_("Inhabitants that are to take part"), _("%(n)s %%") % {"n": share} if share else ""),
    ]


def _budget_told_small(dialogue: Dialogue) -> list[Row]:
    reached = budget_of(dialogue).share_reached
    if reached is None:
        return []
    share = number_format(reached.normalize())
    return [(_("Inhabitants that took part"), _("%(n)s %%") % {"n": share})]


PARTICIPATORY_BUDGET = Section(
    slug=BUDGET_SLUG,
    title=gettext_lazy("Participatory budget"),
    lead=gettext_lazy("Whose money, how much, and what the residents’ order of priority means."),
    findings=_budget_findings,
    filled=lambda dialogue: any(text for _label, text in _budget_told(dialogue)),
    told=_budget_told,
    # Noted after the decision, and no change of what was decided.
    told_small=_budget_told_small,
    page=(
        "budget-share",
        gettext_lazy("How many took part in the participatory budget"),
        may_note_attendance,
    ),
    form=ParticipatoryBudgetForm,
    row=budget_of,
    guidance="participation/guidance/participatory_budget.html",
    related=("participatory_budget__decided_by",),
    annotated=METHOD_SLUGS,
    applies=has_budget,
)
