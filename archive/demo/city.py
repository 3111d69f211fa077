"""The whole demo city: eleven documented cases, the told stories and the made-up rest.

``build_city()`` gives the same city every time (seeded); nothing here touches the database.
"""

from __future__ import annotations

import datetime
from random import Random
from typing import Any

from archive.demo.facts import read_toml
from archive.demo.happening import TODAY, evaluate
from archive.demo.making import City, make_dialogues
from archive.demo.places import choices_for, title_choices
from archive.demo.records import (
    DemoDialogue,
    DemoDocument,
    DemoMeasure,
    DemoOccasion,
    DemoViewpoint,
)
from archive.demo.sayings import Topic, make_viewpoints
from archive.demo.writing import group_text, write_results

__all__ = [
    "TODAY",
    "DemoDialogue",
    "DemoDocument",
    "DemoMeasure",
    "DemoOccasion",
    "DemoViewpoint",
    "build_city",
]
SEED = 20261120
NOT_FIELDS = {"occasions", "measures", "partners", "viewpoints", "place", "aspects", "voiced"}


def build_city(seed: int = SEED) -> list[DemoDialogue]:
    """All dialogues, oldest first, with references D-YEAR-NUMBER in that order within each year."""
    city = City(Random(seed))  # noqa: S311 nothing here is secret
    dialogues = [_case(key, row) for key, row in read_toml("cases.toml").items()]
    dialogues += [_story(city, key, row) for key, row in read_toml("flagships.toml").items()]
    city.titles |= {dialogue.title for dialogue in dialogues}
    make_dialogues(city)
    dialogues += city.made
    dialogues.sort(key=lambda each: (each.starts_on or TODAY, each.key))
    _number(dialogues)
    return dialogues


def _number(dialogues: list[DemoDialogue]) -> None:
    """References by the year of registration: this year for what is still to come."""
    taken = {dialogue.reference for dialogue in dialogues if dialogue.reference}
    last: dict[int, int] = {}
    for dialogue in dialogues:
        year = min(dialogue.starts_on or TODAY, TODAY).year
        while not dialogue.reference:
            last[year] = last.get(year, 0) + 1
            reference = f"D-{year}-{last[year]:04d}"
            if reference not in taken:
                dialogue.reference = reference


def _case(key: str, row: dict[str, Any]) -> DemoDialogue:
    """A documented case: facts only, carried out and registered afterwards."""
    dialogue = DemoDialogue(
        key=key,
        state="closed",
        is_made_up=False,
        registered_afterwards=True,
        other_comments="Uppgifter ur en publicerad rapport. Inga synpunkter finns bevarade här.",
        **row,
    )
    rng = Random(key)  # noqa: S311 nothing here is secret
    dialogue.target_group_text = group_text(rng, dialogue.target_groups)
    return dialogue


def _story(city: City, key: str, row: dict[str, Any]) -> DemoDialogue:
    """A made-up dialogue written by hand, with its viewpoints generated."""
    dialogue = DemoDialogue(
        key=key, **{name: value for name, value in row.items() if name not in NOT_FIELDS}
    )
    dialogue.target_group_text = dialogue.target_group_text or group_text(
        city.rng, dialogue.target_groups
    )
    dialogue.partners = [("civil_society", name) for name in row.get("partners", [])]
    dialogue.measures = [DemoMeasure(*measure) for measure in row.get("measures", [])]
    dialogue.registered_afterwards = (
        dialogue.state == "closed" and (dialogue.ends_on or TODAY).year < 2024
    )
    for day, title, venue, venue_kind, method, count in row.get("occasions", []):
        quality = dialogue.participants_quality if dialogue.participants else "counted"
        dialogue.occasions.append(
            DemoOccasion(
                datetime.date.fromisoformat(day),
                title,
                venue,
                venue_kind,
                "physical",
                method,
                count or None,
                quality if count else "unknown",
            )
        )
    if "viewpoints" in row:
        _speak(city, dialogue, row)
    return dialogue


def _speak(city: City, dialogue: DemoDialogue, row: dict[str, Any]) -> None:
    days = [occasion.starts_on for occasion in dialogue.occasions if occasion.starts_on <= TODAY]
    kind, main = row["place"]
    areas = row.get("voiced", dialogue.areas)
    topic = Topic(row["aspects"], areas, kind, main, days)
    dialogue.viewpoints = make_viewpoints(city.rng, topic, row["viewpoints"], city.texts)
    if dialogue.state == "ongoing":
        return
    written = (
        dialogue.result_summary,
        dialogue.outcome,
        list(dialogue.measures),
        dialogue.feedback_text,
    )
    choices = title_choices(choices_for(areas[0], days[0], kind, main), areas[0])
    dialogue.measures = []
    write_results(city.rng, dialogue, choices)
    if written[0]:
        # What was written by hand stands; only the document's statistics are generated.
        dialogue.result_summary, dialogue.outcome, dialogue.measures, dialogue.feedback_text = (
            written
        )
        dialogue.proposals = "\n".join(f"– {measure.title}" for measure in written[2])
    elif not dialogue.lessons:
        evaluate(city.rng, dialogue, choices)
