"""When the dialogue is held: its dates, its milestones and its occasions."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dialogportal.periods import by_day
from dialogues.enums import PlanStep, State
from dialogues.forms.plan_parts import TimetableForm
from dialogues.models import Dialogue, Occasion
from dialogues.page_query import rows_as_column
from dialogues.plan import Finding, Row, Section, column_of
from municipality.models.bilingual import in_reader_language

SLUG = "tillfallen-och-tidplan"


def _findings(dialogue: Dialogue) -> list[Finding]:
    found = []
    if dialogue.starts_on is None:
        clause = _("when the dialogue starts")
        found.append(Finding(_("Say when the dialogue starts."), SLUG, "starts_on", unsaid=clause))
    if dialogue.ends_on is None:
        clause = _("when the dialogue ends")
        found.append(Finding(_("Say when the dialogue ends."), SLUG, "ends_on", unsaid=clause))
    planned = dialogue.state in (State.PLANNING, State.SUBMITTED)
    if planned and dialogue.starts_on and dialogue.starts_on < timezone.localdate():
        text = _("The day when the dialogue was to start has passed.")
        found.append(Finding(text, SLUG, "starts_on", is_blocker=False))
    decided_on = dialogue.feeds_decided_on
    if dialogue.ends_on and decided_on and decided_on <= dialogue.ends_on:
        text = _("The decision that the dialogue feeds is taken before the dialogue has ended.")
        found.append(Finding(text, SLUG, "ends_on", is_blocker=False))
    return [*found, *_occasion_findings(dialogue)]


def _occasion_findings(dialogue: Dialogue) -> list[Finding]:
    occasions = occasion_rows(dialogue)
    if not occasions:
        text = _("No occasion is planned yet.")
        return [Finding(text, SLUG, "occasions", step=PlanStep.START, is_blocker=False)]
    begins, ends = dialogue.starts_on, dialogue.ends_on
    outside = [
        row
        for row in occasions
        if (begins and row["starts_on"] < begins) or (ends and _last(row) > ends)
    ]
    if outside:
        text = _("An occasion lies outside the dialogue's dates: %(day)s.") % {
            "day": by_day(outside[0]["starts_on"], _last(outside[0]))
        }
        return [Finding(text, SLUG, "occasions", is_blocker=False)]
    return []


def occasion_rows(dialogue: Dialogue) -> list[dict[str, Any]]:
    """The planned occasions, in order: the columns of ``_COLUMNS`` with days as dates."""
    kept: list[dict[str, Any]] = column_of(dialogue, "plan_occasions")
    return [
        {
            **row,
            "starts_on": datetime.date.fromisoformat(row["starts_on"]),
            "ends_on": datetime.date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
        }
        for row in kept
    ]


def _last(row: dict[str, Any]) -> datetime.date:
    last: datetime.date = row["ends_on"] or row["starts_on"]
    return last


def day_of(row: dict[str, Any]) -> str:
    """ "12 Sep 2026", "12–14 Sep 2026"."""
    return by_day(row["starts_on"], _last(row))


def what_of(row: dict[str, Any]) -> str:
    """What an occasion is: its title and method, as far as they are known."""
    method = in_reader_language(row["method_sv"] or "", row["method_en"] or "")
    return ", ".join(part for part in (row["title"], method) if part)


def where_of(row: dict[str, Any]) -> str:
    """ "17.30–19.00, Hjulsta school": hours and room, as far as they are known."""
    hours = "–".join(part[:5].replace(":", ".") for part in (row["begins"], row["ends"]) if part)
    return ", ".join(part for part in (hours, row["venue"]) if part)


def _told(dialogue: Dialogue) -> list[Row]:
    days = []
    for row in occasion_rows(dialogue):
        what = what_of(row)
        days.append(f"{day_of(row)}: {what}" if what else day_of(row))
    begins, ends = dialogue.starts_on, dialogue.ends_on
    return [
        (_("The dialogue is held"), by_day(begins, ends) if begins or ends else ""),
        (_("Milestones"), dialogue.milestones),
        (_("Occasions"), "\n".join(days)),
    ]


def _at_first(dialogue: Dialogue) -> list[Row]:
    begins, ends = dialogue.starts_on, dialogue.ends_on
    n = len(occasion_rows(dialogue))
    occasions = ngettext("%(n)s occasion", "%(n)s occasions", n) % {"n": n} if n else ""
    parts = [by_day(begins, ends) if begins or ends else "", occasions]
    return [(_("To be held"), ", ".join(part for part in parts if part))]


def _told_small(dialogue: Dialogue) -> list[Row]:
    known = [f"{day_of(row)}: {where_of(row)}" for row in occasion_rows(dialogue) if where_of(row)]
    return [(_("Hours and rooms"), "\n".join(known))]


def _beside(dialogue: Dialogue) -> dict[str, Any]:
    return {
        "occasions": [
            {"pk": row["id"], "day": day_of(row), "what": what_of(row), "where": where_of(row)}
            for row in occasion_rows(dialogue)
        ]
    }


_COLUMNS = {
    "id": "id",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    "begins": "starts_at",
    "ends": "ends_at",
    "title": "title",
    "venue": "venue",
    "method_sv": "method__name_sv",
    "method_en": "method__name_en",
}

TIMETABLE = Section(
    slug=SLUG,
    title=gettext_lazy("Occasions and timetable"),
    lead=gettext_lazy("From when to when, the steps on the way, and the days when people meet."),
    findings=_findings,
    filled=lambda dialogue: bool(dialogue.starts_on or dialogue.milestones),
    told=_told,
    at_first=_at_first,
    told_small=_told_small,
    form=TimetableForm,
    template="dialogues/plan_timetable.html",
    beside=_beside,
    guidance="dialogues/guidance/timetable.html",
    annotated={
        "plan_occasions": rows_as_column(
            Occasion.objects.filter(dialogue=OuterRef("pk")).order_by("starts_on", "pk"),
            **_COLUMNS,
        )
    },
)
