"""How complete a dialogue's record is (R036): the one list of what counts.

The parts are the aspects that the mapping survey asked for (R006) and what a search needs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from dialogportal.written_columns import written
from dialogues.enums import Step
from dialogues.models import Dialogue, Document, Occasion
from dialogues.models.querysets import DialogueQuerySet

LINKED = ("areas", "themes", "methods", "occasions", "documents")


@dataclass(frozen=True)
class Part:
    """Something that a full record tells, and the step where it is filled in."""

    label: str
    step: Step
    is_filled: bool


def _held_parts(dialogue: Dialogue, linked: Collection[str]) -> list[Part]:
    """What can only be known when the dialogue has been held."""
    evaluated = bool(dialogue.evaluation_kind or dialogue.lessons)
    counted = dialogue.participants is not None
    return [
        Part(_("number of participants"), Step.PARTICIPATION, counted),
        Part(_("occasions"), Step.OCCASIONS, "occasions" in linked),
        Part(_("what came out"), Step.RESULTS, bool(dialogue.result_summary)),
        Part(_("what it led to"), Step.RESULTS, bool(dialogue.outcome)),
        Part(_("evaluation or lessons"), Step.RESULTS, evaluated),
        Part(
            _("feedback to those who took part"),
            Step.RESULTS,
            dialogue.feedback_given_on is not None,
        ),
        Part(_("documentation"), Step.DOCUMENTS, "documents" in linked),
    ]


def parts(dialogue: Dialogue, linked: Collection[str]) -> list[Part]:
    """All parts of the record, in the order of the steps.

    ``linked`` names the relations of ``LINKED`` that hold something.
    """
    placed = dialogue.is_city_wide or "areas" in linked
    towards = bool(dialogue.target_groups or dialogue.target_group_text)
    invited = bool(dialogue.recruitment or dialogue.recruitment_text)
    planned = [
        Part(_("question to residents"), Step.BASICS, bool(dialogue.question)),
        Part(_("area"), Step.BASICS, placed),
        Part(_("date"), Step.BASICS, dialogue.starts_on is not None),
        Part(_("purpose"), Step.PURPOSE, bool(dialogue.purpose or dialogue.purposes)),
        Part(_("themes"), Step.PURPOSE, "themes" in linked),
        Part(_("when in the decision process"), Step.PURPOSE, bool(dialogue.phases)),
        Part(_("level of participation"), Step.PURPOSE, dialogue.level is not None),
        Part(
            _("decision it feeds"),
            Step.CONTEXT,
            bool(dialogue.feeds_decision or dialogue.case_number),
        ),
        Part(_("target groups"), Step.PARTICIPATION, towards),
        Part(_("recruitment"), Step.PARTICIPATION, invited),
        Part(_("methods"), Step.PARTICIPATION, "methods" in linked),
    ]
    if not dialogue.is_carried_out:
        return planned
    sure = _("confirmed to fall within the definition")
    confirmed = Part(sure, Step.BASICS, dialogue.definition_confirmed)
    return [confirmed, *planned, *_held_parts(dialogue, linked)]


@dataclass(frozen=True)
class Completeness:
    """How much of a record is filled in, and what is missing."""

    parts: list[Part]

    @property
    def filled(self) -> int:
        return sum(part.is_filled for part in self.parts)

    @property
    def total(self) -> int:
        return len(self.parts)

    @property
    def missing(self) -> list[Part]:
        return [part for part in self.parts if not part.is_filled]

    def state_of(self, step: Step) -> str:
        """ "ok", "started" or "missing", as the step menu shows it."""
        mine = [part.is_filled for part in self.parts if part.step == step]
        if all(mine):
            return "ok"
        return "started" if any(mine) else "missing"


def completeness(dialogue: Dialogue, linked: Collection[str] | None = None) -> Completeness:
    """The completeness of a dialogue.

    Without ``linked`` a dialogue that does not come from ``with_linked`` costs a query.
    """
    if linked is None:
        known = hasattr(dialogue, "has_areas")
        row = dialogue if known else with_linked(Dialogue.objects.filter(pk=dialogue.pk)).get()
        linked = linked_names(row)
    return Completeness(parts(dialogue, linked))


def with_linked(queryset: DialogueQuerySet) -> Any:
    """Annotate each dialogue with whether its relations hold something, for ``linked_names``."""
    return queryset.annotate(**_linked_columns())


@lru_cache(maxsize=1)
def _linked_columns() -> dict[str, RawSQL]:
    mine = {
        name: getattr(Dialogue, name).through.objects.filter(dialogue=OuterRef("pk"))
        for name in ("areas", "themes", "methods")
    }
    mine["occasions"] = Occasion.objects.filter(dialogue=OuterRef("pk"))
    mine["documents"] = Document.objects.filter(dialogue=OuterRef("pk"))
    return written(Dialogue, {f"has_{name}": Exists(rows) for name, rows in mine.items()})


def linked_names(row: Any) -> set[str]:
    """The relations that hold something, of a row from ``with_linked``."""
    return {name for name in LINKED if getattr(row, f"has_{name}")}
