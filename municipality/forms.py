"""Forms of the administration, and of one's own account."""

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from dialogportal.forms import PortalModelForm
from municipality.enums import NoticeMail
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


class NoticeSettingsForm(PortalModelForm):
    """When notices come by e-mail."""

    notice_mail = forms.ChoiceField(
        label=_("Notices by e-mail"),
        choices=NoticeMail.choices,
        widget=forms.RadioSelect,
        help_text=_("They always stand on the first page, too."),
    )

    class Meta:
        model = User
        fields = ("notice_mail",)
