"""What is known of an area (R055): dialogues, what people speak of, who lives there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import get_language

from archive.choices import KEPT_SECONDS, Choice, load_choices, nearness
from archive.criteria import COMING
from archive.hits import facts, shown_dialogues, tags
from dialogportal.drawing import Shape, small_map
from dialogportal.local_cache import cache
from dialogues.enums import Counted, Status
from dialogues.models import Dialogue
from dialogues.models.querysets import (
    AWAITING_FEEDBACK,
    CARRIED_OUT,
    COUNTED,
    DialogueQuerySet,
    states_of,
)
from feedback.models import Measure, Viewpoint
from feedback.models.measure import MeasureQuerySet
from municipality.enums import AreaLevel, AreaRelation
from municipality.enums import Measure as Figure
from municipality.models import Area, AreaParent, PopulationFigure, Profile, User

MOST_LISTED, MOST_AROUND = 8, 4
INSIDE, AROUND = AreaRelation.INSIDE, (AreaRelation.ABOVE, AreaRelation.CITY_WIDE)
# Where a dialogue lies: in the area itself, in a larger one, in the whole city.
HERE, LARGER, CITY_WIDE = range(3)
# {section: (which dialogues, in which order)}. Plain SQL in one statement: as eight querysets it
# took longer to write than to answer.
# What is information and no dialogue stands apart (R086).
SECTIONS = {
    "ongoing": (
        "state = ANY(%(ongoing)s) AND counted <> 'information'",
        "starts_on DESC NULLS LAST, id DESC",
    ),
    "planned": (
        "state = ANY(%(coming)s) AND counted <> 'information'",
        "starts_on NULLS LAST, id",
    ),
    "owed": (
        f"state = ANY(%(carried_out)s) AND {AWAITING_FEEDBACK}",
        "feedback_due NULLS LAST, ends_on NULLS LAST, id",
    ),
    "carried_out": (
        "state = ANY(%(carried_out)s) AND counted <> 'information'",
        "starts_on DESC NULLS LAST, id DESC",
    ),
    "information": ("counted = 'information'", "starts_on DESC NULLS LAST, id DESC"),
}
# What was carried out elsewhere is no matter of the area's.
LISTS = (
    *((name, HERE) for name in SECTIONS),
    ("ongoing", LARGER),
    ("planned", LARGER),
    ("ongoing", CITY_WIDE),
    ("planned", CITY_WIDE),
)
HELD = """
WITH held AS MATERIALIZED (
    SELECT id, lies, state, starts_on, ends_on, feedback_due, feedback_given_on, feedback_reach,
        {counted} AS counted
    FROM dialogues_dialogue JOIN (
        SELECT id, min(lies) AS lies FROM (
            SELECT dialogue_id, 0 FROM dialogues_dialogue_areas WHERE area_id = ANY(%(inside)s)
            UNION ALL
            SELECT dialogue_id, 1 FROM dialogues_dialogue_areas WHERE area_id = ANY(%(above)s)
            UNION ALL
            SELECT id, %(city_wide_lies)s FROM dialogues_dialogue WHERE is_city_wide
        ) AS link (id, lies) GROUP BY id
    ) AS near USING (id) WHERE withdrawn_on IS NULL
)
"""
FIRST = """(
    SELECT '{name}', lies, id FROM held WHERE lies = {lies} AND {which} ORDER BY {order}
    LIMIT {most} + 1
)"""
FIRST_OF_EACH = HELD.format(counted=COUNTED) + " UNION ALL ".join(
    FIRST.format(
        name=name,
        lies=lies,
        which=SECTIONS[name][0],
        order=SECTIONS[name][1],
        most=MOST_AROUND if lies else MOST_LISTED,
    )
    for name, lies in LISTS
)
MEASURES_ON_A_PAGE = 20
# What people speak of is counted in the newest viewpoints of the area.
VIEWPOINTS_COUNTED = 5_000
MOST_THEMES = 8
THEMES_SPOKEN_OF = """
SELECT theme, count(*) FROM (
    SELECT unnest(theme_ids) AS theme FROM (
        {newest}
    ) AS newest
) AS themes GROUP BY theme ORDER BY count(*) DESC, theme LIMIT %s
"""


def held_in(area: Area, inside: list[int], user: User) -> DialogueQuerySet:
    """The dialogues of an area, given the ids of all areas that lie in it, itself among them."""
    link = Dialogue.areas.through.objects.filter(area__in=inside).values("dialogue")
    here = Q(pk__in=link)
    if area.level == AreaLevel.CITY:
        here |= Q(is_city_wide=True)
    found: DialogueQuerySet = Dialogue.objects.visible_to(user).filter(here)
    return found


def open_measures(area: Area, inside: list[int], user: User) -> MeasureQuerySet:
    """What somebody still has to do after the area's dialogues, what has waited longest first."""
    # Measures are as visible as their dialogues.
    found: MeasureQuerySet = Measure.objects.of_dialogues(held_in(area, inside, user)).open()
    return found.with_bodies().with_dialogue().longest_waiting_first()


