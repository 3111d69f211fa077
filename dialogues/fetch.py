"""Fetch and authorise in one call (DESIGN rule 4)."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed
from dialogues.completeness import with_linked
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from dialogues.page_query import with_document_count
from dialogues.permissions import may_write_in, why_not
from municipality.http import UserRequest
from municipality.models import User


def check(rule: Callable[..., object], *args: object) -> None:
    """Turn a rule's refusal into a 403 page that shows its sentence."""
    try:
        rule(*args)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def fetch_dialogue(
    request: UserRequest,
    reference: str,
    *rules: Callable[[User, Dialogue], None],
    also: Callable[[DialogueQuerySet], DialogueQuerySet] = lambda rows: rows,
) -> Dialogue:
    """The dialogue, if the user may know of it (else 404) and every rule passes (else 403).

    It knows already what ``completeness`` and the tabs ask; ``also`` adds what else a page reads.
    """
    user = request.user
    queryset = with_document_count(Dialogue.objects.visible_to(user).light())
    related = with_linked(queryset.select_related("owner__successor", "type", "kind"))
    dialogue: Dialogue | None = also(related).filter(reference=reference).first()
    if dialogue is None:
        raise _missing(request, reference)
    for rule in rules:
        check(rule, user, dialogue)
    return dialogue


def _missing(request: UserRequest, reference: str) -> Http404 | PermissionDenied:
    """To those who sent something and may restore the record: why nothing of it was saved."""
    rows = Dialogue.objects.withdrawn_for(request.user).light()
    withdrawn = rows.filter(reference=reference).first() if request.method == "POST" else None
    if withdrawn is not None:
        return PermissionDenied(why_not(may_write_in, withdrawn))
    return Http404(_("There is no such dialogue."))
