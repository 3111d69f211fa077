"""The search before planning of the dialogues that the demo's stories are told with."""

from __future__ import annotations

import uuid

from django.db.models.functions import Length
from django.http import QueryDict

from archive import criteria as searching
from archive.choices import load_choices
from archive.demo.facts import read_toml
from archive.demo.load.copying import copy_in
from archive.demo.load.people import PLANNER
from archive.demo.load.register import Kept, Lists
from archive.known import known_before
from archive.snapshots import as_they_stood, viewpoints_to_reuse
from dialogues.enums import Judgement
from dialogues.models import Dialogue, KnowledgeReview
from feedback.enums import ViewpointKind
from feedback.models import Viewpoint
from municipality.models import Theme, User

MOST_REUSED = 3


def load_reviews(kept: list[Kept], lists: Lists) -> None:
    """Make the searches for real, in the city just loaded, and keep what they found."""
    rows = {each.made.key: each.row for each in kept}
    official = User.objects.get(email=PLANNER)
    choices = load_choices()
    reviews = []
    for key, story in read_toml("reviews.toml").items():
        address = QueryDict(mutable=True)
        address.update({"q": story["question"], "area": story["area"]})
        criteria = searching.read(address, choices, official)
        found = known_before(criteria, official)
        judged = {rows[each].reference: word for each, word in story["judgements"].items()}
        references = [hit["dialogue"].reference for hit in found.hits]
        judgements = dict.fromkeys(references, Judgement.NOT.value) | judged
        reused = _on_theme(rows[story["reused_from"]], lists.themes[story["reused_theme"]])
        reviews.append(
            KnowledgeReview(
                dialogue=rows[key],
                question=story["question"],
                area_id=criteria.area.id if criteria.area else None,
                criteria={name: address.getlist(name) for name in address},
                hits=as_they_stood(references, judgements, official),
                reused=viewpoints_to_reuse(reused, official),
                conclusion=story["conclusion"],
                reason=story["reason"],
                by=official,
                at=rows[key].created_at,
                form_token=uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{key}"),
            )
        )
    copy_in(reviews)


def _on_theme(dialogue: Dialogue, theme: Theme) -> list[int]:
    """The proposals on a theme that say most."""
    found = Viewpoint.objects.filter(
        dialogue=dialogue, kind=ViewpointKind.IMPROVE, theme_ids__contains=[theme.pk]
    )
    return list(found.order_by(Length("text").desc()).values_list("pk", flat=True)[:MOST_REUSED])
