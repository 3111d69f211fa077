"""What the search finds, and in which order."""

import datetime

import pytest
from django.http import QueryDict

from archive.choices import load_choices
from archive.criteria import read
from archive.lexemes import refresh
from archive.search import search
from dialogues.models import Dialogue
from feedback.models import Viewpoint
from municipality.enums import AreaRelation
from tests.factories import DialogueFactory, ThemeFactory, UserFactory, coordinator
from tests.factories.feedback import ViewpointFactory


@pytest.fixture
def reader(db):
    return coordinator()


def find(user, address):
    return search(read(QueryDict(address), load_choices(), user), user)


def titles(user, address):
    names = dict(Dialogue.objects.values_list("pk", "title"))
    return [names[pk] for pk in find(user, address).dialogue_ids]


def texts(user, address):
    found = dict(Viewpoint.objects.values_list("pk", "text"))
    return [found[pk] for pk in find(user, address).viewpoint_ids]


def held(title, year=2024, **fields):
    day = datetime.date(year, 3, 1)
    return DialogueFactory(title=title, starts_on=day, ends_on=day, **fields)


def test_dialogues_with_all_the_words_come_before_those_with_some(reader):
    held("Lekplats i parken")
    held("Belysning vid lekplats i parken")
    held("Belysning vid torget")
    refresh()
    assert titles(reader, "q=belysning+lekplats")[0] == "Belysning vid lekplats i parken"
    assert len(titles(reader, "q=belysning+lekplats")) == 3


def test_a_rare_word_counts_more_than_a_common_one(reader):
    for number in range(12):
        held(f"Torget {number}", 2025)
    held("Nyponbusken", 2012)
    refresh()
    assert titles(reader, "q=torget+nyponbusken")[0] == "Nyponbusken"


def test_among_equally_good_ones_the_newest_comes_first(reader):
    for year in (2012, 2024, 2019):
        held(f"Lekplats {year}", year)
    refresh()
    assert titles(reader, "q=lekplats") == ["Lekplats 2024", "Lekplats 2019", "Lekplats 2012"]


def test_the_title_counts_more_than_the_text(reader):
    held("Något annat helt", 2024, background="Här talas det om lekplatser.")
    held("Lekplatser", 2015, background="Här talas det om något annat.")
    refresh()
    assert titles(reader, "q=lekplatser") == ["Lekplatser", "Något annat helt"]


@pytest.mark.parametrize(
    "typed",
    [
        "belysningen", "BELYSNING", "gatubelysning", "Noddr.de", "noddr", "21st", "2023/656",
        "Débat", "debat",
    ],
)  # fmt: skip
def test_words_are_found_in_every_form(reader, typed):
    held("Gatubelysning: Noddr.de, 21st street, Dnr HV 2023/656, Débat")
    held("Helt annat")
    refresh()
    assert len(titles(reader, f"q={typed}")) == 1


def test_a_synonym_finds_what_the_word_means(reader):
    ThemeFactory(synonyms=["soptunna = papperskorg = sopkorg"])
    held("Fler papperskorgar")
    refresh()
    assert titles(reader, "q=soptunnor") == ["Fler papperskorgar"]


def test_a_misspelt_word_finds_what_was_meant_and_says_so(reader):
    held("Belysning på gångvägen")
    refresh()
    answer = find(reader, "q=belysnig")
    assert len(answer.dialogue_ids) == 1
    assert answer.meant == {"belysnig": "belysning"}


def test_a_misspelt_compound_finds_what_was_meant_though_its_parts_are_known(reader):
    meant = ViewpointFactory(text="Bredda cykelbanan till torget.")
    ViewpointFactory(text="Min cykel blev stulen.")
    refresh()
    answer = find(reader, "q=cykelbanna")
    assert answer.meant == {"cykelbanna": "cykelbana"}
    assert meant.pk in answer.viewpoint_ids


def test_a_new_word_is_found_before_the_words_are_counted_anew(reader):
    held("Lekplats")
    refresh()
    held("Zebrabron")
    ViewpointFactory(text="Lekplatsen är fin")
    ViewpointFactory(text="Xylofonen låter för högt")
    assert titles(reader, "q=zebrabron") == ["Zebrabron"]
    assert texts(reader, "q=xylofonen") == ["Xylofonen låter för högt"]
    assert texts(reader, "q=xylofonen+lekplats")[0] in {
        "Xylofonen låter för högt",
        "Lekplatsen är fin",
    }
    assert len(texts(reader, "q=xylofonen+lekplats")) == 2


def test_what_residents_said_brings_up_their_dialogue(reader):
    dialogue = held("Utan ord om saken")
    ViewpointFactory(dialogue=dialogue, text="Rännstenen är trasig")
    refresh()
    assert titles(reader, "q=rännstenar") == ["Utan ord om saken"]


def test_nobody_without_an_organisation_finds_anything(city):
    stranger = UserFactory()
    assert find(stranger, "q=belysning").dialogue_ids == []
    assert find(stranger, "q=belysning").viewpoint_ids == []
    assert find(stranger, "").dialogue_ids == []


def test_personal_data_that_waits_finds_nothing(reader):
    ViewpointFactory(text="Ring mig på 070-123 45 67 eller anna@example.se om bänken")
    refresh()
    assert len(texts(reader, "q=bänken")) == 1
    assert texts(reader, "q=anna%40example.se") == []
    assert texts(reader, "q=0701234567") == []


def relations(city, area):
    answer = find(city.user, f"area={area}")
    names = dict(Dialogue.objects.values_list("pk", "title"))
    return {names[pk]: relation for pk, relation in answer.relations.items()}


def test_an_area_holds_what_lies_in_it_above_it_and_beside_it_and_in_the_whole_city(city):
    Dialogue.objects.all().delete()
    held("Här", areas=[city.tensta])
    held("Ovanför", areas=[city.jarva])
    held("Förr", areas=[city.before])
    held("Intill", areas=[city.rinkeby])
    held("Staden", is_city_wide=True)
    assert relations(city, "tensta") == {
        "Här": AreaRelation.INSIDE,
        "Ovanför": AreaRelation.ABOVE,
        # The former area covered Tensta alone here.
        "Förr": AreaRelation.INSIDE,
        "Intill": AreaRelation.BESIDE,
        "Staden": AreaRelation.CITY_WIDE,
    }
    assert relations(city, "jarva")["Intill"] == AreaRelation.INSIDE


def test_how_near_narrows_the_search(city):
    held("Staden", is_city_wide=True)
    assert titles(city.user, "area=tensta&near=inside") == ["Trygg väg till skolan i Tensta"]
    assert titles(city.user, "area=tensta&near=city_wide") == ["Staden"]


def test_what_lies_in_the_area_comes_before_what_lies_around_it(city):
    held("Belysning i staden", is_city_wide=True, year=2026)
    refresh()
    assert titles(city.user, "q=belysning&area=tensta")[0] == "Trygg väg till skolan i Tensta"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("good=1", ["Ljus vid Alviks torg"]),
        ("awaiting=1", ["Trygg väg till skolan i Tensta"]),
        ("viewpoints=1", ["Trygg väg till skolan i Tensta"]),
        ("status=ongoing", []),
        ("from=2025", []),
        ("to=2024&theme=belysning&good=1", ["Ljus vid Alviks torg"]),
    ],
)
def test_filters_narrow_the_search(city, address, found):
    assert titles(city.user, address) == found
