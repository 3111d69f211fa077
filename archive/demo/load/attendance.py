"""Who came to some of the made-up dialogues, counted by group."""

from __future__ import annotations

from random import Random

from archive.demo.load.copying import copy_in
from archive.demo.load.register import Kept
from dialogues.models.querysets import CARRIED_OUT
from participation.models import COUNTED, Attendance

# Most do not count.
COUNT_IT, FEWEST = 0.45, 15
# Who comes whatever the dialogue is about, and how large a part of all they are at most.
USUALLY = {"older": 0.45, "girls_women": 0.6, "foreign_born": 0.2, "youth": 0.1, "parents": 0.3}
TURNED_TO = 0.25


def load_attendance(kept: list[Kept]) -> None:
    """Store who came to some of what was carried out."""
    copy_in([row for each in kept if (row := _counted(each))])


def _counted(each: Kept) -> Attendance | None:
    rng = Random(f"came {each.made.key}")  # noqa: S311 nothing here is secret
    everybody, is_held = each.made.participants or 0, each.row.state in CARRIED_OUT
    if not (each.made.is_made_up and is_held) or everybody < FEWEST or rng.random() > COUNT_IT:
        return None
    numbers = {name: int(everybody * part * rng.random()) for name, part in USUALLY.items()}
    for group in each.made.target_groups:
        if group in COUNTED:
            more = int(everybody * TURNED_TO * rng.random())
            numbers[group] = min(numbers.get(group, 0) + more, everybody)
    return Attendance(dialogue=each.row, version=1, **numbers)
