"""What a dialogue's page says of where it stands: the next steps, and what was decided so far."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from dialogportal.written_columns import written
from dialogues.enums import Financing, MoveName, Outcome, State
from dialogues.models import Decision, Dialogue, Opinion
from dialogues.models.decision import APPROVED
from dialogues.permissions import (
    allowed,
    committee_of,
    may_edit_plan,
    may_tell_meeting,
)
from dialogues.plan_sections.wording import in_words
from dialogues.process import may_give_opinion, moves_from, why_not_move
from dialogues.versions import is_touched
from municipality.models import User

INQUIRY = (MoveName.GRANT, MoveName.DECLINE)
ENDINGS = (MoveName.KNOWN, MoveName.INFORM, MoveName.CANCEL)


def with_decisions(dialogues: QuerySet[Dialogue]) -> Any:
    """Dialogues with what was decided about them, in the same query: ``decision_rows`` and
    ``opinion_rows`` as lists of dicts, ``decided_on`` and whether the plan ``is_touched`` since."""
    rows = dialogues.select_related(
        "inquiry__committee",
        "information_meeting",
        "plan",
        "owner__deciding_committee__successor",
        "owner__successor__deciding_committee__successor",
    )
    return rows.annotate(**_columns())


def with_opinions(dialogues: QuerySet[Dialogue]) -> Any:
    """Dialogues with ``opinion_rows``, in the same query."""
    return dialogues.annotate(opinion_rows=_columns()["opinion_rows"])


DECISION_COLUMNS = (
    "id", "outcome", "decided_by", "committee__name", "meeting_date", "paragraph", "case_number",
    "reason", "conditions", "budget_frame", "financing", "timetable", "feedback_date",
    "special_groups", "reservation", "by_label", "at", "plan_version__number",
)  # fmt: skip
OPINION_COLUMNS = ("method", "feedback", "measurability", "by_label", "at")


@lru_cache(maxsize=1)
def _columns() -> dict[str, RawSQL]:
    mine = OuterRef("pk")
    decisions = Decision.objects.filter(dialogue=mine)
    approved = decisions.filter(outcome__in=APPROVED).order_by("-at", "-pk")
    opinions = Opinion.objects.filter(dialogue=mine).order_by("at")
    columns = {
        "decision_rows": _rows(decisions.order_by("at", "pk"), DECISION_COLUMNS),
        "opinion_rows": _rows(opinions, OPINION_COLUMNS),
        "decided_on": Subquery(approved.values("meeting_date")[:1]),
        "is_touched": is_touched(),
    }
    return written(Dialogue, columns)


def _rows(queryset: QuerySet[Any], columns: tuple[str, ...]) -> ArraySubquery:
    return ArraySubquery(queryset.values(row=JSONObject(**{name: name for name in columns})))


def decisions_told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """``decision_rows`` with words for codes, days for texts and who decided."""
    return [
        {
            **row,
            "outcome": str(Outcome(row["outcome"]).label),
            "financing_words": in_words(Financing, row["financing"]),
            "kind": "ok" if row["outcome"] in APPROVED else "todo",
            "who": row["committee__name"] or row["decided_by"],
            "meeting_date": parse_date(row["meeting_date"]),
            "feedback_date": parse_date(row["feedback_date"]) if row["feedback_date"] else None,
            "at": parse_datetime(row["at"]),
        }
        for row in rows
    ]


def opinions_told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "at": parse_datetime(row["at"])} for row in rows]


def next_steps(user: User, dialogue: Dialogue) -> list[dict[str, Any]]:
    """The moves there are, with why the user may not make them: {"label", "url", "why_not",
    "is_ending"}. What reads the whole plan is tried on the move's own page."""
    steps: dict[str, dict[str, Any]] = {}
    if dialogue.state == State.PLANNING and allowed(may_edit_plan, user, dialogue):
        label, url = str(_("Write the plan")), reverse("plan", args=[dialogue.reference])
        steps[label] = {"label": label, "url": url, "why_not": "", "is_ending": False}
    for one in moves_from(dialogue):
        if one.name == MoveName.RESUBMIT and not getattr(dialogue, "is_touched", True):
            continue
        label, url = _door(dialogue, one.name)
        # The committee's two moves, and the four of a decision, are one page each.
        if label not in steps:
            why_not = why_not_move(user, dialogue, one.name, whole=False)
            is_ending = one.name in ENDINGS
            steps[label] = {"label": label, "url": url, "why_not": why_not, "is_ending": is_ending}
    return list(steps.values())


def onward(user: User, dialogue: Dialogue, wanted: Iterable[MoveName]) -> list[dict[str, str]]:
    """Those of the wanted moves that the user may make now: {"label", "url"}."""
    names = [one.name for one in moves_from(dialogue) if one.name in set(wanted)]
    may = [name for name in names if not why_not_move(user, dialogue, name, whole=False)]
    return [dict(zip(("label", "url"), _door(dialogue, name), strict=True)) for name in may]


def _door(dialogue: Dialogue, name: MoveName) -> tuple[str, str]:
    if name in INQUIRY:
        return _("Answer the two questions"), reverse("inquiry", args=[dialogue.reference])
    if name.value in Outcome.values:
        return _("Record the decision"), f"{decision_url(dialogue)}#beslutet"
    return str(name.label), reverse("process-step", args=[dialogue.reference, name.value])


def decision_url(dialogue: Dialogue) -> str:
    return reverse("decision", args=[dialogue.reference])


def waits_for(dialogue: Dialogue) -> str:
    """Whose turn it is, in one sentence; empty where the page says it already."""
    committee = committee_of(dialogue)
    if dialogue.state == State.IDEA and any(one.name in INQUIRY for one in moves_from(dialogue)):
        return _("%(committee)s answers two questions before anything is planned.") % {
            "committee": committee or _("The deciding committee")
        }
    if dialogue.state == State.SUBMITTED and dialogue.type.is_decided_by_committee:
        return _("%(committee)s decides on the plan.") % {
            "committee": committee or _("The deciding committee")
        }
    if dialogue.state == State.SUBMITTED:
        return _("A manager decides on the plan; an official records it.")
    return ""


def _weighed(dialogue: Dialogue) -> str:
    """What was weighed of what is not held, or not planned yet: else the plan says it (R077)."""
    if dialogue.state not in (State.IDEA, State.NO_DIALOGUE, State.CANCELLED):
        return ""
    return str(getattr(getattr(dialogue, "plan", None), "benefit", ""))


def panel(user: User, dialogue: Dialogue) -> dict[str, Any]:
    """What ``dialogues/_process.html`` shows of a dialogue from ``with_decisions``."""
    meeting: datetime.date | None = dialogue.decision_meeting_on
    return {
        "steps": next_steps(user, dialogue),
        "waits_for": waits_for(dialogue),
        "meeting_on": meeting if dialogue.state == State.SUBMITTED else None,
        "decisions": decisions_told(getattr(dialogue, "decision_rows", [])),
        "opinions": opinions_told(getattr(dialogue, "opinion_rows", [])),
        "inquiry": getattr(dialogue, "inquiry", None),
        "weighed": _weighed(dialogue),
        "information_meeting": getattr(dialogue, "information_meeting", None),
        "may_tell_meeting": allowed(may_tell_meeting, user, dialogue),
        "may_give_opinion": allowed(may_give_opinion, user, dialogue),
        "is_touched": dialogue.state == State.DECIDED and getattr(dialogue, "is_touched", False),
    }
