"""What is searched for, as it stands in the address (DESIGN section 7)."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from archive.choices import Choice, Choices, nearness, themes_within
from dialogues.enums import Counted, State, Status, TargetGroup
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from municipality.enums import AreaRelation
from municipality.models import User

LONGEST_QUERY = 500
FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST_VALUE, LONGEST_NOTED = 140, 60
NAMES = (
    "q", "dialogue", "area", "near", "theme", "organisation", "method", "type", "status", "group",
    "from", "to", "viewpoints", "good", "awaiting", "coming", "counted", "statutory", "show",
    "page",
)  # fmt: skip
# Planned and thought of.
COMING = (State.IDEA, State.PLANNING, State.SUBMITTED, State.DECIDED)
ROW_FILTERS = {
    "theme": ("themes", "themes"),
    "organisation": ("organisations", "owner"),
    "method": ("methods", "methods"),
    "type": ("types", "type"),
}


@dataclass(frozen=True)
class Criteria:
    """A search. ``near`` maps how near an area lies to area ids; empty without an area.

    With ``dialogue`` it looks in that dialogue alone. "In an area" is the area itself and, marked
    as such, what surrounds it or lies next to it.
    """

    words: str = ""
    dialogue: Choice | None = None
    area: Choice | None = None
    near: dict[AreaRelation, list[int]] = field(default_factory=dict)
    only_near: AreaRelation | None = None
    rows: dict[str, Choice] = field(default_factory=dict)
    status: Status | None = None
    group: TargetGroup | None = None
    first_year: int | None = None
    last_year: int | None = None
    with_viewpoints: bool = False
    good: bool = False
    awaiting: bool = False
    coming: bool = False
    counted: Counted | None = None
    statutory: bool | None = None
    notes: tuple[str, ...] = ()
    # All that was typed, for the field: ``words`` are cut to what is searched for.
    typed: str = field(default="", compare=False)

    @property
    def narrows(self) -> bool:
        """Whether anything but words narrows the search."""
        return self != replace(Criteria(), words=self.words, notes=self.notes)

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.narrows


def typed_words(text: str) -> str:
    """What was typed, on one line and without invisible characters; signs and tags are kept."""
    return " ".join("".join(map(_visible, text)).split())


def _visible(sign: str) -> str:
    """The sign; nothing for one that only shapes a word, as the soft hyphens that come with what is
    copied from a document; a space for what parts words."""
    if sign.isprintable():
        return sign
    return "" if unicodedata.category(sign) == "Cf" else " "


def read(query: QueryDict, choices: Choices, user: User) -> Criteria:
    """The criteria of an address. What cannot be understood is left out and said in ``notes``, and
    so is a dialogue that the user may not know of."""
    reader = _Reader(query)
    words = typed = typed_words(query.get("q", ""))
    if len(words) > LONGEST_QUERY:
        words = words[:LONGEST_QUERY]
        reader.notes.append(
            _("Only the first %(count)s characters were searched for.") % {"count": LONGEST_QUERY}
        )
    area = reader.choice("area", choices.areas)
    rows = {
        name: reader.choice(name, getattr(choices, kind))
        for name, (kind, _path) in ROW_FILTERS.items()
    }
    near = reader.member("near", AreaRelation)
    first_year, last_year = reader.years()
    return Criteria(
        words=words,
        typed=typed,
        dialogue=reader.dialogue(user),
        area=area,
        near=nearness(area.id) if area else {},
        only_near=near if area else None,
        rows={name: choice for name, choice in rows.items() if choice},
        status=reader.member("status", Status),
        group=reader.member("group", TargetGroup),
        first_year=first_year,
        last_year=last_year,
        with_viewpoints=bool(query.get("viewpoints")),
        good=bool(query.get("good")),
        awaiting=bool(query.get("awaiting")),
        coming=bool(query.get("coming")),
        counted=reader.member("counted", Counted),
        statutory=reader.yes_or_no("statutory"),
        notes=tuple(reader.notes),
    )


class _Reader:
    """Reads single values of an address and notes those that cannot be understood."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.notes: list[str] = []

    def choice(self, name: str, options: list[Choice]) -> Choice | None:
        code = self.query.get(name, "")
        return self._noted(code, next((one for one in options if one.code == code), None))

    def dialogue(self, user: User) -> Choice | None:
        reference = typed_words(self.query.get("dialogue", ""))
        if not reference:
            return None
        rows = Dialogue.objects.visible_to(user).filter(reference=reference)
        row = rows.values_list("pk", "reference", "title").first()
        return self._noted(reference, Choice(*row) if row else None)

    def member(self, name: str, enum: Any) -> Any:
        value = self.query.get(name, "")
        return self._noted(value, enum(value) if value in enum.values else None)

    def years(self) -> tuple[int | None, int | None]:
        """The first and the last year; a period that ends before it begins is said to."""
        first, last = self.year("from"), self.year("to")
        if first and last and first > last:
            self.notes.append(
                _("The period ends (%(last)s) before it begins (%(first)s): change the years.")
                % {"first": first, "last": last}
            )
        return first, last

    def year(self, name: str) -> int | None:
        text = self.query.get(name, "").strip()
        is_year = len(text) == 4 and text.isascii() and text.isdigit()
        return self._noted(
            text, int(text) if is_year and FIRST_YEAR <= int(text) <= LAST_YEAR else None
        )

    def yes_or_no(self, name: str) -> bool | None:
        value = self.query.get(name, "")
        return self._noted(value, {"1": True, "0": False}.get(value))

    def _noted(self, text: str, found: Any) -> Any:
        if text and found is None:
            self.notes.append(
                _("“%(value)s” is not known here and was left out of the search.")
                % {"value": typed_words(text)[:LONGEST_NOTED]}
            )
        return found


