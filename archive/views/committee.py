"""The committee's page (R138)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.committee import committee_lists, committees_of
from dialogportal.exceptions import NotAllowed
from dialogues.fetch import check
from municipality.http import UserRequest
from municipality.models import User


def may_read_committee_page(user: User) -> None:
    """Raise NotAllowed unless the user sits on a committee or writes for one."""
    if not user.is_committee:
        raise NotAllowed(_("This page is for members and secretaries of committees and boards."))


@require_safe
def committee_page(request: UserRequest) -> HttpResponse:
    check(may_read_committee_page, request.user)
    context = {"committees": committees_of(request.user), **committee_lists(request.user)}
    return render(request, "archive/committee.html", context)
