"""Who lives in a dialogue's areas, whom earlier dialogues there turned to, and who came (R102,
R119)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dialogues.enums import TargetGroup
from dialogues.models import Dialogue
from dialogues.models.querysets import CARRIED_OUT
from dialogues.plan import column_of
from municipality.enums import AreaLevel, Measure
from municipality.models import Area, PopulationFigure, User
from municipality.models.validity import valid_on
from participation.attendance import FEWEST_TOLD, told_number
from participation.models import COUNTED

# Read in the plan's own query (``Section.annotated``).
COVERED = {
    "covered_areas": ArraySubquery(
        Area.objects.filter(dialogues=OuterRef("pk")).values(
            row=JSONObject(pk="pk", leaf_ids="leaf_ids", name="name", is_priority="is_priority")
        )
    )
}
# (groups in the register, what the figures measure); the name is the first group's where no
# measure has one of its own.
LINES: tuple[tuple[tuple[TargetGroup, ...], Measure | None], ...] = (
    ((TargetGroup.ALL_RESIDENTS,), Measure.INHABITANTS),
    ((TargetGroup.CHILDREN, TargetGroup.YOUTH), Measure.AGE_0_19),
    ((TargetGroup.YOUNG_ADULTS,), None),
    ((TargetGroup.OLDER,), Measure.AGE_65),
    ((TargetGroup.FOREIGN_BORN, TargetGroup.NEWLY_ARRIVED), Measure.FOREIGN_BORN),
    ((TargetGroup.GIRLS_WOMEN,), None),
    ((TargetGroup.DISABILITY,), None),
    ((TargetGroup.PARENTS,), None),
    ((TargetGroup.TENANTS,), None),
    ((TargetGroup.SERVICE_USERS,), None),
    ((TargetGroup.ASSOCIATIONS,), None),
    ((TargetGroup.BUSINESSES,), None),
)

COUNTS = [
    *(
        f"count(*) FILTER (WHERE target_groups && %(line_{place})s::varchar[]) AS line_{place}"
        for place in range(len(LINES))
    ),
    *(f"sum({group.value}) AS came_{group.value}" for group in COUNTED),
]
# Plain SQL: Django takes longer to write two dozen counts than PostgreSQL to count.
EARLIER = """
SELECT count(*) AS every, count(attendance.id) AS counted,
    sum(participants) FILTER (WHERE attendance.id IS NOT NULL) AS came, {counts}
FROM dialogues_dialogue AS dialogue
LEFT JOIN participation_attendance AS attendance ON attendance.dialogue_id = dialogue.id
WHERE %(may_read)s AND withdrawn_on IS NULL AND state = ANY(%(carried_out)s)
    AND dialogue.id <> %(dialogue)s AND dialogue.id IN (
        SELECT link.dialogue_id FROM dialogues_dialogue_areas AS link
        JOIN municipality_area AS area ON area.id = link.area_id
        WHERE area.leaf_ids <@ %(leaves)s::bigint[] AND cardinality(area.leaf_ids) > 0
    )
"""


@dataclass(frozen=True)
class Line:
    """A group: its part of who lives here, how often dialogues turned to it, and its part of those
    who came where that was counted."""

    name: str
    lives_here: list[str]
    dialogues: int
    came: str


@dataclass(frozen=True)
class Before:
    """The table beside the analysis. ``counted``: in how many of the ``dialogues`` it was counted
    who came; ``sources``: "Järva: SCB 2023", each once; ``priority``: the
    dialogue's areas that are marked as socio-economically disadvantaged (R119)."""

    lines: list[Line]
    dialogues: int
    counted: int
    sources: list[str] = field(default_factory=list)
    priority: list[str] = field(default_factory=list)


