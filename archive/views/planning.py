"""Before you plan: what is already known (R048–R050, R053, R137)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from archive import criteria as searching
from archive.choices import Choice, load_choices
from archive.facets import without_page
from archive.forms import ConclusionForm
from archive.hits import count_text
from archive.known import Known, known_before
from archive.meant_area import offered_area
from archive.not_held import not_held
from archive.snapshots import as_they_stood, viewpoints_to_reuse
from dialogues.enums import Judgement
from dialogues.fetch import check
from dialogues.ideas import open_idea
from dialogues.permissions import may_plan, why_not
from municipality.http import UserRequest
from municipality.models import Area
from municipality.permissions import may_read


@require_http_methods(["GET", "HEAD", "POST"])
def plan_begin(request: UserRequest) -> HttpResponse:
    """The question and the area first; then what is known; then the official's conclusion.

    Anybody may look; only officials conclude, and there is no other way to begin a plan.
    """
    check(may_read, request.user)
    choices = load_choices()
    criteria = searching.read(request.GET, choices, request.user)
    change = "change" in request.GET
    request.GET = searching.understood(request.GET)  # type: ignore[assignment]
    if not criteria.words or change:
        begin = {"choices": choices, "criteria": criteria}
        return render(request, "archive/plan_begin.html", begin)
    if request.method == "POST":
        check(may_plan, request.user)
        form = ConclusionForm(request.POST, user=request.user, types=choices.types)
        if form.is_valid():
            return _conclude(request, form, criteria)
    else:
        words = capfirst(criteria.words)
        first = {"title": words[:200], "question": capfirst(criteria.typed)}
        form = ConclusionForm(user=request.user, types=choices.types, initial=first)
    known = known_before(criteria, request.user)
    opened = request.session.get("opened", {})
    _mark(known, form)
    context = {
        "criteria": criteria,
        "change_url": without_page(request.GET, change="1", q=criteria.typed),
        "known": known,
        "not_held": not_held(known.answer, known.criteria, known.hits),
        "meant_area": offered_area(criteria, choices, request.GET),
        "asked_text": _asked_text(known, criteria.area),
        "known_text": count_text(known.answer, known.counted) if known.hits else "",
        "form": form,
        "why_not": why_not(may_plan, request.user),
        # The browser's Back leads here again: the session knows without asking the database.
        "opened": opened if opened.get("asked") == _asked(criteria) else None,
    }
    status = 400 if form.errors else 200
    return render(request, "archive/before_you_plan.html", context, status=status)


def _asked(criteria: searching.Criteria) -> list[Any]:
    """The question on this day: what the session remembers of it, as JSON keeps it."""
    area = criteria.area.code if criteria.area else ""
    return [criteria.words, area, str(timezone.localdate())]


def _asked_text(known: Known, area: Choice | None) -> str:
    """In how many dialogues residents have been asked, and whether they have had an answer."""
    number = len(known.unanswered) or known.asked_in_all
    values = {"area": area.name if area else "", "number": number}
    if known.unanswered:
        in_area = area is not None
        return _unanswered_text(number, is_promised=known.is_promised, in_area=in_area) % values
    return (
        ngettext(
            "Residents have already been asked in %(number)s dialogue that matches, and have had an"
            " answer.",
            "Residents have already been asked in %(number)s dialogues that match, and have had an"
            " answer.",
            number,
        )
        % values
    )


def _unanswered_text(number: int, *, is_promised: bool, in_area: bool) -> str:
    if is_promised and in_area:
        return ngettext(
            "Residents of %(area)s await an answer in %(number)s dialogue about this",
            "Residents of %(area)s await an answer in %(number)s dialogues about this",
            number,
        )
    if is_promised:
        return ngettext(
            "Residents await an answer in %(number)s dialogue about this",
            "Residents await an answer in %(number)s dialogues about this",
            number,
        )
    if in_area:
        return ngettext(
            "Residents of %(area)s have not had an answer, or it is not registered, in %(number)s"
            " dialogue about this",
            "Residents of %(area)s have not had an answer, or it is not registered, in %(number)s"
            " dialogues about this",
            number,
        )
    return ngettext(
        "Residents have not had an answer, or it is not registered, in %(number)s dialogue"
        " about this",
        "Residents have not had an answer, or it is not registered, in %(number)s dialogues"
        " about this",
        number,
    )


def _mark(known: Known, form: ConclusionForm) -> None:
    """Give every hit its question, with what was marked before the form came back."""
    _references, judged, picked = form.marks()
    for hit in known.hits:
        reference = hit["dialogue"].reference
        hit["judge"] = {
            "name": f"judge-{reference}",
            "legend": _("Is it enough?"),
            "about": hit["dialogue"].title,
            "choices": Judgement.choices,
            "value": judged.get(reference, ""),
        }
        for quote in hit["quotes"]:
            quote["picked"] = quote["id"] in picked


@transaction.atomic
def _conclude(
    request: UserRequest, form: ConclusionForm, criteria: searching.Criteria
) -> HttpResponse:
    references, judgements, picked = form.marks()
    concluded = form.concluded(
        question=criteria.words,
        area=Area.objects.get(pk=criteria.area.id) if criteria.area else None,
        criteria={name: request.GET.getlist(name) for name in request.GET},
        hits=as_they_stood(references, judgements, request.user),
        reused=viewpoints_to_reuse(picked, request.user),
    )
    dialogue = open_idea(by=request.user, concluded=concluded, token=form.cleaned_data["token"])
    request.session["opened"] = {
        "asked": _asked(criteria),
        "title": dialogue.title,
        "url": dialogue.get_absolute_url(),
    }
    messages.success(request, _("Your conclusion is saved, with what was known when you drew it."))
    return redirect(dialogue)
