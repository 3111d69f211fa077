"""Notices in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from archive.waiting import unread as newest_unread
from dialogportal import periods
from dialogues.models import Notification
from municipality.models import User


def shown(notice: Notification) -> dict[str, Any]:
    """A notice in the reader's language."""
    day = timezone.localdate(notice.created_at)
    return {
        "id": notice.pk,
        # In one line, or a title could write lines of its own in the mail.
        "text": " ".join((_(notice.message) % notice.params).split()),
        "url": notice.url,
        "day": f"{day.day} {periods.month_word(day)}",
    }


def unread(user: User) -> list[dict[str, Any]]:
    """The user's newest unread notices."""
    return [shown(notice) for notice in newest_unread(user)]
