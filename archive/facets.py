"""How the found dialogues divide: each value of a filter with its count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from archive.choices import Choice, Choices, themes_within
from archive.criteria import Criteria, lying
from archive.register import ON, Register
from archive.search import Answer
from dialogues.enums import STATUS_OF_STATE, Counted, State, Status, TargetGroup
from municipality.enums import AreaRelation

MOST_SHOWN = 6
MOST_HIDDEN = 14
DIVIDED_BY = (
    "state", "organisation", "type", "method", "group", "year", "counted", "viewpoints", "good",
    "awaiting",
)  # fmt: skip


def without_page(query: QueryDict, **changes: str | None) -> str:
    """The address's query with some values set or, by None, taken away; begins at page one."""
    set_now = [(name, value) for name, value in changes.items() if value is not None]
    return f"?{urlencode([*_kept(query, changes), *set_now])}"


def _kept(query: QueryDict, changing: Collection[str]) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in query.lists()
        if name != "page" and name not in changing
        for value in values
    ]


def counts(answer: Answer, criteria: Criteria) -> dict[str, Counter[str]]:
    """{facet: {value: number of dialogues}}, each by the rule its filter follows.

    Of the dialogues listed; without words of all that pass the filters, however many.
    """
    register, divided = answer.register, answer.divided
    found = {name: register.divide(name, divided) for name in DIVIDED_BY}
    for name, groups in (
        ("theme", _by_theme(register)),
        ("near", _by_nearness(register, criteria)),
    ):
        numbers = {value: (bits & divided).bit_count() for value, bits in groups.items()}
        found[name] = Counter({value: number for value, number in numbers.items() if number})
    return found


def _by_theme(register: Register) -> dict[str, int]:
    """A theme's number is of those below it, too (R008)."""
    return {str(pk): register.having("theme", *ids) for pk, ids in themes_within().items()}


def _by_nearness(register: Register, criteria: Criteria) -> dict[str, int]:
    if not criteria.near:
        return {}
    return {relation.value: lying(relation, criteria, register) for relation in AreaRelation}


def facets(
    found: dict[str, Counter[str]], criteria: Criteria, choices: Choices, query: QueryDict
) -> list[dict[str, Any]]:
    """The groups of filters beside the list, those that divide it, most common value first, those
    as common in the order of ``choices``; ``found`` as ``counts`` gives it."""
    by_status: Counter[str] = Counter()
    for state, number in found.get("state", Counter()).items():
        by_status[STATUS_OF_STATE[State(state)].value] += number
    by_near = found.get("near", Counter())
    groups = [
        _enum_facet(_("How near"), "near", by_near, AreaRelation, query),
        _enum_facet(_("Status"), "status", by_status, Status, query),
        _counted_facet(found.get("counted", Counter()), query),
        _only_facet(found, query),
        _row_facet(
            _("Administration or company"), "organisation", found, choices.organisations, query
        ),
        _row_facet(_("Theme"), "theme", found, choices.themes, query),
        _year_facet(found, criteria, query),
        _enum_facet(_("Target group"), "group", found.get("group", Counter()), TargetGroup, query),
        _row_facet(_("Method"), "method", found, choices.methods, query),
        _row_facet(_("Type"), "type", found, choices.types, query),
    ]
    return [group for group in groups if group["items"]]


def _facet(title: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "items": items[:MOST_SHOWN], "more": items[MOST_SHOWN:MOST_HIDDEN]}


class _Items:
    """Makes the items of one filter: a value, its count and the address that chooses it."""

    def __init__(self, name: str, query: QueryDict) -> None:
        self.name = name
        self.chosen = query.get(name)
        kept = urlencode(_kept(query, (name,)))
        self.without = f"?{kept}"
        self.beginning = f"?{kept}&{name}=" if kept else f"?{name}="

    def item(self, code: str, label: str, count: int) -> dict[str, Any]:
        active = self.chosen == code
        return {
            "id": f"facet-{self.name}-{code}",
            "label": label,
            "count": count,
            "active": active,
            "url": self.without if active else self.beginning + quote_plus(code),
        }


