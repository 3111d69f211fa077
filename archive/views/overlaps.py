"""With whom a dialogue meets, and how that is resolved (R051, R052)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from archive.actions.overlaps import resolve_overlap
from archive.asked_before import asked_before
from archive.forms import OverlapNoteForm
from archive.models import Overlap
from archive.overlap_rows import list_rows, most_urgent_first, shown, with_parties
from archive.permissions import may_resolve
from dialogportal.exceptions import Outdated, Removed
from dialogues.fetch import check, fetch_dialogue

PAGE_SIZE = 20


@require_safe
def overlap_list(request, reference):
    """The dialogues that meet this one, those that collide first."""
    dialogue = fetch_dialogue(request, reference)
    overlaps = most_urgent_first(Overlap.objects.visible_to(request.user).of(dialogue))
    asked = asked_before([dialogue])[dialogue.pk]
    page = Paginator(overlaps, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "dialogue": dialogue,
        "page": page,
        "asked": [one for one in asked if one.awaits],
        "answered": [one for one in asked if not one.awaits],
        **list_rows(dialogue, page.object_list, request.user),
    }
    return render(request, "archive/overlap_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def overlap_note(request, reference, pk):
    """Write how an overlap is resolved, for both parties to read."""
    dialogue = fetch_dialogue(request, reference)
    visible = Overlap.objects.visible_to(request.user).of(dialogue).that_hold().filter(pk=pk)
    overlap = next(iter(with_parties(visible, request.user)), None)
    if overlap is None:
        return _gone(request, dialogue, pk)
    check(may_resolve, request.user, overlap)
    form = OverlapNoteForm(request.POST or None, instance=overlap)
    try:
        if form.is_valid() and _saved(request, form):
            messages.success(request, _("Saved. Both parties read it on their pages."))
            return redirect("overlap-list", reference)
    except Removed:
        return _gone(request, dialogue, pk)
    return _note_page(request, dialogue, form, shown(overlap, dialogue, request.user))


def _note_page(request, dialogue, form, row=None):
    form.cancel_url = reverse("overlap-list", args=[dialogue.reference])
    title = _("How it is resolved")
    context = {"dialogue": dialogue, "form": form, "row": row, "title": title}
    return render(request, "archive/overlap_note.html", context, status=400 if form.errors else 200)


def _saved(request, form):
    """Whether the note was saved, or had been saved by the form's own twin."""
    overlap, version = form.instance, form.cleaned_data["version"]
    try:
        resolve_overlap(
            by=request.user, overlap=overlap, version=version, note=form.cleaned_data["note"]
        )
    except Outdated:
        form.refuse_as_stale(Overlap.objects.filter(pk=overlap.pk).first())
        return not form.errors
    return True


def _gone(request, dialogue, pk):
    """The two no longer meet: what was typed stays to be copied."""
    if request.method != "POST":
        messages.info(request, _("The two dialogues no longer meet."))
        return redirect("overlap-list", dialogue.reference)
    form = OverlapNoteForm(request.POST, instance=Overlap(pk=pk))
    form.is_valid()
    if not form.non_field_errors():
        form.refuse_as_stale(None)
    return _note_page(request, dialogue, form)
