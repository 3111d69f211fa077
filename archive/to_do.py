"""The to-do list: what, why, by when, one link each; only what the reader can do."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive import waiting, whole_plans
from archive.waiting import Waiting, waiting_for
from archive.whole_plans import newest_entry
from dialogportal import periods
from dialogues.enums import HistoryAction, MoveName, State
from dialogues.models import Decision, Dialogue, HistoryEntry
from dialogues.process import nobody_decides
from municipality.models import User

REASON_SHOWN = 160
READ = (
    "reference", "title", "state", "starts_on", "ends_on", "feedback_due", "participants",
    "created_at", "decision_meeting_on", "owner__name", "owner__valid_to", "owner__successor",
    "type__decider",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One line: ``kind`` and ``tag`` as in components/tag.html; late when ``due`` has passed.
    ``since`` when it waits is told of what has no such day."""

    title: str
    url: str
    text: str
    kind: str
    tag: str
    due_on: datetime.date | None = None
    since: datetime.date | None = None

    @property
    def days_late(self) -> int:
        if self.due_on is None:
            return 0
        return max((timezone.localdate() - self.due_on).days, 0)

    @property
    def late(self) -> bool:
        return self.days_late > 0

    @property
    def due(self) -> str:
        """ "24 Nov", "12 days late", "since 3 Nov", or nothing."""
        if self.late:
            return periods.late_words(self.days_late)
        if self.due_on:
            return _day_and_month(self.due_on)
        if self.since:
            return _("since %(day)s") % {"day": _day_and_month(self.since)}
        return ""


def _day_and_month(day: datetime.date) -> str:
    return f"{day.day} {periods.month_word(day)}"


def to_do(user: User, found: Waiting | None = None) -> list[Item]:
    """What waits for the user, what is latest or due first, and then what has no day."""
    found = found or waiting_for(user)
    dialogues = _dialogues(found.dialogue_ids, user)
    rows = {
        name: [dialogues[pk] for pk in found.ids.get(name, ()) if pk in dialogues]
        for name in (*ITEMS, *WHOLE_PLANS)
    }
    plans = [row for name in WHOLE_PLANS for row in rows[name]]
    hinders = whole_plans.hinders({row.pk: row.newest_entry for row in plans}, user)
    items = [write(row) for name, write in ITEMS.items() for row in rows[name]]
    for name, write_plan in WHOLE_PLANS.items():
        items += [write_plan(row, hinders.get(row.pk, 0)) for row in rows[name]]
    items += list(_collisions(found, dialogues))
    last = datetime.date.max
    items.sort(key=lambda item: (item.due_on or last, item.since or last))
    return [*items, *_personal_data(found, user), *_imports(found, user)]


def _dialogues(ids: Iterable[int], user: User) -> dict[int, Any]:
    """With why each was last referred back, its newest history entry and its last move."""
    wanted = set(ids)
    if not wanted:
        return {}
    last = Decision.objects.filter(dialogue=OuterRef("pk")).order_by("-at", "-pk")
    moves = HistoryEntry.objects.filter(dialogue=OuterRef("pk"), action=HistoryAction.MOVED)
    rows = Dialogue.objects.visible_to(user).select_related("owner", "type").only(*READ)
    return rows.annotate(
        referral=Subquery(last.values(row=JSONObject(reason="reason", day="meeting_date"))[:1]),
        newest_entry=newest_entry(),
        moved_at=Subquery(moves.order_by("-pk").values("at")[:1]),
    ).in_bulk(wanted)


def _step(dialogue: Dialogue, name: MoveName) -> str:
    return reverse("process-step", args=[dialogue.reference, name.value])


def _owed(row: Dialogue) -> Item:
    promised = row.feedback_due
    assert promised is not None
    people = ngettext(
        "%(count)s person awaits an answer.",
        "%(count)s people await an answer.",
        row.participants or 0,
    ) % {"count": row.participants}
    awaits = people if row.participants else _("Those who took part await an answer.")
    late = promised < timezone.localdate()
    promise = _("Promised by %(day)s.") % {"day": date_format(promised)}
    return Item(
        _("Answer those who took part: %(title)s") % {"title": row.title},
        row.get_absolute_url(),
        f"{promise} {awaits}",
        "late" if late else "waits",
        _("Late") if late else _("Feedback"),
        promised,
    )


