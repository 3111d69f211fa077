"""The demo city as plain records. Enum fields hold the values of the models' enums."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field


@dataclass
class DemoViewpoint:
    """Something a resident (made up) said. ``kind``: good, worse, improve or question."""

    text: str
    kind: str
    themes: list[str]
    area: str
    said_on: datetime.date
    language: str = "sv"
    in_scope: bool = True
    occasion: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    aspect: str = ""
    has_personal_data: bool = False


@dataclass
class DemoOccasion:
    """A meeting. ``quality`` of the count: counted, estimated or unknown."""

    starts_on: datetime.date
    title: str
    venue: str
    venue_kind: str
    format: str
    method: str
    participants: int | None
    quality: str


@dataclass
class DemoDocument:
    """Documentation whose text is searchable."""

    title: str
    form: str
    text: str


@dataclass
class DemoMeasure:
    """What was promised or refused. ``state``: done, in_progress, planned or refused; ``aspect``
    as of the viewpoints behind it."""

    title: str
    responsible: str
    state: str
    reason: str = ""
    aspect: str = ""


@dataclass
class DemoDialogue:
    """A dialogue with all that is known of it.

    ``owner`` and ``co_organisers`` are slugs of facts.organisations(); ``areas`` are names on
    ``area_level`` (district, committee, place or city); ``methods`` and ``kind`` Swedish names of
    the catalogue (REQUIREMENTS 2b.9); ``type``: citizen, knowledge, service_user or two_steps.
    ``is_made_up`` is false for the eleven documented cases only, which have no viewpoints.
    """

    key: str
    title: str
    question: str
    background: str
    purpose: str
    owner: str
    state: str
    type: str = "citizen"
    reference: str = ""
    purposes: list[str] = field(default_factory=list)
    form: str = "activity"
    kind: str = ""
    orientation: list[str] = field(default_factory=list)
    phases: list[int] = field(default_factory=list)
    openness: str = "whether"
    level: int | None = None
    initiator: str = "official"
    co_organisers: list[str] = field(default_factory=list)
    partners: list[tuple[str, str]] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    area_level: str = "district"
    themes: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    date_precision: str = "day"
    case_number: str = ""
    feeds_decision: str = ""
    feeds_committee: str = ""
    is_statutory: bool = False
    statutory_ground: str = ""
    languages: str = "svenska"
    target_groups: list[str] = field(default_factory=list)
    target_group_text: str = ""
    recruitment: list[str] = field(default_factory=list)
    recruitment_text: str = ""
    participants: int | None = None
    participants_quality: str = "unknown"
    elected_participants: int | None = None
    official_participants: int | None = None
    result_summary: str = ""
    proposals: str = ""
    actors_to_involve: str = ""
    outcome: str = ""
    evaluation_kind: str = ""
    evaluated: list[str] = field(default_factory=list)
    lessons: str = ""
    feedback_due: datetime.date | None = None
    feedback_given_on: datetime.date | None = None
    feedback_reach: str = ""
    feedback_text: str = ""
    other_comments: str = ""
    reason: str = ""
    registered_afterwards: bool = False
    follows: list[str] = field(default_factory=list)
    good_example_reason: str = ""
    is_made_up: bool = True
    source: str = ""
    occasions: list[DemoOccasion] = field(default_factory=list)
    documents: list[DemoDocument] = field(default_factory=list)
    measures: list[DemoMeasure] = field(default_factory=list)
    viewpoints: list[DemoViewpoint] = field(default_factory=list)
