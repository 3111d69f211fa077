"""What a search can be narrowed by, read in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast

from dialogportal.sorting import swedish_key
from municipality.enums import AreaLevel
from municipality.models import Area, DialogueType, Method, Organisation, Theme
from municipality.models.bilingual import in_reader_language


class Choice(NamedTuple):
    """A value of a filter: ``code`` stands in the address, ``name`` on the page."""

    id: int
    code: str
    name: str


@dataclass
class Choices:
    """All values of the filters that are rows of the database, by id and by code."""

    areas: list[Choice] = field(default_factory=list)
    themes: list[Choice] = field(default_factory=list)
    organisations: list[Choice] = field(default_factory=list)
    methods: list[Choice] = field(default_factory=list)
    types: list[Choice] = field(default_factory=list)


LEVEL_ORDER = {AreaLevel.CITY: 0, AreaLevel.COMMITTEE: 1, AreaLevel.DISTRICT: 2, AreaLevel.PLACE: 3}


def load_choices() -> Choices:
    """Every choice, sorted as a Swede sorts; committee areas before districts."""

    def rows(queryset, kind, code, name, english, extra):  # type: ignore[no-untyped-def]
        return queryset.order_by().values_list(
            Value(kind), "pk", Cast(code, CharField()), F(name), english, extra
        )

    empty = Value("", output_field=CharField())
    everything = rows(Area.objects, "areas", "slug", "name", empty, F("level")).union(
        rows(Theme.objects.filter(in_use=True), "themes", "slug", "name_sv", F("name_en"), empty),
        rows(Organisation.objects.carrying_out(), "organisations", "pk", "name", empty, empty),
        rows(Method.objects.filter(in_use=True), "methods", "slug", "name_sv", F("name_en"), empty),
        rows(
            DialogueType.objects.filter(in_use=True),
            "types",
            "slug",
            "name_sv",
            F("name_en"),
            empty,
        ),
        all=True,
    )
    found = Choices()
    sort_keys: dict[tuple[str, int], tuple[int, str]] = {}
    for kind, pk, code, name, english, extra in everything:
        shown = in_reader_language(name, english)
        getattr(found, kind).append(Choice(pk, code, shown))
        sort_keys[kind, pk] = (LEVEL_ORDER.get(extra, 0), swedish_key(shown))
    for kind in ("areas", "themes", "organisations", "methods", "types"):
        getattr(found, kind).sort(key=lambda choice, kind=kind: sort_keys[kind, choice.id])
    return found
