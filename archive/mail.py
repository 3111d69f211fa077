"""One e-mail a day with what is new, to those who asked for it."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.notices import shown
from dialogues.models import Notification
from municipality.models import User

logger = logging.getLogger(__name__)


def mail_daily() -> int:
    """Mail every user who wants it the notices not yet mailed; return how many mails were sent.

    A notice counts as mailed only when the mail server took the mail: none is lost.
    """
    sent = 0
    for user in User.objects.filter(wants_daily_mail=True, is_active=True).iterator():
        notices = list(Notification.objects.filter(user=user, read_at=None, mailed_at=None)[:50])
        if not notices:
            continue
        with translation.override(settings.LANGUAGE_CODE):
            context = {
                "notices": [shown(notice) for notice in notices],
                "portal_url": settings.PORTAL_URL,
            }
            subject = ngettext(
                "%(count)s new notice in Dialogportalen",
                "%(count)s new notices in Dialogportalen",
                len(notices),
            )
            try:
                send_mail(
                    subject % {"count": len(notices)},
                    render_to_string("archive/daily_mail.txt", context),
                    None,
                    [user.email],
                )
            except (SMTPException, OSError):
                logger.warning(_("The daily mail could not be sent; it is tried again tomorrow."))
                continue
        Notification.objects.filter(pk__in=[notice.pk for notice in notices]).update(
            mailed_at=timezone.now()
        )
        sent += 1
    return sent
