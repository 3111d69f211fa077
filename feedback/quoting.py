"""Viewpoints that searches before planning have reused (R049) say no more than they may (R002)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from dialogportal.personal_data import mask
from dialogues.history import record
from dialogues.indexing import reindex
from dialogues.models import Dialogue, KnowledgeReview
from dialogues.quotes import replace_quote
from feedback.enums import PersonalData, ViewpointHistory
from feedback.models import Viewpoint
from municipality.models import User


@transaction.atomic
def renew_quotes(viewpoint_ids: Collection[int], *, by: User) -> None:
    """Let all quotes of these viewpoints say what those say now; call it when a text has changed.

    What is deleted, or taken out of a text, must not live on in what others keep. References and
    all else of the search stay as they stood. A deleted viewpoint's quote is ``gone``, another
    text is ``changed``.
    """
    quoting = Q(pk=None)
    for pk in viewpoint_ids:
        quoting |= Q(reused__contains=[{"id": pk}])
    reviews = KnowledgeReview.objects.filter(quoting).order_by("pk")
    texts = _texts_now(viewpoint_ids)
    for review in reviews.select_for_update(of=("self",)):
        _renew(review, {pk: texts.get(pk) for pk in viewpoint_ids}, by)


def _texts_now(viewpoint_ids: Collection[int]) -> dict[int, str]:
    rows = Viewpoint.objects.filter(pk__in=viewpoint_ids)
    with translation.override(settings.LANGUAGE_CODE):
        return {
            pk: mask(text) if state == PersonalData.WAITING else text
            for pk, text, state in rows.values_list("pk", "text", "personal_data")
        }


def _renew(review: KnowledgeReview, texts: dict[int, str | None], by: User) -> None:
    dialogue = Dialogue.objects.select_for_update().get(pk=review.dialogue_id)
    background, quotes = dialogue.background, []
    for quote in review.reused:
        text = texts.get(quote["id"], quote["text"])
        if text != quote["text"]:
            background = replace_quote(background, quote, text or _deleted())
        quotes.append(_with_text(quote, text))
    if quotes == review.reused:
        return
    review.reused = quotes
    review.save(update_fields=["reused"])
    if background != dialogue.background:
        dialogue.background = background
        # Whoever has the old text in an open form must not put it back unseen.
        dialogue.version += 1
        dialogue.save(update_fields=["background", "version", "updated_at"])
        reindex(dialogue)
    record(dialogue=dialogue, by=by, action=ViewpointHistory.REQUOTED)


def _with_text(quote: dict[str, Any], text: str | None) -> dict[str, Any]:
    if text == quote["text"]:
        return quote
    if text is None:
        return {**quote, "text": "", "gone": True}
    return {**quote, "text": text, "changed": True}


def _deleted() -> str:
    """In the language that backgrounds are written in."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("The viewpoint has been deleted.")