def _only_facet(found: dict[str, Counter[str]], query: QueryDict) -> dict[str, Any]:
    labels = {
        "viewpoints": _("Only with viewpoints"),
        "good": _("Only good examples"),
        "awaiting": _("Only where no answer is registered"),
    }
    items = [
        _Items(name, query).item(ON, label, found[name][ON])
        for name, label in labels.items()
        if found.get(name)
    ]
    return _facet(_("Show"), items)


def _counted_facet(found: Counter[str], query: QueryDict) -> dict[str, Any]:
    """Only where something is counted apart: else all are dialogues."""
    if set(found) <= {Counted.DIALOGUE.value} and "counted" not in query:
        return _facet("", [])
    return _enum_facet(_("Counted as"), "counted", found, Counted, query)


def _enum_facet(
    title: str, name: str, found: Counter[str], enum: Any, query: QueryDict
) -> dict[str, Any]:
    values = enum.values
    if enum not in (AreaRelation, Counted, Status):
        values = sorted(values, key=lambda value: -found[value])
    make = _Items(name, query).item
    items = [make(value, str(enum(value).label), found[value]) for value in values if found[value]]
    return _facet(title, items)


def _row_facet(
    title: str, name: str, found: dict[str, Counter[str]], rows: list[Choice], query: QueryDict
) -> dict[str, Any]:
    numbers = found.get(name, Counter())
    counted = [(choice, numbers[str(choice.id)]) for choice in rows]
    make = _Items(name, query).item
    items = [
        make(choice.code, choice.name, number)
        for choice, number in sorted(counted, key=lambda pair: -pair[1])[:MOST_HIDDEN]
        if number
    ]
    return _facet(title, items)


def _year_facet(
    found: dict[str, Counter[str]], criteria: Criteria, query: QueryDict
) -> dict[str, Any]:
    items = []
    kept = urlencode(_kept(query, ("from", "to")))
    beginning = f"?{kept}&" if kept else "?"
    for year, number in sorted(found.get("year", Counter()).items(), reverse=True)[:MOST_HIDDEN]:
        active = str(criteria.first_year) == year == str(criteria.last_year)
        items.append(
            {
                "id": f"facet-year-{year}",
                "label": year,
                "count": number,
                "active": active,
                "url": f"?{kept}" if active else f"{beginning}from={year}&to={year}",
            }
        )
    return _facet(_("Year"), items)


def chips(criteria: Criteria, query: QueryDict) -> list[dict[str, str]]:
    """What the list is narrowed by, each with the address without it."""
    only = _("Only")
    labels = {
        "dialogue": (_("Dialogue"), criteria.dialogue.name if criteria.dialogue else ""),
        "area": (_("Area"), criteria.area.name if criteria.area else ""),
        "near": (_("How near"), str(criteria.only_near.label) if criteria.only_near else ""),
        "status": (_("Status"), str(criteria.status.label) if criteria.status else ""),
        "group": (_("Target group"), str(criteria.group.label) if criteria.group else ""),
        "from": (_("From"), str(criteria.first_year or "")),
        "to": (_("To"), str(criteria.last_year or "")),
        "theme": (_("Theme"), _row_name(criteria, "theme")),
        "organisation": (_("Organisation"), _row_name(criteria, "organisation")),
        "method": (_("Method"), _row_name(criteria, "method")),
        "type": (_("Type"), _row_name(criteria, "type")),
        "viewpoints": (only, _("with viewpoints") if criteria.with_viewpoints else ""),
        "good": (only, _("good examples") if criteria.good else ""),
        "awaiting": (only, _("where no answer is registered") if criteria.awaiting else ""),
        "counted": (_("Counted as"), str(criteria.counted.label) if criteria.counted else ""),
        "coming": (only, _("planned and thought of") if criteria.coming else ""),
        "statutory": (_("Statutory dialogues"), _statutory(criteria)),
    }
    with_it = {"area": ["near"]}
    return [
        {
            "label": f"{name}: {value}",
            "url": without_page(query, **dict.fromkeys([key, *with_it.get(key, [])])),
        }
        for key, (name, value) in labels.items()
        if value
    ]


def _statutory(criteria: Criteria) -> str:
    if criteria.statutory is None:
        return ""
    return _("only those") if criteria.statutory else _("left out")


def _row_name(criteria: Criteria, name: str) -> str:
    return criteria.rows[name].name if name in criteria.rows else ""
