"""The made-up dialogues into the register, with what hangs on each of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from archive.demo.city import TODAY
from archive.demo.load.copying import copy_in
from archive.demo.load.documents import load_documents
from archive.demo.load.ground import Areas, bodies_by_slug
from archive.demo.load.times import after
from archive.demo.records import DemoDialogue
from dialogues.enums import HistoryAction, State
from dialogues.indexing import set_words
from dialogues.models import Dialogue, HistoryEntry, Occasion, Partner
from dialogues.references import SEQUENCE
from municipality.enums import AreaLevel
from municipality.models import Area, DialogueKind, DialogueType, Method, Organisation, Theme

TWO_STEPS = "medborgardialog-i-tva-steg"
TYPE_SLUGS = {
    "two_steps": TWO_STEPS,
    "citizen": "medborgardialog",
    "knowledge": "kunskapsdialog",
    "service_user": "brukardialog",
}
SAME_NAMES = (
    "reference", "title", "question", "background", "purpose", "purposes", "form", "orientation",
    "phases", "openness", "level", "initiator", "starts_on", "ends_on", "date_precision",
    "case_number", "feeds_decision", "is_statutory", "statutory_ground", "languages",
    "target_groups", "target_group_text", "recruitment", "recruitment_text", "participants",
    "participants_quality", "elected_participants", "official_participants", "result_summary",
    "proposals", "actors_to_involve", "outcome", "evaluation_kind", "evaluated", "lessons",
    "feedback_due", "feedback_given_on", "feedback_reach", "feedback_text", "state",
    "good_example_reason", "is_made_up",
)  # fmt: skip
BY_LABEL = "Demo"
BY_PROCESS = (State.SUBMITTED, State.DECIDED, State.ONGOING)
LATELY = TODAY + datetime.timedelta(days=40)


@dataclass
class Kept:
    """A record with the row it became and the rows of its occasions."""

    made: DemoDialogue
    row: Dialogue
    occasions: list[Occasion] = field(default_factory=list)


@dataclass(frozen=True)
class Lists:
    """What dialogues refer to, by the names that the records use."""

    areas: Areas
    bodies: dict[str, Organisation]
    themes: dict[str, Theme]
    methods: dict[str, Method]
    kinds: dict[str, DialogueKind]
    types: dict[str, DialogueType]

    def areas_of(self, made: DemoDialogue) -> list[Area]:
        """None for the whole city, which is no area to lie in."""
        if made.area_level == AreaLevel.CITY:
            return []
        return [self.areas[made.area_level, name] for name in made.areas]


def read_lists(areas: Areas) -> Lists:
    """Read the lists that the ground floor has stored."""
    return Lists(
        areas=areas,
        bodies=bodies_by_slug(),
        themes={theme.slug: theme for theme in Theme.objects.all()},
        methods={method.name_sv: method for method in Method.objects.all()},
        kinds={kind.name_sv: kind for kind in DialogueKind.objects.all()},
        types={row.slug: row for row in DialogueType.objects.all()},
    )


def load_register(city: list[DemoDialogue], lists: Lists, stored: list[str]) -> list[Kept]:
    """Store dialogues, occasions, partners, documents and history; the names of files written
    are added to ``stored``. What residents said is stored by ``voices``."""
    kept = [Kept(made, _dialogue(made, lists)) for made in city]
    copy_in([each.row for each in kept])
    _link(kept, lists)
    for each in kept:
        each.occasions = _occasions(each.made, each.row, lists)
    copy_in([occasion for each in kept for occasion in each.occasions])
    copy_in(
        [
            Partner(dialogue=each.row, kind=kind, name=name)
            for each in kept
            for kind, name in dict.fromkeys(each.made.partners)
        ]
    )
    load_documents([(each.made, each.row) for each in kept], stored)
    copy_in([entry for each in kept for entry in _history(each.made, each.row)])
    _go_on_counting(kept)
    return kept


def _dialogue(made: DemoDialogue, lists: Lists) -> Dialogue:
    dialogue = Dialogue(
        **{name: getattr(made, name) for name in SAME_NAMES},
        type=lists.types[TYPE_SLUGS[made.type]],
        kind=lists.kinds[made.kind] if made.kind else None,
        owner=lists.bodies[made.owner],
        feeds_committee=lists.bodies[made.feeds_committee] if made.feeds_committee else None,
        is_city_wide=made.area_level == AreaLevel.CITY,
        is_registered_afterwards=made.registered_afterwards,
        definition_confirmed=made.state != State.IDEA,
        is_good_example=bool(made.good_example_reason),
        other_comments=_comments(made),
        viewpoint_count=len(made.viewpoints),
        created_at=_registered_at(made),
        updated_at=_changed_at(made),
    )
    if made.state in BY_PROCESS:
        # Its plan is carried on from here by the process itself (``plans``).
        dialogue.state = State.PLANNING
    documents = "\n".join(f"{each.title}\n{each.text}" for each in made.documents)
    set_words(dialogue, documents, _names(made))
    return dialogue


def _names(made: DemoDialogue) -> list[str]:
    """What partners and occasions are called, by which the dialogue is found, too."""
    met = (name for each in made.occasions for name in (each.title, each.venue))
    return [*(name for _kind, name in made.partners), *met]


def _comments(made: DemoDialogue) -> str:
    """With why it was not held, and where the facts of a real one stand."""
    source = f"Källa: {made.source}" if made.source else ""
    return "\n\n".join(part for part in (made.reason, made.other_comments, source) if part)


def _registered_at(made: DemoDialogue) -> datetime.datetime:
    if made.registered_afterwards:
        return after(made.ends_on or made.starts_on, days=40)
    # What lies far ahead was thought of this autumn: its plan had to be written and decided on.
    return after(made.starts_on and min(made.starts_on, LATELY), days=-100)


def _changed_at(made: DemoDialogue) -> datetime.datetime:
    """When the answer was written down; else when the dialogue ended."""
    last = made.feedback_given_on or made.ends_on or made.starts_on
    return max(_registered_at(made), after(last, days=14))


def _link(kept: list[Kept], lists: Lists) -> None:
    by_key = {each.made.key: each.row for each in kept}
    chosen: dict[str, list[tuple[Dialogue, models.Model]]] = {
        "areas": [(each.row, area) for each in kept for area in lists.areas_of(each.made)],
        "themes": [(each.row, lists.themes[slug]) for each in kept for slug in each.made.themes],
        "methods": [(each.row, lists.methods[name]) for each in kept for name in each.made.methods],
        "co_organisers": [
            (each.row, lists.bodies[slug]) for each in kept for slug in each.made.co_organisers
        ],
        "follows": [(each.row, by_key[key]) for each in kept for key in each.made.follows],
    }
    for name, pairs in chosen.items():
        column: Any = Dialogue._meta.get_field(name)
        here, there = column.m2m_column_name(), column.m2m_reverse_name()
        copy_in(
            [
                column.remote_field.through(**{here: row.pk, there: other.pk})
                for row, other in dict.fromkeys(pairs)
            ]
        )


def _occasions(made: DemoDialogue, row: Dialogue, lists: Lists) -> list[Occasion]:
    areas = lists.areas_of(made)
    return [
        Occasion(
            dialogue=row,
            starts_on=each.starts_on,
            title=each.title,
            venue=each.venue,
            venue_kind=each.venue_kind,
            area=areas[0] if len(areas) == 1 else None,
            format=each.format,
            method=lists.methods[each.method],
            participants=each.participants,
            participants_quality=each.quality,
        )
        for each in made.occasions
    ]


def _history(made: DemoDialogue, row: Dialogue) -> list[HistoryEntry]:
    entries = [
        HistoryEntry(
            dialogue=row,
            at=row.created_at,
            by_label=BY_LABEL,
            action=HistoryAction.REGISTERED,
            detail=made.reason[:300],
        )
    ]
    if row.is_good_example:
        entries.append(
            HistoryEntry(
                dialogue=row,
                at=after(row.ends_on, days=120),
                by_label=BY_LABEL,
                action=HistoryAction.MARKED,
            )
        )
    return entries


def _go_on_counting(kept: list[Kept]) -> None:
    """New references come after the highest of the demo's, whatever its year."""
    highest = max(int(each.row.reference.rpartition("-")[2]) for each in kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(%s, %s)", [SEQUENCE, highest])
