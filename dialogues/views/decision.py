"""The plan as one calm page for who decides, and the decision's form (R064, R073, R075)."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dialogportal.exceptions import Outdated, Refused
from dialogues import plan
from dialogues.actions.process import attest, decide, submitted_on
from dialogues.enums import MoveName, Outcome, State
from dialogues.fetch import check, fetch_dialogue
from dialogues.forms.process import AttestForm, DecisionForm
from dialogues.models import Decision, Plan
from dialogues.next_steps import decision_url, opinions_told, with_opinions
from dialogues.permissions import allowed, committee_of, may_attest, may_decide
from dialogues.plan_sections.beginning import place_of
from dialogues.plan_sections.means import senders
from dialogues.plan_sections.wording import rows_of
from dialogues.process import somebody_decides, why_not_move, with_plan
from dialogues.versions import (
    DECIDED_STATES,
    changes_since_last_submission,
    changes_since_put,
    latest_version,
    proposed_feedback,
    with_changes,
)
from dialogues.views.process import CONFLICT, is_recorded, sent
from municipality.enums import LEVEL_RESIDENTS_GET_TO

# Clauses are shown at once in so many sections at most; more are folded.
MOST_OPEN = 4
# The committee's role is told as long as there is a dialogue or an answer to come (R073).
TO_BE_HELD = (State.DECIDED, State.ONGOING, State.FEEDBACK)


def with_decisions(dialogues):
    """Dialogues with their plan, its versions and what was decided about them."""
    decisions = Decision.objects.select_related("committee", "plan_version")
    decisions = decisions.defer("plan_version__content").prefetch_related("attestations")
    rows = with_changes(with_opinions(with_plan(dialogues)))
    return rows.prefetch_related(Prefetch("decisions", decisions))


def decision(request, reference):
    """What is to be decided, then the form; to everybody else the same page without it."""
    dialogue = fetch_dialogue(request, reference, also=with_decisions)
    # The type may have been changed since it was decided on.
    if not somebody_decides(dialogue) and not dialogue.decisions.all():
        raise Http404
    refused = why_not_move(request.user, dialogue, MoveName.APPROVE, whole=False)
    if request.method == "POST":
        check(may_decide, request.user, dialogue)
    version = latest_version(dialogue)
    is_waiting = dialogue.state == State.SUBMITTED
    # What is refused is only compared with what was recorded: its version may be newer.
    form = _form(request, dialogue, version, None if refused else submitted_on(dialogue, version))
    if request.method == "POST" and not refused and form.is_valid():
        refused = _decide(request, dialogue, form)
        if not refused and form.is_valid():
            return redirect(decision_url(dialogue))
    if refused and is_recorded(form, Decision.objects.filter(dialogue=dialogue)):
        messages.info(request, _("That had been done already."))
        return redirect(decision_url(dialogue))
    if refused:
        form.submit_text = ""
    context = {
        **_told(dialogue),
        "dialogue": dialogue,
        "committee": committee_of(dialogue),
        "version": version,
        "since": changes_since_put(dialogue),
        "changes": changes_since_last_submission(dialogue) if is_waiting else [],
        "refused": refused,
        "form": form if request.method == "POST" or not refused else None,
        "is_waiting": is_waiting,
        "decisions": _decisions(request, dialogue),
        "opinions": opinions_told(getattr(dialogue, "opinion_rows", [])),
    }
    status = CONFLICT if refused and request.method == "POST" else 200
    return render(request, "dialogues/process_decision.html", context, status=status)


def _form(request, dialogue, version, earliest):
    form = DecisionForm(
        sent(request),
        dialogue=dialogue,
        earliest=earliest,
        initial={"version": version.number if version else None},
    )
    form.cancel_url = dialogue.get_absolute_url()
    return form


def _decide(request, dialogue, form):
    """Record it; the sentence that refuses it, if somebody came before."""
    try:
        made = decide(
            by=request.user,
            dialogue=dialogue,
            version=form.cleaned_data["version"],
            values=form.values(),
        )
    except Outdated as refusal:
        # The version now shown is the one that the next try is about.
        version = latest_version(type(dialogue).objects.get(pk=dialogue.pk))
        form.data = form.data.copy()
        form.data["version"] = version.number if version else ""
        form.add_error(None, str(refusal))
        return ""
    except Refused as refusal:
        return str(refusal)
    messages.success(
        request,
        _("The decision is recorded: %(outcome)s.")
        % {"outcome": str(Outcome(made.outcome).label).lower()},
    )
    return ""


def _told(dialogue):
    """The facts that come first, the rest of the plan, and what is to be weighed in."""
    told, found = plan.told(dialogue), plan.findings(dialogue)
    unsaid = plan.unsaid(found)
    sender, answers = senders(dialogue)
    return {
        "why": rows_of(plan.row_of(dialogue, Plan, "plan"), "benefit", "why_dialogue"),
        "is_to_be_held": dialogue.state in TO_BE_HELD,
        "sender": sender,
        "answers": answers,
        "gets": LEVEL_RESIDENTS_GET_TO.get(dialogue.level),
        "place": place_of(dialogue),
        "first_rows": plan.told_at_first(dialogue),
        "sections": [one for one in told if one["rows"] or one["small_rows"]],
        "feedback_date": _feedback_date(dialogue),
        "warnings": plan.weighed(found),
        "unsaid": unsaid,
        "unsaid_count": sum(len(clauses) for _title, clauses in unsaid),
        "unsaid_is_open": len(unsaid) <= MOST_OPEN,
        "review": getattr(dialogue, "review", None),
    }


def _feedback_date(dialogue):
    """The day that was decided; before that the one that the plan proposes."""
    is_decided = dialogue.state in DECIDED_STATES
    return (is_decided and dialogue.feedback_due) or proposed_feedback(dialogue)


def _decisions(request, dialogue):
    """The decisions so far, with who stands behind them."""
    may = allowed(may_attest, request.user, dialogue)
    rows = []
    for row in dialogue.decisions.all():
        has_attested = request.user.pk in {one.by_id for one in row.attestations.all()}
        form = AttestForm(prefix=f"attest-{row.pk}") if may and not has_attested else None
        rows.append({"row": row, "attestations": row.attestations.all(), "form": form})
    return rows


@require_POST
def decision_attest(request, reference, pk):
    dialogue = fetch_dialogue(request, reference, may_attest, also=with_plan)
    made = Decision.objects.filter(dialogue=dialogue, pk=pk).first()
    if made is None:
        raise Http404
    form = AttestForm(request.POST, prefix=f"attest-{pk}")
    if form.is_valid():
        attest(by=request.user, decision=made, function=form.cleaned_data["function"])
        messages.success(request, _("You have attested the decision."))
    else:
        messages.error(request, str(form.errors["function"][0]))
    return redirect(decision_url(dialogue))
