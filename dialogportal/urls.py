"""All addresses of the portal: each app's own, the lowest floor first."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, register_converter
from django.views.i18n import set_language

from dialogportal.styleguide import styleguide
from dialogportal.table_files import ExtensionConverter

# The administration asks for the same log-in, with its rate limits and second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

register_converter(ExtensionConverter, "extension")


def not_here(request: HttpRequest, **_parts: str) -> HttpResponse:
    """A page of allauth's that the portal does not offer."""
    raise Http404


urlpatterns = [
    path("", include("archive.urls")),
    path("", include("feedback.urls")),
    path("", include("participation.urls")),
    path("", include("dialogues.urls")),
    path("", include("municipality.urls")),
    # Addresses are the administrator's to change: whoever has the address has the account.
    path("konto/email/", not_here),
    path("konto/confirm-email/", not_here),
    path("konto/confirm-email/<path:key>/", not_here),
    path("konto/", include("allauth.urls")),
    path("administration/", admin.site.urls),
    path("sprak/", login_not_required(set_language), name="set_language"),
    path("styleguide/", styleguide, name="styleguide"),
]

handler404 = "dialogportal.errors.not_found"
handler500 = "dialogportal.errors.server_error"
