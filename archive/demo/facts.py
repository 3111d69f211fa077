"""Facts of the demo city: organisations, areas, population (archive/demo/data) and the themes.

Names and dates of Stockholm's organisations and districts are facts. Centres are from
Stockholms stadskarta 2021 (CC0), rounded to four decimals; population from SCB (2023) and
turnout from Valmyndigheten (2018). All else in the demo city is made up.
"""

from __future__ import annotations

import csv
import datetime
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import municipality

DATA = Path(__file__).parent / "data"
THEMES = Path(municipality.__file__).parent / "profiles" / "themes.toml"
REFORM = datetime.date(2023, 7, 1)
"""The day when 13 district-committee areas became 11."""


@dataclass(frozen=True)
class OrganisationFact:
    """A body of the city. ``kind`` is a value of municipality.enums.OrganisationKind."""

    slug: str
    name: str
    kind: str
    parent: str
    committee: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    successor: str
    area: str


@dataclass(frozen=True)
class DistrictFact:
    """One of the 117 stadsdelar, with the committee area it belongs to in both divisions."""

    name: str
    committee_area_2023: str
    committee_area_before: str
    latitude: float
    longitude: float
    is_priority: bool

    def committee_area(self, day: datetime.date) -> str:
        """The committee area it belonged to on a day."""
        return self.committee_area_2023 if day >= REFORM else self.committee_area_before


@dataclass(frozen=True)
class PlaceFact:
    """A place inside a district that people speak of as a district of its own."""

    name: str
    district: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class FigureFact:
    """A population figure. ``measure`` is a value of municipality.enums.Measure."""

    area: str
    measure: str
    year: int
    value: str
    source: str


@dataclass(frozen=True)
class ThemeFact:
    """A theme with keywords, and synonyms written as ``a = b = c``."""

    slug: str
    sv: str
    en: str
    parent: str
    keywords: list[str]
    synonyms: list[str]


# The district committee has no place of its own for Hjulsta; the centre is approximate.
PLACES = [PlaceFact("Hjulsta", "Tensta", 59.3964, 17.8879)]


def read_toml(name: str) -> dict[str, Any]:
    """A data file as a dict."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@cache
def organisations() -> list[OrganisationFact]:
    """All bodies, parents before children."""
    return [
        OrganisationFact(
            row["slug"],
            row["name"],
            row["kind"],
            row["parent"],
            row["committee"],
            _day(row["valid_from"]),
            _day(row["valid_to"]),
            row["successor"],
            row["area"],
        )
        for row in _rows("organisations.csv")
    ]


@cache
def districts() -> list[DistrictFact]:
    """The 117 stadsdelar."""
    return [
        DistrictFact(
            row["name"],
            row["committee_area_2023"],
            row["committee_area_before"],
            float(row["latitude"]),
            float(row["longitude"]),
            row["is_priority"] == "yes",
        )
        for row in _rows("districts.csv")
    ]


@cache
def figures() -> list[FigureFact]:
    """Population of the 11 committee areas, with year and source."""
    return [
        FigureFact(row["area"], row["measure"], int(row["year"]), row["value"], row["source"])
        for row in _rows("population.csv")
    ]


@cache
def themes() -> list[ThemeFact]:
    """The theme tree, parents before children."""
    return [
        ThemeFact(
            row["slug"],
            row["sv"],
            row["en"],
            row.get("parent", ""),
            row["keywords"],
            row["synonyms"],
        )
        for row in tomllib.loads(THEMES.read_text(encoding="utf-8"))["theme"]
    ]


def administration_on(area: str, day: datetime.date) -> str:
    """Slug of the district administration that answered for a committee area on a day."""
    for body in organisations():
        if body.area == area and body.kind == "administration_district":
            begun = body.valid_from is None or body.valid_from <= day
            if begun and (body.valid_to is None or day <= body.valid_to):
                return body.slug
    raise ValueError(f"no district administration for {area} on {day}")
