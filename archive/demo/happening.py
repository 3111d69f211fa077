"""When and where a made-up dialogue was held, who came, and what was learnt."""

from __future__ import annotations

import datetime
from random import Random

from archive.demo.grammar import pick
from archive.demo.places import Choices
from archive.demo.records import DemoDialogue, DemoOccasion
from archive.demo.writing import report_line, tidy

TODAY = datetime.date(2026, 11, 20)
"""The day on which the demo city stands still."""
VENUE_KINDS = (
    "square",
    "community_centre",
    "school",
    "yard",
    "administration",
    "civil_society",
)


def count_participants(rng: Random, dialogue: DemoDialogue, size: int) -> None:
    """Sets how many came, and how well that is known."""
    dialogue.participants_quality = rng.choices(("counted", "estimated", "unknown"), (60, 28, 12))[
        0
    ]
    if dialogue.state == "ongoing" or dialogue.participants_quality == "unknown":
        dialogue.participants_quality = "unknown"
        return
    number = max(4, int(rng.lognormvariate(0, 0.75) * size))
    if dialogue.participants_quality == "estimated":
        number = max(10, round(number, -1))
    dialogue.participants = number
    dialogue.official_participants = 2 + int(rng.random() * 6)
    dialogue.elected_participants = int(rng.random() * 5) if dialogue.type == "citizen" else 0


def make_occasions(rng: Random, dialogue: DemoDialogue, choices: Choices) -> list[DemoOccasion]:
    """One to seven meetings inside the period; counted participants add up to the total."""
    start, end = dialogue.starts_on or TODAY, dialogue.ends_on or TODAY
    span = (end - start).days
    number = 1 if span < 2 else min(7, 1 + int(rng.random() * (3 + span / 40)))
    days = sorted(
        start + datetime.timedelta(days=int(rng.random() * (span + 1))) for _ in range(number)
    )
    left, occasions = dialogue.participants or 0, []
    for index, day in enumerate(days):
        kind = pick(rng, VENUE_KINDS)
        method = pick(rng, dialogue.methods)
        digital = method in ("E-panel", "Enkät")
        count = left if index == number - 1 else int(left * (0.2 + rng.random() * 0.4))
        left -= count
        counted = dialogue.participants is not None and day <= TODAY
        venue = "Webben" if digital else tidy(report_line(rng, f"venue_{kind}", choices))
        occasions.append(
            DemoOccasion(
                day,
                method,
                venue,
                "" if digital else kind,
                "digital" if digital else "physical",
                method,
                count if counted else None,
                dialogue.participants_quality if counted else "unknown",
            )
        )
    return occasions


def evaluate(rng: Random, dialogue: DemoDialogue, choices: Choices) -> None:
    """Evaluation and lessons, and for a few the mark of a good example."""
    dialogue.evaluation_kind = rng.choices(("reflection", "systematic", "not_made"), (55, 17, 28))[
        0
    ]
    if dialogue.evaluation_kind == "not_made":
        return
    dialogue.evaluated = rng.sample(
        ("method", "participation", "purpose"), 1 + int(rng.random() * 2)
    )
    dialogue.lessons = report_line(rng, "lesson", choices)
    if dialogue.feedback_reach == "targeted" and rng.random() < 0.12:
        dialogue.good_example_reason = report_line(rng, "good_reason", choices)
