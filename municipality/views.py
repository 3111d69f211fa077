"""Pages about the city."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dialogportal.exceptions import NotAllowed
from dialogportal.table_files import table_file
from municipality.contacts import contact_table, directory
from municipality.models import Profile
from municipality.permissions import may_read


@require_safe
def contact_list(request):
    _check_reader(request)
    context = {
        "directory": directory(),
        "committee": Profile.objects.current().label("committee"),
    }
    return render(request, "municipality/contact_list.html", context)


@require_safe
def contact_list_export(request, extension):
    """Exactly the directory on the screen, as CSV or XLSX (R152)."""
    _check_reader(request)
    committee = Profile.objects.current().label("committee")
    rows = contact_table(directory(), committee, left_behind=request.user.is_coordinator)
    return table_file(rows, _("contact-persons"), extension)


def _check_reader(request):
    try:
        may_read(request.user)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