def _referred(row: Any) -> Item:
    day = datetime.date.fromisoformat(row.referral["day"])
    reason = Truncator(row.referral["reason"]).chars(REASON_SHOWN)
    text = _("Referred back %(day)s: %(reason)s") % {"day": date_format(day), "reason": reason}
    title = _("Put the plan right: %(title)s") % {"title": row.title}
    address = reverse("plan", args=[row.reference])
    return Item(title, address, text, "waits", _("Referred back"), row.starts_on)


def _plan(row: Dialogue, hinders: int) -> Item:
    if hinders:
        text = ngettext(
            "%(n)s thing hinders submission.", "%(n)s things hinder submission.", hinders
        ) % {"n": hinders}
        address = f"{reverse('plan', args=[row.reference])}#hinders"
        title = _("Finish the plan: %(title)s") % {"title": row.title}
        return Item(title, address, text, "idea", _("Plan"), row.starts_on)
    settles = nobody_decides(row)
    name = MoveName.SETTLE if settles else MoveName.SUBMIT
    title = _("Settle the plan: %(title)s") if settles else _("Submit the plan: %(title)s")
    text = _("Nothing hinders it any more.")
    return Item(
        title % {"title": row.title}, _step(row, name), text, "idea", _("Plan"), row.starts_on
    )


def _start(row: Dialogue, hinders: int) -> Item:
    """Once it is decided its officials prepare the start; on the day after, it is late."""
    if row.starts_on is None or row.starts_on >= timezone.localdate():
        return _decided(row, hinders)
    text = _("It was to begin %(day)s. Start it, or change the plan's days.") % {
        "day": date_format(row.starts_on)
    }
    title = _("Start the dialogue: %(title)s") % {"title": row.title}
    return Item(title, _step(row, MoveName.START), text, "late", _("Late"), row.starts_on)


def _decided(row: Dialogue, hinders: int) -> Item:
    title, address, text = _("Decided: %(title)s"), row.get_absolute_url(), _("Ready to start.")
    if hinders:
        address = _step(row, MoveName.START)  # that page lists them, each with a link
        text = ngettext(
            "%(n)s thing remains before the start.",
            "%(n)s things remain before the start.",
            hinders,
        ) % {"n": hinders}
    return Item(title % {"title": row.title}, address, text, "planned", _("Start"), row.starts_on)


def _carry_out(row: Dialogue) -> Item:
    last = row.ends_on or row.starts_on
    assert last is not None
    text = _("Its last day was %(day)s.") % {"day": date_format(last)}
    title = _("Mark as carried out: %(title)s") % {"title": row.title}
    return Item(title, _step(row, MoveName.CARRY_OUT), text, "late", _("Late"), last)


def _decide(row: Dialogue) -> Item:
    text = _("Submitted by %(owner)s.") % {"owner": row.owner.name}
    return _decision(row, text)


def _manager(row: Dialogue) -> Item:
    return _decision(row, _("A manager decides on it; you record what was decided."))


def _decision(row: Dialogue, text: str) -> Item:
    title = _("Record the decision: %(title)s") % {"title": row.title}
    address = f"{reverse('decision', args=[row.reference])}#beslutet"
    return Item(title, address, text, "waits", _("Decision"), row.decision_meeting_on)


def _questions(row: Dialogue) -> Item:
    text = _("%(owner)s awaits the committee's two answers before anything is planned.") % {
        "owner": row.owner.name
    }
    title = _("Answer the two questions: %(title)s") % {"title": row.title}
    address, since = reverse("inquiry", args=[row.reference]), timezone.localdate(row.created_at)
    return Item(title, address, text, "waits", _("Idea"), since=since)


