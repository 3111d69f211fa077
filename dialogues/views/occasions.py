"""A dialogue's occasions: seen, added, changed and removed."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogportal.exceptions import NotAllowed, Outdated
from dialogportal.periods import by_day
from dialogues import plan
from dialogues.actions.occasions import (
    add_council_meetings,
    add_occasion,
    change_occasion,
    remove_occasion,
)
from dialogues.enums import State, Step
from dialogues.fetch import check, fetch_dialogue
from dialogues.forms.occasions import CouncilForm, OccasionForm
from dialogues.models import Occasion
from dialogues.periods import far_from
from dialogues.permissions import may_edit_dialogue, may_edit_occasions, why_not
from dialogues.plan_sections import TIMETABLE
from dialogues.views.process import CONFLICT, sent
from dialogues.views.steps import next_url, step_menu


def _fetch_to_write(request, reference):
    """The dialogue, and why its occasions stand still now: said to its officials who sent
    something, so that what they typed stays; to all others it is a 403."""
    if request.method != "POST":
        return fetch_dialogue(request, reference, may_edit_occasions), ""
    dialogue = fetch_dialogue(request, reference, may_edit_dialogue)
    return dialogue, why_not(may_edit_occasions, request.user, dialogue)


def _form_page(request, dialogue, form, title, closed=""):
    form.cancel_url = _list_url(dialogue)
    if closed:
        # Submitted while somebody wrote: what was typed stays to be copied.
        form.add_error(None, closed)
        form.submit_text, form.other_buttons = "", ()
    context = {"dialogue": dialogue, "form": form, "title": title}
    return render(request, "dialogues/form_page.html", context, status=CONFLICT if closed else 200)


def _list_url(dialogue):
    """Where the occasions stand: in the plan while there is one to write, else in the register."""
    if dialogue.state in (State.PLANNING, State.DECIDED):
        return plan.section_url(dialogue, TIMETABLE)
    return reverse("occasion-list", args=[dialogue.reference])


def occasion_list(request, reference):
    dialogue = fetch_dialogue(request, reference, may_edit_occasions)
    context = {
        "dialogue": dialogue,
        "occasions": dialogue.occasions.select_related("area", "method").defer("area__boundary"),
        "steps": step_menu(dialogue, Step.OCCASIONS),
        "next_url": next_url(dialogue, Step.OCCASIONS),
    }
    return render(request, "dialogues/occasion_list.html", context)


def occasion_add(request, reference):
    dialogue, closed = _fetch_to_write(request, reference)
    form = OccasionForm(sent(request), dialogue=dialogue)
    if closed or not form.is_valid():
        return _form_page(request, dialogue, form, _("Add an occasion"), closed)
    try:
        add_occasion(
            by=request.user,
            dialogue=dialogue,
            values=form.values(),
            form_token=form.cleaned_data["form_token"] or uuid.uuid4(),
        )
    except NotAllowed as refusal:
        return _form_page(request, dialogue, form, _("Add an occasion"), str(refusal))
    messages.success(request, _("The occasion has been added."))
    return redirect(request.path if "and_next" in request.POST else _list_url(dialogue))


def occasion_edit(request, reference, pk):
    dialogue, closed = _fetch_to_write(request, reference)
    occasion = Occasion.objects.filter(pk=pk, dialogue=dialogue).first()
    if occasion is None:
        return _gone(request, dialogue, closed)
    form = OccasionForm(sent(request), instance=occasion, dialogue=dialogue)
    try:
        if not closed and form.is_valid() and _saved(request, form, pk):
            messages.success(request, _("Saved."))
            return redirect(_list_url(dialogue))
    except NotAllowed as refusal:
        closed = str(refusal)
    return _form_page(request, dialogue, form, _("Change an occasion"), closed)


def _gone(request, dialogue, closed):
    """The occasion is no longer there: what was typed stays, to be added anew."""
    if request.method != "POST":
        raise Http404
    typed = request.POST.copy()
    typed["form_token"] = str(uuid.uuid4())
    form = OccasionForm(typed, dialogue=dialogue)
    form.action = reverse("occasion-add", args=[dialogue.reference])
    if not closed:
        form.add_error(
            None,
            _("Somebody removed this occasion while you were writing. Nothing of yours is lost:"
              " add it as a new occasion, or leave it."),
        )  # fmt: skip
    return _form_page(request, dialogue, form, _("Add an occasion"), closed)


def _saved(request, form, pk):
    """Whether the form was saved, or had been saved by its own twin."""
    version = form.cleaned_data["version"]
    try:
        change_occasion(
            by=request.user, occasion=form.instance, version=version, values=form.values()
        )
    except Outdated:
        form.refuse_as_stale(Occasion.objects.filter(pk=pk).first())
        return not form.errors
    return True


def occasion_remove(request, reference, pk):
    dialogue = fetch_dialogue(request, reference, may_edit_occasions)
    occasions = Occasion.objects.select_related("dialogue")
    occasion = get_object_or_404(occasions, pk=pk, dialogue=dialogue)
    if request.method == "POST":
        check(partial(remove_occasion, by=request.user, occasion=occasion))
        messages.success(request, _("The occasion has been removed."))
        return redirect(_list_url(dialogue))
    context = {
        "title": _("Remove the occasion?"),
        "text": str(occasion),
        "submit_text": _("Remove the occasion"),
        "danger": True,
        "cancel_url": _list_url(dialogue),
    }
    return render(request, "components/confirm_page.html", context)


def council_meetings(request, reference):
    dialogue, closed = _fetch_to_write(request, reference)
    form = CouncilForm(sent(request))
    if closed or not form.is_valid():
        return _form_page(request, dialogue, form, _("Add a council's meetings"), closed)
    try:
        added = add_council_meetings(
            by=request.user,
            dialogue=dialogue,
            committee_dates=form.cleaned_data["committee_dates"],
            days_before=form.cleaned_data["days_before"],
            values=form.values(),
        )
    except NotAllowed as refusal:
        return _form_page(request, dialogue, form, _("Add a council's meetings"), str(refusal))
    text = ngettext("%(n)s meeting has been added.", "%(n)s meetings have been added.", added)
    messages.success(request, text % {"n": added})
    _warn_of_far_meetings(request, dialogue, form.meetings())
    return redirect(_list_url(dialogue))


def _warn_of_far_meetings(request, dialogue, days):
    """A council's year may well reach beyond its dialogue's dates: told, not refused (R003)."""
    far = [day for day in days if far_from(day, dialogue.starts_on, dialogue.ends_on)]
    if far:
        text = ngettext(
            "%(n)s meeting lies outside the dialogue’s dates, %(period)s. Change them if the"
            " council goes on.",
            "%(n)s meetings lie outside the dialogue’s dates, %(period)s. Change them if the"
            " council goes on.",
            len(far),
        )
        period = by_day(dialogue.starts_on, dialogue.ends_on)
        messages.warning(request, text % {"n": len(far), "period": period})
