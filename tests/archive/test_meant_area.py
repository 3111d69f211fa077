"""An area's name typed as a word is offered as the area to look in."""

import pytest

from archive.choices import Choice
from archive.meant_area import meant_area
from tests.factories import ProfileFactory

CITY = Choice(1, "stockholm", "Stockholm")
TENSTA = Choice(2, "tensta", "Tensta", "Platser")
GARD = Choice(3, "hasselby-gard", "Hässelby gård", "Platser")
HASSELBY = Choice(4, "hasselby", "Hässelby", "Platser")
AXELSBERG = Choice(5, "axelsberg", "Axelsberg", "Platser")
SPANGA = Choice(6, "spanga-tensta", "Spånga-Tensta", "Områden i tidigare indelningar")
HUS = Choice(7, "fruangens", "Kvarnens", "Platser")
AREAS = [CITY, TENSTA, GARD, HASSELBY, AXELSBERG, SPANGA, HUS]


@pytest.mark.parametrize(
    ("typed", "area", "rest"),
    [
        ("belysning i Tensta", TENSTA, "belysning"),
        ("Tenstas bibliotek", TENSTA, "bibliotek"),
        ("tensta", TENSTA, ""),
        ("Vad tycker de i tensta?", TENSTA, "Vad tycker de"),
        ("trafik vid Hässelby gårds skola", GARD, "trafik skola"),
        ("trafik i Hässelby", HASSELBY, "trafik"),
        ("Spånga-Tensta: lekplats", SPANGA, "lekplats"),
        ("Kvarnens gård", HUS, "gård"),
        (
            "otrygghet i tunneln i Axelsberg, på kvällen",
            AXELSBERG,
            "otrygghet i tunneln, på kvällen",
        ),
    ],
)
def test_a_whole_name_is_meant_in_the_genitive_too(typed, area, rest):
    found = meant_area(typed, AREAS)
    assert (found.area, found.words) == (area, rest)


@pytest.mark.parametrize("typed", ["belysning", "Tenstabor", "Stockholm", "i", "", "?!", "gård"])
def test_parts_of_names_and_the_city_itself_are_not_offered(typed):
    assert meant_area(typed, AREAS) is None


def test_the_offer_leads_to_the_search_in_the_area_without_the_word(web, city):
    page = web.get("/sok/?q=belysning+i+Tensta&good=1&page=2")
    assert page.context["meant_area"]["url"] == "?good=1&q=belysning&area=tensta"
    html = page.content.decode()
    assert "Menade ni området Tensta?" in html
    assert "Sök ”belysning” i Tensta" in html
    led_to = web.get("/sok/" + page.context["meant_area"]["url"])
    assert led_to.context["criteria"].area.name == "Tensta"
    assert led_to.context["criteria"].words == "belysning"
    assert led_to.context["meant_area"] is None


def test_a_name_alone_leads_to_all_of_the_area(web, city):
    page = web.get("/sok/?q=Tensta")
    assert page.context["meant_area"]["url"] == "?area=tensta"
    assert "Visa allt som är känt i Tensta" in page.content.decode()


def test_before_planning_the_area_is_offered_too(web, city):
    ProfileFactory()
    page = web.get("/planera/?q=belysning+i+Tensta").content.decode()
    assert 'href="?q=belysning&amp;area=tensta"' in page


def test_an_area_chosen_already_is_not_asked_about(web, city):
    assert "Menade ni" not in web.get("/sok/?q=belysning+Rinkeby&area=tensta").content.decode()
