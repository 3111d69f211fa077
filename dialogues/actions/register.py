"""What is done to a dialogue: each verb writes the row, its words and its history together."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated
from dialogues import history, indexing
from dialogues.changes import tell_of_change
from dialogues.enums import FeedbackReach, HistoryAction, State
from dialogues.models import Dialogue, Partner
from dialogues.references import next_references
from municipality.models import User

Row = TypeVar("Row", bound=models.Model)


def once(model: type[Row], form_token: uuid.UUID, create: Callable[[], Row]) -> Row:
    """What ``create`` makes; the row made before when the same form is sent twice."""
    rows = model._default_manager.filter(form_token=form_token)
    made = rows.first()
    if made is not None:
        return made
    try:
        with transaction.atomic():
            return create()
    except IntegrityError:
        made = rows.first()
        if made is None:
            raise
        return made


def token_of(form_token: uuid.UUID, values: dict[str, Any]) -> uuid.UUID:
    """Of one form with what it holds: the same sent twice is one row, but other texts from a form
    gone back to with the browser's button are another, not silently lost."""
    held = repr(sorted((name, str(value)) for name, value in values.items()))
    return uuid.uuid5(form_token, held)


def afterwards_state(dialogue: Dialogue) -> State:
    """Where a dialogue registered afterwards stands: closed when its participants got an answer."""
    reached = dialogue.feedback_given_on and dialogue.feedback_reach == FeedbackReach.TARGETED
    return State.CLOSED if reached else State.FEEDBACK


def _apply(dialogue: Dialogue, values: dict[str, Any]) -> list[str]:
    """Set fields, the state and the words that follow from them; returns the names to save."""
    for name, value in values.items():
        setattr(dialogue, name, value)
    names = [*values, *indexing.INDEX_FIELDS]
    if dialogue.is_registered_afterwards:
        dialogue.state = afterwards_state(dialogue)
        names.append("state")
    if dialogue.pk:
        indexing.set_words_from_rows(dialogue)
    else:
        indexing.set_words(dialogue)
    return names


def _set_partners(dialogue: Dialogue, partners: Iterable[tuple[str, str]]) -> None:
    """Make the partners be exactly these (kind, name)."""
    wanted = set(partners)
    for partner in dialogue.partners.all():
        if (partner.kind, partner.name) in wanted:
            wanted.remove((partner.kind, partner.name))
        else:
            partner.delete()
    Partner.objects.bulk_create(
        Partner(dialogue=dialogue, kind=kind, name=name) for kind, name in sorted(wanted)
    )


def _snapshot(dialogue: Dialogue) -> dict[str, str]:
    partners = ", ".join(str(partner) for partner in dialogue.partners.all())
    return {**history.snapshot(dialogue), "partners": partners}


def _link(dialogue: Dialogue, links: dict[str, Any]) -> None:
    for name, rows in links.items():
        if name == "partners":
            _set_partners(dialogue, rows)
            indexing.reindex(dialogue)
        else:
            getattr(dialogue, name).set(rows)
    # Whoever is mainly responsible is not counted a second time (R018).
    dialogue.co_organisers.remove(dialogue.owner)


@transaction.atomic
def register_dialogue(
    *, by: User, values: dict[str, Any], links: dict[str, Any], form_token: uuid.UUID
) -> Dialogue:
    """Register a dialogue that has been held (R006).

    ``values`` are fields by name, ``links`` the rows of many-to-many fields by name. The same
    ``form_token`` again returns the dialogue made the first time.
    """

    def create() -> Dialogue:
        year = values["starts_on"].year
        dialogue = Dialogue(
            reference=next_references(year)[0],
            is_registered_afterwards=True,
            created_by=by,
            form_token=form_token,
        )
        _apply(dialogue, values)
        dialogue.save(force_insert=True)
        _link(dialogue, links)
        history.record(dialogue=dialogue, by=by, action=HistoryAction.REGISTERED)
        return dialogue

    return once(Dialogue, form_token, create)


