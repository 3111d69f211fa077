"""Names of places for texts about one district: what fills {torget}, {pågatan}, {där} …"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache

from archive.demo.facts import PLACES, DistrictFact, districts, read_toml
from archive.demo.grammar import Template, parse, parse_lines

Choices = dict[str, Sequence[Template | str]]
ON = ("fältet", "gärde", "topparna", "toppen", "ängen")


def preposition(kind: str, name: str) -> str:
    """i, på or vid, as one says of a square (t), street (g), park (p), wood (s), water (v)."""
    if kind == "v":
        return "vid"
    if kind in "ps" and not name.endswith(ON):
        return "i"
    return "på"


@cache
def place_table() -> Mapping[str, dict[str, list[str] | str]]:
    table: dict[str, dict[str, list[str] | str]] = read_toml("places.toml")["places"]
    return table


@cache
def voice_lines() -> dict[str, list[Template]]:
    """The shared banks of voices.toml, parsed."""
    return {
        name: parse_lines(text)
        for name, text in read_toml("voices.toml").items()
        if name != "slips"
    }


def names_of(district: str, kind: str) -> list[str]:
    """Names of places of a kind (t, g, p, s, v, i) in a district, or none."""
    names = place_table().get(district, {}).get(kind, [])
    return [names] if isinstance(names, str) else list(names)


def neighbours(district: DistrictFact) -> list[str]:
    """The three nearest other districts."""
    others = [other for other in districts() if other.name != district.name]
    others.sort(
        key=lambda other: (
            (other.latitude - district.latitude) ** 2
            + ((other.longitude - district.longitude) / 2) ** 2
        )
    )
    return [other.name for other in others[:3]]


def district_of(name: str) -> DistrictFact:
    """The district with this name, or that of a place inside one."""
    for place in PLACES:
        if place.name == name:
            name = place.district
    return next(district for district in districts() if district.name == name)


SLOT_OF_KIND = {
    "t": ("torget", "påtorget", "torget"),
    "g": ("gatan", "pågatan", "stora gatan"),
    "p": ("parken", "iparken", "parken"),
    "s": ("skogen", "iskogen", "skogen"),
    "v": ("vattnet", "vidvattnet", "stranden"),
    "i": ("ip", "påip", "bollplanen"),
}


def choices_for(name: str, day: datetime.date, main_kind: str, main: str = "") -> Choices:
    """What fills the slots in a viewpoint about a district.

    ``main`` is the place that the dialogue is about, of ``main_kind`` (t, g, p, s, v, i or "").
    """
    voices = voice_lines()
    choices: Choices = {
        "stadsdel": [name],
        "istadsdel": [f"i {name}"],
        "grannen": neighbours(district_of(name)),
        "bana": [str(place_table().get(name, {}).get("b", "busshållplatsen"))],
        "platsen": [main or "centrum"],
        "skolan": ["skolan"],
        "centrumet": ["centrum"],
        "icentrum": ["i centrum"],
        "årtal": [str(day.year - back) for back in (2, 3, 4, 5, 7)],
        "tid": voices["times"],
        "barn": voices["children"],
        "anhörig": voices["relatives"],
        "länge": voices["long"],
    }
    proper: list[str] = []
    for kind, (bare, phrase, general) in SLOT_OF_KIND.items():
        names = _names_spoken(name, kind, main if kind == main_kind else "")
        proper += names
        # One pick for the name and one for its phrase must agree: the phrase is built on the name.
        choices[bare] = names or [general]
        words = {preposition(kind, each) for each in names or [general]}
        choices[phrase] = (
            [parse(f"{words.pop()} {{{bare}}}")]
            if len(words) == 1
            else [f"{preposition(kind, each)} {each}" for each in names]
        )
    here = [parse("{" + SLOT_OF_KIND[main_kind][1] + "}")] if main_kind else []
    choices["där"] = [*voices["spots"], *here * 9]
    choices["spot"] = [*here * 2, *voices["named_spots"]]
    choices["därbar"] = proper or [name]
    return choices


def _names_spoken(name: str, kind: str, main: str) -> list[str]:
    """Names of places of one kind, as often as people speak of them."""
    names = names_of(name, kind)
    # Half of the time people speak of the place that the dialogue is about.
    return [*[main] * max(1, len(names)), *names] if main else names


def title_choices(choices: Choices, name: str) -> Choices:
    """The same for titles, where "parken" alone would not say which one."""
    fuller = dict(choices)
    for kind, (bare, _, general) in SLOT_OF_KIND.items():
        if list(choices[bare]) == [general] and not names_of(name, kind):
            fuller[bare] = [f"{general} i {name}"]
    return fuller
