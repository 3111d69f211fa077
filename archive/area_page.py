"""What is known of an area (R055): dialogues, what people speak of, who lives there."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q

from archive.hits import TAG_OF_STATUS, facts
from dialogportal.drawing import Shape, small_map
from dialogues.enums import State, Status
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from municipality.areas import relation_to
from municipality.enums import AreaRelation
from municipality.models import Area, PopulationFigure, Theme, User

MOST_LISTED = 8
# What people speak of is counted in the newest viewpoints of the area.
VIEWPOINTS_COUNTED = 5_000
MOST_THEMES = 8
THEMES_SPOKEN_OF = """
SELECT theme, count(*) FROM (
    SELECT unnest(theme_ids) AS theme FROM (
        SELECT theme_ids FROM feedback_viewpoint WHERE area_id = ANY(%s) ORDER BY id DESC LIMIT %s
    ) AS newest
) AS themes GROUP BY theme ORDER BY count(*) DESC, theme LIMIT %s
"""


def dialogues_of(area: Area, inside: list[int], user: User) -> dict[str, dict[str, Any]]:
    """{section: {"rows", "more"}}: ongoing, planned, feedback owed, carried out; in the area itself."""
    found: DialogueQuerySet = (
        Dialogue.objects.visible_to(user)
        .filter(areas__in=inside)
        .distinct()
        .select_related("owner")
    )
    owed = found.awaiting_feedback()
    planned = found.with_status(Status.PLANNED) | found.filter(state=State.PLANNING)
    return {
        "ongoing": _section(found.with_status(Status.ONGOING)),
        "planned": _section(planned),
        "owed": _section(owed.order_by("feedback_due", "ends_on", "pk"), ordered=True),
        "carried_out": _section(found.with_status(Status.CARRIED_OUT)),
    }


def _section(found: DialogueQuerySet, *, ordered: bool = False) -> dict[str, Any]:
    rows = list((found if ordered else found.newest_first())[: MOST_LISTED + 1])
    shown = [
        {"dialogue": row, "facts": facts(row), "tag": TAG_OF_STATUS[row.status]}
        for row in rows[:MOST_LISTED]
    ]
    return {"rows": shown, "more": len(rows) > MOST_LISTED}


def themes_spoken_of(inside: list[int]) -> list[dict[str, Any]]:
    """The themes of the newest viewpoints in the area, most common first, with counts."""
    with connection.cursor() as cursor:
        cursor.execute(THEMES_SPOKEN_OF, [inside, VIEWPOINTS_COUNTED, MOST_THEMES])
        rows = cursor.fetchall()
    themes = Theme.objects.in_bulk([pk for pk, _count in rows])
    most = max((count for _pk, count in rows), default=0)
    return [
        {"theme": themes[pk], "count": count, "most": most} for pk, count in rows if pk in themes
    ]


def latest_figures(area: Area) -> list[PopulationFigure]:
    """The newest figure of each measure, with year and source (R119)."""
    newest: dict[str, PopulationFigure] = {}
    for figure in area.figures.order_by("measure", "-year"):
        newest.setdefault(figure.measure, figure)
    return list(newest.values())


def map_of(area: Area) -> dict[str, Any] | None:
    """A small map: the area among its neighbours and within what it is part of."""
    if not area.boundary:
        return None
    neighbours = Area.objects.filter(pk__in=area.neighbour_ids).exclude(boundary=None)
    shapes = [Shape(area.name, area.boundary, here=True)]
    shapes += [Shape(row.name, row.boundary) for row in neighbours]
    return small_map(shapes)


def page_of(area: Area, user: User) -> dict[str, Any]:
    """Everything the area's page shows."""
    inside = relation_to(area)[AreaRelation.INSIDE]
    figures = latest_figures(area)
    around = [
        link.parent for link in area.parent_links.select_related("parent").order_by("-valid_from")
    ]
    return {
        "area": area,
        "sections": dialogues_of(area, inside, user),
        "themes": themes_spoken_of(inside),
        "figures": figures,
        "map": map_of(area),
        "parents": [parent for parent in around if not parent.is_abolished],
        "former_parents": [parent for parent in around if parent.is_abolished],
        "below": Area.objects.filter(parent_links__parent=area).distinct().in_swedish_order(),
        "figures_around": [] if figures else _figures_around(around),
    }


def _figures_around(parents: list[Area]) -> list[PopulationFigure]:
    """Where the area has no figures of its own: those of the smallest area around it that has."""
    for parent in parents:
        if not parent.is_abolished and (figures := latest_figures(parent)):
            return figures
    return []


def area_tree(user: User) -> list[dict[str, Any]]:
    """Committee areas in force with their districts and how many dialogues each has had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT area_id, count(*) FROM dialogues_dialogue_areas GROUP BY area_id")
        numbers = dict(cursor.fetchall())
    areas = list(Area.objects.in_force().in_swedish_order().defer("boundary"))
    links = Area.children.through.objects.filter(Q(valid_to=None) | Q(parent__valid_to=None))
    parent_of: dict[int, int] = dict(links.values_list("child_id", "parent_id"))
    ids = {area.pk for area in areas}
    tree = [
        {
            "area": area,
            "count": numbers.get(area.pk, 0),
            "below": [
                {"area": child, "count": numbers.get(child.pk, 0)}
                for child in areas
                if parent_of.get(child.pk) == area.pk
            ],
        }
        for area in areas
        if area.level == "committee" or parent_of.get(area.pk) not in ids
    ]
    return tree