@transaction.atomic
def change_dialogue(
    *, by: User, dialogue: Dialogue, version: int, values: dict[str, Any], links: dict[str, Any]
) -> Dialogue:
    """Change fields and links of a dialogue as it stood at ``version``.

    ``links`` may hold "partners": (kind, name) pairs. Raises Outdated when somebody has changed
    it since. Nothing is written when nothing differs.
    """
    # The lock lets of two at once only one find the version that both have read.
    saved = Dialogue.objects.select_for_update().filter(pk=dialogue.pk, version=version).first()
    if saved is None:
        raise Outdated(_("Somebody else has changed this dialogue since you opened it."))
    if not _differs(saved, values, links):
        return saved
    before = _snapshot(saved)
    saved.version += 1
    saved.save(update_fields=[*_apply(saved, values), "version", "updated_at"])
    _link(saved, links)
    saved = Dialogue.objects.get(pk=dialogue.pk)
    changes = history.differences(before, _snapshot(saved))
    history.record(dialogue=saved, by=by, action=HistoryAction.CHANGED, changes=changes)
    tell_of_change(saved, by=by)
    return saved


def _differs(saved: Dialogue, values: dict[str, Any], links: dict[str, Any]) -> bool:
    """Whether saving these would change anything."""
    if any(getattr(saved, name) != value for name, value in values.items()):
        return True
    for name, rows in links.items():
        if name == "partners":
            stored: set[Any] = set(saved.partners.values_list("kind", "name"))
            wanted = set(rows)
        else:
            stored = set(getattr(saved, name).values_list("pk", flat=True))
            wanted = {row.pk for row in rows}
        if stored != wanted:
            return True
    return False


@transaction.atomic
def mark_good_example(*, by: User, dialogue: Dialogue, reason: str) -> None:
    """Mark a dialogue as a good example, or change why it is one (R057)."""
    _set_good_example(by, dialogue, HistoryAction.MARKED, is_good_example=True, reason=reason)


@transaction.atomic
def unmark_good_example(*, by: User, dialogue: Dialogue) -> None:
    """Take the mark away; the reason stays in the history."""
    _set_good_example(by, dialogue, HistoryAction.UNMARKED, is_good_example=False, reason="")


def _set_good_example(
    by: User, dialogue: Dialogue, action: HistoryAction, *, is_good_example: bool, reason: str
) -> None:
    """Beside the version: no form of an official holds these two fields."""
    saved = Dialogue.objects.select_for_update().get(pk=dialogue.pk)
    before = {"good_example_reason": saved.good_example_reason}
    if saved.is_good_example == is_good_example and saved.good_example_reason == reason:
        return
    saved.is_good_example = is_good_example
    saved.good_example_reason = reason
    saved.save(update_fields=["is_good_example", "good_example_reason"])
    changes = history.differences(before, {"good_example_reason": reason})
    history.record(dialogue=saved, by=by, action=action, changes=changes)


@transaction.atomic
def withdraw_dialogue(*, by: User, dialogue: Dialogue, reason: str) -> None:
    """Take what is no dialogue out of every list; the record and its history stay (R021)."""
    _set_withdrawn(by, dialogue, HistoryAction.WITHDRAWN, reason)


@transaction.atomic
def restore_dialogue(*, by: User, dialogue: Dialogue) -> None:
    """Let a withdrawn record be a dialogue again; the reason stays in the history."""
    _set_withdrawn(by, dialogue, HistoryAction.RESTORED, "")


def _set_withdrawn(by: User, dialogue: Dialogue, action: HistoryAction, reason: str) -> None:
    """Beside the version, as the good example: no form of a step holds these fields."""
    saved = Dialogue.objects.select_for_update().get(pk=dialogue.pk)
    if saved.is_withdrawn == bool(reason):
        return
    before = {"withdrawn_reason": saved.withdrawn_reason}
    saved.withdrawn_on = timezone.localdate() if reason else None
    saved.withdrawn_by = by if reason else None
    saved.withdrawn_reason = reason
    saved.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    changes = history.differences(before, {"withdrawn_reason": reason})
    history.record(dialogue=saved, by=by, action=action, changes=changes)
    tell_of_change(saved, by=by)


def same_title(dialogue: Dialogue, user: User) -> Dialogue | None:
    """Another dialogue of the same owner and year with the same title, if the user sees any."""
    visible = Dialogue.objects.visible_to(user)
    others = visible.filter(owner_id=dialogue.owner_id, title__iexact=dialogue.title)
    if dialogue.starts_on:
        others = others.filter(starts_on__year=dialogue.starts_on.year)
    return others.exclude(pk=dialogue.pk).first()
