"""How a dialogue begins: with what was already known (R048–R050)."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogues import history
from dialogues.enums import Conclusion, HistoryAction, Judgement, State
from dialogues.indexing import set_words
from dialogues.models import Dialogue, KnowledgeReview
from dialogues.quotes import quote_line
from dialogues.references import next_references
from dialogues.standpoint import weigh
from municipality.enums import AreaLevel
from municipality.models import Area, DialogueType, Organisation, User

BACKGROUND_LANGUAGE = "sv"


@dataclass(frozen=True)
class Concluded:
    """What an official saw and concluded. ``hits`` and ``reused`` as in KnowledgeReview.

    ``question`` is what was searched for, ``wording`` how residents are to be asked; None: the
    same. ``benefit``: what a dialogue would give, weighed whatever was concluded (R077).
    """

    question: str
    title: str
    owner: Organisation
    type: DialogueType
    conclusion: Conclusion
    reason: str
    wording: str | None = None
    area: Area | None = None
    coordinate_with: Dialogue | None = None
    benefit: str = ""
    criteria: dict[str, Any] = field(default_factory=dict)
    hits: list[dict[str, Any]] = field(default_factory=list)
    reused: list[dict[str, Any]] = field(default_factory=list)


def open_idea(*, by: User, concluded: Concluded, token: uuid.UUID) -> Dialogue:
    """Store the search before planning and open the dialogue it leads to, with its background.

    The dialogue is an idea, or closed at once where no new dialogue is needed (DESIGN section 6).
    The same form sent twice opens one dialogue.
    """
    try:
        with transaction.atomic():
            return _open(by, concluded, token)
    except IntegrityError:
        sent_before = KnowledgeReview.objects.filter(form_token=token).select_related("dialogue")
        if review := sent_before.first():
            return review.dialogue
        raise


def _open(by: User, concluded: Concluded, token: uuid.UUID) -> Dialogue:
    needless = concluded.conclusion == Conclusion.NO_DIALOGUE
    area = concluded.area if concluded.area and concluded.area.level != AreaLevel.CITY else None
    dialogue = Dialogue(
        reference=next_references(timezone.localdate().year)[0],
        title=concluded.title,
        question=concluded.question if concluded.wording is None else concluded.wording,
        background=background(concluded, timezone.localdate()),
        owner=concluded.owner,
        type=concluded.type,
        state=State.NO_DIALOGUE if needless else State.IDEA,
        is_city_wide=area is None,
        created_by=by,
    )
    set_words(dialogue)
    dialogue.save()
    if area:
        dialogue.areas.add(area)
    KnowledgeReview.objects.create(
        question=concluded.question,
        area=concluded.area,
        criteria=concluded.criteria,
        hits=concluded.hits,
        reused=concluded.reused,
        conclusion=concluded.conclusion,
        reason=concluded.reason,
        coordinate_with=concluded.coordinate_with,
        dialogue=dialogue,
        by=by,
        form_token=token,
    )
    history.record(
        dialogue=dialogue,
        by=by,
        action=HistoryAction.CONCLUDED,
        detail=concluded.conclusion.value,
    )
    weigh(dialogue, concluded.benefit, by=by)
    return dialogue


def background_beyond_search(dialogue: Dialogue, review: KnowledgeReview) -> str:
    """What the background says beside what the portal wrote there of the search itself.

    A page that shows the search with its links need not tell it a second time. What was saved in a
    browser's form has line ends of its own.
    """
    told = background(review, timezone.localdate(review.at)).splitlines()
    return "\n".join(dialogue.background.splitlines()).removeprefix("\n".join(told)).strip()


def background(concluded: Concluded | KnowledgeReview, day: datetime.date) -> str:
    """The plan's prior history, written from the search for the official to go on with (R050)."""
    with translation.override(BACKGROUND_LANGUAGE):
        # Only what the official has judged: the committee must not read of work nobody did.
        useful = [
            hit
            for hit in concluded.hits
            if hit.get("judgement") in {Judgement.ANSWERS, Judgement.PARTLY}
        ]
        judged = sum(bool(hit.get("judgement")) for hit in concluded.hits)
        lines = [
            _("Searched %(day)s for “%(question)s”, %(place)s.")
            % {
                "day": date_format(day, "DATE_FORMAT"),
                "question": concluded.question,
                "place": concluded.area.name if concluded.area else _("the whole city"),
            },
            ngettext(
                "%(count)s dialogue was shown, %(judged)s judged.",
                "%(count)s dialogues were shown, %(judged)s judged.",
                len(concluded.hits),
            )
            % {"count": len(concluded.hits), "judged": judged},
        ]
        lines += [_hit_line(hit) for hit in useful]
        if concluded.reused:
            lines.append("")
            lines.append(_("What residents have already said:"))
            lines += [
                quote_line(viewpoint["text"], viewpoint["dialogue"])
                for viewpoint in concluded.reused
            ]
        lines += ["", f"{Conclusion(concluded.conclusion).label} {concluded.reason}"]
        return "\n".join(lines)


def _hit_line(hit: dict[str, Any]) -> str:
    judgement = str(Judgement(hit["judgement"]).label)
    waits = (
        _("No answer to those who took part was registered.") if hit.get("awaits_feedback") else ""
    )
    period = f", {hit['period']}" if hit.get("period") else ""
    line = f"– {hit['reference']} {hit['title']} ({hit['owner']}{period}): {judgement.lower()}."
    return f"{line} {waits}".rstrip()
