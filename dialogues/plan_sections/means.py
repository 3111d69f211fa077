"""What a dialogue needs: people in their roles, money, experts and partners."""

from __future__ import annotations

from django.db.models import OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.enums import Financing, PartnerKind, PlanStep
from dialogues.forms.plan_parts import BudgetForm, PartnersForm, RolesForm, usual_sender
from dialogues.models import Dialogue, Partner, Plan
from dialogues.page_query import linked_rows, rows_as_column
from dialogues.plan import Finding, Row, Section, column_of, row_of
from dialogues.plan_sections.wording import in_words, kronor, label_of, rows_of
from municipality.enums import OrganisationKind
from municipality.models import Organisation

ROLE_TEXTS = ("elected_role", "official_role", "resident_role")
FUNCTIONS = ("process_owner", "process_leader", "facilitator", "conversation_leader")


def _plan(dialogue: Dialogue) -> Plan:
    return row_of(dialogue, Plan, "plan")


def senders(dialogue: Dialogue) -> tuple[str, str]:
    """Who invites to the dialogue, and who answers those who took part (R066); the latter stands in
    a section on a higher floor, and ``plan.with_rows`` brings its row."""
    usual = usual_sender(dialogue)
    answers = str(getattr(getattr(dialogue, "feedback_plan", None), "sender", ""))
    return _plan(dialogue).sender or usual, answers or usual


def _roles_told_small(dialogue: Dialogue) -> list[Row]:
    """The functions are asked for before the start, when the plan is decided: no reason to go back
    with it."""
    rows = rows_of(_plan(dialogue), *FUNCTIONS)
    return [(label_of("sender", Plan), senders(dialogue)[0]), *rows]


def _roles_findings(dialogue: Dialogue) -> list[Finding]:
    plan = _plan(dialogue)
    found = []
    empty = next((name for name in ROLE_TEXTS if not getattr(plan, name)), "")
    if empty:
        found.append(
            Finding(
                _("Say what elected representatives, officials and residents do."),
                "ansvar",
                empty,
                unsaid=_("what elected representatives, officials and residents do"),
            )
        )
    wanted = [
        ("process_owner", _("Say which function owns the process.")),
        ("process_leader", _("Say which function leads the process.")),
    ]
    found += [
        Finding(text, "ansvar", name, step=PlanStep.START)
        for name, text in wanted
        if not getattr(plan, name)
    ]
    return found


ROLES = Section(
    slug="ansvar",
    title=gettext_lazy("Roles and responsibilities"),
    lead=gettext_lazy("Who does what is settled before the dialogue is held, and known to all."),
    findings=_roles_findings,
    filled=lambda dialogue: any(
        getattr(_plan(dialogue), name) for name in (*ROLE_TEXTS, *FUNCTIONS)
    ),
    told=lambda dialogue: rows_of(_plan(dialogue), *ROLE_TEXTS),
    told_small=_roles_told_small,
    form=RolesForm,
    row=_plan,
    guidance="dialogues/guidance/roles.html",
    related=("plan", "owner__successor", "owner__deciding_committee__successor"),
)


def _budget_findings(dialogue: Dialogue) -> list[Finding]:
    plan = _plan(dialogue)
    if plan.budget is None:
        text = _("Say what the dialogue costs, 0 if nothing.")
        return [Finding(text, "budget", "budget", unsaid=_("what the dialogue costs"))]
    if plan.budget and not plan.financing:
        return [Finding(_("Say who pays."), "budget", "financing_0", unsaid=_("who pays"))]
    return []


def _budget_told(dialogue: Dialogue) -> list[Row]:
    plan = _plan(dialogue)
    return [
        (_("Cost"), kronor(plan.budget)),
        (_("Of which special democracy funds"), kronor(plan.democracy_funds)),
        (label_of("financing", Plan), in_words(Financing, plan.financing)),
        *rows_of(plan, "budget_text", "budget_proposed_by"),
    ]


def _budget_at_first(dialogue: Dialogue) -> list[Row]:
    plan = _plan(dialogue)
    parts = [kronor(plan.budget), in_words(Financing, plan.financing)]
    return [(_("Cost"), ". ".join(part for part in parts if part))]


