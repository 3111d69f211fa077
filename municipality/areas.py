"""How areas lie to each other: which cover which, and which are neighbours (R025)."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from django.db import transaction

from dialogportal import geometry as plane
from municipality.enums import AreaLevel, AreaRelation
from municipality.models import Area, AreaParent

TOUCHING_METRES = 30
NEAREST = 5
METRES_PER_DEGREE = 111_200

Segment = tuple[float, float, float, float]
Box = tuple[float, float, float, float]
# Of every area, by id: the smallest areas it covers, and its neighbours.
Ground = dict[int, tuple[frozenset[int], list[int]]]


def read_ground() -> Ground:
    """The ground and the neighbours of every area; one query."""
    rows = Area.objects.order_by("pk").values_list("pk", "leaf_ids", "neighbour_ids")
    return {pk: (frozenset(leaf_ids), neighbour_ids) for pk, leaf_ids, neighbour_ids in rows}


def relation_to(area_id: int, ground: Ground) -> dict[AreaRelation, list[int]]:
    """Ids of the areas inside an area (itself among them), above it and beside it.

    Compared by the smallest areas covered, under every division there ever was: a committee's
    area of before a reform counts as inside when all its districts lie within. Beside are the
    neighbours of the area and of all inside it, except what shares ground with it. Raises
    KeyError when the area is not among them.
    """
    mine, neighbours = ground[area_id]
    inside, above, beside, overlapping = [], [], set(neighbours), set()
    for pk, (leaves, neighbour_ids) in ground.items():
        if mine.isdisjoint(leaves):
            continue
        overlapping.add(pk)
        if mine >= leaves:
            inside.append(pk)
            beside.update(neighbour_ids)
        elif mine <= leaves:
            above.append(pk)
    return {
        AreaRelation.INSIDE: inside,
        AreaRelation.ABOVE: above,
        AreaRelation.BESIDE: sorted(beside - overlapping),
    }


@transaction.atomic
def rebuild_relations() -> int:
    """Fill ``leaf_ids`` and ``neighbour_ids`` of every area; returns how many changed.

    To be called after every change of areas or of what they are part of. About a second for
    150 areas.
    """
    areas = {area.pk: area for area in Area.objects.order_by("pk")}
    leaves = _leaves(areas)
    neighbours = _neighbours(list(areas.values()), leaves)
    changed = []
    for pk, area in areas.items():
        found = sorted(leaves[pk]), sorted(neighbours[pk])
        if (area.leaf_ids, area.neighbour_ids) != found:
            area.leaf_ids, area.neighbour_ids = found
            changed.append(area)
    Area.objects.bulk_update(changed, ["leaf_ids", "neighbour_ids"], batch_size=200)
    return len(changed)


def _leaves(areas: Iterable[int]) -> dict[int, set[int]]:
    """For each area the smallest ones below it through any link, past or present.

    Places are spots in a district and do not fill it: it counts as a smallest area beside them.
    """
    children: dict[int, list[int]] = defaultdict(list)
    divided: set[int] = set()
    links = AreaParent.objects.values_list("child", "parent", "child__level")
    for child, parent, level in links:
        children[parent].append(child)
        if level != AreaLevel.PLACE:
            divided.add(parent)
    found: dict[int, set[int]] = {}
    for pk in areas:
        below, waiting = {pk}, [pk]
        while waiting:  # a circle made by mistake ends here, too
            for child in children[waiting.pop()]:
                if child not in below:
                    below.add(child)
                    waiting.append(child)
        found[pk] = below - divided or {pk}
    return found


def _neighbours(areas: list[Area], leaves: dict[int, set[int]]) -> dict[int, set[int]]:
    """For each area those of its level and time that touch it.

    Known by the boundaries; else through the smaller areas they consist of; else the nearest
    centres.
    """
    found: dict[int, set[int]] = {area.pk: set() for area in areas}
    outlines = _outlines(areas)
    pairs = [
        (one, other)
        for place, one in enumerate(areas)
        for other in areas[:place]
        if one.level == other.level and _at_the_same_time(one, other)
    ]
    drawn = set(outlines)
    for one, other in pairs:
        if {one.pk, other.pk} <= drawn and _touch(outlines[one.pk], outlines[other.pk]):
            _add_pair(found, one, other)
    undrawn = [(one, other) for one, other in pairs if not {one.pk, other.pk} <= drawn]
    through = {
        pk: set().union(*(found[leaf] for leaf in covered)) - covered
        for pk, covered in leaves.items()
        if covered != {pk}
    }
    for one, other in undrawn:
        if through.get(one.pk, set()) & leaves[other.pk] - leaves[one.pk]:
            _add_pair(found, one, other)
    _add_nearest(found, [a for a in areas if a.pk not in drawn and not through.get(a.pk)], pairs)
    return found


def _add_pair(found: dict[int, set[int]], one: Area, other: Area) -> None:
    found[one.pk].add(other.pk)
    found[other.pk].add(one.pk)


def _at_the_same_time(one: Area, other: Area) -> bool:
    earliest, latest = datetime.date.min, datetime.date.max
    return (one.valid_from or earliest) <= (other.valid_to or latest) and (
        other.valid_from or earliest
    ) <= (one.valid_to or latest)


def _add_nearest(
    found: dict[int, set[int]], lonely: list[Area], pairs: list[tuple[Area, Area]]
) -> None:
    """The nearest centres as neighbours of those of which nothing else is known."""
    near: dict[int, list[tuple[float, Area]]] = defaultdict(list)
    for one, other in pairs:
        if None not in (one.latitude, one.longitude, other.latitude, other.longitude):
            distance = math.dist(_metres(one), _metres(other))
            near[one.pk].append((distance, other))
            near[other.pk].append((distance, one))
    for area in lonely:
        for _distance, other in sorted(near[area.pk], key=lambda pair: pair[0])[:NEAREST]:
            _add_pair(found, area, other)


def _metres(area: Area) -> tuple[float, float]:
    latitude, longitude = area.latitude or 0.0, area.longitude or 0.0
    return (
        longitude * METRES_PER_DEGREE * math.cos(math.radians(latitude)),
        latitude * METRES_PER_DEGREE,
    )


def _outlines(areas: list[Area]) -> dict[int, tuple[Box, list[Segment]]]:
    """(bounding box, segments) in metres of every area that has a boundary."""
    geometries = {area.pk: area.boundary for area in areas if area.boundary}
    if not geometries:
        return {}
    _west, south, _east, north = plane.bounds(geometries.values())
    across = METRES_PER_DEGREE * math.cos(math.radians((south + north) / 2))
    outlines = {}
    for pk, geometry in geometries.items():
        segments = [
            (a[0] * across, a[1] * METRES_PER_DEGREE, b[0] * across, b[1] * METRES_PER_DEGREE)
            for polygon in plane.polygons(geometry)
            for ring in polygon
            for a, b in pairwise(ring)
        ]
        west, south, east, north = plane.bounds([geometry])
        box = (
            west * across,
            south * METRES_PER_DEGREE,
            east * across,
            north * METRES_PER_DEGREE,
        )
        outlines[pk] = box, segments
    return outlines


def _touch(one: tuple[Box, list[Segment]], other: tuple[Box, list[Segment]]) -> bool:
    (box_a, segments_a), (box_b, segments_b) = one, other
    if not _boxes_near(box_a, box_b):
        return False
    near_b = [s for s in segments_a if _boxes_near(_box(s), box_b)]
    near_a = [s for s in segments_b if _boxes_near(_box(s), box_a)]
    return any(
        _boxes_near(_box(a), _box(b)) and _distance(a, b) <= TOUCHING_METRES
        for a in near_b
        for b in near_a
    )


def _box(segment: Segment) -> Box:
    x1, y1, x2, y2 = segment
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _boxes_near(a: Box, b: Box) -> bool:
    return (
        a[0] <= b[2] + TOUCHING_METRES
        and b[0] <= a[2] + TOUCHING_METRES
        and a[1] <= b[3] + TOUCHING_METRES
        and b[1] <= a[3] + TOUCHING_METRES
    )


def _distance(a: Segment, b: Segment) -> float:
    """Metres between two segments."""
    if _side(a, b[:2]) * _side(a, b[2:]) < 0 and _side(b, a[:2]) * _side(b, a[2:]) < 0:
        return 0.0  # they cross
    return min(
        _to_segment(a[0], a[1], b),
        _to_segment(a[2], a[3], b),
        _to_segment(b[0], b[1], a),
        _to_segment(b[2], b[3], a),
    )


def _side(segment: Segment, point: tuple[float, ...]) -> float:
    """Positive to the left of the segment, negative to its right."""
    x1, y1, x2, y2 = segment
    return (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)


def _to_segment(x: float, y: float, segment: Segment) -> float:
    x1, y1, x2, y2 = segment
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = ((x - x1) * dx + (y - y1) * dy) / length if length else 0.0
    share = max(0.0, min(1.0, share))
    return math.hypot(x - x1 - share * dx, y - y1 - share * dy)
