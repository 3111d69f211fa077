"""Forms of the administration."""

from typing import Any

from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm

from municipality.models import User


class NewUserForm(BaseUserCreationForm):
    """A new account: e-mail address and a first password."""

    class Meta:
        model = User
        fields = ("email", "display_name")

    def clean_email(self) -> str:
        # One spelling an address: log-in compares in lower case.
        return str(self.cleaned_data["email"]).lower()


class UserForm(UserChangeForm):
    """An account, its password shown as a link to change it."""

    class Meta:
        model = User
        fields = ("email", "display_name", "is_active", "is_staff")
        field_classes: dict[str, Any] = {}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