def _meeting(row: Any) -> Item:
    """Where somebody said no, or nothing can be influenced, residents are told why (R061, R086)."""
    text = _("There is no dialogue. Residents are to be told why.")
    title = _("Write about the information meeting: %(title)s") % {"title": row.title}
    address = reverse("information-meeting", args=[row.reference])
    since = timezone.localdate(row.moved_at) if row.moved_at else None
    return Item(title, address, text, "waits", _("Meeting"), since=since)


def _opinion(row: Dialogue) -> Item:
    if row.state == State.DECIDED:
        text = _("The plan was changed after the decision, and %(owner)s is to submit it anew.")
        due = row.starts_on
    else:
        text = _("%(owner)s plans it, and no strategist has given an opinion on it as it is now.")
        due = row.decision_meeting_on
    title = _("Give an opinion on the plan: %(title)s") % {"title": row.title}
    address = reverse("opinion", args=[row.reference])
    words = text % {"owner": row.owner.name}
    return Item(title, address, words, "waits", _("Opinion"), due)


ITEMS: dict[str, Callable[[Any], Item]] = {
    waiting.OWED: _owed,
    waiting.REFERRED: _referred,
    waiting.CARRY_OUT: _carry_out,
    waiting.MEETING: _meeting,
    waiting.MANAGER: _manager,
    waiting.DECIDE: _decide,
    waiting.QUESTIONS: _questions,
    waiting.OPINION: _opinion,
}
WHOLE_PLANS: dict[str, Callable[[Any, int], Item]] = {
    waiting.PLAN: _plan,
    waiting.START: _start,
}


def _collisions(found: Waiting, dialogues: dict[int, Dialogue]) -> Iterable[Item]:
    """One line for each dialogue of ours, however many it collides with."""
    today = timezone.localdate()
    for pk, one in found.collisions.items():
        if not dialogues.keys() >= {one.own, one.other}:
            continue
        own, other = dialogues[one.own], dialogues[one.other]
        title, address, text = (
            _("Write how the collision is resolved: %(title)s"),
            reverse("overlap-note", args=[own.reference, pk]),
            _("It collides with “%(title)s” (%(owner)s)."),
        )
        beside = one.with_how_many - 1
        if beside:
            title = _("Write how the collisions are resolved: %(title)s")
            address = reverse("overlap-list", args=[own.reference])
            text = ngettext(
                "It collides with “%(title)s” (%(owner)s) and %(n)s more dialogue.",
                "It collides with “%(title)s” (%(owner)s) and %(n)s more dialogues.",
                beside,
            )
        ahead = [day for day in (own.starts_on, one.begins_on) if day and day > today]
        words = {"title": other.title, "owner": other.owner.name, "n": beside}
        yield Item(
            title % {"title": own.title},
            address,
            text % words,
            "collision",
            _("Collision"),
            min(ahead, default=None),
        )


def _personal_data(found: Waiting, user: User) -> list[Item]:
    if waiting.PERSONAL not in found.ids:
        return []
    number = waiting.to_look_at(user, found.duties.ours).count()
    title = ngettext(
        "Look at %(count)s viewpoint that may hold personal data",
        "Look at %(count)s viewpoints that may hold personal data",
        number,
    ) % {"count": number}
    text = _("Until you have, everybody else sees them masked.")
    return [Item(title, reverse("personal-data"), text, "waits", _("Personal data"))]


def _day_and_time(at: datetime.datetime) -> str:
    """ "12 sep 14:05": also two uploads of one file on the same day are told apart."""
    here = timezone.localtime(at)
    return f"{_day_and_month(here)} {here:%H:%M}"


def _imports(found: Waiting, user: User) -> list[Item]:
    if waiting.IMPORT not in found.ids:
        return []
    return [
        Item(
            _("Run the import of %(file)s") % {"file": row.file_name},
            row.get_absolute_url(),
            _("Uploaded %(day)s. The file has been checked; nothing is stored yet.")
            % {"day": _day_and_time(row.created_at)},
            "planned",
            _("Import"),
        )
        for row in waiting.checked_imports(user, found.duties.ours)
    ]
