"""Every number that is a link leads to a list of as many."""

from collections import Counter

import pytest
from django.http import QueryDict
from django.utils.translation import gettext

from archive import search as searching
from archive.choices import Choice, Choices
from archive.criteria import Criteria
from archive.facets import facets
from archive.lexemes import refresh
from dialogues.enums import State, TargetGroup
from dialogues.models import Dialogue
from municipality.enums import AreaRelation
from tests.factories import (
    DialogueFactory,
    DialogueTypeFactory,
    MethodFactory,
    ThemeFactory,
    dialogue_in_state,
)
from tests.factories.feedback import ViewpointFactory


@pytest.fixture
def varied(city):
    """Dialogues over several years, themes in a tree, areas near each other, all statuses."""
    lamps = ThemeFactory(slug="lampor", name_sv="Lampor", parent=city.lighting)
    method = MethodFactory(slug="vandring", name_sv="Vandring")
    DialogueFactory(
        title="Belysning", starts_on="2019-11-01", ends_on="2021-02-01", type=city.kind,
        owner=city.office, areas=[city.tensta, city.rinkeby, city.jarva], themes=[lamps],
        methods=[method], target_groups=[TargetGroup.values[0]],
    )  # fmt: skip
    DialogueFactory(
        title="Belysning i hela staden", starts_on="2020-05-01", ends_on=None, type=city.kind,
        owner=city.office, is_city_wide=True, themes=[lamps, city.lighting],
    )  # fmt: skip
    partly = DialogueTypeFactory(slug="brukardialog", name_sv="Brukardialog")
    city.tensta_dialogue.secondary_types.add(partly, city.tensta_dialogue.type)
    DialogueFactory(title="Belysning i skolan", type=partly, areas=[city.tensta])
    dialogue_in_state(State.IDEA, title="Belysning i parken", areas=[city.rinkeby], starts_on=None)
    dialogue_in_state(State.ONGOING, title="Belysning pågår", areas=[city.tensta])
    refresh()
    return city


def listed(web, url):
    answer = web.get(f"/sok/{url}").context["answer"]
    return len(answer.dialogue_ids)


@pytest.mark.parametrize("address", ["", "area=tensta", "q=belysning", "q=belysning&area=tensta"])
def test_the_number_of_a_facet_is_that_of_the_list_it_leads_to(web, varied, address):
    facets = web.get(f"/sok/?{address}").context["facets"]
    items = [item for facet in facets for item in [*facet["items"], *facet["more"]]]
    numbers = {item["id"]: item["count"] for item in items}
    assert numbers == {item["id"]: listed(web, item["url"]) for item in items}
    assert {"facet-year-2019", "facet-year-2020", "facet-year-2021"} <= numbers.keys()


def test_a_type_holds_what_is_only_partly_of_it(web, varied):
    found = web.get("/sok/?type=brukardialog").context
    titles = {hit["dialogue"].title for hit in found["hits"]}
    assert titles == {"Belysning i skolan", varied.tensta_dialogue.title}


def test_what_a_statute_demands_is_sought_alone_or_left_out(web, varied):
    Dialogue.objects.filter(pk=varied.tensta_dialogue.pk).update(is_statutory=True)
    every = set(web.get("/sok/").context["answer"].dialogue_ids)
    only = web.get("/sok/?statutory=1")
    assert only.context["answer"].dialogue_ids == [varied.tensta_dialogue.pk]
    without = web.get("/sok/?statutory=0&q=belysning").context
    assert set(without["answer"].dialogue_ids) < every - {varied.tensta_dialogue.pk} | {0}
    assert [chip["label"] for chip in without["chips"]] == ["Lagstadgade dialoger: utan dem"]
    without = web.get("/sok/?statutory=0").context
    assert set(without["answer"].dialogue_ids) == every - {varied.tensta_dialogue.pk}
    assert '<option value="1" selected>' in only.content.decode()
    assert len(web.get("/sok/?statutory=kanske").context["criteria"].notes) == 1


def test_a_theme_holds_the_dialogues_of_the_themes_below_it(web, varied):
    facets = web.get("/sok/").context["facets"]
    themes = next(facet for facet in facets if facet["title"] == "Tema")["items"]
    assert [(item["label"], item["count"]) for item in themes] == [("Belysning", 4), ("Lampor", 2)]


def test_facets_without_words_count_what_is_not_listed_too(web, varied, monkeypatch):
    monkeypatch.setattr(searching, "MOST_LISTED", 2)
    page = web.get("/sok/")
    years = next(facet for facet in page.context["facets"] if facet["title"] == "År")["items"]
    assert [(item["label"], item["count"]) for item in years][-2:] == [("2020", 2), ("2019", 1)]
    assert "flera" not in page.content.decode()


