"""How areas lie to each other."""

import datetime

import pytest

from municipality.areas import read_ground, rebuild_relations, relation_to
from municipality.enums import AreaLevel, AreaRelation
from municipality.models import Area
from tests.factories import AreaFactory, AreaParentFactory

REFORM = datetime.date(2023, 7, 1)
DAY_BEFORE = datetime.date(2023, 6, 30)
pytestmark = pytest.mark.django_db


def square(column, row=0, gap=0.0):
    """A boundary of about 570 m by 1,100 m in a row of them; ``gap`` in degrees to the left."""
    west, south = 18 + column * 0.01 + gap, 59.3 + row * 0.01
    east, north = 18 + (column + 1) * 0.01, south + 0.01
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def district(name, column, **kwargs):
    return AreaFactory(name=name, boundary=square(column), **kwargs)


@pytest.fixture
def jarva():
    """Four districts in a row: two committees until 2023, the western two of them one since."""
    areas = {
        name: district(name, column)
        for column, name in enumerate(["Rinkeby", "Kista", "Tensta", "Bromma kyrka"])
    }
    city = AreaFactory(name="Stockholm", level=AreaLevel.CITY)
    for name, since, until, parts in (
        ("Rinkeby-Kista", None, DAY_BEFORE, ["Rinkeby", "Kista"]),
        ("Spånga-Tensta", None, DAY_BEFORE, ["Tensta"]),
        ("Järva", REFORM, None, ["Rinkeby", "Kista", "Tensta"]),
        ("Bromma", None, None, ["Bromma kyrka"]),
    ):
        areas[name] = AreaFactory(
            name=name, level=AreaLevel.COMMITTEE, valid_from=since, valid_to=until
        )
        AreaParentFactory(child=areas[name], parent=city, valid_from=since, valid_to=until)
        for part in parts:
            AreaParentFactory(
                child=areas[part], parent=areas[name], valid_from=since, valid_to=until
            )
    areas["Stockholm"] = city
    rebuild_relations()
    return {name: Area.objects.get(pk=area.pk) for name, area in areas.items()}


def names(area):
    by_id = dict(Area.objects.values_list("pk", "name"))
    found = relation_to(area.pk, read_ground())
    return {relation: sorted(by_id[pk] for pk in ids) for relation, ids in found.items()}


def test_an_abolished_area_is_inside_the_one_that_took_it_over(jarva):
    assert names(jarva["Järva"]) == {
        AreaRelation.INSIDE: [
            "Järva", "Kista", "Rinkeby", "Rinkeby-Kista", "Spånga-Tensta", "Tensta",
        ],
        AreaRelation.ABOVE: ["Stockholm"],
        AreaRelation.BESIDE: ["Bromma", "Bromma kyrka"],
    }  # fmt: skip


def test_the_new_area_is_above_an_abolished_one(jarva):
    assert names(jarva["Rinkeby-Kista"]) == {
        AreaRelation.INSIDE: ["Kista", "Rinkeby", "Rinkeby-Kista"],
        AreaRelation.ABOVE: ["Järva", "Stockholm"],
        AreaRelation.BESIDE: ["Spånga-Tensta", "Tensta"],
    }


def test_a_district_lies_in_both_divisions_and_beside_its_neighbours(jarva):
    assert names(jarva["Kista"]) == {
        AreaRelation.INSIDE: ["Kista"],
        AreaRelation.ABOVE: ["Järva", "Rinkeby-Kista", "Stockholm"],
        AreaRelation.BESIDE: ["Rinkeby", "Tensta"],
    }


def test_the_whole_city_has_everything_inside_and_nothing_beside(jarva):
    found = names(jarva["Stockholm"])
    assert len(found[AreaRelation.INSIDE]) == 9
    assert (found[AreaRelation.ABOVE], found[AreaRelation.BESIDE]) == ([], [])


def test_relations_cost_one_query(jarva, django_assert_num_queries):
    with django_assert_num_queries(1):
        relation_to(jarva["Järva"].pk, read_ground())


def test_rebuilding_a_second_time_changes_nothing(jarva):
    assert rebuild_relations() == 0


def test_areas_within_thirty_metres_are_neighbours_and_no_farther():
    # At 59.3° a degree of longitude is 56.8 km: 20 m and 45 m.
    left = district("Vänster", 0)
    near = AreaFactory(name="Nära", boundary=square(1, gap=0.00035))
    AreaFactory(name="Långt bort", boundary=square(2, gap=0.0008))
    rebuild_relations()
    near.refresh_from_db()
    assert near.neighbour_ids == [left.pk]


def test_boundaries_that_cross_touch():
    wide = {"type": "Polygon", "coordinates": [
        [[17.9, 59.304], [18.1, 59.304], [18.1, 59.306], [17.9, 59.306], [17.9, 59.304]]
    ]}  # fmt: skip
    one, other = district("Kvarter", 0), AreaFactory(name="Stråk", boundary=wide)
    rebuild_relations()
    one.refresh_from_db()
    assert one.neighbour_ids == [other.pk]


def test_without_boundaries_the_nearest_centres_are_neighbours():
    places = [
        AreaFactory(level=AreaLevel.PLACE, latitude=59.3, longitude=18 + column / 100)
        for column in range(12)
    ]
    rebuild_relations()
    places[0].refresh_from_db()
    assert places[0].neighbour_ids == [place.pk for place in places[1:6]]


def test_areas_of_different_times_are_not_neighbours(jarva):
    assert jarva["Järva"].neighbour_ids == [jarva["Bromma"].pk]


def test_an_area_of_which_nothing_is_known_has_no_neighbours():
    area = AreaFactory()
    AreaFactory()
    rebuild_relations()
    area.refresh_from_db()
    assert (area.leaf_ids, area.neighbour_ids) == ([area.pk], [])


def test_a_circle_made_by_mistake_ends():
    one, other = AreaFactory(), AreaFactory()
    AreaParentFactory(child=one, parent=other)
    AreaParentFactory(child=other, parent=one)
    rebuild_relations()
    one.refresh_from_db()
    assert one.leaf_ids == [one.pk]
