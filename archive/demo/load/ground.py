"""The ground floor of the demo city: profile, areas, population and organisations."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from decimal import Decimal

from archive.demo.facts import PLACES, REFORM, DistrictFact, districts, figures, organisations
from dialogportal.geometry import Geometry, Point, Ring, voronoi_cells
from municipality.area_names import address_for
from municipality.areas import rebuild_relations
from municipality.enums import AreaLevel
from municipality.models import Area, AreaParent, Organisation, PopulationFigure
from municipality.profile_files import find_profile, read_profile
from municipality.profile_loading import load_profile

LAST_DAY_BEFORE = REFORM - datetime.timedelta(days=1)
DECIMALS = 5  # about a metre
# A district reaches no further than this from its centre: so the city gets bays and not a box.
REACH_KM = 1.9
CORNERS = 16
KM_PER_DEGREE = 111.2
NEAREST = 30

Areas = dict[tuple[str, str], Area]


def load_ground() -> Areas:
    """Store what dialogues stand on; returns the areas by (level, name)."""
    load_profile(read_profile(find_profile("stockholm")))
    areas = _load_areas()
    _load_figures(areas)
    _load_organisations(areas)
    return areas


def _load_areas() -> Areas:
    cells = _district_cells()
    city = Area.objects.get(level=AreaLevel.CITY)
    city.boundary = _several(cells.values())
    city.latitude, city.longitude = _middle(districts())
    city.save(update_fields=["boundary", "latitude", "longitude"])
    made = [*_committee_areas(cells), *_districts(cells), *_places(cells)]
    taken = {city.slug}
    # Those in force take the plain address, and a committee's area before a district of its name.
    for area in sorted(made, key=lambda each: each.valid_to is not None):
        area.slug = address_for(area.name, AreaLevel(area.level), taken)
        taken.add(area.slug)
    Area.objects.bulk_create(made)
    areas = {(area.level, area.name): area for area in [city, *made]}
    AreaParent.objects.bulk_create(_links(city, areas))
    rebuild_relations()
    return areas


def _committee_areas(cells: dict[str, Ring]) -> list[Area]:
    """The areas of both divisions; those that the reform left alone are in both."""
    before = _by_committee_area(datetime.date.min)
    after = _by_committee_area(REFORM)
    found = []
    for name, parts in sorted({**before, **after}.items()):
        latitude, longitude = _middle(parts)
        found.append(
            Area(
                name=name,
                level=AreaLevel.COMMITTEE,
                division="Stadsdelsnämndsområden",
                valid_from=None if name in before else REFORM,
                valid_to=None if name in after else LAST_DAY_BEFORE,
                boundary=_several(cells[part.name] for part in parts),
                latitude=latitude,
                longitude=longitude,
            )
        )
    return found


def _by_committee_area(day: datetime.date) -> dict[str, list[DistrictFact]]:
    found: dict[str, list[DistrictFact]] = {}
    for district in districts():
        found.setdefault(district.committee_area(day), []).append(district)
    return found


def _districts(cells: dict[str, Ring]) -> list[Area]:
    return [
        Area(
            name=fact.name,
            level=AreaLevel.DISTRICT,
            division="Stadsdelar",
            boundary={"type": "Polygon", "coordinates": [cells[fact.name]]},
            latitude=fact.latitude,
            longitude=fact.longitude,
            is_priority=fact.is_priority,
        )
        for fact in districts()
    ]


def _places(cells: dict[str, Ring]) -> list[Area]:
    """A place takes the part of its district that lies nearer to it than to the centre."""
    centres = {fact.name: (fact.longitude, fact.latitude) for fact in districts()}
    found = []
    for place in PLACES:
        centre = (place.longitude, place.latitude)
        ring = voronoi_cells([centre, centres[place.district]], cells[place.district])[0]
        found.append(
            Area(
                name=place.name,
                level=AreaLevel.PLACE,
                division="Platser",
                boundary={"type": "Polygon", "coordinates": [_rounded(ring)]} if ring else None,
                latitude=place.latitude,
                longitude=place.longitude,
            )
        )
    return found


def _links(city: Area, areas: Areas) -> list[AreaParent]:
    links = [
        AreaParent(child=area, parent=city, valid_from=area.valid_from, valid_to=area.valid_to)
        for (level, _name), area in areas.items()
        if level == AreaLevel.COMMITTEE
    ]
    for fact in districts():
        district = areas[AreaLevel.DISTRICT, fact.name]
        for name in sorted({fact.committee_area_before, fact.committee_area_2023}):
            around = areas[AreaLevel.COMMITTEE, name]
            links.append(
                AreaParent(
                    child=district,
                    parent=around,
                    valid_from=around.valid_from,
                    valid_to=around.valid_to,
                )
            )
    links += [
        AreaParent(
            child=areas[AreaLevel.PLACE, place.name],
            parent=areas[AreaLevel.DISTRICT, place.district],
        )
        for place in PLACES
    ]
    return links


def _district_cells() -> dict[str, Ring]:
    """For each district what lies nearest to its centre, within reach: drawn, not copied."""
    centres = {fact.name: (fact.longitude, fact.latitude) for fact in districts()}
    cells = {}
    for name, centre in centres.items():
        near = sorted(centres.values(), key=lambda other: _km(centre, other))[:NEAREST]
        cells[name] = _rounded(voronoi_cells(near, _round_about(centre))[0])
    return cells


def _km(one: Point, other: Point) -> float:
    stretch = math.cos(math.radians(one[1]))
    return KM_PER_DEGREE * math.hypot((one[0] - other[0]) * stretch, one[1] - other[1])


def _round_about(centre: Point) -> Ring:
    """A closed ring of ``CORNERS`` corners at the reach of a district."""
    up = REACH_KM / KM_PER_DEGREE
    across = up / math.cos(math.radians(centre[1]))
    turns = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
    ring = [(centre[0] + across * math.cos(t), centre[1] + up * math.sin(t)) for t in turns]
    return [*ring, ring[0]]


def _rounded(ring: Ring) -> Ring:
    return [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in ring]


def _several(rings: Iterable[Ring]) -> Geometry:
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def _middle(parts: list[DistrictFact]) -> tuple[float, float]:
    """(latitude, longitude) between the centres."""
    return (
        round(sum(part.latitude for part in parts) / len(parts), DECIMALS),
        round(sum(part.longitude for part in parts) / len(parts), DECIMALS),
    )


def _load_figures(areas: Areas) -> None:
    PopulationFigure.objects.bulk_create(
        PopulationFigure(
            area=areas[AreaLevel.COMMITTEE, fact.area],
            measure=fact.measure,
            year=fact.year,
            value=Decimal(fact.value),
            source=fact.source,
        )
        for fact in figures()
    )


def _load_organisations(areas: Areas) -> None:
    bodies = {
        fact.slug: Organisation(
            name=fact.name,
            kind=fact.kind,
            area=areas[AreaLevel.COMMITTEE, fact.area] if fact.area else None,
            valid_from=fact.valid_from,
            valid_to=fact.valid_to,
        )
        for fact in organisations()
    }
    Organisation.objects.bulk_create(bodies.values())
    for fact in organisations():
        body = bodies[fact.slug]
        body.parent = bodies.get(fact.parent)
        body.deciding_committee = bodies.get(fact.committee)
        body.successor = bodies.get(fact.successor)
    Organisation.objects.bulk_update(bodies.values(), ["parent", "deciding_committee", "successor"])


def bodies_by_slug() -> dict[str, Organisation]:
    """The stored organisations by the slugs of facts.organisations()."""
    stored = {
        (body.name, body.kind): body
        for body in Organisation.objects.select_related("successor").order_by("pk")
    }
    return {fact.slug: stored[fact.name, fact.kind] for fact in organisations()}
