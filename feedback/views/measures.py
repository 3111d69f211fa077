"""A dialogue's measures: seen, added, changed, removed, and what viewpoints lie behind them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dialogportal.exceptions import Outdated, Removed
from dialogportal.table_files import table_file
from dialogues.fetch import check, fetch_dialogue
from dialogues.permissions import allowed, may_edit_dialogue, why_not
from feedback.actions.measures import add_measure, change_measure, link_viewpoints, remove_measure
from feedback.exporting import measure_table
from feedback.forms.measures import MeasureForm
from feedback.listing import choose, read_address, whole
from feedback.models import Measure
from feedback.showing import show

PAGE_SIZE = 20
BOTH = ["GET", "HEAD", "POST"]


def _place(measure):
    """Where the dialogue's page shows a measure."""
    return f"{measure.dialogue.get_absolute_url()}#measure-{measure.pk}"


def _form_page(request, dialogue, form, title):
    form.cancel_url = f"{dialogue.get_absolute_url()}#measures"
    context = {"dialogue": dialogue, "form": form, "title": title}
    return render(request, "dialogues/form_page.html", context)


def _to_dialogue(request, dialogue, sentence):
    """Back to the dialogue with word of what somebody else has done."""
    messages.info(request, sentence)
    return redirect(f"{dialogue.get_absolute_url()}#measures")


@require_safe
def measure_list(request, reference):
    """All measures of a dialogue, for those too many to stand on its page."""
    dialogue = fetch_dialogue(request, reference)
    paginator = Paginator(dialogue.measures.shown(), PAGE_SIZE)
    context = {
        "dialogue": dialogue,
        "page": paginator.get_page(request.GET.get("page")),
        "may_not_edit": why_not(may_edit_dialogue, request.user, dialogue),
    }
    return render(request, "feedback/measure_list.html", context)


@require_safe
def measure_list_export(request, reference, extension):
    """All measures of a dialogue, as CSV or XLSX (R152)."""
    dialogue = fetch_dialogue(request, reference)
    rows = measure_table(dialogue.measures.shown())
    return table_file(rows, f"{_('measures')}-{dialogue.reference}", extension)


@require_http_methods(BOTH)
def measure_add(request, reference):
    dialogue = fetch_dialogue(request, reference, may_edit_dialogue)
    form = MeasureForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, dialogue, form, _("Add a measure"))
    measure = add_measure(
        by=request.user,
        dialogue=dialogue,
        values=form.values(),
        form_token=form.cleaned_data["form_token"] or uuid.uuid4(),
    )
    messages.success(request, _("The measure has been added."))
    if "and_next" in request.POST:
        return redirect("measure-add", reference)
    return redirect(_place(measure))


@require_http_methods(BOTH)
def measure_edit(request, reference, pk):
    dialogue = fetch_dialogue(request, reference, may_edit_dialogue)
    measure = Measure.objects.filter(pk=pk, dialogue=dialogue).first()
    if measure is None:
        return _gone(request, dialogue)
    measure.dialogue = dialogue
    form = MeasureForm(request.POST or None, instance=measure)
    try:
        if form.is_valid() and _saved(request, form):
            messages.success(request, _("Saved."))
            return redirect(_place(measure))
    except Removed:
        return _gone(request, dialogue)
    return _form_page(request, dialogue, form, _("Change the measure"))


def _saved(request, form):
    """Whether the form was saved, or had been saved by its own twin."""
    measure, version = form.instance, form.cleaned_data["version"]
    try:
        change_measure(by=request.user, measure=measure, version=version, values=form.values())
    except Outdated:
        form.refuse_as_stale(Measure.objects.filter(pk=measure.pk).first())
        return not form.errors
    return True


def _gone(request, dialogue):
    """The measure is no longer there: what was typed stays, to be added anew."""
    if request.method != "POST":
        return _to_dialogue(request, dialogue, _("The measure is no longer there."))
    typed = request.POST.copy()
    typed["form_token"] = str(uuid.uuid4())
    form = MeasureForm(typed)
    form.action = reverse("measure-add", args=[dialogue.reference])
    form.add_error(
        None,
        _("Somebody removed this measure while you were writing. Nothing of yours is lost:"
          " add it as a new measure, or leave it."),
    )  # fmt: skip
    return _form_page(request, dialogue, form, _("Add a measure"))


@require_http_methods(BOTH)
def measure_remove(request, reference, pk):
    dialogue = fetch_dialogue(request, reference, may_edit_dialogue)
    measure = Measure.objects.filter(pk=pk, dialogue=dialogue).select_related("dialogue").first()
    if measure is None:
        return _to_dialogue(request, dialogue, _("The measure is no longer there."))
    back = f"{dialogue.get_absolute_url()}#measures"
    if request.method == "POST":
        if remove_measure(by=request.user, measure=measure):
            messages.success(request, _("The measure has been removed."))
        return redirect(back)
    context = {
        "title": _("Remove the measure?"),
        "text": measure.title,
        "consequences": [
            _("Its title stays in the dialogue's history."),
            _(
                "If the city has decided against it, choose “Not to be done” instead and write"
                " why, so that the reason can be read."
            ),
        ],
        "submit_text": _("Remove the measure"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(BOTH)
def measure_viewpoints(request, reference, pk):
    """The viewpoints behind a measure; the owner's officials search for them and tick them here."""
    dialogue = fetch_dialogue(request, reference)
    measure = Measure.objects.filter(pk=pk, dialogue=dialogue).first()
    if measure is None:
        return _to_dialogue(request, dialogue, _("The measure is no longer there."))
    measure.dialogue = dialogue
    if request.method == "POST":
        check(may_edit_dialogue, request.user, dialogue)
        return _linked(request, measure)
    may_edit = allowed(may_edit_dialogue, request.user, dialogue)
    behind = set(measure.viewpoints.values_list("pk", flat=True))
    chosen = read_address(request.GET)
    is_choosing = may_edit and bool(chosen.q or "all" in request.GET or not behind)
    user = request.user
    rows = choose(dialogue, chosen, user) if is_choosing else measure.viewpoints.visible_to(user)
    listed = rows.select_related("area", "occasion").light("area").order_by("-pk")
    paginator = Paginator(listed, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    for row in page.object_list:
        row.dialogue = dialogue
    words = chosen.words if is_choosing else ()
    context = {
        "dialogue": dialogue,
        "measure": measure,
        "items": [(show(row, request.user, words), row.pk in behind) for row in page.object_list],
        "page": page,
        "chosen": chosen,
        "behind_count": len(behind),
        "may_edit": may_edit,
        "is_choosing": is_choosing,
    }
    return render(request, "feedback/measure_viewpoints.html", context)


def _linked(request, measure):
    """Back to the same list, with what was ticked there saved."""
    shown, ticked = (
        {pk for pk in map(whole, request.POST.getlist(name)) if pk is not None}
        for name in ("shown", "ticked")
    )
    try:
        link_viewpoints(by=request.user, measure=measure, shown=shown, ticked=ticked)
    except Removed as refusal:
        return _to_dialogue(request, measure.dialogue, str(refusal))
    number = measure.viewpoints.count()
    text = ngettext(
        "Saved. %(n)s viewpoint lies behind the measure.",
        "Saved. %(n)s viewpoints lie behind the measure.",
        number,
    )
    messages.success(request, text % {"n": number})
    return HttpResponseRedirect(request.get_full_path())
