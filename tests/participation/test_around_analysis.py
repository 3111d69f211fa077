"""What stands beside the analysis: who lives here, who came before, and the picture."""

import datetime
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dialogues.enums import State, TargetGroup
from municipality.enums import AreaLevel, Measure
from municipality.models import Area
from participation.came_before import who_came
from participation.enums import KnownGroup
from participation.models import GroupAssessment, TargetGroupAnalysis
from participation.picture import LINE, group_picture
from tests.factories import (
    AreaFactory,
    DialogueFactory,
    DialogueTypeFactory,
    PopulationFigureFactory,
)
from tests.participation.sections import address
from tests.rows import rows_read

DAY = datetime.timedelta(days=1)


@pytest.fixture
def hjulsta(planning):
    area = AreaFactory(name="Hjulsta")
    planning.areas.set([area])
    return area


def lines(planning, planner):
    return {line.name: line for line in who_came(planning, planner).lines}


def held(area, groups, **fields):
    return DialogueFactory(areas=[area], target_groups=groups, **fields)


def test_only_figures_that_exist_are_shown_with_source_and_year(planning, planner, hjulsta):
    PopulationFigureFactory(area=hjulsta, measure=Measure.FOREIGN_BORN, value="54.4", year=2023)
    PopulationFigureFactory(area=hjulsta, measure=Measure.FOREIGN_BORN, value="50", year=2019)
    before = who_came(planning, planner)
    assert [(line.name, line.lives_here) for line in before.lines] == [("Utrikes födda", ["54 %"])]
    assert before.sources == ["Hjulsta: SCB 2023"]


def test_figures_of_the_area_around_stand_in_with_its_name(planning, planner, hjulsta):
    jarva = AreaFactory(
        name="Järva", level=AreaLevel.COMMITTEE, leaf_ids=[hjulsta.pk, hjulsta.pk + 100]
    )
    AreaFactory(name="Staden", level=AreaLevel.CITY, leaf_ids=jarva.leaf_ids)
    PopulationFigureFactory(area=jarva, measure=Measure.INHABITANTS, value=93039)
    before = who_came(planning, planner)
    assert before.lines[0].lives_here == ["93\xa0039"]
    assert before.sources == ["Järva: SCB 2023"]


def test_only_an_area_in_force_today_stands_in(planning, planner, hjulsta):
    today = timezone.localdate()
    around = {"level": AreaLevel.COMMITTEE, "leaf_ids": [hjulsta.pk, hjulsta.pk + 100]}
    for name, days in (("Förr", {"valid_to": today - DAY}), ("Sen", {"valid_from": today + DAY})):
        area = AreaFactory(name=name, **around, **days)
        PopulationFigureFactory(area=area, measure=Measure.INHABITANTS)
    assert who_came(planning, planner).sources == []
    ending = AreaFactory(name="Järva", **around, valid_to=today + DAY)
    PopulationFigureFactory(area=ending, measure=Measure.INHABITANTS, value=93039)
    assert who_came(planning, planner).sources == ["Järva: SCB 2023"]


def test_whom_they_turned_to_is_counted_in_what_was_carried_out_here(planning, planner, hjulsta):
    held(hjulsta, [TargetGroup.YOUTH, TargetGroup.OLDER])
    held(hjulsta, [TargetGroup.CHILDREN])
    held(hjulsta, [TargetGroup.OLDER], state=State.ONGOING)
    held(AreaFactory(), [TargetGroup.OLDER])
    assert who_came(planning, planner).dialogues == 2
    found = {name: line.dialogues for name, line in lines(planning, planner).items()}
    assert found == {"Barn och unga 0–19 år": 2, "Äldre, 65 år eller mer": 1}


def test_what_lies_in_several_of_the_areas_is_counted_once(planning, planner, hjulsta):
    tensta = AreaFactory(name="Tensta")
    planning.areas.add(tensta)
    DialogueFactory(
        areas=[hjulsta, tensta], target_groups=[TargetGroup.CHILDREN, TargetGroup.YOUTH]
    )
    (line,) = who_came(planning, planner).lines
    assert (line.dialogues, who_came(planning, planner).dialogues) == (1, 1)


