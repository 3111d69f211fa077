"""What a search can be narrowed by, read in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, QuerySet, TextChoices, Value, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dialogportal.local_cache import cache
from dialogportal.sorting import swedish_key
from dialogues.enums import Status, TargetGroup
from municipality.areas import Ground, read_ground, relation_to
from municipality.enums import AreaLevel, AreaRelation
from municipality.models import Area, DialogueType, Method, Organisation, Theme
from municipality.models.bilingual import in_reader_language


class Choice(NamedTuple):
    """A value of a filter: ``code`` stands in the address, ``name`` on the page.

    ``group`` is the heading that areas of one kind stand under.
    """

    id: int
    code: str
    name: str
    group: str = ""


@dataclass
class Choices:
    """All values of the filters; ``id`` means something where they are rows of the database."""

    areas: list[Choice] = field(default_factory=list)
    themes: list[Choice] = field(default_factory=list)
    organisations: list[Choice] = field(default_factory=list)
    methods: list[Choice] = field(default_factory=list)
    types: list[Choice] = field(default_factory=list)
    statuses: list[Choice] = field(default_factory=list)
    groups: list[Choice] = field(default_factory=list)


KINDS = ("areas", "themes", "organisations", "methods", "types")
FORMER, USUAL = "former", "usual"
KEPT_SECONDS = 60
# The order in which areas stand in a list.
GROUP_ORDER = {
    kind: place
    for place, kind in enumerate(
        (AreaLevel.CITY, AreaLevel.COMMITTEE, AreaLevel.DISTRICT, AreaLevel.PLACE, FORMER)
    )
} | {USUAL: -1}


def load_choices() -> Choices:
    """Every choice, sorted as a Swede sorts; committee areas first, and the usual dialogue type.

    Kept for a minute: every page with a search field needs them, and they seldom change.
    """
    key = f"choices-{get_language()}"
    found: Choices | None = cache.get(key)
    if found is None:
        found = _read_choices()
        cache.set(key, found, KEPT_SECONDS)
    return found


def nearness(area_id: int) -> dict[AreaRelation, list[int]]:
    """Ids of the areas in, above and beside an area; how areas lie is read once a minute."""
    ground: Ground | None = cache.get("ground")
    if ground is None or area_id not in ground:
        ground = read_ground()
        cache.set("ground", ground, KEPT_SECONDS)
    return relation_to(area_id, ground)


def themes_within() -> dict[int, list[int]]:
    """{theme id: its own id and those of all themes below it}; kept for a minute."""
    found: dict[int, list[int]] | None = cache.get("themes-within")
    if found is None:
        parents = dict(Theme.objects.order_by("pk").values_list("pk", "parent_id"))
        found = {pk: [] for pk in parents}
        for pk in parents:
            above: int | None = pk
            passed: set[int] = set()
            while above is not None and above not in passed:
                found[above].append(pk)
                passed.add(above)
                above = parents[above]
        cache.set("themes-within", found, KEPT_SECONDS)
    return found


def _read_choices() -> Choices:
    found = Choices(statuses=_of_enum(Status), groups=_of_enum(TargetGroup))
    sort_keys: dict[tuple[str, int], tuple[int, str]] = {}
    for kind, pk, code, name, english, group in _every_choice():
        shown = in_reader_language(name, english)
        getattr(found, kind).append(Choice(pk, code, shown, _heading(group)))
        sort_keys[kind, pk] = (GROUP_ORDER.get(group, 0), swedish_key(shown))
    for kind in KINDS:
        getattr(found, kind).sort(key=lambda choice, kind=kind: sort_keys[kind, choice.id])
    return found


def _of_enum(enum: type[TextChoices]) -> list[Choice]:
    return [Choice(0, value, str(label)) for value, label in enum.choices]


def _heading(group: str) -> str:
    """The heading of areas of a level, or of those that are no more."""
    headings = {
        AreaLevel.COMMITTEE: _("District committee areas"),
        AreaLevel.DISTRICT: _("Districts"),
        AreaLevel.PLACE: _("Places"),
        FORMER: _("Areas of earlier divisions"),
    }
    return headings.get(group, "")


def _every_choice() -> Any:
    """Rows of (kind, id, code, Swedish name, English name, group of areas), by one query."""
    empty = Value("", output_field=CharField())
    group = Case(
        When(valid_to__lt=timezone.localdate(), then=Value(FORMER)),
        default=F("level"),
        output_field=CharField(),
    )
    themes, methods = Theme.objects.filter(in_use=True), Method.objects.filter(in_use=True)
    types, english = DialogueType.objects.filter(in_use=True), F("name_en")
    organisations = Organisation.objects.carrying_out()
    usual = Case(When(is_default=True, then=Value(USUAL)), default=empty)
    return _rows(Area.objects.all(), "areas", "slug", "name", empty, group).union(
        _rows(themes, "themes", "slug", "name_sv", english, empty),
        _rows(organisations, "organisations", "pk", "name", empty, empty),
        _rows(methods, "methods", "slug", "name_sv", english, empty),
        _rows(types, "types", "slug", "name_sv", english, usual),
        all=True,
    )


def _rows(
    queryset: QuerySet[Any], kind: str, code: str, name: str, english: Any, group: Any
) -> QuerySet[Any, Any]:
    return queryset.order_by().values_list(
        Value(kind), "pk", Cast(code, CharField()), F(name), english, group
    )
