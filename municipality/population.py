"""Loading population figures of areas from a table, each with its year and source (R119)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.refusals import FileRefused, Refusal
from dialogportal.tabular import Row, Table, open_table
from dialogportal.values import parse_number
from municipality.enums import Measure
from municipality.loading import Report
from municipality.models import Area, PopulationFigure

PER_CENT = {Measure.FOREIGN_BORN, Measure.TURNOUT, Measure.AGE_0_19, Measure.AGE_65}
LARGEST = Decimal(10) ** 9
CENT = Decimal("0.01")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
NAME_COLUMNS = ("name", "namn", "area", "område", "stadsdel", "stadsdelsnämnd", "stadsdelsnamnd")


@dataclass(frozen=True)
class Column:
    """A column of the file: what it measures, of which year; ``is_share`` when it says 0.19
    for 19 per cent."""

    measure: Measure
    name: str
    year: int
    is_share: bool = False


@dataclass(frozen=True)
class PopulationOptions:
    """How the columns of a file are to be understood; ``columns`` as "measure=column[:share]"."""

    columns: tuple[str, ...] = ()
    name_column: str = ""
    level: str = ""
    year: int | None = None
    source: str = ""


def load_population(path: Path, options: PopulationOptions) -> Report:
    """Store the figures of a table with a row for each area. Raises FileRefused.

    A row with an unknown area or a wrong figure is refused as a whole; an empty cell says that
    the figure is not known.
    """
    table = open_table(path)
    columns = _columns(table, options)
    name_column = _name_column(table, options.name_column)
    if not options.source.strip():
        raise FileRefused(_("Say where the figures come from, with --source."))
    report, seen = Report(), dict[int, int]()
    areas = _areas(options.level)
    there = {
        (f.area_id, f.measure, f.year): f
        for f in PopulationFigure.objects.filter(source=options.source).select_related("area")
    }
    for row in table.rows():
        try:
            area = _area(row, name_column, areas, seen)
            figures = [(column, _figure(row, column)) for column in columns]
        except ValueError as error:
            report.refused.append(Refusal(row.number, str(error)))
            continue
        for column, value in figures:
            if value is None:
                continue
            figure = there.get((area.pk, column.measure, column.year)) or PopulationFigure(
                area=area, measure=column.measure, year=column.year, source=options.source
            )
            label = f"{area.name}, {column.measure.label} {column.year}"
            report.store(figure, label, value=value)
    return report


def _columns(table: Table, options: PopulationOptions) -> list[Column]:
    """The columns asked for; without any, those named as a measure is. Raises FileRefused."""
    wanted = options.columns or tuple(f"{m}={m}" for m in Measure.values if m in table.columns)
    if not wanted:
        raise FileRefused(
            _("Say what the columns hold, such as --column inhabitants=%(example)s.")
            % {"example": table.columns[-1]}
        )
    return [_column(text, table, options.year) for text in wanted]


def _column(text: str, table: Table, year: int | None) -> Column:
    measure, _equals, name = text.partition("=")
    is_share = name.endswith(":share") and name not in table.columns
    name = name.removesuffix(":share") if is_share else name
    if measure not in Measure.values:
        raise FileRefused(
            _("“%(name)s” is not a measure. There are: %(known)s.")
            % {"name": measure, "known": ", ".join(Measure.values)}
        )
    if name not in table.columns:
        raise FileRefused(
            _("The file has no column “%(name)s”. It has: %(known)s.")
            % {"name": name, "known": ", ".join(table.columns)}
        )
    in_name = YEAR.search(name)
    year = year or (int(in_name[0]) if in_name else None)
    if year is None or not 1900 <= year <= timezone.localdate().year:
        raise FileRefused(_("Say which year “%(name)s” is of, with --year.") % {"name": name})
    return Column(Measure(measure), name, year, is_share)


def _name_column(table: Table, wanted: str) -> str:
    if wanted and wanted not in table.columns:
        raise FileRefused(
            _("The file has no column “%(name)s”. It has: %(known)s.")
            % {"name": wanted, "known": ", ".join(table.columns)}
        )
    found = wanted or next((c for c in table.columns if c.casefold() in NAME_COLUMNS), "")
    if not found:
        raise FileRefused(
            _("Say which column has the areas’ names, with --name-column. It has: %(known)s.")
            % {"known": ", ".join(table.columns)}
        )
    return found


def _areas(level: str) -> dict[str, list[Area]]:
    """Areas by name in lower case; those in force where there are any with the name."""
    found: dict[str, list[Area]] = {}
    rows = Area.objects.filter(level=level) if level else Area.objects.all()
    for area in rows.defer("boundary").order_by("pk"):
        found.setdefault(area.name.casefold(), []).append(area)
    return {
        name: [area for area in named if not area.is_abolished] or named
        for name, named in found.items()
    }


def _area(row: Row, name_column: str, areas: dict[str, list[Area]], seen: dict[int, int]) -> Area:
    if row.problem:
        raise ValueError(row.problem)
    name = row.cells[name_column]
    named = areas.get(name.casefold(), [])
    if not named:
        raise ValueError(_("There is no area called “%(name)s”.") % {"name": name})
    if len(named) > 1:
        raise ValueError(
            _("There are several areas called “%(name)s”. Say which with --level.") % {"name": name}
        )
    area = named[0]
    if area.pk in seen:
        raise ValueError(
            _("“%(name)s” is already in row %(number)d.") % {"name": name, "number": seen[area.pk]}
        )
    seen[area.pk] = row.number
    return area


def _figure(row: Row, column: Column) -> Decimal | None:
    """The value in the measure's own unit, or None for an empty cell. Raises ValueError."""
    text = row.cells[column.name]
    if not text:
        return None
    try:
        value = parse_number(text) * (100 if column.is_share else 1)
    except ValueError as error:
        raise ValueError(f"{column.name}: {error}") from None
    if value < 0:
        raise ValueError(
            _("%(column)s: %(text)s is below zero.") % {"column": column.name, "text": text}
        )
    if column.measure in PER_CENT and value > 100:
        raise ValueError(
            _("%(column)s: %(text)s is more than 100 per cent.")
            % {"column": column.name, "text": text}
        )
    if value > LARGEST:
        raise ValueError(
            _("%(column)s: %(text)s is too large.") % {"column": column.name, "text": text}
        )
    return value.quantize(CENT)
