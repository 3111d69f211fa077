"""What came of the made-up dialogues, as far as the register knows."""

from __future__ import annotations

import datetime
import uuid
from functools import cache
from itertools import islice
from random import Random

from archive.demo.city import TODAY
from archive.demo.facts import read_toml
from archive.demo.grammar import Slots, Template, parse_lines
from archive.demo.load.copying import copy_in
from archive.demo.load.register import Kept, Lists
from archive.demo.load.times import after
from archive.demo.load.voices import fingerprint
from archive.demo.records import DemoMeasure
from feedback.enums import MeasureState, Term
from feedback.models import Measure, Viewpoint

# What was unanswered when the register began was never written down as measures.
KNOWN_SINCE = datetime.date(2023, 1, 1)
# What was under way before this has been done since.
DONE_BEFORE = datetime.date(2025, 1, 1)
MOST_BEHIND = 12


@cache
def notes() -> dict[str, list[Template]]:
    """The banks of measures.toml, parsed."""
    return {name: parse_lines(text) for name, text in read_toml("measures.toml").items()}


def load_measures(kept: list[Kept], lists: Lists) -> None:
    """Store the measures of what was answered, and of what was held lately."""
    rows: list[tuple[Measure, DemoMeasure, Kept]] = []
    for each in kept:
        rng = Random(each.made.key)  # noqa: S311 nothing here is secret
        if each.made.feedback_given_on or (each.made.ends_on or TODAY) >= KNOWN_SINCE:
            rows += [(_measure(rng, made, each, lists), made, each) for made in each.made.measures]
    rows.sort(key=lambda row: row[0].created_at)
    copy_in([measure for measure, _made, _of in rows])
    _link(rows)


def _measure(rng: Random, made: DemoMeasure, of: Kept, lists: Lists) -> Measure:
    state = _state(made, of)
    day = _carried_out_on(rng, made, of) if state == MeasureState.CARRIED_OUT else None
    created_at = after(of.made.ends_on, days=20 + int(rng.random() * 40))
    measure = Measure(
        dialogue=of.row,
        title=made.title,
        state=state,
        reason=made.reason,
        carried_out_on=day,
        responsible=lists.bodies[made.responsible],
        followed_up_by_id=lists.bodies[of.made.owner].deciding_committee_id,
        term=_term(rng, state),
        created_at=created_at,
        changed_at=max(created_at, after(day or of.made.feedback_given_on or of.made.ends_on, 3)),
    )
    if rng.random() < 0.6 and measure.is_open:
        measure.description = Slots(rng, {}).line(notes()["description"])
    if state == MeasureState.PLANNED:
        measure.ongoing_work = Slots(rng, {}).line(notes()["ongoing"])
    return measure


def _state(made: DemoMeasure, of: Kept) -> MeasureState:
    given = of.made.feedback_given_on
    if made.state == "refused":
        return MeasureState.NOT_DONE
    if made.state == "done" or (given and given < DONE_BEFORE):
        return MeasureState.CARRIED_OUT
    return MeasureState.PROPOSED if made.state == "planned" else MeasureState.PLANNED


def _carried_out_on(rng: Random, made: DemoMeasure, of: Kept) -> datetime.date:
    """Before those who took part were told that it was done; else within the year after."""
    ended, given = of.made.ends_on or TODAY, of.made.feedback_given_on
    told = given and made.state == "done"
    days = -int(rng.random() * 60) if told else 60 + int(rng.random() * 300)
    return min(max(ended, (given or ended) + datetime.timedelta(days=days)), TODAY)


def _term(rng: Random, state: MeasureState) -> str:
    if state == MeasureState.NOT_DONE or rng.random() < 0.3:
        return ""
    is_soon = rng.random() < (0.8 if state == MeasureState.CARRIED_OUT else 0.5)
    return Term.SHORT if is_soon else Term.LONG


def _link(rows: list[tuple[Measure, DemoMeasure, Kept]]) -> None:
    """To what residents said of the same thing."""
    wanted = [(measure, mark) for measure, made, of in rows for mark in _behind(made, of)]
    marks = [mark for _measure_row, mark in wanted]
    known = dict(Viewpoint.objects.filter(fingerprint__in=marks).values_list("fingerprint", "pk"))
    through = Measure.viewpoints.through
    copy_in([through(measure_id=row.pk, viewpoint_id=known[mark]) for row, mark in wanted])


def _behind(made: DemoMeasure, of: Kept) -> list[uuid.UUID]:
    same = (
        fingerprint(of, number)
        for number, said in enumerate(of.made.viewpoints)
        if made.aspect and said.aspect == made.aspect and said.in_scope
    )
    return list(islice(same, MOST_BEHIND))
