"""Plane geometry for maps of a city: areas, centres, outlines to draw. Pure Python, no GDAL.

A geometry is a GeoJSON dict of type Polygon or MultiPolygon with positions (longitude,
latitude) in WGS84 degrees. Over a city the earth is flat enough for the formulas here.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

Geometry = dict[str, Any]
Point = tuple[float, float]
Ring = list[Point]
Projection = Callable[[float, float], Point]

_EQUATOR_KM = 6378.137
_ECCENTRICITY_2 = 0.00669437999014


def polygons(geometry: Geometry) -> list[list[Ring]]:
    """The polygons of a geometry, each a list of rings: the outline first, then its holes."""
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        coordinates = [coordinates]
    return [[[(p[0], p[1]) for p in ring] for ring in polygon] for polygon in coordinates]


def bounds(geometries: Iterable[Geometry]) -> tuple[float, float, float, float]:
    """(west, south, east, north) of everything given. Raises ValueError when nothing is."""
    points = [p for g in geometries for polygon in polygons(g) for ring in polygon for p in ring]
    if not points:
        raise ValueError("no points")
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def area_km2(geometry: Geometry) -> float:
    """Area in km² on the ellipsoid, within a thousandth for anything of a city's size."""
    total = 0.0
    for polygon in polygons(geometry):
        outline, *holes = (abs(_ring_km2(ring)) for ring in polygon)
        total += outline - sum(holes)
    return total


def _ring_km2(ring: Ring) -> float:
    sine = math.sin(math.radians(sum(y for _x, y in ring) / len(ring)))
    flattening = 1 - _ECCENTRICITY_2 * sine * sine
    # The product of the two radii of curvature where the ring lies.
    radii = _EQUATOR_KM**2 * (1 - _ECCENTRICITY_2) / flattening**2
    return radii * sum(
        math.radians(x2 - x1) * (math.sin(math.radians(y1)) + math.sin(math.radians(y2))) / 2
        for (x1, y1), (x2, y2) in pairwise(ring)
    )


def centroid(geometry: Geometry) -> Point:
    """(longitude, latitude) of the centre of gravity; it may lie outside a bent area."""
    total = x_sum = y_sum = 0.0
    for polygon in polygons(geometry):
        for place, ring in enumerate(polygon):
            area, x, y = _ring_centroid(ring)
            weight = abs(area) * (-1 if place else 1)
            total, x_sum, y_sum = total + weight, x_sum + weight * x, y_sum + weight * y
    if not total:
        west, south, east, north = bounds([geometry])
        return (west + east) / 2, (south + north) / 2
    return x_sum / total, y_sum / total


def _ring_centroid(ring: Ring) -> tuple[float, float, float]:
    """(signed area in square degrees, x, y), counted from the first point to keep precision."""
    x0, y0 = ring[0]
    area = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in pairwise([(x - x0, y - y0) for x, y in ring]):
        cross = x1 * y2 - x2 * y1
        area += cross / 2
        x_sum += (x1 + x2) * cross / 6
        y_sum += (y1 + y2) * cross / 6
    return (area, x0 + x_sum / area, y0 + y_sum / area) if area else (0.0, x0, y0)


def contains(geometry: Geometry, longitude: float, latitude: float) -> bool:
    """Whether a point lies inside (holes are outside; the border itself is undecided)."""
    return any(
        sum(_ring_contains(ring, longitude, latitude) for ring in polygon) % 2
        for polygon in polygons(geometry)
    )


def _ring_contains(ring: Ring, x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def crossing(rings: Sequence[Ring]) -> Point | None:
    """A point (lon, lat) where the rings cross themselves or each other, else None.

    Rings that only touch do not cross. A sweep from west to east: about 15 ms for 2,000 points.
    """
    segments = sorted((min(a, b), max(a, b)) for ring in rings for a, b in pairwise(ring) if a != b)
    active: list[tuple[Point, Point]] = []
    for a, b in segments:
        low, high = min(a[1], b[1]), max(a[1], b[1])
        active = [other for other in active if other[1][0] >= a[0]]
        for c, d in active:
            if min(c[1], d[1]) <= high and max(c[1], d[1]) >= low and _cross(a, b, c, d):
                return _meeting_point(a, b, c, d)
        active.append((a, b))
    return None


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Point, b: Point, c: Point) -> int:
    value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (value > 0) - (value < 0)


