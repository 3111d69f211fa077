"""A dialogue's viewpoints: the list, registering one by one, and what waits to be looked at."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialogportal.exceptions import Outdated
from dialogportal.plain_text import plain_text
from dialogportal.table_files import table_file
from dialogues.fetch import check, fetch_dialogue
from dialogues.models import Dialogue
from dialogues.permissions import allowed, why_not
from feedback.actions import viewpoints as actions
from feedback.counts import chips, count
from feedback.enums import PersonalData
from feedback.exporting import chosen_viewpoints, viewpoint_table, waiting_table
from feedback.forms.viewpoints import RegisterForm, ViewpointForm
from feedback.listing import choose, draw_points, read_address, toggled, whole
from feedback.models import Viewpoint
from feedback.permissions import (
    may_edit_viewpoint,
    may_look_at_personal_data,
    may_register_viewpoint,
)
from feedback.showing import mark_personal_data, show
from municipality.enums import Role
from municipality.models import Theme

PAGE_SIZE = 20
WAITING_PAGE_SIZE = 20
LATEST_SHOWN = 5
REMEMBERED = ("area", "occasion", "said_on", "language")


def fetch_viewpoint(request, pk, *rules):
    """The viewpoint, if the user may know of it (else 404) and every rule passes (else 403)."""
    rows = Viewpoint.objects.visible_to(request.user).light("dialogue", "area")
    rows = rows.select_related("dialogue__owner__successor", "dialogue__type", "area", "occasion")
    viewpoint = get_object_or_404(rows, pk=pk)
    for rule in rules:
        check(rule, request.user, viewpoint)
    return viewpoint


@require_safe
def viewpoint_list(request, reference):
    dialogue = fetch_dialogue(request, reference)
    chosen = read_address(request.GET)
    themes = Theme.objects.in_bulk()
    counts = count(dialogue, chosen, themes, request.GET, request.user)
    rows = choose(dialogue, chosen, request.user)
    listed = rows.select_related("area", "occasion").light("area").order_by("-pk")
    paginator = Paginator(listed, PAGE_SIZE)
    paginator.count = counts.total
    page = paginator.get_page(request.GET.get("page"))
    for viewpoint in page.object_list:
        viewpoint.dialogue = dialogue
    context = {
        "dialogue": dialogue,
        "tab": "viewpoints",
        "chosen": chosen,
        "counts": counts,
        "chips": chips(chosen, counts, request.GET),
        "page": page,
        "items": [show(row, request.user, chosen.words, themes) for row in page.object_list],
        "map": draw_points(dialogue, rows, request.user),
        "kept": [(name, value) for name, value in request.GET.items() if name not in ("q", "page")],
        "outside_url": toggled(request.GET, "scope", "outside"),
        "may_register": allowed(may_register_viewpoint, request.user, dialogue),
        "export_query": toggled(request.GET, "page", ""),
    }
    return render(request, "feedback/viewpoint_list.html", context)


@require_safe
def viewpoint_export(request, reference, extension):
    """Exactly the list on the screen, all its pages, as CSV or XLSX (R152)."""
    dialogue = fetch_dialogue(request, reference)
    rows = chosen_viewpoints(dialogue, read_address(request.GET), request.user)
    name = f"{_('viewpoints')}-{dialogue.reference}"
    return table_file(viewpoint_table(rows, request.user), name, extension)


@require_safe
def viewpoint(request, pk):
    found = fetch_viewpoint(request, pk)
    context = {
        "viewpoint": found,
        "dialogue": found.dialogue,
        "tab": "viewpoints",
        "text": found.text_for(request.user),
        "themes": Theme.objects.filter(pk__in=found.theme_ids),
        "measures": found.measures.all(),
        "may_edit": allowed(may_edit_viewpoint, request.user, found),
        "why_not_edit": why_not(may_edit_viewpoint, request.user, found),
    }
    return render(request, "feedback/viewpoint.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def viewpoint_register(request, reference):
    dialogue = fetch_dialogue(request, reference, may_register_viewpoint)
    seen = Viewpoint.objects.visible_to(request.user).light("area")
    typed = seen.filter(dialogue=dialogue, created_by=request.user, source_import=None)
    latest = list(typed.select_related("area", "occasion").order_by("-pk")[:LATEST_SHOWN])
    remembered = {name: getattr(latest[0], name) for name in REMEMBERED} if latest else {}
    unsaved = Viewpoint(dialogue=dialogue)
    suggest_url = reverse("viewpoint-themes", args=[reference])
    form = RegisterForm(
        request.POST or None, instance=unsaved, initial=remembered, suggest_url=suggest_url
    )
    if form.is_valid():
        return _registered(request, form)
    for row in latest:
        row.dialogue = dialogue
    by_id = {theme.pk: theme for theme in form.themes}
    context = {
        "dialogue": dialogue,
        "tab": "viewpoints",
        "form": form,
        "themes": form.theme_choices(form["text"].value() or ""),
        "latest": [show(row, request.user, themes=by_id) for row in latest],
    }
    return render(request, "feedback/viewpoint_register.html", context)


def _registered(request, form):
    stored, is_new = actions.register(
        viewpoint=form.save(commit=False), token=form.cleaned_data["token"], by=request.user
    )
    if not is_new:
        messages.info(request, _("This viewpoint was already saved. It is stored once."))
    elif stored.personal_data == PersonalData.WAITING:
        messages.warning(
            request,
            _("Saved. It seems to hold an e-mail address, a phone number or an identity number,"
              " which others see hidden until you have looked at it."),
        )  # fmt: skip
    else:
        messages.success(request, _("Saved. Write the next one."))
    return redirect("viewpoint-register", stored.dialogue.reference)


@require_POST
def viewpoint_themes(request, reference):
    """Themes for what has been typed so far: a fragment of the form, nothing is stored."""
    dialogue = fetch_dialogue(request, reference, may_register_viewpoint)
    form = RegisterForm(request.POST, instance=Viewpoint(dialogue=dialogue))
    themes = form.theme_choices(plain_text(request.POST.get("text", "")))
    return render(request, "feedback/_themes.html", {"themes": themes})


@require_http_methods(["GET", "HEAD", "POST"])
def viewpoint_edit(request, pk):
    found = fetch_viewpoint(request, pk, may_edit_viewpoint)
    form = ViewpointForm(request.POST or None, instance=found)
    form.cancel_url = _way_back(request, found)
    if form.is_valid():
        changed = form.save(commit=False)
        try:
            actions.edit(viewpoint=changed, version=form.cleaned_data["version"], by=request.user)
        except Outdated:
            form.refuse_as_stale(
                Viewpoint.objects.visible_to(request.user).light().filter(pk=pk).first()
            )
        else:
            messages.success(request, _("The viewpoint is saved."))
            return HttpResponseRedirect(_way_back(request, changed))
    context = {"viewpoint": found, "dialogue": found.dialogue, "tab": "viewpoints", "form": form}
    return render(request, "feedback/viewpoint_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def viewpoint_delete(request, pk):
    found = fetch_viewpoint(request, pk, may_edit_viewpoint)
    if request.method == "POST":
        actions.delete(viewpoint=found, by=request.user)
        messages.success(request, _("The viewpoint is deleted."))
        return HttpResponseRedirect(_way_back(request, found, deleted=True))
    context = {
        "viewpoint": found,
        "dialogue": found.dialogue,
        "title": _("Delete the viewpoint?"),
        "text": _(
            "It can't be brought back. The dialogue's history says that a viewpoint was deleted,"
            " not what it said."
        ),
        "submit_text": _("Delete the viewpoint"),
        "danger": True,
        "cancel_url": _way_back(request, found),
    }
    return render(request, "feedback/viewpoint_delete.html", context)


@require_POST
def viewpoint_scope(request, pk):
    found = fetch_viewpoint(request, pk, may_edit_viewpoint)
    actions.mark_scope(
        viewpoint=found, in_scope=request.POST.get("in_scope") == "yes", by=request.user
    )
    return HttpResponseRedirect(_way_back(request, found))


def _way_back(request, found, *, deleted=False):
    """Where the reader came from: one of the pages that lead here, never another address."""
    back = request.GET.get("back", "")
    if back == "waiting":
        return reverse("personal-data")
    if back == "register":
        return reverse("viewpoint-register", args=[found.dialogue.reference])
    if deleted or back == "list":
        return reverse("viewpoint-list", args=[found.dialogue.reference])
    return reverse("viewpoint", args=[found.pk])


@require_safe
def personal_data(request):
    check(may_look_at_personal_data, request.user)
    rows = _waiting(request.user).select_related("dialogue").light("dialogue").order_by("pk")
    paginator = Paginator(rows, WAITING_PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "items": [(row, mark_personal_data(row.text)) for row in page.object_list],
        "came_from": _came_from(request.user, request.GET),
    }
    return render(request, "feedback/personal_data.html", context)


def _came_from(user, query):
    """The dialogue from whose page the reader came, if the address names one they may know of."""
    reference = query.get("from", "")[:20].replace("\x00", "")
    rows = Dialogue.objects.visible_to(user).only("reference", "title")
    return rows.filter(reference=reference).first() if reference else None


def _waiting(user):
    """The viewpoints with what seems to be personal data that are the user's to look at."""
    return Viewpoint.objects.visible_to(user).awaiting_look(user.bodies_as(Role.OFFICIAL))


