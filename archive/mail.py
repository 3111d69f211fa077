"""Notices by e-mail: one a day with all that is new, or at once, as each user wants (R056)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from archive.notices import shown
from dialogues.models import Notification
from municipality.enums import NoticeMail
from municipality.models import User

# By name: the job itself stands above, in archive.tasks.
MAIL_AT_ONCE = "archive.mail_at_once"
MOST_IN_ONE = 50
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext(%s))"
logger = logging.getLogger(__name__)


class MailLost(Exception):
    """The mail server did not take all mails; what was not taken is sent next time."""


def mail_daily() -> int:
    """Mail those who want one e-mail a day what is not yet mailed; returns how many were sent.

    A notice counts as mailed only when the mail server took the mail: none is lost. Raises MailLost
    after all have been tried, so that the worker tries again.
    """
    return _mail(NoticeMail.DAILY)


def mail_at_once() -> int:
    """The same to those who want it at once."""
    return _mail(NoticeMail.AT_ONCE)


def ask_to_mail(users: Iterable[User]) -> None:
    """After the commit, have those of the users mailed who want it at once."""
    if any(user.notice_mail == NoticeMail.AT_ONCE for user in users):
        transaction.on_commit(_defer)


def _defer() -> None:
    try:
        with transaction.atomic():
            app.configure_task(MAIL_AT_ONCE, queueing_lock=MAIL_AT_ONCE).defer()
    except AlreadyEnqueued:
        pass


def _mail(wanted: NoticeMail) -> int:
    users = User.objects.filter(notice_mail=wanted, is_active=True)
    sent, lost = 0, 0
    for user in users.filter(pk__in=_unmailed().values("user")).order_by("pk"):
        # Who works for nobody any more may not read what the notices tell of (R002).
        if not user.has_access:
            continue
        try:
            sent += _mail_to(user)
        except (SMTPException, OSError):
            logger.warning("Notices to user %s could not be mailed; they are tried again.", user.pk)
            lost += 1
    if lost:
        raise MailLost(f"{lost} mails were not taken")
    return sent


def _unmailed() -> QuerySet[Notification]:
    return Notification.objects.filter(read_at=None, mailed_at=None)


@transaction.atomic
def _mail_to(user: User) -> bool:
    """Mail a user's notices; False when another job has just done so.

    The lock goes with its transaction. One of the queue's would stay with a job whose worker was
    killed, and no mail would go out ever again.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"archive.mail.{user.pk}"])
    notices = list(_unmailed().filter(user=user)[:MOST_IN_ONE])
    if not notices:
        return False
    _send(user, notices)
    mailed = Notification.objects.filter(pk__in=[notice.pk for notice in notices])
    mailed.update(mailed_at=timezone.now())
    return True


def _send(user: User, notices: list[Notification]) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = ngettext(
            "%(count)s new notice in Dialogportalen",
            "%(count)s new notices in Dialogportalen",
            len(notices),
        )
        context = {
            "notices": [shown(notice) for notice in notices],
            "portal_url": settings.PORTAL_URL,
            "at_once": user.notice_mail == NoticeMail.AT_ONCE,
        }
        body = render_to_string("archive/notice_mail.txt", context)
        send_mail(subject % {"count": len(notices)}, body, None, [user.email])
