"""The first step's form: where its areas stand, and what it asks for."""

import re

from municipality.enums import AreaLevel
from tests.factories import AreaFactory, AreaParentFactory

REGISTER = "/dialoger/registrera/"


def test_the_areas_of_ones_own_part_of_the_city_stand_open_and_first(
    jarva_client, jarva, tensta, profile
):
    part = AreaFactory(name="Järva", level=AreaLevel.COMMITTEE)
    other = AreaFactory(name="Bromma", level=AreaLevel.COMMITTEE)
    AreaParentFactory(child=tensta, parent=part)
    jarva.area = part
    jarva.save()
    page = jarva_client.get(REGISTER).content.decode()
    assert re.findall(r"<details( open)?>\s*<summary>(Järva|Bromma) ", page) == [
        (" open", "Järva"),
        ("", "Bromma"),
    ]
    assert "Flera kan kryssas i, även i olika delar." in page
    # What is chosen is shown instead, wherever it lies.
    page = jarva_client.post(REGISTER, {"areas": [other.pk]}).content.decode()
    assert re.findall(r"<details( open)?>\s*<summary>(Järva|Bromma) ", page) == [
        (" open", "Bromma"),
        ("", "Järva"),
    ]


def test_a_group_says_how_many_are_chosen_in_it(jarva_client, jarva, tensta, profile):
    part = AreaFactory(name="Järva", level=AreaLevel.COMMITTEE)
    AreaParentFactory(child=tensta, parent=part)
    page = jarva_client.post(REGISTER, {"areas": [part.pk]}).content.decode()
    assert '<summary>Järva <span class="soft">1 vald</span>' in page
    page = jarva_client.post(REGISTER, {"areas": [part.pk, tensta.pk]}).content.decode()
    assert '<summary>Järva <span class="soft">2 valda</span>' in page


def test_the_summary_leads_to_the_first_area_in_sight(jarva_client, jarva, profile):
    AreaFactory(name="Bromma", level=AreaLevel.COMMITTEE)
    jarva.area = AreaFactory(name="Järva", level=AreaLevel.COMMITTEE)
    jarva.save()
    page = jarva_client.post(REGISTER, {"owner": jarva.pk}).content.decode()
    assert page.count('href="#id_areas_0"') == 1
    (first,) = re.findall(r'<label class="pick" for="id_areas_0"><input[^>]+>', page)
    assert 'id="id_areas_0"' in first
    assert f'value="{jarva.area.pk}"' in first


def test_what_is_wrong_is_listed_in_the_order_of_the_page(jarva_client, jarva, profile):
    page = jarva_client.post(REGISTER, {"title": ""}).content.decode()
    summary = re.search(r'(?s)class="error-summary.*?</ul>', page)[0]
    listed = re.findall(r'href="#(?:id_)?(\w+?)(?:_\d+)*"', summary)
    assert listed == [
        "only_excluded", "definition_confirmed", "title", "type", "owner", "starts", "areas",
    ]  # fmt: skip


def test_an_empty_form_says_what_is_wanted_in_each_field(jarva_client, jarva, profile):
    form = jarva_client.post(REGISTER, {"owner": jarva.pk}).context["form"]
    assert form.errors == {
        "title": ["Skriv en rubrik som säger vad det handlade om."],
        "type": ["Välj under ”Typ”."],
        "only_excluded": ["Svara på ”Var det bara något av det här?”"],
        "starts": ["Skriv när det började. Ett år räcker."],
        "areas": ["Välj minst ett område, eller hela staden."],
        "definition_confirmed": [
            "Kryssa i om det ryms inom definitionen. Bara sådana dialoger registreras här."
        ],
    }
