"""What every page knows: the reader's organisation and role."""

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from municipality.models import User


class Portal:
    """Read by templates as ``portal``; each answer costs a query at most once a request."""

    is_demo = settings.DEMO

    def __init__(self, user: User | AnonymousUser) -> None:
        self._user = user

    @property
    def organisation(self) -> Any:
        return self._user.organisation if self._user.is_authenticated else None

    @property
    def role_label(self) -> str:
        if not self._user.is_authenticated:
            return ""
        rows = self._user.current_memberships
        return str(rows[0].get_role_display()) if rows else ""

    @property
    def demo_accounts(self) -> list[User]:
        """The accounts shown on the log-in page of a demo, never elsewhere."""
        if not settings.DEMO:
            return []
        accounts = User.objects.filter(is_demo=True, is_active=True)
        # Contact persons of the demo have no password: nobody can log in as them.
        return list(accounts.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).order_by("id"))

    @property
    def demo_password(self) -> str:
        return settings.DEMO_PASSWORD if settings.DEMO else ""


def portal(request: HttpRequest) -> dict[str, Any]:
    """Add ``portal`` to every template.

    A request refused before it was known who sent it (a false host name) has no user.
    """
    return {"portal": Portal(getattr(request, "user", AnonymousUser()))}
