"""The viewpoints of one dialogue, tied to its question, places and days."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from archive.demo.grammar import pick
from archive.demo.places import Choices, choices_for, district_of
from archive.demo.records import DemoViewpoint
from archive.demo.voices import (
    YOUNG_ASPECTS,
    aspects,
    contact_tail,
    write_foreign,
    write_viewpoint,
)

KIND_WEIGHTS = {"worse": 40, "improve": 36, "good": 15, "question": 9}
FOREIGN, PERSONAL, OUTSIDE, POINTED = 0.025, 0.01, 0.05, 0.3


@dataclass
class Topic:
    """What a dialogue is about, as far as its viewpoints need to know."""

    weights: Mapping[str, float]
    areas: Sequence[str]
    main_kind: str
    main: str
    days: Sequence[datetime.date]


def make_viewpoints(rng: Random, topic: Topic, count: int, seen: set[str]) -> list[DemoViewpoint]:
    """``count`` viewpoints; ``seen`` holds the texts already used in the city, and grows."""
    table: dict[str, Choices] = {
        area: choices_for(area, topic.days[0], topic.main_kind, topic.main) for area in topic.areas
    }
    keys, weights = list(topic.weights), list(topic.weights.values())
    outside = [key for key in aspects() if key not in topic.weights and key not in YOUNG_ASPECTS]
    kinds, kind_weights = list(KIND_WEIGHTS), list(KIND_WEIGHTS.values())
    found = []
    for _ in range(count):
        area = pick(rng, topic.areas)
        is_outside = rng.random() < OUTSIDE
        key = pick(rng, outside) if is_outside else rng.choices(keys, weights)[0]
        kind = rng.choices(kinds, kind_weights)[0]
        found.append(_one(rng, topic, table[area], area, key, kind, is_outside, seen))
    return found


def _one(
    rng: Random,
    topic: Topic,
    choices: Choices,
    area: str,
    key: str,
    kind: str,
    outside: bool,
    seen: set[str],
) -> DemoViewpoint:
    occasion = int(rng.random() * len(topic.days))
    text, language = _fresh_text(rng, key, kind, choices, seen)
    personal = rng.random() < PERSONAL
    if personal:
        text = f"{text} {contact_tail(rng, choices)}"
    viewpoint = DemoViewpoint(
        text=text,
        kind=kind,
        themes=[aspects()[key].theme] if language == "sv" else [],
        area=area,
        said_on=topic.days[occasion],
        language=language,
        in_scope=not outside,
        occasion=occasion,
        aspect=key if language == "sv" else "",
        has_personal_data=personal,
    )
    if rng.random() < POINTED:
        district = district_of(area)
        viewpoint.latitude = round(district.latitude + rng.gauss(0, 0.0022), 5)
        viewpoint.longitude = round(district.longitude + rng.gauss(0, 0.004), 5)
    return viewpoint


def _fresh_text(
    rng: Random, key: str, kind: str, choices: Choices, seen: set[str]
) -> tuple[str, str]:
    """A text that nobody in the city has written yet, if eight tries are enough; its language."""
    text, language = "", "sv"
    for _ in range(8):
        if rng.random() < FOREIGN:
            text, language = write_foreign(rng, choices)
        else:
            text, language = write_viewpoint(rng, aspects()[key], kind, choices), "sv"
        if text.casefold() not in seen:
            break
    seen.add(text.casefold())
    return text, language
