"""The link to choose a new password, mailed by the worker.

A page that mailed it itself would answer later where there is an account, and so tell who has one.
For the same reason the worker is asked for unknown addresses too, where it does nothing.
"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app

from municipality.models import User

# By name: the job itself stands above, in municipality.tasks.
MAIL_RESET_LINK = "municipality.mail_reset_link"
MAIL = "account/email/password_reset_key"


def ask_for_reset_link(user_id: int | None) -> None:
    """Have the worker mail it. The queue is told who, never the address or the link."""
    app.configure_task(MAIL_RESET_LINK).defer(user_id=user_id, language=translation.get_language())


def mail_reset_link(user_id: int | None, language: str) -> None:
    """Mail the link to the address that the account has now.

    It leads to PORTAL_URL, whatever name the portal was called by. Raises SMTPException or OSError
    when the mail server does not take it.
    """
    if user_id is None:
        return
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    way = reverse("account_reset_password_from_key", kwargs=parts)
    with translation.override(language):
        subject = render_to_string(f"{MAIL}_subject.txt").strip()
        context = {"password_reset_url": f"{settings.PORTAL_URL}{way}"}
        body = render_to_string(f"{MAIL}_message.txt", context).strip()
    send_mail(subject, body, None, [user.email])
