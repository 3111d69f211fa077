"""An area named among the words of a search, which may be meant as where to look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.http import QueryDict

from archive.choices import Choice, Choices
from archive.criteria import Criteria
from archive.facets import without_page

WORD = re.compile(r"[\w’'-]+")
# What leads to a place and says nothing without it.
LEADS = frozenset("i på vid kring runt inom från nära in at around near from".split())
AROUND = " ,;:.?!\"”'"


class MeantArea(NamedTuple):
    """The area, and the words of the search without it."""

    area: Choice
    words: str


def meant_area(words: str, areas: Sequence[Choice]) -> MeantArea | None:
    """The area whose whole name stands among the words, as it is or in the genitive; the longest.

    The city itself, which stands under no heading, narrows nothing and is never meant.
    """
    names: dict[str, Choice] = {}
    for area in areas:
        if area.group:
            names.setdefault(area.name.casefold(), area)
    typed = list(WORD.finditer(words))
    longest = max((len(WORD.findall(name)) for name in names), default=0)
    for length in range(min(longest, len(typed)), 0, -1):
        for first in range(len(typed) - length + 1):
            some = typed[first : first + length]
            name = " ".join(word.group().casefold() for word in some)
            found = names.get(name) or names.get(name.removesuffix("s"))
            if found:
                return MeantArea(found, _without(words, typed, first, some[-1].end()))
    return None


def _without(words: str, typed: Sequence[re.Match[str]], first: int, end: int) -> str:
    """The words but those from one place to another, and what led to them."""
    if first and typed[first - 1].group().casefold() in LEADS:
        first -= 1
    rest = words[: typed[first].start()] + words[end:]
    return re.sub(r" (?=[,;:.?!])", "", " ".join(rest.split())).strip(AROUND)


def offered_area(criteria: Criteria, choices: Choices, query: QueryDict) -> dict[str, str] | None:
    """{"name", "words", "url"}: the same search in the area that its words name, if they do."""
    if criteria.area or criteria.dialogue:
        return None
    meant = meant_area(criteria.words, choices.areas)
    if meant is None:
        return None
    url = without_page(query, q=meant.words or None, area=meant.area.code)
    return {"name": meant.area.name, "words": meant.words, "url": url}
