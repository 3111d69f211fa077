"""Loading a city's areas from GeoJSON, and what they are part of from a table (R025)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from dialogportal import geometry as plane
from dialogportal.geojson import Feature, read_features
from dialogportal.geometry import Geometry
from dialogportal.refusals import FileRefused, Refusal
from dialogportal.tabular import open_table
from municipality.area_names import address_for, in_small_letters
from municipality.areas import rebuild_relations
from municipality.enums import AreaLevel
from municipality.loading import Report, read_period
from municipality.models import Area, AreaParent

# Enough to tell neighbours apart and to draw small maps; what pages draw is thinned further.
MAX_POINTS = 120
DECIMALS = 5  # about a metre
LEVELS = list(AreaLevel)
ONE_DAY = datetime.timedelta(days=1)

Period = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True)
class ParentsFile:
    """A table that says what the areas are part of: a column of names, one of parents' names.

    Its columns ``valid_from`` and ``valid_to``, if it has them, limit single rows; ``period``
    the others. ``make_under`` names the area under which parents not known yet are made.
    """

    path: Path
    name_column: str
    parent_column: str
    period: Period = (None, None)
    make_under: str = ""
    division: str = ""


@dataclass(frozen=True)
class AreaOptions:
    """How the features of a file are to be understood."""

    level: AreaLevel
    name_property: str = ""
    titlecase: bool = False
    division: str = ""
    period: Period = (None, None)
    parent: str = ""
    parent_property: str = ""
    parents_file: ParentsFile | None = None


@dataclass(frozen=True)
class Link:
    """That an area is, or was, part of the one with a name."""

    parent: str
    period: Period


@dataclass
class Known:
    """The areas there are, by level and name, with the links between them."""

    areas: dict[tuple[str, str], list[Area]] = field(default_factory=lambda: defaultdict(list))
    links: dict[tuple[int, int], list[AreaParent]] = field(
        default_factory=lambda: defaultdict(list)
    )
    slugs: set[str] = field(default_factory=set)

    @classmethod
    def read(cls) -> Known:
        known = cls()
        for area in Area.objects.order_by("pk"):
            known.add(area)
        for link in AreaParent.objects.order_by("pk"):
            known.links[link.child_id, link.parent_id].append(link)
        return known

    def add(self, area: Area) -> None:
        self.areas[area.level, area.name.casefold()].append(area)
        self.slugs.add(area.slug)

    def named(self, name: str, level: AreaLevel, period: Period) -> Area | None:
        """The area of a level with this name at some time of a period."""
        found = self.areas.get((level, name.casefold()), [])
        return next((a for a in found if _overlap((a.valid_from, a.valid_to), period)), None)

    def parent(self, name: str, below: AreaLevel, period: Period) -> Area | None:
        """The area with this name on the nearest level above another."""
        for level in reversed(LEVELS[: LEVELS.index(below)]):
            if area := self.named(name, level, period):
                return area
        return None

    def children(self, area: Area) -> set[int]:
        return {child for child, parent in self.links if parent == area.pk}


def load_areas(path: Path, options: AreaOptions) -> Report:
    """Store the areas of a GeoJSON file and what they are part of; see the command for how.

    Raises FileRefused when a whole file cannot be used. An area that is already there, by its
    level and name at that time, is brought up to date; its validity is never narrowed.
    """
    report, known = Report(), Known.read()
    found = read_features(path, name_property=options.name_property)
    report.refused += found.refusals
    if options.level == AreaLevel.CITY and (
        options.parent or options.parent_property or options.parents_file
    ):
        raise FileRefused(_("A city is not part of anything: leave the options for parents out."))
    table = _read_parents(options.parents_file, known) if options.parents_file else {}
    if options.parent and known.parent(options.parent, options.level, options.period) is None:
        raise FileRefused(_unknown_parent(options.parent))
    seen: dict[str, int] = {}
    links: list[tuple[Area, Link]] = []
    for feature in found.features:
        name = in_small_letters(feature.name) if options.titlecase else feature.name
        try:
            _check_name(name, feature.number, seen)
            wanted = _wanted_links(name, feature, options, table)
            _check_parents(wanted, options, known)
            area = _store_area(name, feature.geometry, options, known, report)
        except ValueError as error:
            report.refused.append(Refusal(feature.number, str(error)))
            continue
        links += [(area, link) for link in wanted]
    report.refused.sort()
    if options.parents_file and options.parents_file.make_under:
        _make_parents(options.parents_file, options.level, links, known, report)
    for area, link in links:
        parent = known.parent(link.parent, options.level, link.period)
        assert parent is not None  # looked up above, or made just now
        _store_link(area, parent, link.period, known)
    rebuild_relations()
    return report


def _check_name(name: str, number: int, seen: dict[str, int]) -> None:
    if not name:
        raise ValueError(_("The area has no name. Say with --name-property which property has it."))
    if first := seen.get(name.casefold()):
        raise ValueError(
            _("The name “%(name)s” is already used by area number %(number)d of the file.")
            % {"name": name, "number": first}
        )
    seen[name.casefold()] = number


def _wanted_links(
    name: str, feature: Feature, options: AreaOptions, table: dict[str, list[Link]]
) -> list[Link]:
    """What one area is to be part of, by the option that was chosen. Raises ValueError."""
    if options.parents_file:
        # The table may write the name as the file does, or as we shall.
        links = table.get(feature.name.casefold()) or table.get(name.casefold())
        if not links:
            raise ValueError(
                _("“%(name)s” is not in %(file)s, so it has nothing to be part of.")
                % {"name": name, "file": options.parents_file.path.name}
            )
        return links
    if options.parent_property:
        parent = str(feature.properties.get(options.parent_property) or "").strip()
        if not parent:
            raise ValueError(
                _("“%(name)s” has no “%(property)s”, so it has nothing to be part of.")
                % {"name": name, "property": options.parent_property}
            )
        return [Link(parent, options.period)]
    return [Link(options.parent, options.period)] if options.parent else []


def _check_parents(wanted: list[Link], options: AreaOptions, known: Known) -> None:
    if options.parents_file and options.parents_file.make_under:
        return
    for link in wanted:
        if known.parent(link.parent, options.level, link.period) is None:
            raise ValueError(_unknown_parent(link.parent))


def _unknown_parent(name: str) -> str:
    return _("There is no area called “%(name)s” on a level above, at that time.") % {"name": name}


def _read_parents(file: ParentsFile, known: Known) -> dict[str, list[Link]]:
    """What each area is part of, by its name in lower case. Raises FileRefused."""
    table = open_table(file.path)
    for column in (file.name_column, file.parent_column):
        if column not in table.columns:
            raise FileRefused(
                _("The file %(file)s has no column “%(name)s”. It has: %(known)s.")
                % {"file": file.path.name, "name": column, "known": ", ".join(table.columns)}
            )
    links: dict[str, list[Link]] = defaultdict(list)
    for row in table.rows():
        name, parent = row.cells[file.name_column], row.cells[file.parent_column]
        try:
            if row.problem:
                raise ValueError(row.problem)
            if not name or not parent:
                raise ValueError(_("The name or what it is part of is missing."))
            dates = row.cells.get("valid_from", ""), row.cells.get("valid_to", "")
            period = read_period(*dates) if any(dates) else file.period
        except ValueError as error:
            raise FileRefused(
                _("%(file)s, row %(number)d: %(reason)s")
                % {"file": file.path.name, "number": row.number, "reason": error}
            ) from None
        links[name.casefold()].append(Link(parent, period))
    return links


def _store_area(
    name: str, geometry: Geometry, options: AreaOptions, known: Known, report: Report
) -> Area:
    area = known.named(name, options.level, options.period)
    is_new = area is None
    if area is None:
        slug = address_for(name, options.level, known.slugs)
        area = Area(slug=slug, level=options.level)
        valid_from, valid_to = options.period
    else:
        valid_from, valid_to = _united((area.valid_from, area.valid_to), options.period)
    longitude, latitude = plane.centroid(geometry)
    report.store(
        area,
        name,
        name=name,
        division=options.division or area.division,
        valid_from=valid_from,
        valid_to=valid_to,
        boundary=_thinned(geometry),
        latitude=round(latitude, DECIMALS),
        longitude=round(longitude, DECIMALS),
    )
    if is_new:
        known.add(area)
    return area


def _thinned(geometry: Geometry) -> Geometry:
    """The boundary as it is kept: the points that shape it most, to about a metre."""
    points = sum(len(ring) for polygon in plane.polygons(geometry) for ring in polygon)
    thin = plane.simplify(geometry, MAX_POINTS) if points > MAX_POINTS else geometry
    shapes = [
        [[[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring] for ring in polygon]
        for polygon in plane.polygons(thin)
    ]
    return {"type": "MultiPolygon", "coordinates": shapes}


def _make_parents(
    file: ParentsFile,
    level: AreaLevel,
    links: list[tuple[Area, Link]],
    known: Known,
    report: Report,
) -> None:
    """Make the areas that the parents' file names and nobody knows, such as those of a division
    that has been abolished, under the one named. Raises FileRefused."""
    parent_level = LEVELS[LEVELS.index(level) - 1]
    groups: dict[tuple[str, Period], list[Area]] = defaultdict(list)
    for area, link in links:
        if known.parent(link.parent, level, link.period) is None:
            groups[link.parent, link.period].append(area)
    for (name, period), children in groups.items():
        above = known.parent(file.make_under, parent_level, period)
        if above is None:
            raise FileRefused(_unknown_parent(file.make_under))
        made = _continued(name, parent_level, period, children, known)
        if made is not None:
            united = _united((made.valid_from, made.valid_to), period)
            report.store(made, valid_from=united[0], valid_to=united[1])
        else:
            slug = address_for(name, parent_level, known.slugs)
            made = Area(name=name, level=parent_level, slug=slug, division=file.division)
            latitude, longitude = _middle(children)
            report.store(
                made,
                valid_from=period[0],
                valid_to=period[1],
                latitude=latitude,
                longitude=longitude,
            )
            known.add(made)
        _store_link(made, above, period, known)


def _continued(
    name: str, level: AreaLevel, period: Period, children: list[Area], known: Known
) -> Area | None:
    """An area of the same name and the same parts whose time follows or ends at ``period``: it
    is the same area, which a reform of the others left as it was."""
    for area in known.areas.get((level, name.casefold()), []):
        same_parts = known.children(area) == {child.pk for child in children}
        if same_parts and _adjacent((area.valid_from, area.valid_to), period):
            return area
    return None


def _middle(areas: list[Area]) -> tuple[float, float]:
    latitudes, longitudes = [a.latitude or 0 for a in areas], [a.longitude or 0 for a in areas]
    return (
        round(sum(latitudes) / len(areas), DECIMALS),
        round(sum(longitudes) / len(areas), DECIMALS),
    )


def _store_link(child: Area, parent: Area, period: Period, known: Known) -> None:
    """Make the link, or lengthen the one there is when the times meet."""
    links = known.links[child.pk, parent.pk]
    for link in links:
        present = link.valid_from, link.valid_to
        if _overlap(present, period) or _adjacent(present, period):
            united = _united(present, period)
            if united != present:
                link.valid_from, link.valid_to = united
                link.save(update_fields=["valid_from", "valid_to"])
            return
    links.append(
        AreaParent.objects.create(
            child=child, parent=parent, valid_from=period[0], valid_to=period[1]
        )
    )


def _overlap(one: Period, other: Period) -> bool:
    earliest, latest = datetime.date.min, datetime.date.max
    return (one[0] or earliest) <= (other[1] or latest) and (other[0] or earliest) <= (
        one[1] or latest
    )


def _adjacent(one: Period, other: Period) -> bool:
    return (one[1] is not None and one[1] + ONE_DAY == other[0]) or (
        other[1] is not None and other[1] + ONE_DAY == one[0]
    )


def _united(one: Period, other: Period) -> Period:
    starts, ends = (one[0], other[0]), (one[1], other[1])
    return (
        None if None in starts else min(d for d in starts if d),
        None if None in ends else max(d for d in ends if d),
    )