def who_came(dialogue: Dialogue, user: User) -> Before:
    """What is known of the dialogue's areas; two queries."""
    areas = column_of(dialogue, "covered_areas")
    leaves = sorted({leaf for area in areas for leaf in area["leaf_ids"]})
    figures = _figures([area["pk"] for area in areas], leaves)
    earlier = _earlier(dialogue, leaves, user)
    lines = []
    for place, (groups, measure) in enumerate(LINES):
        here = [figure for figure in figures if measure and figure.measure == measure]
        count = earlier[f"line_{place}"]
        came = _came(groups, earlier)
        if here or count or came:
            name = _name(groups, measure)
            lives = [_share(figure, alone=len(here) == 1) for figure in here]
            lines.append(Line(name, lives, count, came))
    sources = [f"{one.area}: {one.source} {one.year}" for one in figures]
    priority = sorted(area["name"] for area in areas if area["is_priority"])
    return Before(
        lines, earlier["every"], earlier["counted"], list(dict.fromkeys(sources)), priority
    )


def _measured() -> set[Measure]:
    return {measure for _groups, measure in LINES if measure}


def _name(groups: tuple[TargetGroup, ...], measure: Measure | None) -> str:
    if measure == Measure.AGE_0_19:
        return _("Children and youth 0–19")
    if measure == Measure.AGE_65:
        return _("Older people, 65 or more")
    return str(groups[0].label)


def _figures(mine: list[int], leaves: list[int]) -> list[PopulationFigure]:
    """The newest figure of each measure, of the areas; else of the smallest around them."""
    around = Q(area__leaf_ids__contains=leaves) & valid_on(None, "area__")
    around &= ~Q(area__level=AreaLevel.CITY)
    rows = PopulationFigure.objects.filter(Q(area__in=mine) | around if leaves else Q(pk=None))
    rows = rows.filter(measure__in=_measured()).select_related("area").defer("area__boundary")
    newest: dict[tuple[int, str], PopulationFigure] = {}
    for figure in rows.order_by("-year", "area__name"):
        newest.setdefault((figure.area_id, figure.measure), figure)
    own = [one for (pk, _measure), one in newest.items() if pk in mine]
    have = {one.measure for one in own}
    larger = sorted(newest.values(), key=lambda one: len(one.area.leaf_ids))
    for figure in larger:
        if figure.measure not in have:
            have.add(figure.measure)
            own.append(figure)
    return own


def _earlier(dialogue: Dialogue, leaves: list[int], user: User) -> dict[str, Any]:
    """Of what was carried out in the areas or in parts of them: ``every``, how many turned to the
    groups of each line, ``line_0`` and so on; of those where it was ``counted`` who came, how many
    came in all, ``came``, and of each group, ``came_youth`` and so on."""
    values: dict[str, Any] = {
        "may_read": user.is_active and user.has_access,
        "carried_out": list(CARRIED_OUT),
        "dialogue": dialogue.pk,
        "leaves": leaves,
        **{f"line_{place}": list(groups) for place, (groups, _measure) in enumerate(LINES)},
    }
    with connection.cursor() as cursor:
        cursor.execute(EARLIER.format(counts=", ".join(COUNTS)), values)
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def _came(groups: tuple[TargetGroup, ...], earlier: dict[str, Any]) -> str:
    """The groups' part of those who came, "under 5" where they are few; empty if not counted."""
    everybody = earlier["came"] or 0
    if groups == (TargetGroup.ALL_RESIDENTS,):
        return told_number(everybody) if everybody else ""
    counted = [earlier[f"came_{group}"] for group in groups]
    if all(number is None for number in counted):
        return ""
    number = sum(one or 0 for one in counted)
    if 0 < number < FEWEST_TOLD or not everybody:
        return told_number(number)
    # Some are counted in two groups.
    part = min(100 * number / everybody, 100)
    return _("%(n)s %%") % {"n": number_format(part, 0)}


def _share(figure: PopulationFigure, *, alone: bool) -> str:
    decimals = 0 if figure.measure == Measure.INHABITANTS or figure.value >= 10 else 1
    value = number_format(figure.value, decimals, force_grouping=True)
    text = value if figure.measure == Measure.INHABITANTS else _("%(n)s %%") % {"n": value}
    return text if alone else f"{figure.area}: {text}"