def test_earlier_dialogues_are_counted_in_the_database(planning, planner, hjulsta):
    assert planner.has_access
    for number in (1, 9):
        for _time in range(number):
            held(hjulsta, [TargetGroup.OLDER])
        assert sum(rows_read(lambda: who_came(planning, planner))) <= 3


def test_a_disadvantaged_area_is_marked_where_groups_are_weighed(writer, planning, hjulsta):
    marked = "Markerat som socioekonomiskt utsatt"
    url = address(planning, "malgrupper")
    assert marked not in writer.get(url).content.decode()
    Area.objects.filter(pk=hjulsta.pk).update(is_priority=True)
    assert marked in writer.get(url).content.decode()


def test_without_areas_there_is_nothing_to_show(planning, planner):
    assert who_came(planning, planner).lines == []


# The picture


def group(name, affected, heard, **fields):
    return GroupAssessment(own_words=name, affected=affected, heard_today=heard, **fields)


def test_a_picture_needs_a_judged_group():
    assert group_picture([]) is None
    assert group_picture([group("Unga", 4, None)]) is None


def test_no_name_covers_another_however_many_share_a_square():
    many = [group(f"En grupp med ett långt namn nummer {n}", 4, 1) for n in range(7)]
    picture = group_picture([*many, group("Unga", 3, 1), group("Äldre", 1, 4)])
    written = sorted((dot["text"], y) for dot in picture["dots"] for y, _text in dot["lines"])
    for (x, y), (other_x, other_y) in pairwise(written):
        assert x != other_x or other_y - y >= LINE
    assert all(y < picture["bottom"] for _x, y in written)


def test_the_missed_stand_in_the_shaded_part_and_no_others():
    for affected in (1, 2, 3, 4):
        for heard in (1, 2, 3, 4):
            one = group("Unga", affected, heard)
            picture = group_picture([one])
            dot = picture["dots"][0]
            inside = (
                dot["x"] < picture["left"] + picture["wash"]["width"]
                and dot["y"] < picture["top"] + picture["wash"]["height"]
            )
            assert inside is one.is_missed


@pytest.mark.parametrize("name", ["decision", "decision-basis"])
def test_who_decides_sees_the_picture_for_no_query_more(writer, planning, name):
    planning.type = DialogueTypeFactory(decider="committee")
    planning.save(update_fields=["type"])
    there = reverse(name, args=[planning.reference])
    analysis = TargetGroupAnalysis.objects.create(dialogue=planning, sentence="Unga nås först.")
    writer.get(there)
    with CaptureQueriesContext(connection) as before:
        assert "groups-picture" not in writer.get(there).content.decode()
    for order in range(30):
        GroupAssessment.objects.create(
            analysis=analysis, own_words=f"Grupp {order}", affected=4, heard_today=1, order=order
        )
    with CaptureQueriesContext(connection) as queries:
        page = writer.get(there).content.decode()
    assert page.count('class="groups-picture"') == 1
    assert "<title>Grupp 29</title>" in page
    assert "Nämnden läser" not in page
    assert len(queries) == len(before) <= 12


def test_the_basis_shows_the_picture_in_swedish_to_all(writer, planning):
    analysis = TargetGroupAnalysis.objects.create(dialogue=planning)
    GroupAssessment.objects.create(analysis=analysis, own_words="Unga", affected=4, heard_today=1)
    writer.cookies["django_language"] = "en"
    page = writer.get(reverse("decision-basis", args=[planning.reference])).content.decode()
    assert "Bilden i ord" in page


def test_every_known_group_belongs_to_a_dimension():
    from participation.enums import Dimension

    assert {code.split("-")[0] for code in KnownGroup.values} == set(Dimension.values)
