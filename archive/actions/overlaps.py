"""What is done about dialogues that meet (R051, R052, R056)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import overlap_notices
from archive.enums import OverlapHistory
from archive.mail import ask_to_mail
from archive.models import Overlap
from archive.overlaps import may_meet, recompute
from archive.permissions import may_resolve
from dialogportal.exceptions import Outdated, Removed
from dialogues.history import record
from dialogues.models import Dialogue
from dialogues.permissions import is_owner_official
from municipality.models import User

LONGEST_LABEL = 200


def after_dialogue_changed(dialogue: Dialogue, *, by: User | None) -> None:
    """Find what a changed dialogue meets now, and tell the others of what is new.

    Named in settings.AFTER_DIALOGUE_CHANGED: see ``dialogues.changes``.
    """
    ask_to_mail(overlap_notices.tell(dialogue, recompute(dialogue.pk), by=by))


def mend_overlaps() -> None:
    """Reckon with what no action tells of: a new day, areas drawn anew."""
    for dialogue_id in may_meet():
        with transaction.atomic():
            changes = recompute(dialogue_id)
            if changes:
                after = Dialogue.objects.light().select_related("owner__successor")
                told = overlap_notices.tell(after.get(pk=dialogue_id), changes, by=None)
                ask_to_mail(told)


@transaction.atomic
def resolve_overlap(*, by: User, overlap: Overlap, version: int, note: str) -> None:
    """Write how an overlap is resolved, as it stood at ``version``; both parties see it (R052).

    Raises Outdated when somebody else has written meanwhile, Removed when the two no longer meet,
    NotAllowed as ``may_resolve``.
    """
    may_resolve(by, overlap)
    # As whoever changes a dialogue: its row first, then the overlap's, or the two could wait for
    # each other for ever.
    parties = (overlap.first, overlap.second)
    rows = Dialogue.objects.filter(pk__in=[one.pk for one in parties]).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    saved = Overlap.objects.select_for_update().that_hold().filter(pk=overlap.pk).first()
    if saved is None:
        raise Removed(_("The two dialogues no longer meet, so there is nothing to resolve."))
    if saved.version != version:
        raise Outdated(_("Somebody else has written since you opened the page."))
    if saved.note == note:
        return
    ours = next(one for one in parties if is_owner_official(by, one))
    before, saved.note = saved.note, note
    saved.noted_by, saved.noted_at = by, timezone.now()
    body = ours.owner.current().name
    label = str(by) if body in str(by) else f"{by}, {body}"
    saved.noted_by_label = label[:LONGEST_LABEL]
    saved.version += 1
    saved.save(update_fields=["note", "noted_by", "noted_at", "noted_by_label", "version"])
    for one in parties:
        record(
            dialogue=one,
            by=by,
            action=OverlapHistory.RESOLVED,
            detail=f"{overlap.other(one).reference} {overlap.other(one)}",
            changes={"note": [before, note]},
        )
    ask_to_mail(overlap_notices.tell_of_note(overlap, ours, by=by))
