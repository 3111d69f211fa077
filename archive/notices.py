"""Notices and the to-do list: only what the reader can do something about."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogportal import periods
from dialogportal.local_cache import cache
from dialogues.enums import ImportState
from dialogues.models import Dialogue, FileImport, Notification
from feedback.models import Viewpoint
from municipality.enums import Role
from municipality.models import User

MOST_NOTICES = 10
KEPT_SECONDS = 60
MOST_OWED = 5
MOST_IMPORTS = 3
DAYS_TOLD, DAYS_A_YEAR = 60, 365


def shown(notice: Notification) -> dict[str, Any]:
    """A notice in the reader's language."""
    day = timezone.localdate(notice.created_at)
    return {
        "id": notice.pk,
        "text": _(notice.message) % notice.params,
        "url": notice.url,
        "day": f"{day.day} {periods.month_word(day)}",
    }


def unread(user: User) -> list[dict[str, Any]]:
    """The user's newest unread notices."""
    return [shown(notice) for notice in _unread(user)]


def to_do(user: User) -> list[dict[str, Any]]:
    """What waits for the user, most urgent first: what, why, by when, one link each."""
    ours = user.bodies_as(Role.OFFICIAL)
    if not ours:
        return []
    return [*_feedback_owed(ours, user), *_personal_data(ours, user), *_imports(ours, user)]


def waiting_count(user: User) -> int:
    """How much the first page shows as waiting for the user: what to do and notices; one query.

    For whom the user answers seldom changes and is kept for a minute: every page asks for this.
    """
    ours = cache.get_or_set(
        f"answers-for-{user.pk}", lambda: user.bodies_as(Role.OFFICIAL), KEPT_SECONDS
    )
    lists: list[QuerySet[Any]] = [_unread(user)]
    if ours:
        first_to_look_at = Viewpoint.objects.visible_to(user).awaiting_look(ours).order_by()[:1]
        lists += [_owed_by(ours, user), first_to_look_at, _checked_by(user, ours)]
    each = [rows.values_list("pk") for rows in lists]
    return each[0].union(*each[1:], all=True).count()


def _unread(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user, read_at=None)[:MOST_NOTICES]


def _owed_by(organisations: set[int], user: User) -> QuerySet[Dialogue]:
    return (
        Dialogue.objects.visible_to(user)
        .awaiting_feedback()
        .filter(owner__in=organisations, feedback_due__isnull=False)
        .order_by("feedback_due", "pk")[:MOST_OWED]
    )


def _checked_by(user: User, organisations: set[int]) -> QuerySet[FileImport]:
    seen = FileImport.objects.visible_to(user, organisations)
    return seen.filter(by=user, state=ImportState.CHECKED)[:MOST_IMPORTS]


def _feedback_owed(organisations: set[int], user: User) -> list[dict[str, Any]]:
    rows = _owed_by(organisations, user)
    return [_owed(row, row.feedback_due) for row in rows if row.feedback_due]


def _owed(row: Dialogue, promised: datetime.date) -> dict[str, Any]:
    late = (timezone.localdate() - promised).days
    due = late_words(late) if late > 0 else f"{promised.day} {periods.month_word(promised)}"
    waiting = (
        ngettext(
            "%(count)s person awaits an answer.",
            "%(count)s people await an answer.",
            row.participants,
        )
        % {"count": row.participants}
        if row.participants
        else _("Those who took part await an answer.")
    )
    promise = _("Promised by %(day)s.") % {"day": date_format(promised)}
    return {
        "due": due,
        "late": late > 0,
        "title": _("Answer those who took part: %(title)s") % {"title": row.title},
        "url": row.get_absolute_url(),
        "text": f"{promise} {waiting}",
        "kind": "late" if late > 0 else "waits",
        "tag": _("Late") if late > 0 else _("Feedback"),
    }


def late_words(days: int) -> str:
    """How late an answer is, in the unit one would say it in."""
    if days < DAYS_TOLD:
        return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    if days < 2 * DAYS_A_YEAR:
        months = days // 30
        return ngettext("%(count)s month late", "%(count)s months late", months) % {"count": months}
    years = days // DAYS_A_YEAR
    return ngettext("%(count)s year late", "%(count)s years late", years) % {"count": years}


def _personal_data(organisations: set[int], user: User) -> list[dict[str, Any]]:
    number = Viewpoint.objects.visible_to(user).awaiting_look(organisations).count()
    if not number:
        return []
    return [
        {
            "due": "",
            "title": ngettext(
                "Look at %(count)s viewpoint that may hold personal data",
                "Look at %(count)s viewpoints that may hold personal data",
                number,
            )
            % {"count": number},
            "url": reverse("personal-data"),
            "text": _("Until you have, everybody else sees them masked."),
            "kind": "waits",
            "tag": _("Personal data"),
        }
    ]


def _day_and_time(at: datetime.datetime) -> str:
    """ "12 sep 14:05": also two uploads of one file on the same day are told apart."""
    here = timezone.localtime(at)
    return f"{here.day} {periods.month_word(here)} {here:%H:%M}"


def _imports(organisations: set[int], user: User) -> list[dict[str, Any]]:
    return [
        {
            "due": "",
            "title": _("Run the import of %(file)s") % {"file": row.file_name},
            "url": row.get_absolute_url(),
            "text": _("Uploaded %(day)s. The file has been checked; nothing is stored yet.")
            % {"day": _day_and_time(row.created_at)},
            "kind": "planned",
            "tag": _("Import"),
        }
        for row in _checked_by(user, organisations)
    ]