def dialogues_of(
    area: Area, near: Mapping[AreaRelation, list[int]], user: User
) -> dict[str, dict[str, Any]]:
    """{section: as ``_section``} of what is, will be or was in the area, and what is owed.

    What goes on or is planned for a larger area or the whole city concerns the area, too. ``near``
    are the ids of areas in, above and beside it.
    """
    values: dict[str, Any] = {
        "inside": near[INSIDE],
        "above": near[AreaRelation.ABOVE],
        "city_wide_lies": HERE if area.level == AreaLevel.CITY else CITY_WIDE,
        "ongoing": states_of(Status.ONGOING),
        "coming": list(COMING),
        "carried_out": list(CARRIED_OUT),
    }
    with connection.cursor() as cursor:
        cursor.execute(FIRST_OF_EACH, values)
        rows = cursor.fetchall()
    dialogues = shown_dialogues({pk for _name, _lies, pk in rows}, user)
    found: dict[str, tuple[list[Dialogue], ...]] = {name: ([], [], []) for name in SECTIONS}
    for name, lies, pk in rows:
        if pk in dialogues:
            found[name][lies].append(dialogues[pk])
    return {name: _section(*lists) for name, lists in found.items()}


def _section(inside: list[Dialogue], *around: list[Dialogue]) -> dict[str, Any]:
    """{"rows", "more"} of the area itself, "around": rows of larger areas, "more_around": the
    relations of which there are more."""
    by_relation = list(zip(AROUND, around, strict=True))
    return {
        "rows": [_row(row) for row in inside[:MOST_LISTED]],
        "more": len(inside) > MOST_LISTED,
        "around": [_row(row, near) for near, rows in by_relation for row in rows[:MOST_AROUND]],
        "more_around": [near for near, rows in by_relation if len(rows) > MOST_AROUND],
    }


def _row(dialogue: Dialogue, relation: AreaRelation | None = None) -> dict[str, Any]:
    return {"dialogue": dialogue, "facts": facts(dialogue, relation), "tags": tags(dialogue)}


def themes_spoken_of(inside: list[int], themes: list[Choice], user: User) -> list[dict[str, Any]]:
    """The themes of the newest viewpoints in the area, most common first, with counts."""
    seen = Viewpoint.objects.visible_to(user).filter(area__in=inside).order_by("-pk")
    newest = seen.values("theme_ids")[:VIEWPOINTS_COUNTED]
    try:
        sql, values = newest.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(THEMES_SPOKEN_OF.format(newest=sql), [*values, MOST_THEMES])
        rows = cursor.fetchall()
    by_id = {theme.id: theme for theme in themes}
    most = max((count for _pk, count in rows), default=0)
    return [{"theme": by_id[pk], "count": count, "most": most} for pk, count in rows if pk in by_id]


def latest_figures(areas: list[Area]) -> list[PopulationFigure]:
    """The newest figure of each measure, with year and source (R119), of the first that has any."""
    figures = PopulationFigure.objects.filter(area__in=areas).select_related("area")
    newest: dict[int, dict[str, PopulationFigure]] = {}
    for figure in figures.defer("area__boundary").order_by("measure", "-year"):
        newest.setdefault(figure.area_id, {}).setdefault(figure.measure, figure)
    found = next((newest[area.pk] for area in areas if area.pk in newest), {})
    return [found[measure] for measure in Figure.values if measure in found]


def map_of(area: Area) -> dict[str, Any] | None:
    """A small map: the area among its neighbours; kept for a minute."""
    if not area.boundary:
        return None
    key = f"area-map-{area.pk}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        neighbours = Area.objects.filter(pk__in=area.neighbour_ids, boundary__isnull=False)
        shapes = [Shape(area.name, area.boundary, here=True)]
        shapes += [
            Shape(name, boundary)
            for name, boundary in neighbours.values_list("name", "boundary")
            if boundary
        ]
        found = small_map(shapes)
        cache.set(key, found, KEPT_SECONDS)
    return found


