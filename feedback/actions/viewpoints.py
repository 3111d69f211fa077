"""What is done with viewpoints one by one or a few at a time; files come by feedback.importing."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated
from dialogportal.language import index_words
from dialogportal.personal_data import mask
from dialogues.history import record
from dialogues.models import Dialogue, Occasion
from feedback.counting import recount
from feedback.enums import PersonalData, ViewpointHistory
from feedback.indexing import INDEX_FIELDS, examine, set_words, state_after_edit
from feedback.models import Viewpoint
from feedback.quoting import renew_quotes
from municipality.models import User

EDITED_FIELDS = [
    "text", "kind", "theme_ids", "area", "occasion", "said_on", "language", "in_scope",
    "latitude", "longitude", "place_mark", "personal_data", "version", *INDEX_FIELDS,
]  # fmt: skip


@transaction.atomic
def register(*, viewpoint: Viewpoint, token: uuid.UUID, by: User) -> tuple[Viewpoint, bool]:
    """Store a viewpoint not saved before: (the stored one, whether it is new).

    The same form with the same text, sent twice, is stored once; another text from a form gone
    back to is another viewpoint.
    """
    viewpoint.fingerprint = uuid.uuid5(token, viewpoint.text)
    # Whoever sends the same form at the same time waits here until this one is stored.
    Dialogue.objects.select_for_update(no_key=True).only("pk").get(pk=viewpoint.dialogue_id)
    same = Viewpoint.objects.filter(
        dialogue=viewpoint.dialogue_id, fingerprint=viewpoint.fingerprint
    ).first()
    if same is not None:
        return same, False
    _let_go_of_removed_occasion(viewpoint)
    viewpoint.created_by = by
    viewpoint.personal_data, words = examine(viewpoint.text)
    set_words(viewpoint, words)
    viewpoint.save(force_insert=True)
    recount([viewpoint.dialogue_id])
    record(dialogue=viewpoint.dialogue, by=by, action=ViewpointHistory.REGISTERED)
    return viewpoint, True


def _let_go_of_removed_occasion(viewpoint: Viewpoint) -> None:
    """Hold the viewpoint's occasion until it is stored; one removed since the form was read is
    let go of, as it would have been had the viewpoint been stored before."""
    occasions = Occasion.objects.select_for_update(no_key=True).order_by()
    if viewpoint.occasion_id and not occasions.filter(pk=viewpoint.occasion_id).exists():
        viewpoint.occasion = None


@transaction.atomic
def edit(*, viewpoint: Viewpoint, version: int, by: User) -> None:
    """Save a changed viewpoint, read when it had ``version``.

    Raises Outdated when somebody else has saved or deleted it since.
    """
    stored = Viewpoint.objects.select_for_update().light().filter(pk=viewpoint.pk).first()
    if stored is None or stored.version != version:
        raise Outdated(_("Somebody else has changed the viewpoint. Look at it again."))
    _let_go_of_removed_occasion(viewpoint)
    _found, words = examine(viewpoint.text)
    viewpoint.personal_data = state_after_edit(stored.text, stored.personal_data, viewpoint.text)
    if viewpoint.personal_data == PersonalData.KEPT:
        words = index_words(viewpoint.text)
    set_words(viewpoint, words)
    viewpoint.version = version + 1
    viewpoint.save(update_fields=EDITED_FIELDS)
    if viewpoint.text != stored.text:
        renew_quotes([viewpoint.pk], by=by)
    record(dialogue=viewpoint.dialogue, by=by, action=ViewpointHistory.CHANGED)


@transaction.atomic
def delete(*, viewpoint: Viewpoint, by: User) -> None:
    """Take a viewpoint away for good, where it is quoted too; the history says that, not what it
    said."""
    dialogue = viewpoint.dialogue
    # Whoever links a measure to it waits, or finds that it is gone.
    Dialogue.objects.select_for_update(no_key=True).only("pk").get(pk=dialogue.pk)
    deleted, _per_model = Viewpoint.objects.filter(pk=viewpoint.pk).delete()
    if deleted:
        renew_quotes([viewpoint.pk], by=by)
        recount([dialogue.pk])
        record(dialogue=dialogue, by=by, action=ViewpointHistory.DELETED)


@transaction.atomic
def mark_scope(*, viewpoint: Viewpoint, in_scope: bool, by: User) -> None:
    """Say whether the matter lies within what the dialogue was about (R044)."""
    changed = Viewpoint.objects.filter(pk=viewpoint.pk).exclude(in_scope=in_scope)
    if changed.update(in_scope=in_scope, version=F("version") + 1):
        record(dialogue=viewpoint.dialogue, by=by, action=ViewpointHistory.CHANGED)


@transaction.atomic
def remove_personal_data(*, seen: dict[int, int], by: User) -> int:
    """Replace what was found by labels, for good: how many viewpoints.

    ``seen`` maps a viewpoint's id to the version that was read. Those that have been changed or
    settled by somebody else since then are left as they are. Nothing of the old text is kept.
    """
    viewpoints = _still_waiting(seen)
    for viewpoint in viewpoints:
        with translation.override(settings.LANGUAGE_CODE):
            viewpoint.text = mask(viewpoint.text)
        viewpoint.personal_data = PersonalData.REMOVED
        set_words(viewpoint, index_words(viewpoint.text))
    done = _settle(viewpoints, ViewpointHistory.REMOVED, by)
    renew_quotes([row.pk for row in viewpoints], by=by)
    return done


@transaction.atomic
def keep_text(*, seen: dict[int, int], by: User) -> int:
    """What was found is not personal data: everybody may read and search all of the text."""
    viewpoints = _still_waiting(seen)
    for viewpoint in viewpoints:
        viewpoint.personal_data = PersonalData.KEPT
        set_words(viewpoint, index_words(viewpoint.text))
    return _settle(viewpoints, ViewpointHistory.KEPT, by)


def _still_waiting(seen: dict[int, int]) -> list[Viewpoint]:
    rows = Viewpoint.objects.filter(pk__in=seen, personal_data=PersonalData.WAITING)
    locked = rows.order_by("pk").select_for_update(of=("self",)).select_related("dialogue")
    locked = locked.light("dialogue")
    return [row for row in locked if row.version == seen[row.pk]]


def _settle(viewpoints: Iterable[Viewpoint], action: ViewpointHistory, by: User) -> int:
    """Save, and write one entry in the history of each dialogue, without what was found."""
    rows = list(viewpoints)
    for row in rows:
        row.version += 1
    Viewpoint.objects.bulk_update(rows, ["text", "personal_data", "version", *INDEX_FIELDS])
    for dialogue, number in Counter(row.dialogue for row in rows).items():
        record(dialogue=dialogue, by=by, action=action, detail=str(number))
    return len(rows)
