"""allauth's forms where the portal is stricter, and says what is wanted in an empty field."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.http import HttpRequest

from dialogportal.forms import SaysWhatIsWanted
from municipality.backends import is_address_of
from municipality.models import User
from municipality.reset_mail import ask_for_reset_link


class PortalLoginForm(SaysWhatIsWanted, LoginForm):
    """E-mail address and password."""


class PortalChangePasswordForm(SaysWhatIsWanted, ChangePasswordForm):
    """The old password and a new one."""


class PortalReauthenticateForm(SaysWhatIsWanted, ReauthenticateForm):
    """The password once more."""


class PortalResetPasswordKeyForm(SaysWhatIsWanted, ResetPasswordKeyForm):
    """A new password by the link that was mailed."""


class PortalActivateTOTPForm(SaysWhatIsWanted, ActivateTOTPForm):
    """The first code of an app."""


class PortalAuthenticateForm(SaysWhatIsWanted, mfa_forms.AuthenticateForm):
    """A code, after the password."""


class PortalReauthenticateByCodeForm(SaysWhatIsWanted, mfa_forms.ReauthenticateForm):
    """A code instead of the password once more."""


class OwnAddressResetPasswordForm(SaysWhatIsWanted, ResetPasswordForm):
    """Sends a link to the address that the account has today, never to an earlier one."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if is_address_of(email, user)]
        return email

    def save(self, _request: HttpRequest, **_others: Any) -> str:
        """Leave the mail to the worker: every address gets the same answer as fast."""
        asked_by: list[int | None] = [user.pk for user in self.users]
        for user_id in asked_by or [None]:
            ask_for_reset_link(user_id)
        return str(self.cleaned_data["email"])
