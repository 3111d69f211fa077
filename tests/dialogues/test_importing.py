"""Earlier dialogues from files: understood, stored once, faults told by row."""

import datetime

import pytest
from django.utils import timezone

from dialogues.enums import HistoryAction, ImportState
from dialogues.importing.fields import MISSING, NOT_IN_LIST
from dialogues.importing.guessing import guess_mapping
from dialogues.importing.targets import target_of
from dialogues.models import Dialogue
from municipality.enums import AreaLevel, OrganisationKind
from tests.factories import (
    AreaFactory,
    MethodFactory,
    OrganisationFactory,
    ThemeFactory,
    coordinator,
)
from tests.factories.imports import counts, csv_bytes, refusals, upload_dialogues, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _type(dialogue_type):
    """Every dialogue has a type."""


def imported(organisation, rows, *, by=None, **changes):
    return worked_off(upload_dialogues(organisation, csv_bytes(rows), by=by), **changes)


def test_a_full_row_becomes_a_full_dialogue(jarva, jarva_official, tensta):
    parks, walk = ThemeFactory(name_sv="Parker"), MethodFactory(name_sv="Gåtur")
    traffic = OrganisationFactory(name="Trafikkontoret")
    header = [
        "Titel", "Fråga", "Syfte", "Område", "Tema", "Startdatum", "Slutdatum", "Antal deltagare",
        "Metod", "Målgrupp", "Rekrytering", "Resultat", "Medarrangör", "Plats", "Länk",
        "Diarienummer", "Återkoppling datum", "Återkoppling till", "Återkoppling", "Språk",
    ]  # fmt: skip
    row = [
        "Trygg park", "Vad behövs i parken?", "Få veta mer", "Tensta", "Parker", "3 mars 2015",
        "2015-05-20", "ca 40", "gåtur", "Unga", "Öppen inbjudan", "Mörkt vid dammen.",
        "Trafikkontoret; Tensta träff", "Tensta torg", "https://example.se/rapport",
        "1.5.1-12/2015", "2015-09-01", "deltagarna", "Vi har bytt lampor.", "svenska, somaliska",
    ]  # fmt: skip
    done = imported(jarva, [header, row], by=jarva_official)
    assert (counts(done), refusals(done)) == (
        {"read": 1, "stored": 1, "known": 0, "refused": 0},
        [],
    )
    dialogue = Dialogue.objects.get()
    assert dialogue.reference.startswith("D-2015-")
    assert (dialogue.starts_on, dialogue.ends_on, dialogue.date_precision) == (
        datetime.date(2015, 3, 3),
        datetime.date(2015, 5, 20),
        "day",
    )
    assert (dialogue.participants, dialogue.participants_quality) == (40, "estimated")
    assert (dialogue.state, dialogue.feedback_reach) == ("closed", "targeted")
    assert (dialogue.is_registered_afterwards, dialogue.definition_confirmed) == (True, False)
    links = ("areas", "themes", "methods", "co_organisers")
    assert [list(getattr(dialogue, name).all()) for name in links] == [
        [tensta],
        [parks],
        [walk],
        [traffic],
    ]
    assert [(each.kind, each.name) for each in dialogue.partners.all()] == [
        ("external", "Tensta träff")
    ]
    assert [each.link for each in dialogue.documents.all()] == ["https://example.se/rapport"]
    occasion = dialogue.occasions.get()
    assert (occasion.venue, occasion.area) == ("Tensta torg", tensta)
    entry = dialogue.history.get()
    assert (entry.action, entry.by, entry.detail) == (
        HistoryAction.IMPORTED,
        jarva_official,
        "fil.csv",
    )
    assert "damm" in dialogue.body_words.split()
    assert "park" in dialogue.title_words.split()


def test_a_year_is_enough_and_stays_a_year(jarva):
    imported(jarva, [["Titel", "År"], ["Trygg park", "2015"]])
    dialogue = Dialogue.objects.get()
    assert (dialogue.starts_on, dialogue.ends_on, dialogue.date_precision) == (
        datetime.date(2015, 1, 1),
        datetime.date(2015, 12, 31),
        "year",
    )
    assert (dialogue.owner, dialogue.state) == (jarva, "feedback")


def test_the_whole_city_is_no_area(jarva):
    AreaFactory(name="Stockholm", level=AreaLevel.CITY)
    rows = [["Titel", "År", "Område"], ["A", "2015", "Hela staden"], ["B", "2015", "Stockholm"]]
    imported(jarva, rows)
    assert [(each.is_city_wide, each.areas.count()) for each in Dialogue.objects.all()] == [
        (True, 0),
        (True, 0),
    ]


def test_a_name_of_two_areas_is_the_wider_one_unless_the_row_says_which(jarva):
    committee = AreaFactory(name="Farsta", level=AreaLevel.COMMITTEE)
    district = AreaFactory(name="Farsta", level=AreaLevel.DISTRICT)
    rows = [["Titel", "År", "Område"], ["A", "2015", "Farsta"], ["B", "2015", "Farsta stadsdel"]]
    imported(jarva, rows)
    found = Dialogue.objects.order_by("title").values_list("areas", flat=True)
    assert list(found) == [committee.pk, district.pk]


def test_the_body_that_existed_at_the_time_owned_the_dialogue(jarva):
    jarva.valid_from = datetime.date(2007, 1, 1)
    jarva.save()
    before = OrganisationFactory(
        name="Järva stadsdelsförvaltning",
        valid_from=datetime.date(1997, 1, 1),
        valid_to=datetime.date(2006, 12, 31),
        successor=jarva,
    )
    header = ["Titel", "År", "Förvaltning"]
    rows = [header, ["A", "2003", "Järva stadsdelsförvaltning"], ["B", "2020", jarva.name]]
    imported(jarva, rows)
    found = Dialogue.objects.order_by("title").values_list("owner", flat=True)
    assert list(found) == [before.pk, jarva.pk]