def understood(query: QueryDict) -> QueryDict:
    """The address that the page's links are made of: what a search knows, cut to its length."""
    found = QueryDict(mutable=True)
    for name in NAMES:
        if value := typed_words(query.get(name, "")):
            found[name] = value[: LONGEST_QUERY if name == "q" else LONGEST_VALUE]
    return found


def matching(criteria: Criteria, user: User) -> DialogueQuerySet:
    """The dialogues that pass every filter but the words."""
    found = Dialogue.objects.visible_to(user)
    if criteria.dialogue:
        found = found.filter(pk=criteria.dialogue.id)
    for name, choice in criteria.rows.items():
        found = found.filter(_row_filter(name, choice))
    if criteria.status:
        found = found.with_status(criteria.status)
    if criteria.group:
        found = found.filter(target_groups__contains=[criteria.group])
    if criteria.first_year or criteria.last_year:
        found = found.between(
            datetime.date(criteria.first_year or FIRST_YEAR, 1, 1),
            datetime.date(criteria.last_year or LAST_YEAR, 12, 31),
        )
    if criteria.with_viewpoints:
        found = found.filter(viewpoint_count__gt=0)
    if criteria.good:
        found = found.good_examples()
    if criteria.counted:
        found = found.counted_as(criteria.counted)
    if criteria.awaiting:
        found = found.awaiting_feedback()
    if criteria.coming:
        found = found.filter(state__in=COMING)
    if criteria.statutory is not None:
        found = found.filter(is_statutory=criteria.statutory)
    return in_area(found, criteria)


def _row_filter(name: str, choice: Choice) -> Q:
    """A theme stands for those below it, too (R008); a type for what is partly of it (R023)."""
    if name == "type":
        main = Dialogue.objects.filter(type=choice.id).order_by().values("pk")
        partly = Dialogue.secondary_types.through.objects.filter(dialoguetype=choice.id)
        return Q(pk__in=main.union(partly.values("dialogue"), all=True))
    if name != "theme":
        return Q(**{ROW_FILTERS[name][1]: choice.id})
    within = themes_within().get(choice.id, [choice.id])
    link = Dialogue.themes.through.objects.filter(dialogue=OuterRef("pk"), theme__in=within)
    return Q(Exists(link))


def in_area(found: DialogueQuerySet, criteria: Criteria) -> DialogueQuerySet:
    """Those in the area and, unless one nearness is chosen, around it, beside it or city-wide."""
    if criteria.area is None:
        return found
    wanted = [criteria.only_near] if criteria.only_near else list(AreaRelation)
    area_ids = [pk for relation in wanted for pk in criteria.near.get(relation, [])]
    lying_there = Dialogue.areas.through.objects.filter(area__in=area_ids).values("dialogue")
    if AreaRelation.CITY_WIDE not in wanted:
        return found.filter(pk__in=lying_there)
    # As one list of ids: with OR PostgreSQL reads every dialogue.
    city_wide = Dialogue.objects.filter(is_city_wide=True).order_by().values("pk")
    return found.filter(pk__in=lying_there.union(city_wide, all=True))