def _meeting_point(a: Point, b: Point, c: Point, d: Point) -> Point:
    (rx, ry), (sx, sy) = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1])
    share = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / (rx * sy - ry * sx)
    return a[0] + share * rx, a[1] + share * ry


def simplify(geometry: Geometry, max_points: int) -> Geometry:
    """A MultiPolygon of about ``max_points`` points, those that shape it most (Douglas–Peucker).

    Rings that would be left with under four points go, but never the largest outline. For small
    maps only: neighbours no longer share their border exactly.
    """
    shapes = polygons(geometry)
    stretch = math.cos(math.radians(shapes[0][0][0][1]))
    weighed = [[_weights(ring, stretch) for ring in polygon] for polygon in shapes]
    weights = sorted((w for polygon in weighed for ring in polygon for w in ring), reverse=True)
    least = weights[min(max_points, len(weights)) - 1]
    largest = max((polygon[0] for polygon in shapes), key=lambda ring: abs(_ring_km2(ring)))
    kept = []
    for polygon, polygon_weights in zip(shapes, weighed, strict=True):
        rings: list[list[list[float]]] = []
        for ring, ring_weights in zip(polygon, polygon_weights, strict=True):
            thin = [p for p, w in zip(ring, ring_weights, strict=True) if w >= least]
            if len(thin) < 4 and ring is largest:
                thin = ring
            if len(thin) < 4:
                if not rings:
                    break  # without its outline a polygon's holes mean nothing
                continue
            rings.append([list(p) for p in thin])
        if rings:
            kept.append(rings)
    return {"type": "MultiPolygon", "coordinates": kept}


def _weights(ring: Ring, stretch: float) -> list[float]:
    """How far each point of a closed ring stands out from the line its neighbours would make."""
    points = [(x * stretch, y) for x, y in ring]
    far = max(range(len(points)), key=lambda i: math.dist(points[0], points[i]))
    reach = math.dist(points[0], points[far])
    weights = [0.0] * len(points)
    weights[0] = weights[-1] = weights[far] = reach
    parts = [(0, far, reach), (far, len(points) - 1, reach)]
    while parts:
        first, last, ceiling = parts.pop()
        if last - first < 2:
            continue
        weight, place = max(
            (_distance(points[i], points[first], points[last]), i) for i in range(first + 1, last)
        )
        weights[place] = min(weight, ceiling)  # a child never outlives its parent
        parts += [(first, place, weights[place]), (place, last, weights[place])]
    return weights


def _distance(p: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length if length else 0.0
    share = max(0.0, min(1.0, share))
    return math.hypot(p[0] - a[0] - share * dx, p[1] - a[1] - share * dy)


def voronoi_cells(points: Sequence[Point], boundary: Ring) -> list[Ring]:
    """For each point (lon, lat) the closed ring of what lies nearest to it within ``boundary``.

    The boundary is a closed ring, best convex: in a bay of a bent one a cell gets a seam. A point
    outside it may get an empty ring. Raises ValueError for two points in one place.
    """
    if len(set(points)) != len(points):
        raise ValueError("two points are in the same place")
    stretch = math.cos(math.radians(sum(y for _x, y in boundary) / len(boundary)))
    flat = [(x * stretch, y) for x, y in points]
    outline = [(x * stretch, y) for x, y in boundary[:-1]]
    cells = []
    for site in flat:
        cell = outline
        for other in sorted(flat, key=lambda p: math.dist(site, p))[1:]:
            # Beyond twice the cell's reach no point can cut anything off.
            if not cell or math.dist(site, other) > 2 * max(math.dist(site, p) for p in cell):
                break
            cell = _nearer_half(cell, site, other)
        cells.append([(x / stretch, y) for x, y in [*cell, *cell[:1]]])
    return cells


def _nearer_half(cell: Ring, site: Point, other: Point) -> Ring:
    """The part of an open ring that is nearer to ``site`` than to ``other``."""
    nx, ny = other[0] - site[0], other[1] - site[1]
    limit = (nx * (other[0] + site[0]) + ny * (other[1] + site[1])) / 2
    kept: Ring = []
    for a, b in zip(cell, [*cell[1:], *cell[:1]], strict=True):
        side_a, side_b = nx * a[0] + ny * a[1] - limit, nx * b[0] + ny * b[1] - limit
        if side_a <= 0:
            kept.append(a)
        if side_a * side_b < 0:
            share = side_a / (side_a - side_b)
            kept.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
    return kept
