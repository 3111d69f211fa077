"""allauth's forms where the portal is stricter."""

from allauth.account.forms import ResetPasswordForm

from municipality.backends import is_address_of
from municipality.models import User


class OwnAddressResetPasswordForm(ResetPasswordForm):
    """Sends a link to the address that the account has today, never to an earlier one."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if is_address_of(email, user)]
        return email