def test_each_bad_row_is_refused_with_its_reason(jarva, jarva_official):
    OrganisationFactory(name="Trafikkontoret")
    OrganisationFactory(name="Järva nämnd", kind=OrganisationKind.COMMITTEE_DISTRICT)
    later = str(timezone.localdate() + datetime.timedelta(days=9))
    header = ["Titel", "Start", "Slut", "Förvaltning", "Deltagare", "Område"]
    rows = [
        ["", "2015", "", "", "", ""],
        ["A", "", "", "", "", ""],
        ["B", "2015-05-02", "2015-05-01", "", "", ""],
        ["C", "2015-05-02", later, "", "", ""],
        ["D", "2015", "", "Trafikkontoret", "", ""],
        ["E", "2015", "", "Järva nämnd", "", ""],
        ["F", "2015", "", "Okänt kontor", "", ""],
        ["G", "2015", "", "", "många", ""],
        ["H", "2015", "", "", "", "Atlantis"],
        ["x" * 201, "2015", "", "", "", ""],
        ["I", "2015", "", "", "25", ""],
        ["i ", "2015", "", "", "25", ""],
    ]
    done = imported(jarva, [header, *rows], by=jarva_official)
    assert counts(done) == {"read": 12, "stored": 1, "known": 0, "refused": 11}
    assert refusals(done) == [
        (2, "Titel", "", MISSING),
        (3, "Start", "", MISSING),
        (4, "Slut", "2015-05-01", "The dialogue cannot end before it starts."),
        (5, "Slut", later, "The dialogue has not been held yet. Plan it in the portal instead."),
        (6, "Förvaltning", "Trafikkontoret",
         "You may import only for your own organisation, and this is another."),
        (7, "Förvaltning", "Järva nämnd", "Only administrations and companies hold dialogues."),
        (8, "Förvaltning", "Okänt kontor", NOT_IN_LIST),
        (9, "Deltagare", "många",
         "This is not a number of people. Write a whole number, such as 25."),
        (10, "Område", "Atlantis", NOT_IN_LIST),
        (11, "Titel", "x" * 200, "The text is longer than 200 characters."),
        (13, "Titel", "i", "Row 12 is the same dialogue: title, start and owner agree."),
    ]  # fmt: skip


def test_a_coordinator_imports_for_every_administration(jarva):
    traffic = OrganisationFactory(name="Trafikkontoret")
    rows = [["Titel", "År", "Förvaltning"], ["A", "2015", "Trafikkontoret"]]
    imported(jarva, rows, by=coordinator())
    assert Dialogue.objects.get().owner == traffic


def test_the_same_file_again_adds_nothing(jarva):
    rows = [["Titel", "År"], ["A", "2015"], ["B", "2016"]]
    assert counts(imported(jarva, rows))["stored"] == 2
    assert counts(imported(jarva, rows)) == {"read": 2, "stored": 0, "known": 2, "refused": 0}
    assert Dialogue.objects.count() == 2


def test_a_check_stores_nothing_and_knows_what_is_there(jarva):
    rows = [["Titel", "År"], ["A", "2015"]]
    imported(jarva, rows)
    checked = imported(jarva, [*rows, ["B", "2016"]], state=ImportState.CHECKING)
    assert counts(checked) == {"read": 2, "stored": 0, "known": 1, "refused": 0}
    assert Dialogue.objects.count() == 1


def test_the_same_title_at_another_hour_is_another_dialogue(jarva):
    rows = [
        ["Titel", "Start"],
        ["Öppet hus", "2015-05-02 10:00"],
        ["Öppet hus", "2015-05-02 14:00"],
    ]
    assert counts(imported(jarva, rows))["stored"] == 2


def test_a_hundred_dialogues_take_as_many_queries_as_one(jarva, django_assert_max_num_queries):
    rows = [["Titel", "År"], *([f"Dialog {n}", "2015"] for n in range(100))]
    file_import = upload_dialogues(jarva, csv_bytes(rows))
    with django_assert_max_num_queries(45):
        worked_off(file_import)
    assert Dialogue.objects.count() == 100


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            ["Rubrik", "Ansvarig förvaltning", "Stadsdel", "Datum", "Antal deltagare"],
            {
                "title": ["Rubrik"],
                "owner": ["Ansvarig förvaltning"],
                "areas": ["Stadsdel"],
                "starts_on": ["Datum"],
                "participants": ["Antal deltagare"],
            },
        ),
        (
            ["title", "organiser", "start", "end", "topic_1", "topic_2", "place", "language"],
            {
                "title": ["title"],
                "co_organisers": ["organiser"],
                "starts_on": ["start"],
                "ends_on": ["end"],
                "themes": ["topic_1", "topic_2"],
                "venue": ["place"],
                "languages": ["language"],
            },
        ),
    ],
)
def test_columns_are_guessed_from_swedish_and_english_headers(columns, expected):
    assert guess_mapping(target_of("dialogues").fields, columns, []) == expected


def test_a_column_of_something_else_is_not_taken_for_dates():
    rows = [{"Rubrik": "A", "Datum": "se bilaga"}, {"Rubrik": "B", "Datum": "vet ej"}]
    mapping = guess_mapping(target_of("dialogues").fields, ["Rubrik", "Datum"], rows)
    assert mapping == {"title": ["Rubrik"]}
