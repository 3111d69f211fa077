"""The search before planning of the dialogues that the demo's stories are told with."""

from __future__ import annotations

import uuid

from django.http import QueryDict

from archive import criteria as searching
from archive.choices import load_choices
from archive.demo.facts import read_toml
from archive.demo.load.copying import copy_in
from archive.demo.load.people import PLANNER
from archive.demo.load.register import Kept
from archive.demo.load.times import at_office_hour
from archive.known import as_they_stood, known_before, viewpoints_as_read
from dialogues.models import KnowledgeReview
from municipality.models import User

MOST_REUSED = 3


def load_reviews(kept: list[Kept]) -> None:
    """Make the searches for real, in the city just loaded, and keep what they found."""
    rows = {each.made.key: each.row for each in kept}
    official = User.objects.get(email=PLANNER)
    choices = load_choices()
    reviews = []
    for key, story in read_toml("reviews.toml").items():
        address = QueryDict(mutable=True)
        address.update({"q": story["question"], "area": story["area"]})
        criteria = searching.read(address, choices)
        found = known_before(criteria, official)
        sources = {rows[each].pk for each in story["reused_from"]}
        quoted = [quote for hit in found.hits if hit["id"] in sources for quote in hit["quotes"]]
        reviews.append(
            KnowledgeReview(
                dialogue=rows[key],
                question=story["question"],
                area_id=criteria.area.id if criteria.area else None,
                criteria={name: address.getlist(name) for name in address},
                hits=as_they_stood(
                    [hit["dialogue"].reference for hit in found.hits],
                    {rows[each].reference: word for each, word in story["judgements"].items()},
                    official,
                ),
                reused=viewpoints_as_read(
                    [quote["id"] for quote in quoted][:MOST_REUSED], official
                ),
                conclusion=story["conclusion"],
                reason=story["reason"],
                by=official,
                at=at_office_hour(story["day"]),
                form_token=uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{key}"),
            )
        )
    copy_in(reviews)
