"""What is searched for, as it stands in the address (DESIGN section 7)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from archive.choices import Choice, Choices, nearness, themes_within
from archive.register import FIRST_YEAR, LAST_YEAR, ON, Record, Register
from dialogues.enums import Counted, State, Status, TargetGroup
from dialogues.models import Dialogue
from dialogues.models.querysets import states_of
from municipality.enums import AreaRelation
from municipality.models import User

LONGEST_QUERY = 500
LONGEST_VALUE, LONGEST_NOTED = 140, 60
NAMES = (
    "q", "dialogue", "area", "near", "theme", "organisation", "method", "type", "status", "group",
    "from", "to", "viewpoints", "good", "awaiting", "coming", "counted", "statutory", "show",
    "page",
)  # fmt: skip
# Planned and thought of.
COMING = (State.IDEA, State.PLANNING, State.SUBMITTED, State.DECIDED)
# {filter: which of the choices}.
ROW_FILTERS = {
    "theme": "themes",
    "organisation": "organisations",
    "method": "methods",
    "type": "types",
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
    rows = {name: reader.choice(name, getattr(choices, kind)) for name, kind in ROW_FILTERS.items()}
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


def matching(criteria: Criteria, register: Register) -> int:
    """The bits of the dialogues that pass every filter but the words."""
    found = register.everything
    if criteria.dialogue:
        found &= register.bits([criteria.dialogue.id])
    for name, choice in criteria.rows.items():
        # A theme stands for those below it, too (R008).
        within = themes_within().get(choice.id) if name == "theme" else None
        found &= register.having(name, *(within or [choice.id]))
    if criteria.status:
        found &= register.having("state", *states_of(criteria.status))
    if criteria.group:
        found &= register.having("group", criteria.group)
    if criteria.first_year or criteria.last_year:
        years = range(criteria.first_year or FIRST_YEAR, (criteria.last_year or LAST_YEAR) + 1)
        found &= register.having("year", *years)
    for name, is_wanted in (
        ("viewpoints", criteria.with_viewpoints),
        ("good", criteria.good),
        ("awaiting", criteria.awaiting),
    ):
        if is_wanted:
            found &= register.having(name, ON)
    if criteria.counted:
        found &= register.having("counted", criteria.counted)
    if criteria.coming:
        found &= register.having("state", *COMING)
    if criteria.statutory is not None:
        found &= register.having("statutory", criteria.statutory)
    return found & there(criteria, register)


def there(criteria: Criteria, register: Register) -> int:
    """Those in the area and, unless one nearness is chosen, around it, beside it or city-wide."""
    if criteria.area is None:
        return register.everything
    wanted = [criteria.only_near] if criteria.only_near else list(AreaRelation)
    found = 0
    for relation in wanted:
        found |= lying(relation, criteria, register)
    return found


def lying(relation: AreaRelation, criteria: Criteria, register: Register) -> int:
    """Those that lie so to the area; one in several areas may do so in several ways."""
    found = register.having("area", *criteria.near.get(relation, ()))
    return found | register.having("city_wide", ON) if relation == AreaRelation.CITY_WIDE else found


def relations_of(records: Iterable[Record], criteria: Criteria) -> dict[int, AreaRelation]:
    """How near dialogues lie to the area searched, by id: the nearest of their areas counts. Empty
    without an area."""
    if not criteria.near:
        return {}
    order = list(AreaRelation)
    places: dict[int, int] = {}
    for place, relation in enumerate(order):
        for area in criteria.near.get(relation, ()):
            places.setdefault(area, place)
    last = order.index(AreaRelation.CITY_WIDE)
    return {
        row.id: order[min((places.get(area, last) for area in row.areas), default=last)]
        for row in records
    }