def page_of(area: Area, user: User) -> dict[str, Any]:
    """Everything the area's page shows."""
    near = nearness(area.pk)
    inside = near[AreaRelation.INSIDE]
    # What is no more is shown as it lay on its last day.
    in_force = AreaParent.objects.in_force(area.valid_to if area.is_abolished else None)
    areas = Area.objects.in_swedish_order().defer("boundary")
    is_above = Exists(in_force.filter(child=area, parent=OuterRef("pk")))
    above = areas.filter(child_links__child=area).annotate(is_above=is_above).distinct()
    parents = [row for row in above if row.is_above]
    figures = latest_figures([area, *parents])
    spoken_of = partial(themes_spoken_of, inside, load_choices().themes, user)
    # By language, too: themes stand there by name.
    spoken_key = f"area-themes-{area.pk}-{user.pk}-{get_language()}"
    measures = list(open_measures(area, inside, user)[: MOST_LISTED + 1])
    return {
        "area": area,
        "residents": Profile.objects.current().label("residents"),
        "sections": dialogues_of(area, near, user),
        "measures": {"rows": measures[:MOST_LISTED], "more": len(measures) > MOST_LISTED},
        "themes": cache.get_or_set(spoken_key, spoken_of, KEPT_SECONDS),
        "figures": figures,
        "figures_of": figures[0].area if figures and figures[0].area_id != area.pk else None,
        "map": map_of(area),
        "parents": parents,
        "former_parents": [row for row in above if not row.is_above],
        "below": list(areas.filter(pk__in=in_force.filter(parent=area).values("child"))),
    }


def measures_page(area: Area, user: User, number: str | None) -> Page[Measure]:
    """All open measures of an area, a page at a time."""
    inside = nearness(area.pk)[AreaRelation.INSIDE]
    return Paginator(open_measures(area, inside, user), MEASURES_ON_A_PAGE).get_page(number)


def former_areas() -> list[Area]:
    """Areas of earlier divisions."""
    return list(
        Area.objects.filter(valid_to__lt=timezone.localdate()).in_swedish_order().defer("boundary")
    )


def area_tree(user: User) -> list[dict[str, Any]]:
    """Areas in force, each with those below it and how many dialogues there are.

    The number is what the search finds in the area itself, all that lies within it included, and
    without what is counted apart.
    """
    areas = list(Area.objects.in_force().in_swedish_order().defer("boundary"))
    links = AreaParent.objects.in_force().values_list("child_id", "parent_id")
    parent_of: dict[int, int] = dict(links)
    numbers = _numbers(user)
    tops = _tops(areas, parent_of)
    below: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for area in areas:
        if tops[area.pk] != area.pk:
            below[tops[area.pk]].append({"area": area, "count": numbers[area.pk]})
    return [
        {"area": area, "count": numbers[area.pk], "below": below[area.pk]}
        for area in areas
        if tops[area.pk] == area.pk and area.level != AreaLevel.CITY
    ]


def _tops(areas: list[Area], parent_of: dict[int, int]) -> dict[int, int]:
    """{area's id: id of the one that it is listed under}: a committee's area, or the largest below
    the city."""
    larger = {area.pk for area in areas if area.level != AreaLevel.CITY}
    committees = {area.pk for area in areas if area.level == AreaLevel.COMMITTEE}
    found = {}
    for area in areas:
        top, passed = area.pk, {area.pk}
        while top not in committees and parent_of.get(top) in larger - passed:
            top = parent_of[top]
            passed.add(top)
        found[area.pk] = top
    return found


def _numbers(user: User) -> dict[int, int]:
    """{area id: number of dialogues in it or in what lies within it}, kept for a minute."""
    key = f"area-numbers-{user.pk}"
    found: dict[int, int] | None = cache.get(key)
    if found is None:
        held = Dialogue.objects.visible_to(user).counted_as(Counted.DIALOGUE).order_by()
        within = held.filter(areas__leaf_ids__contained_by=OuterRef("leaf_ids"))
        # Grouped by a constant: one row, the number of different dialogues.
        number = within.values(one=Value(1)).values_list(Count("pk", distinct=True))
        counted = Area.objects.annotate(number=Subquery(number))
        found = {pk: count or 0 for pk, count in counted.values_list("pk", "number")}
        cache.set(key, found, KEPT_SECONDS)
    return found
