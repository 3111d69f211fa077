"""Registering a dialogue that has been held, and changing any dialogue, step by step."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated
from dialogues.actions.register import change_dialogue, register_dialogue, same_title
from dialogues.cautions import cautions_for
from dialogues.enums import Step
from dialogues.fetch import check, fetch_dialogue
from dialogues.forms.basics import BasicsForm
from dialogues.forms.steps import STEP_FORMS
from dialogues.models import Dialogue
from dialogues.permissions import (
    may_change_record,
    may_edit_dialogue,
    may_register_dialogue,
    why_not,
)
from dialogues.views.process import CONFLICT, sent
from dialogues.views.steps import next_url, step_menu, steps_before

MOST_SUGGESTED = 60


def dialogue_register(request):
    check(may_register_dialogue, request.user)
    form = BasicsForm(request.POST or None, user=request.user)
    if form.is_valid():
        dialogue = register_dialogue(
            by=request.user,
            values=form.values(),
            links=form.links(),
            form_token=form.cleaned_data["form_token"] or uuid.uuid4(),
        )
        _warn_of_same_title(request, dialogue)
        return redirect(next_url(dialogue, Step.BASICS))
    context = {"form": form, "steps": steps_before(), **_definition(form)}
    return render(request, "dialogues/register.html", context)


def dialogue_edit(request, reference, step):
    if step not in STEP_FORMS:
        raise Http404
    is_sent = request.method == "POST"
    dialogue = fetch_dialogue(
        request, reference, may_edit_dialogue if is_sent else may_change_record
    )
    closed = why_not(may_change_record, request.user, dialogue)
    title, url = dialogue.title, dialogue.get_absolute_url()
    form = STEP_FORMS[step](sent(request), instance=dialogue, user=request.user)
    form.cancel_url = url
    if closed:
        # Submitted while somebody wrote: what was typed stays to be copied.
        form.add_error(None, closed)
        form.submit_text = ""
    if form.is_valid() and _save(request, form, reference):
        return redirect(next_url(dialogue, step))
    context = {
        "form": form,
        "dialogue_title": title,
        "dialogue_url": url,
        "reference": reference,
        "steps": step_menu(dialogue, step),
        "suggested": _suggested(dialogue, request.user) if "earlier" in form.fields else [],
        "step_label": Step(step).label,
    }
    if step == Step.BASICS:
        context.update(_definition(form))
    return render(request, "dialogues/edit.html", context, status=CONFLICT if closed else 200)


def _definition(form):
    """What a dialogue is here, and what often is taken for one (R020, R022)."""
    profile = form.profile
    return {
        "definition_text": profile.text("definition"),
        "definition_test": profile.text("definition_test"),
        "cautions": profile.listed(profile.cautions),
    }


def _save(request, form, reference):
    """Whether the form was saved, or had been saved by its own twin."""
    seen = Dialogue.objects.visible_to(request.user).light()
    saved = seen.filter(reference=reference).first()
    if saved is None:  # marked as no dialogue in this instant
        form.refuse_as_stale(None)
        return False
    try:
        changed = change_dialogue(
            by=request.user,
            dialogue=saved,
            version=form.cleaned_data["version"],
            values=form.values(),
            links=form.links(),
        )
    except Outdated:
        form.refuse_as_stale(seen.filter(pk=saved.pk).first())
        return not form.errors
    messages.success(request, _("Saved."))
    _warn_of_no_dialogue(request, changed, form.fields)
    if "title" in form.fields:
        _warn_of_same_title(request, changed)
    return True


def _warn_of_no_dialogue(request, dialogue, fields):
    """What was just answered may say that it is no dialogue: told, never refused (R022)."""
    for text in cautions_for(dialogue, fields):
        messages.warning(request, _("Is it a dialogue? %(caution)s") % {"caution": text})


def _warn_of_same_title(request, dialogue):
    twin = same_title(dialogue, request.user)
    if twin:
        messages.warning(
            request,
            _("%(reference)s has the same title, owner and year. Is it the same dialogue?")
            % {"reference": twin.reference},
        )


def _suggested(dialogue, user):
    """Dialogues that this one may well follow: the owner's own, newest first."""
    rows = (
        Dialogue.objects.visible_to(user).filter(owner_id=dialogue.owner_id).exclude(pk=dialogue.pk)
    )
    return rows.newest_first().only("reference", "title")[:MOST_SUGGESTED]
