"""A complex issue as its pages tell it: the rounds of its loop, in words and as a picture.

The rounds are read as one column of the plan's own query (``ROUNDS``), steps and groups with them.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogportal.periods import by_day
from dialogues.models import Dialogue
from dialogues.page_query import rows_as_column
from dialogues.plan import column_of, row_of
from municipality.models import LoopStep
from municipality.models.bilingual import in_reader_language
from participation.enums import StepState
from participation.models import (
    INTERVIEWED,
    MEMBERS,
    ComplexIssueProcess,
    LoopRound,
    RoundStep,
    WorkingGroup,
)

KIND_SLUG, METHOD_SLUG = "komplex-fraga", "komplexa-fragor"
SIZE, RADIUS = 300, 118

_STEPS = rows_as_column(
    RoundStep.objects.filter(round=OuterRef("pk")).order_by("step__order", "pk"),
    slug="step__slug",
    sv="step__name_sv",
    en="step__name_en",
    state="state",
    on="on",
    note="note",
)
_GROUPS = rows_as_column(
    WorkingGroup.objects.filter(round=OuterRef("pk")).order_by("order", "pk"),
    theme="theme",
    **{name: name for name in MEMBERS},
)
_COLUMNS: dict[str, Any] = {
    **{name: name for name in ("number", "begun_on", "question", "report", "led_to", *INTERVIEWED)},
    "report_document": "report_document_id",
    "report_title": "report_document__title",
    "report_link": "report_document__link",
    "steps": _STEPS,
    "groups": _GROUPS,
}
# The column that the section reads (``Section.annotated``).
ROUNDS = {
    "loop_round_rows": rows_as_column(
        LoopRound.objects.filter(dialogue=OuterRef("pk")).order_by("number"), **_COLUMNS
    )
}


def is_complex(dialogue: Dialogue) -> bool:
    """Whether the dialogue is on a complex issue, by its kind or by its methods."""
    if dialogue.kind is not None and dialogue.kind.slug == KIND_SLUG:
        return True
    return METHOD_SLUG in column_of(dialogue, "method_slugs")


def process_of(dialogue: Dialogue) -> ComplexIssueProcess:
    """How the talk is led, unsaved while nothing is written."""
    row: ComplexIssueProcess = row_of(dialogue, ComplexIssueProcess, "complex_issue")
    return row


@dataclass(frozen=True)
class Step:
    """A step in one round: ``state`` of StepState, empty while it is ahead."""

    number: int
    name: str
    state: str = ""
    day: str = ""
    note: str = ""

    @property
    def word(self) -> str:
        return str(StepState(self.state).label) if self.state else _("ahead")


@dataclass(frozen=True)
class Round:
    """A round as it is read: ``row`` holds the columns of ``_COLUMNS``."""

    number: int
    row: dict[str, Any]
    begun: str
    interviews: str
    groups: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it yet."""
        told = (self.interviews, self.groups, self.row["steps"], self.row["report_document"])
        return not any(told) and not any(
            self.row[name] for name in ("question", "report", "led_to")
        )

    def told_steps(self, state: str) -> str:
        """ "Formulate the question (3 Mar 2026), Work in groups" of those planned or done."""
        mine = [one for one in self.row["steps"] if one["state"] == state]
        return ", ".join(_step_text(one) for one in mine)

    def steps(self, every: list[LoopStep]) -> list[Step]:
        """All steps of the loop, as far as they have come."""
        kept = {one["slug"]: one for one in self.row["steps"]}
        listed = [step for step in every if step.in_use or step.slug in kept]
        return [_step(n, step, kept.get(step.slug)) for n, step in enumerate(listed, start=1)]


def rounds_of(dialogue: Dialogue) -> list[Round]:
    """The rounds so far, the first one first."""
    return [_round(row) for row in column_of(dialogue, "loop_round_rows")]


def _round(row: dict[str, Any]) -> Round:
    return Round(
        number=row["number"],
        row=row,
        begun=_day(row["begun_on"]),
        interviews=interviews_text(row),
        groups=[group_text(group) for group in row["groups"]],
    )


def _day(text: str | None) -> str:
    if not text:
        return ""
    day = datetime.date.fromisoformat(text)
    return by_day(day, day)


def _step_text(row: dict[str, Any]) -> str:
    name = in_reader_language(row["sv"], row["en"])
    return f"{name} ({_day(row['on'])})" if row["on"] else name


def _step(number: int, step: LoopStep, kept: dict[str, Any] | None) -> Step:
    if kept is None:
        return Step(number, str(step))
    return Step(number, str(step), kept["state"], _day(kept["on"]), kept["note"])


def _counted(number: int) -> dict[str, str]:
    return {"n": number_format(number, force_grouping=True)}


def interviews_text(row: dict[str, Any]) -> str:
    """ "70 interviews: 40 with residents, 12 with elected representatives": those counted."""
    told = {
        "interviews_residents": _("%(n)s with residents"),
        "interviews_elected": _("%(n)s with elected representatives"),
        "interviews_officials": _("%(n)s with managers and officials"),
        "interviews_civil_society": _("%(n)s with civil society"),
        "interviews_others": _("%(n)s with others"),
    }
    counted = {name: row[name] for name in INTERVIEWED if row[name] is not None}
    if not counted:
        return ""
    whole = sum(counted.values())
    head = ngettext("%(n)s interview", "%(n)s interviews", whole) % _counted(whole)
    parts = ", ".join(told[name] % _counted(number) for name, number in counted.items())
    return f"{head}: {parts}"


def group_text(row: dict[str, Any]) -> str:
    """ "School: 4 elected representatives, 10 residents"; the theme alone while none is counted."""
    told = {
        "elected": lambda n: ngettext(
            "%(n)s elected representative", "%(n)s elected representatives", n
        ),
        "officials": lambda n: ngettext(
            "%(n)s manager or official", "%(n)s managers or officials", n
        ),
        "residents": lambda n: ngettext("%(n)s resident", "%(n)s residents", n),
    }
    counted = {name: row[name] for name in MEMBERS if row[name] is not None}
    parts = [told[name](number) % _counted(number) for name, number in counted.items()]
    return f"{row['theme']}: {', '.join(parts)}" if parts else str(row["theme"])


def loop_picture(steps: list[Step]) -> dict[str, Any]:
    """{"size", "middle", "radius", "dots": [{"x", "y", "number", "state"}], "arrows": [{"x", "y",
    "turn"}], "done", "total"}: the steps round a circle, clockwise from the top, with an arrow
    after each. Whole numbers; for templates/participation/_loop_picture.html."""
    middle = SIZE // 2
    each = 360 / max(len(steps), 1)
    return {
        "size": SIZE,
        "middle": middle,
        "radius": RADIUS,
        "dots": [
            {**_at(n * each), "number": step.number, "state": step.state}
            for n, step in enumerate(steps)
        ],
        "arrows": [
            {**_at((n + 0.5) * each), "turn": round((n + 0.5) * each)} for n in range(len(steps))
        ],
        "done": sum(step.state == StepState.DONE for step in steps),
        "total": len(steps),
    }


def _at(degrees: float) -> dict[str, int]:
    """The place on the circle, so many degrees from the top."""
    angle = math.radians(degrees)
    middle = SIZE // 2
    return {
        "x": round(middle + RADIUS * math.sin(angle)),
        "y": round(middle - RADIUS * math.cos(angle)),
    }
