"""The search page and its exports (R047)."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import criteria as searching
from archive.choices import load_choices
from archive.exports import export
from archive.facets import chips, counts, facets, without_page
from archive.hits import count_text, hits, shown_dialogues, viewpoint_rows
from archive.meant_area import offered_area
from archive.not_held import not_held
from archive.search import Answer, search
from dialogues.enums import Counted
from dialogues.fetch import check
from dialogues.models import Dialogue
from municipality.http import UserRequest
from municipality.models import User
from municipality.permissions import may_read

HITS_A_PAGE = 10
VIEWPOINTS_A_PAGE = 25
MOST_DIGITS = 9
NO_PAGE = re.compile(r"-\d+|0+")
REFERENCE = re.compile(r"d-\d{4}-\d{4,9}", re.IGNORECASE)


@require_safe
def search_page(request: UserRequest) -> HttpResponse:
    """Dialogues with the viewpoints that match, or the viewpoints alone."""
    user = request.user
    check(may_read, user)
    choices = load_choices()
    criteria = searching.read(request.GET, choices, user)
    request.GET = searching.understood(request.GET)  # type: ignore[assignment]
    answer = search(criteria, user)
    shows_viewpoints = request.GET.get("show") == "viewpoints"
    ids = answer.viewpoint_ids if shows_viewpoints else answer.dialogue_ids
    size = VIEWPOINTS_A_PAGE if shows_viewpoints else HITS_A_PAGE
    page = Paginator(ids, size).get_page(_page_number(request))
    found = counts(answer, criteria)
    numbers: Mapping[str, int] = found.get("counted", {})
    words_only = without_page(QueryDict(), q=criteria.words) if criteria.words else ""
    context: dict[str, Any] = {
        "criteria": criteria,
        "choices": choices,
        "answer": answer,
        "page": page,
        "shows_viewpoints": shows_viewpoints,
        "tabs": tabs(request, answer, numbers, shows_viewpoints),
        "count_text": count_text(answer, numbers),
        "named": _named(criteria, request),
        "meant_area": offered_area(criteria, choices, request.GET),
        "chips": chips(criteria, request.GET),
        "clear_url": words_only or "?",
        "facets": facets(found, criteria, choices, request.GET),
        "export_query": without_page(request.GET),
        "listed": len(ids),
        "export_is_cut": answer.more_viewpoints if shows_viewpoints else answer.more_dialogues,
    }
    if shows_viewpoints:
        shown = context["rows"] = viewpoint_rows(list(page), answer, user)
    else:
        shown = context["hits"] = _hits(list(page), answer, criteria, user)
    context["not_held"] = not_held(answer, criteria, shown)
    return render(request, "archive/search.html", context)


def _hits(
    ids: list[int], answer: Answer, criteria: searching.Criteria, user: User
) -> list[dict[str, Any]]:
    """A page of found dialogues; how near they lie is known of the best of all already."""
    if unplaced := [pk for pk in ids if pk not in answer.relations]:
        records = answer.register.known(unplaced)
        answer.relations |= searching.relations_of(records, criteria)
    dialogues = shown_dialogues(ids, user)
    listed = [dialogues[pk] for pk in ids if pk in dialogues]
    return hits(listed, answer, user, criteria.words)


def _page_number(request: UserRequest) -> str:
    """The page asked for; the longest numbers are no numbers to Python, but mean the last page,
    and what comes before the first page is the first."""
    number = request.GET.get("page", "1")
    if NO_PAGE.fullmatch(number):
        return "1"
    return number if len(number) <= MOST_DIGITS else "9" * MOST_DIGITS


def _named(criteria: searching.Criteria, request: UserRequest) -> Dialogue | None:
    """The dialogue whose reference was typed."""
    if not REFERENCE.fullmatch(criteria.words):
        return None
    visible = Dialogue.objects.visible_to(request.user).only("reference", "title")
    return visible.filter(reference=criteria.words.upper()).first()


def tabs(
    request: UserRequest, answer: Answer, numbers: Mapping[str, int], shows_viewpoints: bool
) -> list[dict[str, object]]:
    """The two lists; ``numbers``: what the records of the first count as. Where some are no
    dialogues its name says so, since its number is of all."""
    only_dialogues = set(numbers) <= {Counted.DIALOGUE}
    return [
        {
            "label": _("Dialogues") if only_dialogues else _("Dialogues and more"),
            "url": without_page(request.GET, show=None),
            "count": _count(answer.dialogue_ids, answer.more_dialogues),
            "current": not shows_viewpoints,
        },
        {
            "label": _("Viewpoints"),
            "url": without_page(request.GET, show="viewpoints"),
            "count": _count(answer.viewpoint_ids, answer.more_viewpoints),
            "current": shows_viewpoints,
        },
    ]


def _count(ids: list[int], more_than: int) -> int | str:
    if not more_than:
        return len(ids)
    return _("more than %(count)s") % {"count": number_format(more_than, force_grouping=True)}


@require_safe
def search_export(request: UserRequest, extension: str) -> HttpResponseBase:
    """Exactly the list on the screen, all its pages, as CSV or XLSX."""
    check(may_read, request.user)
    answer = search(searching.read(request.GET, load_choices(), request.user), request.user)
    shows_viewpoints = request.GET.get("show") == "viewpoints"
    ids = answer.viewpoint_ids if shows_viewpoints else answer.dialogue_ids
    return export(ids, request.user, extension, viewpoints=shows_viewpoints)
