"""Loading a city's organisations from a table (R019, R037)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from dialogportal.refusals import FileRefused, Refusal
from dialogportal.tabular import Row, Table, open_table
from municipality.enums import DECIDING_KINDS, OrganisationKind
from municipality.loading import Report, read_period
from municipality.models import Area, Organisation

# The columns, with what a Swedish table may call them.
COLUMNS = {
    "name": ("namn",),
    "kind": ("slag", "typ"),
    "short_name": ("kortnamn",),
    "parent": ("del av", "överordnad"),
    "deciding_committee": ("beslutande nämnd", "nämnd"),
    "area": ("område",),
    "valid_from": ("från", "gäller från"),
    "valid_to": ("till", "gäller till"),
    "successor": ("efterträdare",),
}
REFERENCES = ("parent", "deciding_committee", "successor")


@dataclass
class Named:
    """The organisations there are, by name in lower case."""

    rows: dict[str, list[Organisation]] = field(default_factory=lambda: defaultdict(list))

    def add(self, organisation: Organisation) -> None:
        self.rows[organisation.name.casefold()].append(organisation)

    def same(self, name: str, kind: str, valid_from: datetime.date | None) -> Organisation | None:
        """The one with this name, kind and first day; or the only one with name and kind when
        one of the two has no first day."""
        found = [row for row in self.rows.get(name.casefold(), []) if row.kind == kind]
        exact = next((row for row in found if row.valid_from == valid_from), None)
        if exact or len(found) != 1:
            return exact
        return found[0] if None in (found[0].valid_from, valid_from) else None

    def find(self, name: str, column: str, row: Organisation) -> Organisation:
        """The one that a cell names; of several the newest that is not the row's own.

        Raises ValueError.
        """
        found = [one for one in self.rows.get(name.casefold(), []) if one.pk != row.pk]
        if column == "deciding_committee":
            found = [one for one in found if one.kind in DECIDING_KINDS]
        if not found:
            raise ValueError(
                _("%(column)s: there is no other organisation called “%(name)s”.")
                % {"column": column, "name": name}
            )
        return max(found, key=lambda one: one.valid_from or datetime.date.min)


def load_organisations(path: Path) -> Report:
    """Store the organisations of a table and how they hang together. Raises FileRefused.

    An organisation may name others that stand further down, or that are there already.
    """
    table = open_table(path)
    columns = _columns(table)
    report, named = Report(), Named()
    for organisation in Organisation.objects.order_by("pk"):
        named.add(organisation)
    areas = {a.name.casefold(): a for a in Area.objects.defer("boundary").order_by("-level", "-pk")}
    kinds = _kinds()
    stored: list[tuple[Row, Organisation]] = []
    seen: dict[int, int] = {}
    for row in table.rows():
        try:
            organisation = _store(row, columns, kinds, areas, named, report)
            _check_once(organisation, row.number, seen)
        except ValueError as error:
            report.refused.append(Refusal(row.number, str(error)))
            continue
        stored.append((row, organisation))
    for row, organisation in stored:
        try:
            _store_references(row, columns, organisation, named, report)
        except ValueError as error:
            report.refused.append(Refusal(row.number, str(error)))
    report.refused.sort()
    return report


def _columns(table: Table) -> dict[str, str]:
    """The file's column for each of ours. Raises FileRefused."""
    by_lower = {column.casefold(): column for column in table.columns}
    found = {
        ours: by_lower[alias]
        for ours, aliases in COLUMNS.items()
        for alias in (ours, *aliases)
        if alias in by_lower
    }
    if "name" not in found or "kind" not in found:
        raise FileRefused(
            _("The file must have the columns “name” and “kind”. It has: %(known)s.")
            % {"known": ", ".join(table.columns)}
        )
    return found


def _kinds() -> dict[str, str]:
    """Code of each kind by code and by its name in both languages."""
    kinds = {code: code for code in OrganisationKind.values}
    for language in ("sv", "en"):
        with override(language):
            kinds |= {str(kind.label).casefold(): kind.value for kind in OrganisationKind}
    return kinds


def _store(
    row: Row,
    columns: dict[str, str],
    kinds: dict[str, str],
    areas: dict[str, Area],
    named: Named,
    report: Report,
) -> Organisation:
    """Store what the row says of the organisation itself. Raises ValueError."""

    def cell(column: str) -> str:
        return row.cells.get(columns.get(column, ""), "")

    if row.problem:
        raise ValueError(row.problem)
    name, kind = cell("name"), kinds.get(cell("kind").casefold(), "")
    if not name:
        raise ValueError(_("The name is missing."))
    if not kind:
        raise ValueError(
            _("“%(name)s” is not a kind of organisation. There are: %(known)s.")
            % {"name": cell("kind"), "known": ", ".join(OrganisationKind.values)}
        )
    valid_from, valid_to = read_period(cell("valid_from"), cell("valid_to"))
    values: dict[str, Any] = {"name": name, "valid_from": valid_from, "valid_to": valid_to}
    if "short_name" in columns:
        values["short_name"] = cell("short_name")
    if area_name := cell("area"):
        if area_name.casefold() not in areas:
            raise ValueError(_("There is no area called “%(name)s”.") % {"name": area_name})
        values["area_id"] = areas[area_name.casefold()].pk
    organisation = named.same(name, kind, valid_from) or Organisation(kind=kind)
    is_new = organisation.pk is None
    report.store(organisation, name, **values)
    if is_new:
        named.add(organisation)
    return organisation


def _check_once(organisation: Organisation, number: int, seen: dict[int, int]) -> None:
    if organisation.pk in seen:
        raise ValueError(
            _("“%(name)s” is already in row %(number)d.")
            % {"name": organisation.name, "number": seen[organisation.pk]}
        )
    seen[organisation.pk] = number


def _store_references(
    row: Row, columns: dict[str, str], organisation: Organisation, named: Named, report: Report
) -> None:
    """Tie the organisation to the others its row names. Raises ValueError."""
    values: dict[str, Any] = {}
    for column in REFERENCES:
        if name := row.cells.get(columns.get(column, ""), ""):
            other = named.find(name, column, organisation)
            _check_no_circle(organisation, other, column)
            values[column] = other
    if all(getattr(organisation, f"{column}_id") == o.pk for column, o in values.items()):
        return
    for column, other in values.items():
        setattr(organisation, column, other)
    organisation.save(update_fields=list(values))
    if organisation.name in report.unchanged:
        report.unchanged.remove(organisation.name)
        report.changed.append(organisation.name)


def _check_no_circle(organisation: Organisation, other: Organisation, column: str) -> None:
    """Raise ValueError when following a column from ``other`` leads back."""
    one: Organisation | None = other
    seen: set[int] = set()
    while one is not None and one.pk not in seen:
        if one.pk == organisation.pk:
            raise ValueError(
                _("%(column)s: %(name)s and %(other)s would go round in a circle.")
                % {"column": column, "name": organisation.name, "other": other.name}
            )
        seen.add(one.pk)
        one = getattr(one, column)
