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
from participation.attendance import FEW, FEWEST_TOLD, told_number
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


def _reckoned(group: TargetGroup) -> str:
    """One to four persons as the middle of that: whatever is made of it, nobody can reckon back to
    how many they were."""
    few = f"{group} BETWEEN {FEW[0]} AND {FEW[-1]}"
    return f"CASE WHEN {few} THEN {(FEW[0] + FEW[-1]) / 2} ELSE {group} END"


def _in_sql(groups: tuple[TargetGroup, ...]) -> str:
    """How many of a line's groups came to one dialogue; null where nobody counted."""
    numbers = [_reckoned(group) for group in groups]
    if TargetGroup.FOREIGN_BORN in groups:
        # Who has newly arrived is born abroad, too.
        return f"greatest({', '.join(numbers)})"
    return f"coalesce({' + '.join(numbers)}, {', '.join(numbers)})"


# The first line is of all who came, and they stand in the register.
PARTS = [(place, groups) for place, (groups, _measure) in enumerate(LINES) if place]
NUMBERS = [f"{_in_sql(groups)} AS number_{place}" for place, groups in PARTS]
COUNTS = [
    *(
        f"count(*) FILTER (WHERE target_groups && %(line_{place})s::varchar[]) AS line_{place}"
        for place in range(len(LINES))
    ),
    *(
        f"sum(number_{place}) AS came_{place},"
        f" sum(number_{place}) FILTER (WHERE participants > 0) AS part_{place},"
        f" sum(participants) FILTER (WHERE number_{place} IS NOT NULL) AS whole_{place}"
        for place, _groups in PARTS
    ),
]
# Plain SQL: Django takes longer to write three dozen counts than PostgreSQL to count.
EARLIER = f"""
SELECT count(*) AS every, count(*) FILTER (WHERE is_counted) AS counted,
    sum(participants) FILTER (WHERE is_counted) AS came, {", ".join(COUNTS)}
FROM dialogues_dialogue AS dialogue
LEFT JOIN LATERAL (
    SELECT num_nonnulls({", ".join(COUNTED)}) > 0 AS is_counted, {", ".join(NUMBERS)}
    FROM participation_attendance WHERE dialogue_id = dialogue.id
) AS attendance ON true
WHERE %(may_read)s AND withdrawn_on IS NULL AND state = ANY(%(carried_out)s)
    AND dialogue.id <> %(dialogue)s AND dialogue.id IN (
        SELECT link.dialogue_id FROM dialogues_dialogue_areas AS link
        JOIN municipality_area AS area ON area.id = link.area_id
        WHERE area.leaf_ids <@ %(leaves)s::bigint[] AND cardinality(area.leaf_ids) > 0
    )
"""  # noqa: S608  of columns of our own


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
        came = _came(place, earlier)
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
    came in all, ``came``. Of each line but the first: how many came, ``came_1``; and where it is
    known how many came in all, how many they were, ``part_1``, of the ``whole_1``."""
    values: dict[str, Any] = {
        "may_read": user.is_active and user.has_access,
        "carried_out": list(CARRIED_OUT),
        "dialogue": dialogue.pk,
        "leaves": leaves,
        **{f"line_{place}": list(groups) for place, (groups, _measure) in enumerate(LINES)},
    }
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, values)
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def _came(place: int, earlier: dict[str, Any]) -> str:
    """A line's part of those who came where the line was counted, "under 5" where they are few;
    empty if nobody counted."""
    if place == 0:
        return told_number(earlier["came"]) if earlier["came"] else ""
    number, whole = earlier[f"came_{place}"], earlier[f"whole_{place}"]
    if number is None:
        return ""
    if 0 < number < FEWEST_TOLD or not whole:
        return told_number(round(number))
    # The register may have come to say that fewer took part.
    part = min(100 * earlier[f"part_{place}"] / whole, 100)
    if 0 < part < 1:
        return _("under %(n)s %%") % {"n": 1}
    return _("%(n)s %%") % {"n": number_format(part, 0)}


def _share(figure: PopulationFigure, *, alone: bool) -> str:
    decimals = 0 if figure.measure == Measure.INHABITANTS or figure.value >= 10 else 1
    value = number_format(figure.value, decimals, force_grouping=True)
    text = value if figure.measure == Measure.INHABITANTS else _("%(n)s %%") % {"n": value}
    return text if alone else f"{figure.area}: {text}"
