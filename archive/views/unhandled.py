"""Where viewpoints wait, for who looks after the archive (R045)."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.permissions import may_see_unhandled
from archive.unhandled import unhandled, unhandled_rows
from dialogportal.table_files import table_file
from dialogues.fetch import check
from municipality.http import UserRequest


@require_safe
def unhandled_list(request: UserRequest) -> HttpResponse:
    check(may_see_unhandled, request.user)
    return render(request, "archive/unhandled.html", {"rows": unhandled(request.user)})


@require_safe
def unhandled_export(request: UserRequest, extension: str) -> HttpResponseBase:
    check(may_see_unhandled, request.user)
    rows = unhandled_rows(unhandled(request.user))
    return table_file(rows, _("viewpoints-that-wait"), extension)
