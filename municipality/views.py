"""Pages about the city."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dialogportal.exceptions import NotAllowed
from dialogportal.table_files import table_file
from municipality.contacts import contact_table, directory
from municipality.enums import NoticeMail
from municipality.forms import NoticeSettingsForm
from municipality.models import Profile
from municipality.permissions import may_read

SAVED = {
    NoticeMail.DAILY: gettext_lazy("Notices are mailed to %(email)s once a day."),
    NoticeMail.AT_ONCE: gettext_lazy("Notices are mailed to %(email)s as they come."),
    NoticeMail.NONE: gettext_lazy("No notices are mailed to %(email)s."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request):
    """When the reader's notices come by e-mail (R056)."""
    form = NoticeSettingsForm(request.POST or None, instance=request.user)
    form.cancel_url = reverse("home")
    if form.is_valid():
        request.user.save(update_fields=["notice_mail"])
        messages.success(request, SAVED[request.user.notice_mail] % {"email": request.user.email})
        return redirect("home")
    status = 400 if form.errors else 200
    return render(request, "municipality/notice_settings.html", {"form": form}, status=status)


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