BUDGET = Section(
    slug="budget",
    title=gettext_lazy("Budget and financing"),
    lead=gettext_lazy("What the dialogue costs and who pays. The committee sets the frame."),
    findings=_budget_findings,
    filled=lambda dialogue: _plan(dialogue).budget is not None,
    told=_budget_told,
    at_first=_budget_at_first,
    form=BudgetForm,
    row=_plan,
    guidance="dialogues/guidance/budget.html",
    related=("plan", "owner__successor"),
)


def partner_rows(dialogue: Dialogue) -> list[dict[str, str]]:
    """Partners as the register has them: {"kind", "name"}, co-organisers among them."""
    partners: list[dict[str, str]] = column_of(dialogue, "plan_partners")
    organisers: list[dict[str, str]] = column_of(dialogue, "plan_co_organisers")
    return [*organisers, *partners]


def has_association(dialogue: Dialogue) -> bool:
    """Whether civil society takes part (principle 8)."""
    kinds = {PartnerKind.CIVIL_SOCIETY.value, OrganisationKind.CIVIL_SOCIETY.value}
    return any(row["kind"] in kinds for row in partner_rows(dialogue))


def _partners_findings(dialogue: Dialogue) -> list[Finding]:
    plan = _plan(dialogue)
    found = []
    if not plan.experts and not plan.experts_confirmed:
        text = _("Say which experts are needed, or that none are.")
        clause = _("which experts are needed")
        found.append(Finding(text, "samverkan", "experts", is_blocker=False, unsaid=clause))
    if not plan.experts_confirmed:
        text = _("Confirm that the experts have time and resources, or that none are needed.")
        found.append(Finding(text, "samverkan", "experts_confirmed", step=PlanStep.START))
    if not plan.project_plan:
        text = _("Say where the project plan is.")
        found.append(
            Finding(text, "samverkan", "project_plan", step=PlanStep.START, is_blocker=False)
        )
    if not plan.without_associations and not has_association(dialogue):
        text = _("No association takes part. Is there one that reaches those concerned?")
        told = _("No association takes part.")
        found.append(
            Finding(text, "samverkan", "without_associations", is_blocker=False, told=told)
        )
    return found


def _partners_told(dialogue: Dialogue) -> list[Row]:
    return [
        (_("Together with"), ", ".join(row["name"] for row in partner_rows(dialogue))),
        *rows_of(_plan(dialogue), "without_associations", "experts"),
    ]


def _partners_told_small(dialogue: Dialogue) -> list[Row]:
    """Asked for before the start, when the plan is decided: no reason to go back with it."""
    plan = _plan(dialogue)
    if not plan.experts_confirmed:
        confirmed = ("", "")
    elif plan.experts:
        confirmed = (label_of("experts_confirmed", Plan), _("Yes"))
    else:
        confirmed = (label_of("experts", Plan), _("None are needed"))
    return [confirmed, *rows_of(plan, "project_plan")]


PARTNERS = Section(
    slug="samverkan",
    title=gettext_lazy("Partners and experts"),
    lead=gettext_lazy("With whom, and whether those whose knowledge is needed have the time."),
    findings=_partners_findings,
    filled=lambda dialogue: bool(
        _plan(dialogue).experts
        or _plan(dialogue).experts_confirmed
        or _plan(dialogue).without_associations
        or partner_rows(dialogue)
    ),
    told=_partners_told,
    told_small=_partners_told_small,
    form=PartnersForm,
    row=_plan,
    template="dialogues/plan_partners.html",
    beside=lambda dialogue: {"partners": partner_rows(dialogue)},
    guidance="dialogues/guidance/partners.html",
    related=("plan",),
    annotated={
        "plan_partners": rows_as_column(
            Partner.objects.filter(dialogue=OuterRef("pk")).order_by("kind", "name"),
            kind="kind",
            name="name",
        ),
        "plan_co_organisers": rows_as_column(
            linked_rows(Organisation, "co_organisers", "name"), kind="kind", name="name"
        ),
    },
)
