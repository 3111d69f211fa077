"""Pages about the city."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dialogportal.exceptions import NotAllowed
from municipality.contacts import directory
from municipality.models import Profile
from municipality.permissions import may_read


@require_safe
def contact_list(request):
    try:
        may_read(request.user)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    context = {
        "directory": directory(),
        "committee": Profile.objects.current().label("committee"),
    }
    return render(request, "municipality/contact_list.html", context)
