"""A dialogue's viewpoints as its tab lists them: chosen and drawn on a map."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.http import QueryDict

from dialogportal.drawing import Point, Shape, small_map
from dialogportal.language import QueryWord, query_words
from dialogues.models import Dialogue
from feedback.enums import PlaceMark, ViewpointKind
from feedback.models import Viewpoint
from feedback.models.viewpoint import ViewpointQuerySet
from municipality.models import User

LONGEST_QUERY = 500
MOST_POINTS = 100
NOT_STATED = "-"
POINT_FIELDS = ["text", "latitude", "longitude", "place_mark", "personal_data", "dialogue_id"]
# Half a map's side around points that no area's boundary surrounds, in metres and in degrees.
METRES_AROUND, METRES_PER_DEGREE = 300, 111_320


@dataclass
class Chosen:
    """What the address asks for; what it asks for in vain is left out."""

    q: str = ""
    kind: str = ""
    theme: int | None = None
    area: int | None = None
    outside: bool = False
    words: tuple[QueryWord, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        self.words = query_words(self.q) if self.q else ()

    @property
    def any(self) -> bool:
        return bool(self.q or self.kind or self.theme or self.area or self.outside)


def read_address(query: QueryDict) -> Chosen:
    """The filters in a page's address: q, kind, theme and area (ids), scope=outside."""
    kind = query.get("kind", "")
    return Chosen(
        q=query.get("q", "").replace("\x00", " ").strip()[:LONGEST_QUERY],
        kind=kind if kind in [*ViewpointKind.values, NOT_STATED] else "",
        theme=whole(query.get("theme")),
        area=whole(query.get("area")),
        outside=query.get("scope") == "outside",
    )


def whole(text: str | None) -> int | None:
    """The number a text holds, if it could be a row's id."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 18 else None


def search_query(words: Sequence[QueryWord]) -> SearchQuery:
    """All of the words, each as itself, a synonym, or all of its parts."""
    groups = []
    for word in words:
        ways = [word.word, *word.synonyms]
        if word.parts:
            ways.append(" & ".join(word.parts))
        groups.append(" | ".join(f"({way})" for way in ways))
    # Words hold letters and digits only (dialogportal.language), so nothing needs quoting.
    return SearchQuery(
        " & ".join(f"({group})" for group in groups), config="simple", search_type="raw"
    )


def choose(
    dialogue: Dialogue, chosen: Chosen, user: User, *, but: Collection[str] = ()
) -> ViewpointQuerySet:
    """The chosen viewpoints of a dialogue; ``but`` names filters to leave out, for their counts."""
    rows: ViewpointQuerySet = Viewpoint.objects.visible_to(user).filter(dialogue=dialogue)
    if chosen.q:
        rows = rows.filter(search=search_query(chosen.words)) if chosen.words else rows.none()
    if chosen.kind and "kind" not in but:
        rows = rows.filter(kind="" if chosen.kind == NOT_STATED else chosen.kind)
    if chosen.theme and "theme" not in but:
        rows = rows.filter(theme_ids__contains=[chosen.theme])
    if chosen.area and "area" not in but:
        rows = rows.filter(area=chosen.area)
    if chosen.outside and "scope" not in but:
        rows = rows.filter(in_scope=False)
    return rows


def toggled(address: QueryDict, name: str, value: str) -> str:
    """The same list with one filter set, or taken away where ``value`` is empty."""
    query = address.copy()
    query.pop("page", None)
    query.pop(name, None)
    if value:
        query[name] = value
    return "?" + query.urlencode()


def draw_points(dialogue: Dialogue, rows: QuerySet[Viewpoint], user: User) -> dict[str, Any] | None:
    """The newest places marked, as components/small_map.html draws them, each with its ``mark``.

    None when there are none. Adds ``good``, ``develop`` and ``other``, how many are shown of each.
    """
    marked = list(rows.exclude(latitude=None).only(*POINT_FIELDS).order_by("-pk")[:MOST_POINTS])
    if not marked:
        return None
    for viewpoint in marked:
        viewpoint.dialogue = dialogue
    points = [Point(v.text_for(user)[:40], v.longitude or 0, v.latitude or 0) for v in marked]
    shapes = [Shape(area.name, area.boundary) for area in dialogue.areas.all() if area.boundary]
    drawn: dict[str, Any] = small_map(shapes or [_surroundings(points)], points) or {}
    for dot, viewpoint in zip(drawn["points"], marked, strict=True):
        dot["mark"] = viewpoint.place_mark
    marks = [viewpoint.place_mark for viewpoint in marked]
    good, develop = marks.count(PlaceMark.GOOD), marks.count(PlaceMark.DEVELOP)
    return {**drawn, "good": good, "develop": develop, "other": len(marks) - good - develop}


def _surroundings(points: Sequence[Point]) -> Shape:
    """A rectangle around the points, so that a single one has somewhere to lie."""
    tall = METRES_AROUND / METRES_PER_DEGREE
    wide = tall / max(cos(radians(points[0].latitude)), 0.01)
    west, east = min(p.longitude for p in points) - wide, max(p.longitude for p in points) + wide
    south, north = min(p.latitude for p in points) - tall, max(p.latitude for p in points) + tall
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Shape("", {"type": "Polygon", "coordinates": [ring]})
