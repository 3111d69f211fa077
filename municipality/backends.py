"""How people log in: e-mail and password, no sign-up, no demo accounts outside the demo."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest


def is_address_of(typed: str, user: Any) -> bool:
    """Whether an address is the one the user logs in with today."""
    return bool(typed.strip().lower() == user.email.lower())


class EmailBackend(AuthenticationBackend):
    """allauth's backend, with demo accounts refused wherever the mode is not demo."""

    def user_can_authenticate(self, user: Any) -> bool:
        # Also asked for every request of an open session (ModelBackend.get_user).
        return bool(super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo))


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by visitors; demo accounts stay in the demo."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The user, or None; allauth itself would let through whom the backend has refused, to
        tell closed accounts so."""
        user = super().authenticate(request, **credentials)
        if user is None or (user.is_demo and not settings.DEMO):
            return None
        # allauth keeps addresses of its own; only the one the administrator has given counts.
        typed = credentials.get("email")
        return user if typed is None or is_address_of(typed, user) else None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
