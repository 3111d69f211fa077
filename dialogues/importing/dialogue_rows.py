"""What one row of a file with earlier dialogues says."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from dialogportal.values import DateValue
from dialogues.enums import FeedbackReach, Format, PartnerKind
from dialogues.importing.coded_lists import CodedLists
from dialogues.importing.dialogue_fields import CITY
from dialogues.importing.fields import NOT_IN_LIST, TOO_LONG
from dialogues.importing.names import (
    area_names,
    choice_names,
    folded,
    named_rows,
    organisation_names,
)
from dialogues.importing.reader import RowReader
from dialogues.models import FileImport
from dialogues.periods import feedback_problem, held, held_problem
from dialogues.permissions import registrable_organisations
from municipality.enums import CARRYING_OUT_KINDS, DECIDING_KINDS, AreaLevel, Level
from municipality.models import DialogueType, Method, Organisation, Theme

ENDS_BEFORE_START = gettext_noop("The dialogue cannot end before it starts.")
NOT_YOURS = gettext_noop("You may import only for your own organisation, and this is another.")
HOLDS_NO_DIALOGUES = gettext_noop("Only administrations and companies hold dialogues.")
NO_TYPE = gettext_noop("The type of dialogue is not known. Choose a type for such rows.")
NO_LINK = gettext_noop("This is not a link. It begins with https:// or http://.")

PLAIN_TEXTS = (
    "question", "background", "purpose", "target_group_text", "recruitment_text", "result_summary",
    "proposals", "actors_to_involve", "plan_reference", "feeds_decision", "statutory_ground",
    "outcome", "lessons", "feedback_text", "case_number", "languages", "other_comments",
)  # fmt: skip
LONGEST_PARTNER = 200
_WHOLE_CITY = frozenset(
    ("hela staden", "hela kommunen", "hela stan", "stadsövergripande", "city-wide", "whole city")
)
_LINK = re.compile(r"https?://[^\s'\"<>\[\],;]+", re.IGNORECASE)
_FORMAT_WORDS = {
    "ja": Format.DIGITAL, "digital": Format.DIGITAL, "online": Format.DIGITAL,
    "webb": Format.DIGITAL, "nej": Format.PHYSICAL, "fysisk": Format.PHYSICAL,
    "på plats": Format.PHYSICAL, "physical": Format.PHYSICAL,
    "både och": Format.BOTH, "hybrid": Format.BOTH,
}  # fmt: skip
_REACH_WORDS = {
    "deltagarna": FeedbackReach.TARGETED, "till deltagarna": FeedbackReach.TARGETED,
    "riktad": FeedbackReach.TARGETED, "targeted": FeedbackReach.TARGETED,
    "öppen": FeedbackReach.OPEN, "allmänheten": FeedbackReach.OPEN, "open": FeedbackReach.OPEN,
}  # fmt: skip


@dataclass
class DialogueRow:
    """A dialogue on its way in: columns of the dialogue, ids of what it is linked to."""

    key: str
    values: dict[str, Any]
    area_ids: list[int] = field(default_factory=list)
    theme_ids: list[int] = field(default_factory=list)
    method_ids: list[int] = field(default_factory=list)
    co_organiser_ids: list[int] = field(default_factory=list)
    secondary_type_ids: list[int] = field(default_factory=list)
    partners: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    venue: str = ""
    format: str = ""


class DialogueRows:
    """Reads rows of one file; the city's lists are read once."""

    def __init__(self, file_import: FileImport, reader: RowReader) -> None:
        self.reader = reader
        self._organisation = file_import.organisation
        self._today = timezone.localdate()
        self._areas = area_names()
        self._themes = named_rows(Theme.objects.all())
        self._methods = named_rows(Method.objects.all())
        types = list(DialogueType.objects.order_by("-is_default", "order"))
        self._types = named_rows(types)
        self._types_by_id = {str(row.pk): row for row in types}
        self._organisations = organisation_names()
        self._committees = organisation_names(DECIDING_KINDS)
        self._formats = choice_names(Format, _FORMAT_WORDS)
        self._reaches = choice_names(FeedbackReach, _REACH_WORDS)
        self._levels = choice_names(Level)
        self._lists = CodedLists(reader)
        self._allowed = _allowed_owners(file_import)

    def read(self) -> DialogueRow:
        """The present row; problems are left with the reader."""
        reader = self.reader
        values: dict[str, Any] = {"title": " ".join(reader.text("title").split())}
        values |= {name: reader.text(name) for name in PLAIN_TEXTS}
        dates, start_text = self._dates()
        values |= dates
        day = dates["starts_on"] or self._today
        owner = self._owner(day)
        values["owner"] = owner
        values["type"] = self._type()
        levels = reader.found("level", self._levels)
        values["level"] = levels[0] if levels else None
        for name in ("elected_participants", "official_participants"):
            values[name], _quality = reader.count(name)
        number, quality = reader.count("participants")
        values |= {"participants": number, "participants_quality": quality}
        values |= self._feedback(dates["starts_on"])
        values |= self._decision(day)
        values |= self._lists.read()
        title = folded(values["title"]) or values["title"].casefold()
        row = DialogueRow(_key(title, start_text, owner.pk if owner else 0), values)
        self._link(row, day)
        return row

    def _dates(self) -> tuple[dict[str, Any], str]:
        """(columns, the start as it identifies the dialogue: with the time of day where told)."""
        first, last = self.reader.date("starts_on"), self.reader.date("ends_on")
        if first is None:
            return {"starts_on": None}, ""
        if last and last.end < first.start:
            self.reader.refuse("ends_on", ENDS_BEFORE_START, str(last.end))
            last = None
        starts_on, ends_on, precision = held(first, last, self._today)
        if problem := held_problem(first, last, self._today):
            last_day = (last or first).end
            self.reader.refuse("ends_on" if last else "starts_on", problem, str(last_day))
        dates = {"starts_on": starts_on, "ends_on": ends_on, "date_precision": precision}
        return dates, _identifying(first)

    def _owner(self, day: datetime.date) -> Organisation | None:
        name = self.reader.text("owner")
        if not name:
            return self._organisation
        found = self._organisations.find(name, day)
        if found is None:
            self.reader.refuse("owner", NOT_IN_LIST, name)
        elif found.kind not in CARRYING_OUT_KINDS:
            self.reader.refuse("owner", HOLDS_NO_DIALOGUES, name)
        elif found.pk not in self._allowed:
            self.reader.refuse("owner", NOT_YOURS, name)
        return found

    def _type(self) -> Any:
        found = self.reader.found("type", self._types)
        default = self._types_by_id.get(self.reader.default("type"))
        chosen = found[0] if found else default or next(iter(self._types_by_id.values()), None)
        if chosen is None:
            self.reader.refuse("type", NO_TYPE)
        return chosen

    def _decision(self, day: datetime.date) -> dict[str, Any]:
        """The decision it feeds, what was promised, and whether a statute demands it."""
        reader = self.reader
        committees = reader.found("feeds_committee", self._committees, day)
        decided, due = reader.date("feeds_decided_on"), reader.date("feedback_due")
        return {
            "feeds_committee": committees[0] if committees else None,
            "feeds_decided_on": decided.end if decided else None,
            "feedback_due": due.end if due else None,
            # A statute that is named demands it, unless the row itself says no.
            "is_statutory": reader.yes(
                "is_statutory", otherwise=bool(reader.text("statutory_ground"))
            ),
        }

    def _feedback(self, starts_on: datetime.date | None) -> dict[str, Any]:
        given = self.reader.date("feedback_given_on")
        reaches = self.reader.found("feedback_reach", self._reaches)
        if given is None:
            return {}
        # A month or a year that has begun may be named before it is over.
        day = given.start if given.start > self._today else min(given.end, self._today)
        if problem := feedback_problem(day, starts_on, self._today):
            self.reader.refuse("feedback_given_on", problem, str(day))
        # Open is the careful guess: nobody is then said to have had an answer of their own.
        reach = next(iter(reaches), self.reader.default("feedback_reach") or FeedbackReach.OPEN)
        return {"feedback_given_on": day, "feedback_reach": reach}

    def _link(self, row: DialogueRow, day: datetime.date) -> None:
        reader = self.reader
        row.theme_ids = [theme.pk for theme in reader.found("themes", self._themes)]
        if not row.theme_ids and reader.default("themes"):
            row.theme_ids = [int(reader.default("themes"))]
        row.method_ids = [method.pk for method in reader.found("methods", self._methods)]
        also = reader.found("secondary_types", self._types)
        row.secondary_type_ids = [each.pk for each in also if each != row.values["type"]]
        row.venue = " ".join(reader.text("venue").split())
        formats = reader.found("format", self._formats)
        row.format = str(formats[0]) if formats else ""
        row.links = _links(reader)
        self._place(row, day)
        self._organisers(row, day)

    def _place(self, row: DialogueRow, day: datetime.date) -> None:
        items = self.reader.items("areas")
        named = [item for item in items if folded(item) not in _WHOLE_CITY]
        areas = self.reader.found("areas", self._areas, day, named)
        if not items and (default := self.reader.default("areas")):
            row.values["is_city_wide"] = default == CITY
            row.area_ids = [] if default == CITY else [int(default)]
            return
        in_city = [area for area in areas if area.level != AreaLevel.CITY]
        row.values["is_city_wide"] = len(named) < len(items) or len(in_city) < len(areas)
        row.area_ids = [area.pk for area in in_city]

    def _organisers(self, row: DialogueRow, day: datetime.date) -> None:
        """Organisations of the city become co-organisers, others partners from outside (R033)."""
        owner = row.values["owner"]
        for name in self.reader.items("co_organisers"):
            found = self._organisations.find(name, day)
            if found is None:
                row.partners.append((PartnerKind.EXTERNAL, self._partner("co_organisers", name)))
            elif found != owner:
                row.co_organiser_ids.append(found.pk)
        row.co_organiser_ids = list(dict.fromkeys(row.co_organiser_ids))
        for kind in PartnerKind.values:
            source = f"partner_{kind}"
            row.partners += [(kind, self._partner(source, n)) for n in self.reader.items(source)]
        row.partners = list(dict.fromkeys(row.partners))

    def _partner(self, source: str, name: str) -> str:
        """The name; the row is refused where it is too long, as the form does, and never cut."""
        if len(name) > LONGEST_PARTNER:
            self.reader.refuse(source, TOO_LONG, name, limit=LONGEST_PARTNER)
        return name


def _links(reader: RowReader) -> list[str]:
    text = reader.text("links")
    found = list(dict.fromkeys(_LINK.findall(text)))
    if text and not found:
        reader.refuse("links", NO_LINK, text)
    return [link for link in found if len(link) <= 500]


def _identifying(start: DateValue) -> str:
    return f"{start.start}/{start.end}/{start.time or ''}"


def _key(title: str, start: str, owner_id: int) -> str:
    """The same title, start and owner is the same dialogue, in whatever file it comes."""
    return hashlib.sha256(f"{title}\n{start}\n{owner_id}".encode()).hexdigest()


def _allowed_owners(file_import: FileImport) -> set[int]:
    """Ids of the organisations that rows may belong to."""
    if file_import.by is not None:
        return set(registrable_organisations(file_import.by).values_list("pk", flat=True))
    today = file_import.organisation.current()
    rows = Organisation.objects.select_related("successor")
    return {row.pk for row in rows if row.current() == today}
