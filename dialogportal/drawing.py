"""Geometry for the pictures that templates draw as SVG: the timeline and the small map.

Coordinates are returned as text with a dot, ready for an SVG attribute whatever the language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from math import cos, radians
from typing import Any

from dialogportal import periods

MAP_WIDTH = 320
MAP_MARGIN = 8
# The calendar's ends: a year that slipped in from elsewhere than a form is cut there.
FIRST_MONTH, LAST_MONTH = MINYEAR * 12, MAXYEAR * 12 + 11


@dataclass(frozen=True)
class Bar:
    """One line of a timeline. ``state``: idea, planned, ongoing or done (as in tag.html)."""

    title: str
    start: date
    end: date
    state: str
    url: str = ""
    text: str = ""


def timeline(bars: Iterable[Bar], *, first: date, months: int, today: date) -> dict[str, Any]:
    """What components/timeline.html draws: ``months`` whole months from the month of ``first``.

    Bars are cut at the edges; those wholly outside are left out. Positions are 0–100.
    """
    opens = month_later(first, 0)
    closes = month_later(first, months)

    def place(day: date) -> float:
        # Every month gets the same width, as the row of month names has.
        since = (day.year - opens.year) * 12 + day.month - opens.month
        length = (month_later(day, 1) - month_later(day, 0)).days
        return min(max(100 * (since + (day.day - 1) / length) / months, 0), 100)

    rows = []
    for bar in bars:
        if bar.end < opens or bar.start >= closes:
            continue
        x = place(bar.start)
        rows.append(
            {
                "x": f"{x:.1f}",
                "width": f"{max(place(bar.end) - x, 1):.1f}",
                "state": bar.state,
                "title": bar.title,
                "url": bar.url,
                "text": bar.text,
                "period": periods.by_day(bar.start, bar.end),
            }
        )
    return {
        "months": [periods.month_word(month_later(first, n)) for n in range(months)],
        "today": f"{place(today):.1f}" if opens <= today < closes else None,
        "rows": rows,
    }


@dataclass(frozen=True)
class Shape:
    """One area of a small map: a GeoJSON Polygon or MultiPolygon in WGS84 degrees."""

    title: str
    geometry: dict[str, Any]
    here: bool = False


@dataclass(frozen=True)
class Point:
    """One point of a small map, in WGS84 degrees."""

    title: str
    longitude: float
    latitude: float
    late: bool = False


def small_map(shapes: Sequence[Shape], points: Sequence[Point] = ()) -> dict[str, Any] | None:
    """What components/small_map.html draws, fitted to the shapes and points; None without any."""
    places = [place for shape in shapes for ring in _rings(shape.geometry) for place in ring]
    places += [(point.longitude, point.latitude) for point in points]
    if not places:
        return None
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    # A degree of longitude is shorter the further north; at a city's size one factor is enough.
    squeeze = cos(radians((south + north) / 2))
    span = max((east - west) * squeeze, (north - south) * 0.75, 1e-6)
    scale = (MAP_WIDTH - 2 * MAP_MARGIN) / span
    height = round((north - south) * scale) + 2 * MAP_MARGIN
    width = round((east - west) * squeeze * scale) + 2 * MAP_MARGIN

    def project(x: float, y: float) -> tuple[str, str]:
        across = MAP_MARGIN + (x - west) * squeeze * scale
        return f"{across:.1f}", f"{MAP_MARGIN + (north - y) * scale:.1f}"

    def path(geometry: dict[str, Any]) -> str:
        rings = ((" ".join(project(*place)) for place in ring) for ring in _rings(geometry))
        return "".join(f"M{'L'.join(ring)}Z" for ring in rings)

    drawn = [{"title": s.title, "here": s.here, "path": path(s.geometry)} for s in shapes]
    dots = []
    for point in points:
        x, y = project(point.longitude, point.latitude)
        dots.append({"title": point.title, "late": point.late, "x": x, "y": y})
    return {
        "view_box": f"0 0 {width} {height}",
        # What is looked at is drawn last, so that its outline lies on top.
        "shapes": sorted(drawn, key=lambda shape: bool(shape["here"])),
        "points": dots,
    }


def _rings(geometry: dict[str, Any]) -> Iterable[list[tuple[float, float]]]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        for ring in polygon:
            yield [(place[0], place[1]) for place in ring]


def month_later(day: date, months: int) -> date:
    """The first day of the month ``months`` after the month of ``day``."""
    count = day.year * 12 + day.month - 1 + months
    if count < FIRST_MONTH:
        return date.min
    return date.max if count > LAST_MONTH else date(count // 12, count % 12 + 1, 1)
