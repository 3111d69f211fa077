"""Area boundaries from a GeoJSON file, each checked before anything is stored.

The file as a whole is refused with FileRefused; a single feature that cannot be used is listed
among the refusals with its number (the first is 1) and a sentence, and the others go on.
"""

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from dialogportal import geometry as plane
from dialogportal.geometry import Geometry, Point, Ring
from dialogportal.refusals import FileRefused, Refusal

MAX_BYTES = 50 * 1024 * 1024
MAX_POINTS = 50_000  # in one feature
# Where Sweden and its neighbours lie, and what they look like with the two numbers swapped.
_NORDIC_EAST = (4.0, 32.0)
_NORDIC_NORTH = (54.0, 72.0)
_NAME_PROPERTIES = ("name", "namn", "NAMN", "NAME", "Namn", "Name", "omrade", "område")


class Feature(NamedTuple):
    """One area: its number in the file, its name ("" when it has none), all its properties, and
    its boundary as a Polygon or MultiPolygon in (longitude, latitude)."""

    number: int
    name: str
    properties: dict[str, Any]
    geometry: Geometry


class Features(NamedTuple):
    """What a file held."""

    features: list[Feature]
    refusals: list[Refusal]


def read_features(path: str | Path, *, name_property: str = "") -> Features:
    """Read and check a FeatureCollection.

    ``name_property`` says which property holds the names; without it the usual ones are tried.
    Raises FileRefused when the file is not GeoJSON or lacks that property everywhere.
    """
    raw = _raw_features(Path(path))
    found = [f.get("properties") for f in raw if isinstance(f, dict)]
    properties = [p if isinstance(p, dict) else {} for p in found]
    known = {key for p in properties for key in p}
    if name_property and name_property not in known:
        raise FileRefused(
            _("No feature has a property “%(name)s”. The file has: %(known)s.")
            % {"name": name_property, "known": ", ".join(sorted(known)) or "–"}
        )
    name_property = name_property or next((key for key in _NAME_PROPERTIES if key in known), "")
    features, refusals = [], []
    for number, feature in enumerate(raw, start=1):
        try:
            features.append(_feature(number, feature, name_property))
        except ValueError as error:
            refusals.append(Refusal(number, str(error)))
    return Features(features, refusals)


def _raw_features(path: Path) -> list[Any]:
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(limit)d MB. Simplify the boundaries first.")
            % {"limit": MAX_BYTES // 2**20}
        )
    try:
        content = json.loads(path.read_bytes())
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("GeoJSON is written in UTF-8, but this file is not. Save it anew in UTF-8.")
        ) from error
    except (ValueError, RecursionError) as error:
        raise FileRefused(_("The file is not GeoJSON: it cannot be read as JSON.")) from error
    kind = content.get("type") if isinstance(content, dict) else None
    if kind == "Feature":
        return [content]
    if kind != "FeatureCollection" or not isinstance(content.get("features"), list):
        raise FileRefused(_("The file is not GeoJSON: it has no collection of features."))
    if not content["features"]:
        raise FileRefused(_("The file has no areas in it."))
    return list(content["features"])


def _feature(number: int, raw: Any, name_property: str) -> Feature:
    if not isinstance(raw, dict) or raw.get("type") != "Feature":
        raise ValueError(_("This is not a GeoJSON feature."))
    properties = raw.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    name = properties.get(name_property)
    name = " ".join(str(name).split()) if isinstance(name, (str, int)) else ""
    return Feature(number, name, properties, checked_geometry(raw.get("geometry")))


def checked_geometry(raw: Any) -> Geometry:
    """The geometry with plain (longitude, latitude) positions. Raises ValueError with what is
    wrong with it."""
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind is None:
        raise ValueError(_("The feature has no boundary."))
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(
            _("The boundary must be a Polygon or MultiPolygon, not %(kind)s.") % {"kind": kind}
        )
    coordinates = raw.get("coordinates")
    shapes = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(shapes, list) or not shapes:
        raise ValueError(_("The boundary has no points."))
    checked = [_polygon(shape) for shape in shapes]
    if sum(len(ring) for polygon in checked for ring in polygon) > MAX_POINTS:
        raise ValueError(
            _("The boundary has more than %(limit)d points. Simplify it first.")
            % {"limit": MAX_POINTS}
        )
    for polygon in checked:
        _check_shape(polygon)
    lists = [[[list(point) for point in ring] for ring in polygon] for polygon in checked]
    return {"type": kind, "coordinates": lists[0] if kind == "Polygon" else lists}


def _polygon(shape: Any) -> list[Ring]:
    if not isinstance(shape, list) or not shape:
        raise ValueError(_("The boundary has no points."))
    return [_ring(ring) for ring in shape]


def _ring(raw: Any) -> Ring:
    if not isinstance(raw, list):
        raise ValueError(_("The boundary has no points."))
    ring = [_position(position) for position in raw]
    if len(ring) < 4:
        raise ValueError(_("A boundary needs at least three corners and its first point again."))
    if ring[0] != ring[-1]:
        raise ValueError(_("The boundary is not closed: its last point is not its first."))
    return ring


def _position(raw: Any) -> Point:
    if (
        not isinstance(raw, list)
        or len(raw) < 2
        or not all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in raw[:2])
    ):
        raise ValueError(_("A point of the boundary is not a pair of numbers."))
    try:
        longitude, latitude = float(raw[0]), float(raw[1])
    except OverflowError:
        longitude = latitude = math.inf
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise ValueError(
            _(
                "The coordinates are not degrees (WGS84): %(x)s, %(y)s. "
                "If they are SWEREF 99 metres, convert the file to WGS84 first."
            )
            % {"x": f"{longitude:.10g}", "y": f"{latitude:.10g}"}
        )
    if _within(longitude, _NORDIC_NORTH) and _within(latitude, _NORDIC_EAST):
        raise ValueError(
            _(
                "Longitude and latitude look swapped: %(x)s, %(y)s. "
                "GeoJSON has longitude first, as in 18.07, 59.33."
            )
            % {"x": f"{longitude:.10g}", "y": f"{latitude:.10g}"}
        )
    return longitude, latitude


def _within(number: float, span: tuple[float, float]) -> bool:
    return span[0] <= number <= span[1]


def _check_shape(polygon: list[Ring]) -> None:
    outline, *holes = polygon
    shape: Geometry = {"type": "Polygon", "coordinates": [outline]}
    place = plane.crossing(polygon)
    if place:
        raise ValueError(
            _("The boundary crosses itself near %(lon)s, %(lat)s.")
            % {"lon": f"{place[0]:.5f}", "lat": f"{place[1]:.5f}"}
        )
    if plane.area_km2(shape) < 1e-9:
        raise ValueError(_("The boundary encloses nothing."))
    for hole in holes:
        # A hole may touch the outline in some points, but not lie outside in all of them.
        if not any(plane.contains(shape, *point) for point in _middles(hole)):
            raise ValueError(_("A hole in the boundary lies outside it."))


def _middles(ring: Ring) -> list[Point]:
    return [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(ring)]
