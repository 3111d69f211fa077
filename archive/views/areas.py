"""Areas: the list and each area's page (R055)."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.area_page import area_tree, former_areas, measures_page, page_of
from archive.counted import apart
from archive.exports import area_rows
from archive.priority import held_in_priority_areas
from dialogportal.table_files import table_file
from dialogues.fetch import check
from dialogues.models import Dialogue
from municipality.http import UserRequest
from municipality.models import Area
from municipality.permissions import may_read


@require_safe
def area_list(request: UserRequest) -> HttpResponse:
    check(may_read, request.user)
    tree = area_tree(request.user)
    areas = [one["area"] for node in tree for one in (node, *node["below"])]
    context = {
        "tree": tree,
        "former": former_areas(),
        "priority": held_in_priority_areas(areas, request.user),
        "apart": apart(Dialogue.objects.visible_to(request.user).numbers()),
    }
    return render(request, "archive/area_list.html", context)


@require_safe
def area_list_export(request: UserRequest, extension: str) -> HttpResponseBase:
    """Exactly the list on the screen, as CSV or XLSX (R152)."""
    check(may_read, request.user)
    rows = area_rows(area_tree(request.user), former_areas())
    return table_file(rows, _("areas-and-dialogues"), extension)


@require_safe
def area(request: UserRequest, slug: str) -> HttpResponse:
    check(may_read, request.user)
    found = get_object_or_404(Area, slug=slug)
    return render(request, "archive/area.html", page_of(found, request.user))


@require_safe
def area_measures(request: UserRequest, slug: str) -> HttpResponse:
    """Every open measure of an area, for those too many to stand on its page."""
    check(may_read, request.user)
    found = get_object_or_404(Area, slug=slug)
    page = measures_page(found, request.user, request.GET.get("page"))
    return render(request, "archive/area_measures.html", {"area": found, "page": page})
