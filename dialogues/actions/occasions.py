"""What is done to a dialogue's occasions."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated
from dialogues import history, indexing
from dialogues.actions.register import once, token_of
from dialogues.enums import HistoryAction
from dialogues.models import Dialogue, Occasion
from dialogues.permissions import may_edit_occasions, may_write_in
from municipality.models import User


def _locked(by: User, dialogue: Dialogue) -> Dialogue:
    """The dialogue while its occasions change: its row is the lock, so that nothing changes in a
    plan that is submitted in the same instant. Always before an occasion's row, as whoever stores
    a viewpoint, or the two could wait for each other for ever. Raises NotAllowed."""
    rows = Dialogue.objects.light().select_related("owner__successor")
    whole = rows.select_for_update(of=("self",), no_key=True).get(pk=dialogue.pk)
    may_write_in(whole)
    may_edit_occasions(by, whole)
    return whole


def _shown(occasion: Occasion) -> str:
    return f"{occasion.starts_on:%Y-%m-%d} {occasion.title or occasion.venue}".strip()


def _state(occasion: Occasion, names: Iterable[str]) -> dict[str, str]:
    state = {}
    for name in names:
        value = getattr(occasion, name)
        state[name] = "" if value is None else str(value)
    return state


@transaction.atomic
def add_occasion(
    *, by: User, dialogue: Dialogue, values: dict[str, Any], form_token: uuid.UUID
) -> Occasion:
    """Add an occasion; the same form again adds nothing. Raises NotAllowed."""
    _locked(by, dialogue)
    token = token_of(form_token, values)

    def create() -> Occasion:
        occasion = Occasion.objects.create(dialogue=dialogue, form_token=token, **values)
        history.record(
            dialogue=dialogue, by=by, action=HistoryAction.OCCASION_ADDED, detail=_shown(occasion)
        )
        indexing.reindex_by_id(dialogue.pk)
        return occasion

    return once(Occasion, token, create)


@transaction.atomic
def change_occasion(
    *, by: User, occasion: Occasion, version: int, values: dict[str, Any]
) -> Occasion:
    """Change an occasion as it stood at ``version``.

    Raises Outdated when somebody else has changed or removed it, NotAllowed.
    """
    _locked(by, occasion.dialogue)
    hit = Occasion.objects.filter(pk=occasion.pk, version=version)
    if not hit.update(version=F("version") + 1):
        raise Outdated(_("Somebody else has changed this occasion since you opened it."))
    saved = Occasion.objects.select_related("dialogue").get(pk=occasion.pk)
    before = _state(saved, values)
    for name, value in values.items():
        setattr(saved, name, value)
    saved.save(update_fields=list(values))
    changes = history.differences(before, _state(saved, values))
    if changes:
        history.record(
            dialogue=saved.dialogue,
            by=by,
            action=HistoryAction.OCCASION_CHANGED,
            detail=_shown(saved),
            changes=changes,
        )
        indexing.reindex_by_id(saved.dialogue_id)
    return saved


@transaction.atomic
def remove_occasion(*, by: User, occasion: Occasion) -> None:
    """Remove an occasion; its date and name stay in the history. Raises NotAllowed."""
    shown, dialogue = _shown(occasion), _locked(by, occasion.dialogue)
    # Whoever is saving a viewpoint from it is let through first, so that none is left behind.
    Occasion.objects.select_for_update().filter(pk=occasion.pk).first()
    deleted, _rows = Occasion.objects.filter(pk=occasion.pk).delete()
    if deleted:
        history.record(
            dialogue=dialogue, by=by, action=HistoryAction.OCCASION_REMOVED, detail=shown
        )
        indexing.reindex_by_id(dialogue.pk)


@transaction.atomic
def add_council_meetings(
    *,
    by: User,
    dialogue: Dialogue,
    committee_dates: Iterable[datetime.date],
    days_before: int,
    values: dict[str, Any],
) -> int:
    """A standing council's meetings, each some days before one of the committee (R031).

    Returns how many were added: a committee meeting that already has one gets no second.
    Raises NotAllowed.
    """
    # The lock makes the same list sent twice at once add its meetings once.
    _locked(by, dialogue)
    known = set(dialogue.occasions.values_list("committee_meeting_on", flat=True))
    fresh = sorted(set(committee_dates) - known)
    Occasion.objects.bulk_create(
        Occasion(
            dialogue=dialogue,
            starts_on=date - datetime.timedelta(days=days_before),
            committee_meeting_on=date,
            **values,
        )
        for date in fresh
    )
    if fresh:
        history.record(
            dialogue=dialogue,
            by=by,
            action=HistoryAction.MEETINGS_ADDED,
            detail=str(len(fresh)),
        )
        indexing.reindex_by_id(dialogue.pk)
    return len(fresh)
