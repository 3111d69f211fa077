"""Columns that hold words of the portal's fixed lists: purposes, phases, target groups (R152).

Matched in Swedish and English. Words that files commonly use stand beside the lists' own. What a
file tells of target groups, recruitment and purpose in words is coded, too, where the words are
the list's: the search filters by codes.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import models

from dialogues.enums import (
    EvaluatedAspect,
    EvaluationKind,
    Initiator,
    Phase,
    Purpose,
    Recruitment,
    TargetGroup,
)
from dialogues.importing.names import Names, choice_names, named_rows
from dialogues.importing.reader import RowReader
from municipality.enums import DialogueForm
from municipality.models import DialogueKind

_PHASE_WORDS = {
    "idé": Phase.IDEAS, "idéer": Phase.IDEAS, "när idéer väcks": Phase.IDEAS, "tidigt": Phase.IDEAS,
    "idea": Phase.IDEAS, "ideas": Phase.IDEAS, "utredning": Phase.INQUIRY,
    "inquiry": Phase.INQUIRY, "förslag": Phase.PROPOSALS, "proposal": Phase.PROPOSALS,
    "beslut": Phase.DECISION, "decision": Phase.DECISION, "genomförande": Phase.CARRYING_OUT,
    "när förvaltningen genomför beslut": Phase.CARRYING_OUT,
    "carrying out": Phase.CARRYING_OUT, "utvärdering": Phase.EVALUATION,
    "när beslut efter en tid utvärderas": Phase.EVALUATION, "uppföljning": Phase.EVALUATION,
    "evaluation": Phase.EVALUATION,
}  # fmt: skip
_GROUP_WORDS = {
    "barn": TargetGroup.CHILDREN, "children": TargetGroup.CHILDREN, "unga": TargetGroup.YOUTH,
    "ungdomar": TargetGroup.YOUTH, "ungdom": TargetGroup.YOUTH, "youth": TargetGroup.YOUTH,
    "young people": TargetGroup.YOUTH, "unga vuxna": TargetGroup.YOUNG_ADULTS,
    "young adults": TargetGroup.YOUNG_ADULTS, "vårdnadshavare": TargetGroup.PARENTS,
    "pensionärer": TargetGroup.OLDER, "seniorer": TargetGroup.OLDER, "older": TargetGroup.OLDER,
    "kvinnor": TargetGroup.GIRLS_WOMEN, "flickor": TargetGroup.GIRLS_WOMEN,
    "tjejer": TargetGroup.GIRLS_WOMEN, "unga tjejer": TargetGroup.GIRLS_WOMEN,
    "women": TargetGroup.GIRLS_WOMEN, "girls": TargetGroup.GIRLS_WOMEN,
    "foreign born": TargetGroup.FOREIGN_BORN, "foreign-born": TargetGroup.FOREIGN_BORN,
    "funktionsnedsatta": TargetGroup.DISABILITY, "funktionsnedsättning": TargetGroup.DISABILITY,
    "disability": TargetGroup.DISABILITY, "besökare": TargetGroup.SERVICE_USERS,
    "service users": TargetGroup.SERVICE_USERS, "boende i allmännyttan": TargetGroup.TENANTS,
    "näringsliv": TargetGroup.BUSINESSES, "näringsidkare": TargetGroup.BUSINESSES,
    "företagare": TargetGroup.BUSINESSES, "civilsamhälle": TargetGroup.ASSOCIATIONS,
    "civilsamhället": TargetGroup.ASSOCIATIONS, "föreningsliv": TargetGroup.ASSOCIATIONS,
    "alla": TargetGroup.ALL_RESIDENTS, "boende": TargetGroup.ALL_RESIDENTS,
    "invånare": TargetGroup.ALL_RESIDENTS, "allmänheten": TargetGroup.ALL_RESIDENTS,
    "medborgare": TargetGroup.ALL_RESIDENTS, "residents": TargetGroup.ALL_RESIDENTS,
}  # fmt: skip
_RECRUITMENT_WORDS = {
    "öppen": Recruitment.OPEN, "open": Recruitment.OPEN, "riktad": Recruitment.TARGETED,
    "riktad inbjudan": Recruitment.TARGETED, "targeted": Recruitment.TARGETED,
    "uppsökande": Recruitment.OUTREACH, "outreach": Recruitment.OUTREACH,
    "slumpvis urval": Recruitment.RANDOM_SAMPLE, "slumpmässigt": Recruitment.RANDOM_SAMPLE,
    "snöboll": Recruitment.SNOWBALL, "självselektion": Recruitment.SELF_SELECTED,
    "förbipasserande": Recruitment.PASSERS_BY, "löpande": Recruitment.ANY_TIME,
}  # fmt: skip
_FORM_WORDS = {
    "aktivitet": DialogueForm.ACTIVITY, "enskild aktivitet": DialogueForm.ACTIVITY,
    "enskild dialog": DialogueForm.ACTIVITY, "dialogaktivitet": DialogueForm.ACTIVITY,
    "dialogprocess": DialogueForm.PROCESS,
}  # fmt: skip
_EVALUATION_WORDS = {
    "systematisk": EvaluationKind.SYSTEMATIC, "systematic": EvaluationKind.SYSTEMATIC,
    "reflektion": EvaluationKind.REFLECTION, "reflektioner": EvaluationKind.REFLECTION,
    "egna reflektioner": EvaluationKind.REFLECTION, "reflections": EvaluationKind.REFLECTION,
    "nej": EvaluationKind.NOT_MADE, "ingen": EvaluationKind.NOT_MADE, "no": EvaluationKind.NOT_MADE,
}  # fmt: skip
_INITIATOR_WORDS = {
    "politiker": Initiator.POLITICIAN, "förtroendevald": Initiator.POLITICIAN,
    "förtroendevalda": Initiator.POLITICIAN, "nämnden": Initiator.POLITICIAN,
    "politician": Initiator.POLITICIAN, "boende": Initiator.RESIDENTS,
    "medborgare": Initiator.RESIDENTS, "medborgarna": Initiator.RESIDENTS,
    "resident": Initiator.RESIDENTS, "tjänsteman": Initiator.OFFICIAL,
    "tjänsteperson": Initiator.OFFICIAL, "tjänstemän": Initiator.OFFICIAL,
    "tjänstepersoner": Initiator.OFFICIAL, "förvaltningen": Initiator.OFFICIAL,
    "civilsamhälle": Initiator.CIVIL_SOCIETY, "förening": Initiator.CIVIL_SOCIETY,
    "föreningar": Initiator.CIVIL_SOCIETY,
}  # fmt: skip
LISTS: dict[str, tuple[type[models.Choices], dict[str, Any]]] = {
    "purposes": (Purpose, {}),
    "phases": (Phase, _PHASE_WORDS),
    "target_groups": (TargetGroup, _GROUP_WORDS),
    "recruitment": (Recruitment, _RECRUITMENT_WORDS),
    "evaluated": (EvaluatedAspect, {}),
}
IN_WORDS = {
    "purposes": "purpose", "target_groups": "target_group_text", "recruitment": "recruitment_text",
}  # fmt: skip
_AND = re.compile(r"\s+(?:och|samt|and|&)\s+", re.IGNORECASE)


class CodedLists:
    """Reads those columns of one file; the city's kinds are read once."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._lists = {
            name: (choices, choice_names(*LISTS[name])) for name, (choices, _words) in LISTS.items()
        }
        self._forms = choice_names(DialogueForm, _FORM_WORDS)
        self._evaluations = choice_names(EvaluationKind, _EVALUATION_WORDS)
        self._initiators = choice_names(Initiator, _INITIATOR_WORDS)
        self._kinds = named_rows(DialogueKind.objects.all())

    def read(self) -> dict[str, Any]:
        """{column of the dialogue: value} of the reader's present row."""
        values: dict[str, Any] = {name: self._codes(name) for name in self._lists}
        kinds = self._reader.found("kind", self._kinds)
        forms = self._reader.found("form", self._forms)
        self._show("form", DialogueForm, forms)
        if kinds:
            # A kind belongs to one form, whatever the row says beside it.
            kind: Any = kinds[0]
            values |= {"kind": kind, "form": kind.form}
        elif forms:
            values["form"] = forms[0]
        evaluations = self._reader.found("evaluation_kind", self._evaluations)
        self._show("evaluation_kind", EvaluationKind, evaluations)
        values["evaluation_kind"] = evaluations[0] if evaluations else ""
        initiators = self._reader.found("initiator", self._initiators)
        self._show("initiator", Initiator, initiators)
        values["initiator"] = initiators[0] if initiators else ""
        return values

    def _codes(self, field: str) -> list[Any]:
        choices, names = self._lists[field]
        told = self._parts(field, names)
        found = self._reader.found(field, names, items=told)
        self._show(field, choices, found)
        in_words = self._parts(IN_WORDS[field], names) if field in IN_WORDS else []
        also = (names.find(part) for part in in_words)
        return list(dict.fromkeys([*found, *(code for code in also if code is not None)]))

    def _parts(self, field: str, names: Names[Any]) -> list[str]:
        """The items of a cell; "barn och unga" are two where the list has no such item."""
        return [
            part
            for item in self._reader.listed(field, names)
            for part in ([item] if names.find(item) is not None else _AND.split(item))
        ]

    def _show(self, field: str, choices: type[models.Choices], found: list[Any]) -> None:
        if field in self._reader.shown:
            self._reader.shown[field] = ", ".join(str(choices(code).label) for code in found)
