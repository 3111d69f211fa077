"""Areas: the list and each area's page (R055)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from archive.area_page import area_tree, former_areas, page_of
from dialogues.fetch import check
from municipality.http import UserRequest
from municipality.models import Area
from municipality.permissions import may_read


@require_safe
def area_list(request: UserRequest) -> HttpResponse:
    check(may_read, request.user)
    context = {"tree": area_tree(request.user), "former": former_areas()}
    return render(request, "archive/area_list.html", context)


@require_safe
def area(request: UserRequest, slug: str) -> HttpResponse:
    check(may_read, request.user)
    found = get_object_or_404(Area, slug=slug)
    return render(request, "archive/area.html", page_of(found, request.user))