def test_more_than_are_listed_is_called_more_than(web, varied, monkeypatch):
    monkeypatch.setattr(searching, "MOST_LISTED", 2)
    tabs = web.get("/sok/").context["tabs"]
    assert [tab["count"] for tab in tabs] == [gettext("more than %(count)s") % {"count": "6"}, 1]


@pytest.mark.parametrize("address", ["", "q=belysning", "q=belysning&area=tensta&near=inside"])
@pytest.mark.parametrize("tab", [0, 1])
def test_the_number_of_a_tab_is_that_of_its_list(web, varied, address, tab):
    ViewpointFactory.create_batch(3, dialogue=varied.tensta_dialogue, text="Mer belysning!")
    refresh()
    found = web.get(f"/sok/?{address}").context["tabs"][tab]
    assert web.get(f"/sok/{found['url']}").context["page"].paginator.count == found["count"]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("tunneln belysning", 10),  # any of the words, and what means the same
        ("belysnig", 7),  # misspelt
        ("gångvägsbelysning", 3),  # its parts mean something else
    ],
)
@pytest.mark.parametrize("path", ["/sok/", "/planera/"])
def test_the_viewpoints_that_match_a_hit_are_those_its_link_lists(web, city, words, number, path):
    texts = ["Mer lyse!", "Tunneln är mörk", "Ljus, tack", "Annat"]
    for text in [*texts, *["Belysning nu"] * 3, *["Gångvägsbelysning behövs"] * 3]:
        ViewpointFactory(dialogue=city.tensta_dialogue, text=text)
        ViewpointFactory(dialogue=city.bromma_dialogue, text="Belysning")
    refresh()
    context = web.get(path, {"q": words}).context
    hits = context["hits"] if path == "/sok/" else context["known"].hits
    hit = next(each for each in hits if each["dialogue"] == city.tensta_dialogue)
    assert hit["more_text"] == f"Alla {number} synpunkter med träff"
    found = web.get(hit["more_url"]).context
    assert found["page"].paginator.count == number
    assert {row["dialogue"] for row in found["rows"]} == {city.tensta_dialogue}
    assert found["chips"][0]["label"] == f"Dialog: {city.tensta_dialogue.title}"


def test_a_dialogue_nobody_knows_is_left_out_and_said(web):
    context = web.get("/sok/?q=belysning&dialogue=D-1999-0001").context
    assert (context["criteria"].dialogue, len(context["criteria"].notes)) == (None, 1)


@pytest.mark.parametrize("section", ["ongoing", "planned", "owed", "carried_out"])
def test_show_all_on_an_areas_page_leads_to_that_lists_dialogues(web, city, section):
    state = {"ongoing": State.ONGOING, "planned": State.DECIDED}.get(section, State.FEEDBACK)
    for _each in range(9):
        dialogue_in_state(state, areas=[city.rinkeby])
    dialogue_in_state(State.IDEA, areas=[city.rinkeby])
    page = web.get("/omraden/rinkeby/")
    address = page.content.decode().split('<a href="/sok/?area=rinkeby&amp;near=inside')[1]
    address = address.split('"')[0].replace("&amp;", "&")
    expected = 10 if section == "planned" else 9
    assert listed(web, f"?area=rinkeby&near={AreaRelation.INSIDE.value}{address}") == expected


def test_a_co_organiser_is_no_link_to_what_others_own(web, city):
    city.tensta_dialogue.co_organisers.add(city.bromma_dialogue.owner)
    page = web.get(city.tensta_dialogue.get_absolute_url()).content.decode()
    assert f"organisation={city.bromma_dialogue.owner_id}" not in page
    assert city.bromma_dialogue.owner.name in page


def test_what_is_as_common_stands_in_the_same_order_whoever_counted():
    """Processes learn of the records in different order; what is out of use takes no place."""
    rows = [Choice(pk, f"t{pk}", f"Tema {pk}") for pk in range(1, 20)]
    groups = TargetGroup.values[:3]
    unused = {str(pk): 9 for pk in range(100, 120)}
    shown = []
    for pks, in_order in ((range(1, 20), groups), (range(19, 0, -1), groups[::-1])):
        found = {
            "theme": Counter(unused | {str(pk): 2 if pk == 5 else 1 for pk in pks}),
            "group": Counter(dict.fromkeys(in_order, 1)),
        }
        both = facets(found, Criteria(), Choices(themes=rows), QueryDict())
        shown.append([item["label"] for one in both for item in (*one["items"], *one["more"])])
    assert shown[0] == shown[1]
    assert shown[0][:14] == [f"Tema {pk}" for pk in (5, 1, 2, 3, 4, *range(6, 15))]
