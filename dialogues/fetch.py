"""Fetch and authorise in one call (DESIGN rule 4)."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from dialogportal.exceptions import NotAllowed
from dialogues.completeness import with_linked
from dialogues.models import Dialogue
from dialogues.page_query import document_count
from municipality.http import UserRequest
from municipality.models import User


def check(rule: Callable[..., None], *args: object) -> None:
    """Turn a rule's refusal into a 403 page that shows its sentence."""
    try:
        rule(*args)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def fetch_dialogue(
    request: UserRequest, reference: str, *rules: Callable[[User, Dialogue], None]
) -> Dialogue:
    """The dialogue, if the user may know of it (else 404) and every rule passes (else 403).

    It knows already what ``completeness`` and the tabs ask.
    """
    user = request.user
    queryset = Dialogue.objects.visible_to(user).light().annotate(document_count=document_count())
    related = with_linked(queryset.select_related("owner__successor", "type", "kind"))
    dialogue: Dialogue = get_object_or_404(related, reference=reference)
    for rule in rules:
        check(rule, user, dialogue)
    return dialogue
