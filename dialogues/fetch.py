"""Fetch and authorise in one call (DESIGN rule 4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dialogportal.exceptions import Gone, NotAllowed
from dialogportal.written_query import ANYTHING, WrittenQuery
from dialogues.completeness import with_linked
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet, may_see_lists
from dialogues.page_query import with_document_count
from dialogues.permissions import may_write_in, why_not
from municipality.http import UserRequest
from municipality.models import User

Shape = Callable[[DialogueQuerySet], DialogueQuerySet]


def check(rule: Callable[..., object], *args: object) -> None:
    """Turn a rule's refusal into a 403 page that shows its sentence."""
    try:
        rule(*args)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def _nothing_more(rows: DialogueQuerySet) -> DialogueQuerySet:
    return rows


def fetch_dialogue(
    request: UserRequest,
    reference: str,
    *rules: Callable[[User, Dialogue], None],
    also: Shape = _nothing_more,
) -> Dialogue:
    """The dialogue, if the user may know of it (else 404) and every rule passes (else 403).

    It knows already what ``completeness`` and the tabs ask; ``also`` adds what else a page reads,
    as in ``find_dialogue``.
    """
    dialogue: Dialogue | None = find_dialogue(request.user, reference, _with_frame, also)
    if dialogue is None:
        raise missing(request, reference)
    for rule in rules:
        check(rule, request.user, dialogue)
    return dialogue


def find_dialogue(user: User, reference: str, *shapes: Shape) -> Any:
    """The dialogue with all that a page shows of other tables; None if there is none for the user.

    A shape adds columns and linked rows, the same in every request: its query is kept, so it is a
    function that stays, and it holds no user, day or language.
    """
    if not may_see_lists(user):
        return None
    return _written(shapes, tuple(settings.PLAN_SECTIONS)).get(reference)


@lru_cache(maxsize=64)
def _written(
    shapes: tuple[Shape, ...],
    _sections: tuple[str, ...],
) -> WrittenQuery[Dialogue]:
    """By the sections, too: what a shape reads hangs on them."""
    rows: DialogueQuerySet = Dialogue.objects.in_lists()
    for shape in shapes:
        rows = shape(rows)
    return WrittenQuery(rows.filter(reference=ANYTHING))


def _with_frame(rows: DialogueQuerySet) -> DialogueQuerySet:
    rows = with_document_count(rows.light()).select_related("owner__successor", "type", "kind")
    return with_linked(rows)


def missing(request: UserRequest, reference: str) -> Http404 | PermissionDenied:
    """Why there is no such dialogue to the reader.

    To who sent something and may restore the record: why nothing of it was saved. To all who may
    read, of a withdrawn one: that it is, by whom and since when; a link to it may stand in a
    stored conclusion, a notice or a mail (R021).
    """
    user = request.user
    may_know = user.is_active and user.has_access
    rows = Dialogue.objects.withdrawn() if may_know else Dialogue.objects.none()
    row = rows.light().select_related("owner").filter(reference=reference).first()
    if row is None or row.withdrawn_on is None:
        return Http404(_("There is no such dialogue."))
    may_restore = Dialogue.objects.withdrawn_for(user).filter(pk=row.pk).exists()
    if may_restore and request.method == "POST":
        return PermissionDenied(why_not(may_write_in, row))
    sentence = _(
        "%(reference)s (%(owner)s) was marked as no dialogue on %(day)s. It stands in no search,"
        " list or number."
    ) % {"reference": reference, "owner": row.owner, "day": date_format(row.withdrawn_on)}
    return Gone(sentence, row.get_absolute_url() if may_restore else "")
