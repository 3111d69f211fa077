"""The areas' pages (R055)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dialogportal.local_cache import cache
from dialogues.enums import State
from dialogues.forms.choices import area_choices
from dialogues.models import Dialogue
from dialogues.models.querysets import CARRIED_OUT
from feedback.models import Measure
from municipality.areas import rebuild_relations
from municipality.enums import AreaLevel
from municipality.enums import Measure as Figure
from municipality.models import Area, Theme
from tests.factories import (
    AreaFactory,
    AreaParentFactory,
    DialogueFactory,
    OrganisationFactory,
    PopulationFigureFactory,
    UserFactory,
    dialogue_in_state,
    official,
)
from tests.factories.feedback import MeasureFactory, ViewpointFactory

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[17.9, 59.3], [17.91, 59.3], [17.91, 59.31], [17.9, 59.31], [17.9, 59.3]]],
}


def titles(page, section):
    return [row["dialogue"].title for row in page.context["sections"][section]["rows"]]


def test_an_area_shows_what_goes_on_is_planned_owed_and_done(web, city):
    today = timezone.localdate()
    dialogue_in_state(
        State.ONGOING, title="Pågår", areas=[city.rinkeby], starts_on=today, ends_on=None
    )
    dialogue_in_state(State.DECIDED, title="Beslutad", areas=[city.jarva])
    dialogue_in_state(State.IDEA, title="Idé", areas=[city.tensta])
    dialogue_in_state(State.CLOSED, title="Klar", areas=[city.tensta])
    dialogue_in_state(State.CLOSED, title="Annorstädes", areas=[city.alvik])
    dialogue_in_state(State.CANCELLED, title="Inställd", areas=[city.tensta])
    page = web.get("/omraden/jarva/")
    assert titles(page, "ongoing") == ["Pågår"]
    assert titles(page, "planned") == ["Beslutad", "Idé"]
    assert titles(page, "owed") == ["Trygg väg till skolan i Tensta"]
    assert titles(page, "carried_out") == ["Klar", "Trygg väg till skolan i Tensta"]


def around(page, section):
    rows = page.context["sections"][section]["around"]
    return [
        (row["dialogue"].title, [text for text, is_strong in row["facts"] if is_strong])
        for row in rows
    ]


LARGER, WHOLE_CITY = ["Större område runt omkring"], ["Hela staden"]


def test_what_goes_on_in_a_larger_area_stands_on_the_areas_page_marked(web, city):
    ongoing, planned = State.ONGOING, State.DECIDED
    dialogue_in_state(ongoing, title="Järva", areas=[city.jarva])
    dialogue_in_state(ongoing, title="Staden", areas=[], is_city_wide=True)
    dialogue_in_state(ongoing, title="Staden som område", areas=[city.city])
    dialogue_in_state(ongoing, title="Bromma", areas=[city.bromma])
    dialogue_in_state(planned, title="Järvas plan", areas=[city.jarva, city.bromma])
    dialogue_in_state(State.CLOSED, title="Järvas gamla", areas=[city.jarva])
    page = web.get("/omraden/tensta/")
    assert sorted(around(page, "ongoing")) == [
        ("Järva", LARGER), ("Staden", WHOLE_CITY), ("Staden som område", LARGER)
    ]  # fmt: skip
    assert around(page, "planned") == [("Järvas plan", LARGER)]
    assert around(page, "carried_out") == around(page, "owed") == []
    text = page.content.decode()
    assert "I ett större område" in text
    assert "Inget pågår här just nu." not in text


def test_what_is_held_here_too_is_not_told_twice(web, city):
    dialogue_in_state(State.ONGOING, title="Båda", areas=[city.jarva, city.tensta])
    dialogue_in_state(State.ONGOING, title="Allt", areas=[city.tensta], is_city_wide=True)
    page = web.get("/omraden/tensta/")
    assert sorted(titles(page, "ongoing")) == ["Allt", "Båda"]
    assert around(page, "ongoing") == []


def test_nothing_is_said_to_go_on_where_nothing_does_above_either(web, city):
    dialogue_in_state(State.ONGOING, title="Bromma", areas=[city.bromma])
    text = web.get("/omraden/tensta/").content.decode()
    assert "Inget pågår här just nu." in text
    assert "I ett större område" not in text


def test_the_citys_own_page_has_nothing_above_it(web, city):
    dialogue_in_state(State.ONGOING, title="Staden", areas=[], is_city_wide=True)
    page = web.get("/omraden/stockholm/")
    assert (titles(page, "ongoing"), around(page, "ongoing")) == (["Staden"], [])


def test_more_in_a_larger_area_than_is_listed_is_linked_to(web, city):
    for number in range(6):
        dialogue_in_state(State.ONGOING, title=f"Järva {number}", areas=[city.jarva])
        dialogue_in_state(State.IDEA, title=f"Plan {number}", areas=[], is_city_wide=True)
    page = web.get("/omraden/tensta/")
    assert (len(around(page, "ongoing")), len(around(page, "planned"))) == (4, 4)
    text = page.content.decode()
    for address in ("near=above&amp;status=ongoing", "near=city_wide&amp;coming=1"):
        assert f"?area=tensta&amp;{address}" in text
        link = f"/sok/?area=tensta&{address.replace('amp;', '')}"
        assert len(web.get(link).context["answer"].dialogue_ids) == 6


def test_who_has_waited_longest_for_an_answer_stands_first(web, city):
    for title, due in (("B", datetime.date(2025, 5, 1)), ("A", datetime.date(2025, 1, 1))):
        DialogueFactory(title=title, areas=[city.tensta], feedback_due=due)
    assert titles(web.get("/omraden/tensta/"), "owed") == [
        "A",
        "B",
        "Trygg väg till skolan i Tensta",
    ]


def test_a_long_list_leads_to_the_search(web, city):
    DialogueFactory.create_batch(9, areas=[city.tensta])
    page = web.get("/omraden/tensta/")
    assert len(titles(page, "owed")) == 8
    assert "/sok/?area=tensta&amp;near=inside&amp;awaiting=1" in page.content.decode()


def test_open_measures_of_the_areas_dialogues_say_who_answers_for_them_and_since_when(web, city):
    here = city.tensta_dialogue
    office = OrganisationFactory(name="Trafikkontoret")
    old = MeasureFactory(dialogue=here, title="Ljus i tunneln", responsible=office, state="planned")
    Measure.objects.update(created_at=datetime.datetime(2024, 12, 18, 9, tzinfo=datetime.UTC))
    new = MeasureFactory(dialogue=here, title="Fler bänkar")
    MeasureFactory(dialogue=here, title="Klar", state="carried_out")
    MeasureFactory(dialogue=here, title="Nekad", state="not_done", reason="Pengarna är slut.")
    MeasureFactory(dialogue=city.bromma_dialogue, title="Annorstädes")
    for slug in ("tensta", "jarva", "spanga-tensta"):
        page = web.get(f"/omraden/{slug}/")
        assert page.context["measures"] == {"rows": [old, new], "more": False}
    told = page.content.decode()
    shown = (
        "Öppna åtgärder", "Ansvarig: Trafikkontoret", "Registrerad 18 dec 2024", here.title,
        f"/dialoger/{here.reference}/#measure-{old.pk}", "Ingen ansvarig är utsedd",
    )  # fmt: skip
    assert [text for text in shown if text not in told] == []


def test_an_area_without_open_measures_says_so(web):
    told = web.get("/omraden/tensta/").content.decode()
    assert "Ingen åtgärd från dialogerna här väntar på att genomföras." in told


def test_measures_for_the_whole_city_stand_on_its_own_page_only(web, city):
    MeasureFactory(dialogue=DialogueFactory(is_city_wide=True), title="För alla")
    for slug, number in (("stockholm", 1), ("jarva", 0)):
        assert len(web.get(f"/omraden/{slug}/").context["measures"]["rows"]) == number


def test_many_open_measures_lead_to_a_page_with_all(web, city):
    MeasureFactory.create_batch(23, dialogue=city.tensta_dialogue)
    page = web.get("/omraden/tensta/")
    assert len(page.context["measures"]["rows"]) == 8
    link = "/omraden/tensta/atgarder/"
    assert link in page.content.decode()
    numbers = [len(web.get(link, {"page": number}).context["page"]) for number in ("1", "2", "9")]
    assert numbers == [20, 3, 3]
    assert web.get("/omraden/finns-inte/atgarder/").status_code == 404


@pytest.mark.parametrize("path", ["", "atgarder/"])
def test_more_measures_cost_no_more_queries(web, city, path, django_assert_num_queries):
    def add(count):
        for _ in range(count):
            heir = OrganisationFactory()
            gone = OrganisationFactory(valid_to=datetime.date(2023, 6, 30), successor=heir)
            MeasureFactory(
                dialogue=DialogueFactory(areas=[city.tensta]), responsible=gone, followed_up_by=gone
            )

    add(8)
    web.get("/omraden/tensta/")
    with CaptureQueriesContext(connection) as first:
        web.get(f"/omraden/tensta/{path}")
    add(22)
    with django_assert_num_queries(len(first)):
        web.get(f"/omraden/tensta/{path}")


def test_who_does_not_work_for_the_city_sees_no_measures(client, city):
    MeasureFactory(dialogue=city.tensta_dialogue)
    client.force_login(UserFactory())
    assert client.get("/omraden/tensta/atgarder/").status_code == 403


def test_what_people_speak_of_most_is_counted(web, city):
    ViewpointFactory.create_batch(2, area=city.rinkeby, theme_ids=[city.lighting.pk])
    rows = web.get("/omraden/jarva/").context["themes"]
    assert [(row["theme"].name, row["count"]) for row in rows] == [("Belysning", 3)]


def test_what_people_speak_of_is_told_in_the_language_that_was_switched_to(web, city):
    """It is kept for a minute, and the reader may change language meanwhile."""
    Theme.objects.filter(pk=city.lighting.pk).update(name_en="Lighting")
    names = []
    for language in ("sv", "en"):
        web.cookies["django_language"] = language
        rows = web.get("/omraden/jarva/").context["themes"]
        names += [row["theme"].name for row in rows]
    assert names == ["Belysning", "Lighting"]


def test_figures_carry_year_and_source_and_come_from_the_area_around_where_there_are_none(
    web, city
):
    PopulationFigureFactory(area=city.jarva, year=2022, value=1)
    PopulationFigureFactory(area=city.jarva, year=2023, value=57_321)
    PopulationFigureFactory(area=city.jarva, measure=Figure.TURNOUT, value="61.5", year=2018)
    PopulationFigureFactory(area=city.jarva, measure=Figure.AGE_0_19, value="25", year=2023)
    for slug in ("jarva", "tensta"):
        page = web.get(f"/omraden/{slug}/")
        assert [(row.measure, row.year) for row in page.context["figures"]] == [
            (Figure.INHABITANTS, 2023),
            (Figure.TURNOUT, 2018),
            (Figure.AGE_0_19, 2023),
        ]
        assert "57\xa0321" in page.content.decode()
        assert ("Siffror för Järva" in page.content.decode()) is (slug == "tensta")


def test_the_map_shows_the_area_among_its_neighbours(web, city):
    assert web.get("/omraden/tensta/").context["map"] is None
    for area in (city.tensta, city.rinkeby):
        area.boundary = SQUARE
        area.save()
    shapes = web.get("/omraden/tensta/").context["map"]["shapes"]
    assert [(shape["title"], shape["here"]) for shape in shapes] == [
        ("Rinkeby", False),
        ("Tensta", True),
    ]


def test_an_area_of_before_the_reform_keeps_its_page(web):
    page = web.get("/omraden/spanga-tensta/")
    assert titles(page, "carried_out") == ["Trygg väg till skolan i Tensta"]
    assert "till 2023-06-30" in page.content.decode()
    assert "tidigare i" in web.get("/omraden/tensta/").content.decode()


def test_the_list_counts_what_was_held_in_each_area(web, city):
    DialogueFactory(areas=[city.jarva, city.rinkeby])
    page = web.get("/omraden/")
    counted = {
        node["area"].name: (
            node["count"],
            [(leaf["area"].name, leaf["count"]) for leaf in node["below"]],
        )
        for node in page.context["tree"]
    }
    assert counted == {
        "Bromma": (1, [("Alvik", 1)]),
        "Järva": (2, [("Rinkeby", 1), ("Tensta", 1)]),
    }
    assert page.context["former"] == [city.before]


def test_a_place_in_a_district_is_listed_too_with_what_is_held_there(web, city):
    Area.objects.filter(pk=city.tensta.pk).update(is_priority=False)
    place = AreaFactory(name="Tensta träff", level=AreaLevel.PLACE, is_priority=True)
    AreaParentFactory(child=place, parent=city.tensta)
    rebuild_relations()
    DialogueFactory(areas=[place])
    context = web.get("/omraden/").context
    jarva = next(node for node in context["tree"] if node["area"] == city.jarva)
    assert [(leaf["area"].name, leaf["count"]) for leaf in jarva["below"]] == [
        ("Rinkeby", 0), ("Tensta", 2), ("Tensta träff", 1),
    ]  # fmt: skip
    assert (context["priority"].areas, context["priority"].inside) == (1, 1)


def test_where_no_committee_has_areas_the_districts_of_the_city_are_listed(client, db):
    city = AreaFactory(name="Sollentuna", level=AreaLevel.CITY)
    AreaParentFactory(child=AreaFactory(name="Rotebro"), parent=city)
    client.force_login(official())
    tree = client.get("/omraden/").context["tree"]
    assert [(node["area"].name, node["below"]) for node in tree] == [("Rotebro", [])]


def test_the_count_of_an_area_is_what_the_search_finds_in_it(web, city):
    DialogueFactory(areas=[city.jarva, city.rinkeby])
    tree = web.get("/omraden/").context["tree"]
    for node in tree:
        address = f"/sok/?area={node['area'].slug}&near=inside&counted=dialogue"
        found = web.get(address).context["answer"]
        assert len(found.dialogue_ids) == node["count"]


def test_a_district_that_moved_lies_in_its_new_area_only(web, city):
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    city.tensta.parent_links.filter(parent=city.jarva).update(valid_to=yesterday)
    AreaParentFactory(child=city.tensta, parent=city.bromma, valid_from=today)
    rebuild_relations()
    page = web.get("/omraden/tensta/")
    assert (page.context["parents"], page.context["former_parents"]) == (
        [city.bromma],
        [city.jarva, city.before],
    )
    assert web.get("/omraden/jarva/").context["below"] == [city.rinkeby]
    tree = web.get("/omraden/").context["tree"]
    assert {node["area"]: [leaf["area"] for leaf in node["below"]] for node in tree} == {
        city.bromma: [city.alvik, city.tensta],
        city.jarva: [city.rinkeby],
    }
    chosen = {name: [label for _pk, label in rows] for name, rows in area_choices()}
    assert chosen["Bromma"] == ["Hela Bromma", "Alvik", "Tensta"]


def test_an_area_that_is_no_more_lies_where_it_lay(web, city):
    AreaParentFactory(child=city.before, parent=city.city, valid_to=city.before.valid_to)
    context = web.get("/omraden/spanga-tensta/").context
    assert (context["parents"], context["below"]) == ([city.city], [city.tensta])


def test_the_citys_own_page_has_what_concerns_the_whole_city(web, city):
    dialogue_in_state(State.IDEA, title="Översiktsplanen", is_city_wide=True)
    assert titles(web.get("/omraden/stockholm/"), "planned") == ["Översiktsplanen"]
    assert titles(web.get("/omraden/jarva/"), "planned") == []


def test_the_list_costs_as_many_queries_whatever_it_counts(web, city, django_assert_num_queries):
    with CaptureQueriesContext(connection) as first:
        web.get("/omraden/")
    cache.clear()
    DialogueFactory.create_batch(30, areas=[city.jarva, city.tensta])
    with django_assert_num_queries(len(first)):
        web.get("/omraden/")
    with CaptureQueriesContext(connection) as again:
        web.get("/omraden/")
    assert len(again) < len(first)


def test_a_city_without_areas_says_how_to_load_them(client, db):
    from tests.factories import official

    client.force_login(official())
    assert "load_areas" in client.get("/omraden/").content.decode()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_speaks_the_readers_language(web, language):
    web.cookies["django_language"] = language
    told = web.get("/omraden/tensta/").content.decode()
    assert ("What residents speak of most" in told) is (language == "en")


def test_a_theme_spoken_of_promises_no_list_of_another_length(web, city):
    """The number is of viewpoints about the area; the search by theme lists by dialogue."""
    page = web.get("/omraden/tensta/").content.decode()
    assert '<th scope="row">Belysning</th>' in page
    assert "theme=belysning&amp;show=viewpoints" not in page
    assert 'href="/sok/?area=tensta&amp;near=inside&amp;show=viewpoints"' in page


def test_dialogues_are_counted_in_and_outside_disadvantaged_areas(web, city):
    assert web.get("/omraden/").context["priority"] is None
    Area.objects.filter(pk=city.tensta.pk).update(is_priority=True)
    DialogueFactory(areas=[city.tensta, city.alvik])
    dialogue_in_state(State.IDEA, areas=[city.tensta])
    DialogueFactory(areas=[city.jarva])
    before = Dialogue.objects.filter(state__in=CARRIED_OUT).exclude(areas=city.tensta).count()
    found = web.get("/omraden/")
    held = found.context["priority"]
    assert (held.areas, held.inside, held.elsewhere) == (1, 2, before)
    assert found.content.decode().count("utsatt</span>") == 1
    assert "socioekonomiskt utsatt" in web.get(city.tensta.get_absolute_url()).content.decode()
    assert "socioekonomiskt utsatt" not in web.get(city.alvik.get_absolute_url()).content.decode()