@require_safe
def personal_data_export(request, extension):
    """How many wait in each dialogue, as CSV or XLSX; nothing of what they say (R152, R002)."""
    check(may_look_at_personal_data, request.user)
    rows = waiting_table(_waiting(request.user))
    return table_file(rows, _("waiting-viewpoints"), extension)


@require_POST
def personal_data_remove(request):
    done = actions.remove_personal_data(seen=_seen(request), by=request.user)
    if done:
        messages.success(
            request,
            ngettext(
                "The personal data is removed from %(count)s viewpoint.",
                "The personal data is removed from %(count)s viewpoints.",
                done,
            )
            % {"count": done},
        )
    return _next_waiting(request, done)


@require_POST
def personal_data_keep(request):
    done = actions.keep_text(seen=_seen(request), by=request.user)
    if done:
        messages.success(
            request,
            ngettext(
                "%(count)s viewpoint is now shown to everybody as it stands.",
                "%(count)s viewpoints are now shown to everybody as they stand.",
                done,
            )
            % {"count": done},
        )
    return _next_waiting(request, done)


def _seen(request):
    """{id: version} of the viewpoints the reader chose, all of which they may settle.

    ``viewpoint`` holds "id:version", once for each.
    """
    check(may_look_at_personal_data, request.user)
    pairs = [value.partition(":") for value in request.POST.getlist("viewpoint")]
    numbers = [(whole(pk), whole(version)) for pk, _colon, version in pairs]
    seen = {pk: version for pk, version in numbers if pk is not None and version is not None}
    rows = Viewpoint.objects.visible_to(request.user).light("dialogue").filter(pk__in=seen)
    found = list(rows.select_related("dialogue__owner__successor"))
    for row in found:
        check(may_edit_viewpoint, request.user, row)
    return {row.pk: seen[row.pk] for row in found}


def _next_waiting(request, done):
    if not done:
        messages.info(
            request,
            _("Nothing was changed: no viewpoint was chosen, or somebody else has dealt with it."),
        )
    dialogue = _came_from(request.user, request.POST)
    query = f"?from={dialogue.reference}" if dialogue else ""
    return HttpResponseRedirect(reverse("personal-data") + query)
