"""Matters that committees keep as suitable for dialogue, and initiatives (R080, R081)."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dialogportal.exceptions import NotAllowed, Outdated
from dialogues.actions.proposals import add_proposal, change_proposal
from dialogues.enums import InitiativeOutcome, MatterState
from dialogues.fetch import check
from dialogues.forms.proposals import InitiativeForm, MatterForm
from dialogues.models import Initiative, Matter
from dialogues.models.querysets import WORDS
from dialogues.permissions import may_keep_matters, may_register_initiative, why_not
from municipality.enums import Role
from municipality.permissions import may_read

PER_PAGE = 30
TAGS = {
    MatterState.WAITING: "waits",
    MatterState.BEGUN: "done",
    MatterState.DROPPED: "none",
    InitiativeOutcome.ANSWERED: "done",
    InitiativeOutcome.SUPPORTED: "done",
    InitiativeOutcome.DIALOGUE: "done",
    InitiativeOutcome.NOT_DONE: "none",
}


@require_safe
def matter_list(request):
    check(may_read, request.user)
    rows = _listed(Matter.objects.select_related("committee"), ~Q(state=MatterState.WAITING))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    mine = request.user.bodies_as_secretary()
    context = {
        "page": page,
        "rows": [
            _row(one, one.state, one.get_state_display(), is_mine=one.committee_id in mine)
            for one in page
        ],
        "may_not_add": why_not(may_keep_matters, request.user),
    }
    return render(request, "dialogues/matter_list.html", context)


@require_safe
def initiative_list(request):
    check(may_read, request.user)
    done = ~Q(outcome=InitiativeOutcome.WAITING)
    rows = _listed(Initiative.objects.select_related("received_by"), done)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    mine = request.user.bodies_as(Role.OFFICIAL)
    context = {
        "page": page,
        "rows": [
            _row(
                one,
                one.outcome,
                one.get_outcome_display(),
                is_mine=request.user.is_coordinator or one.received_by_id in mine,
            )
            for one in page
        ],
        "may_not_add": why_not(may_register_initiative, request.user),
    }
    return render(request, "dialogues/initiative_list.html", context)


def _listed(rows, done):
    """What waits first, then the newest; with the dialogue but the words it is searched by."""
    rows = rows.select_related("area", "dialogue")
    rows = rows.defer("area__boundary", *(f"dialogue__{name}" for name in WORDS))
    return rows.alias(is_done=done).order_by("is_done", *rows.model._meta.ordering)


def _row(row, state, word, *, is_mine):
    linked = row.dialogue if row.dialogue and not row.dialogue.is_withdrawn else None
    return {"row": row, "tag": TAGS[state], "word": word, "is_mine": is_mine, "dialogue": linked}


def matter_add(request):
    check(may_keep_matters, request.user)
    return _add(request, Matter, MatterForm, "matter-list", _("Add a matter"))


def matter_edit(request, pk):
    check(may_read, request.user)
    matter = get_object_or_404(Matter.objects.select_related("committee", "dialogue"), pk=pk)
    check(may_keep_matters, request.user, matter.committee)
    return _edit(request, matter, MatterForm, "matter-list", _("Change the matter"))


def initiative_add(request):
    check(may_register_initiative, request.user)
    return _add(request, Initiative, InitiativeForm, "initiative-list", _("Register an initiative"))


def initiative_edit(request, pk):
    check(may_read, request.user)
    rows = Initiative.objects.select_related("received_by__successor", "dialogue")
    initiative = get_object_or_404(rows, pk=pk)
    check(may_register_initiative, request.user, initiative)
    return _edit(request, initiative, InitiativeForm, "initiative-list", _("Change the initiative"))


def _add(request, model, form_class, list_name, title):
    form = form_class(request.POST or None, user=request.user)
    if form.is_valid():
        token = form.cleaned_data["form_token"] or uuid.uuid4()
        add_proposal(by=request.user, model=model, values=form.values(), form_token=token)
        messages.success(request, _("Saved."))
        return redirect(list_name)
    return _page(request, form, list_name, title)


def _edit(request, row, form_class, list_name, title):
    form = form_class(request.POST or None, instance=row, user=request.user)
    if form.is_valid() and _saved(request, form):
        messages.success(request, _("Saved."))
        return redirect(list_name)
    return _page(request, form, list_name, title)


def _saved(request, form):
    """Whether the form was saved, or had been saved by its own twin."""
    row = form.instance
    try:
        change_proposal(
            by=request.user,
            row=row,
            version=form.cleaned_data["version"],
            values=form.values(),
        )
    except Outdated:
        form.refuse_as_stale(type(row)._default_manager.filter(pk=row.pk).first())
        return not form.errors
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(request, form, list_name, title):
    form.cancel_url = reverse(list_name)
    context = {"form": form, "title": title}
    status = 400 if form.errors else 200
    return render(request, "dialogues/proposal_form.html", context, status=status)
