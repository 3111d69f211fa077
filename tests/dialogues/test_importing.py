"""Earlier dialogues from files: understood, stored once, faults told by row."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from archive.models import Lexeme
from dialogues.enums import HistoryAction, ImportState
from dialogues.importing.fields import MISSING, NOT_IN_LIST
from dialogues.importing.guessing import guess_mapping
from dialogues.importing.targets import target_of
from dialogues.models import Dialogue
from dialogues.periods import FEEDBACK_BEFORE_START, FEEDBACK_NOT_GIVEN_YET
from municipality.enums import AreaLevel, DialogueForm, OrganisationKind
from tests.dialogues.survey import SURVEY
from tests.factories import (
    AreaFactory,
    DialogueKindFactory,
    DialogueTypeFactory,
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


CONTEXT = {
    "Titel": "title",
    "Startdatum": "starts_on",
    "Dialogtyp": "type",
    "Även delvis": "secondary_types",
    "Initiativtagare": "initiator",
    "Vad kan förändras": "proposals",
    "Aktörer att involvera": "actors_to_involve",
    "Återkoppling senast": "feedback_due",
    "Lagstadgad": "is_statutory",
    "Vilken lag": "statutory_ground",
    "Underlag för beslut": "feeds_decision",
    "Beslutande nämnd": "feeds_committee",
    "Beslutsdatum": "feeds_decided_on",
    "Aktivitet i verksamhetsplanen": "plan_reference",
    "Medarrangör": "co_organisers",
    "Andra förvaltningar": "partner_administration",
    "Kommunala bolag": "partner_company",
    "Föreningar": "partner_civil_society",
    "Externa aktörer": "partner_external",
}


def test_decision_partners_promise_and_statute_come_from_the_file(jarva):
    assert guess_mapping(target_of("dialogues").fields, list(CONTEXT), []) == {
        field: [column] for column, field in CONTEXT.items()
    }
    also = DialogueTypeFactory(name_sv="Brukardialog")
    committee = OrganisationFactory(name="Järva nämnd", kind=OrganisationKind.COMMITTEE_DISTRICT)
    row = [
        "Trygg park", "2015-05-02", "Medborgardialog", "Brukardialog; Medborgardialog",
        "Medborgare", "Fler lampor", "Polisen", "december 2015", "", "Plan- och bygglagen",
        "Ny detaljplan", "Järva nämnd", "2016-02-18", "Aktivitet 3.2", "Tensta träff",
        "Trafikkontoret i grannkommunen", "Parkbolaget", "Hyresgästerna; Scouterna", "Tensta träff",
    ]  # fmt: skip
    done = imported(jarva, [list(CONTEXT), row])
    assert (refusals(done), done.unmatched) == ([], {})
    dialogue = Dialogue.objects.get()
    assert list(dialogue.secondary_types.all()) == [also]
    assert (dialogue.initiator, dialogue.proposals, dialogue.actors_to_involve) == (
        "residents", "Fler lampor", "Polisen",
    )  # fmt: skip
    assert (dialogue.feedback_due, dialogue.feeds_decided_on) == (
        datetime.date(2015, 12, 31), datetime.date(2016, 2, 18),
    )  # fmt: skip
    assert (dialogue.is_statutory, dialogue.statutory_ground) == (True, "Plan- och bygglagen")
    assert (dialogue.feeds_decision, dialogue.feeds_committee, dialogue.plan_reference) == (
        "Ny detaljplan", committee, "Aktivitet 3.2",
    )  # fmt: skip
    assert [(each.kind, each.name) for each in dialogue.partners.all()] == [
        ("administration", "Trafikkontoret i grannkommunen"),
        ("civil_society", "Hyresgästerna"),
        ("civil_society", "Scouterna"),
        ("company", "Parkbolaget"),
        ("external", "Tensta träff"),
    ]


@pytest.mark.parametrize("column", ["Medarrangör", "Externa aktörer"])
def test_a_partner_whose_name_is_too_long_is_not_cut_but_refused(jarva, column):
    rows = [["Titel", "Startdatum", column]]
    rows += [[f"Park {n}", "2015-05-02", "Scouterna; " + n * "å"] for n in (200, 201)]
    done = imported(jarva, rows)
    assert [row.title for row in Dialogue.objects.all()] == ["Park 200"]
    told = [(row, where, reason) for row, where, _value, reason in refusals(done)]
    assert told == [(3, column, "The text is longer than 200 characters.")]


@pytest.mark.parametrize(("said", "is_statutory"), [("nej", False), ("ja", True), ("", True)])
def test_a_statute_named_demands_the_dialogue_unless_the_row_says_no(jarva, said, is_statutory):
    header = ["Titel", "Startdatum", "Lagstadgad", "Vilken lag"]
    imported(jarva, [header, ["Trygg park", "2015-05-02", said, "PBL"]])
    assert Dialogue.objects.get().is_statutory is is_statutory


def test_a_year_is_enough_and_stays_a_year(jarva):
    imported(jarva, [["Titel", "År"], ["Trygg park", "2015"]])
    dialogue = Dialogue.objects.get()
    assert (dialogue.starts_on, dialogue.ends_on, dialogue.date_precision) == (
        datetime.date(2015, 1, 1),
        datetime.date(2015, 12, 31),
        "year",
    )
    assert (dialogue.owner, dialogue.state) == (jarva, "feedback")


def test_rows_that_end_in_days_to_come_are_refused_and_the_year_that_runs_ends_today(jarva):
    today = timezone.localdate()
    ahead = today.year + 1
    rows = [
        ["Rådslaget", str(today), f"maj {ahead}"],
        ["Panelen", f"{today.year}–{ahead}", ""],
        ["Vandringen", str(today.year), ""],
    ]
    done = imported(jarva, [["Titel", "Start", "Slut"], *rows])
    reason = "The dialogue has not ended yet. Register it when it has, or plan it in the portal."
    assert refusals(done) == [
        (2, "Slut", f"{ahead}-05-31", reason),
        (3, "Start", f"{ahead}-12-31", reason),
    ]
    assert Dialogue.objects.get().ends_on == today


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
        (5, "Slut", later,
         "The dialogue has not ended yet. Register it when it has, or plan it in the portal."),
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


def test_feedback_cannot_have_been_given_in_days_to_come_or_before_the_start(jarva):
    year = timezone.localdate().year
    header = ["Titel", "Start", "Återkoppling datum"]
    rows = [
        ["A", "2015-05-02", str(year + 5)],
        ["B", "2015-05-02", "2015-05-01"],
        ["C", "2015-05-02", "maj 2015"],
        ["D", "2015-05-02", str(year)],
    ]
    done = imported(jarva, [header, *rows])
    assert refusals(done) == [
        (2, "Återkoppling datum", f"{year + 5}-01-01", FEEDBACK_NOT_GIVEN_YET),
        (3, "Återkoppling datum", "2015-05-01", FEEDBACK_BEFORE_START),
    ]
    found = Dialogue.objects.order_by("title").values_list("title", "feedback_given_on")
    assert list(found) == [("C", datetime.date(2015, 5, 31)), ("D", timezone.localdate())]


@pytest.mark.parametrize(
    "cells",
    [
        ["Process: pågår under en längre tid", "Ungdomsråd", "Få veta mer",
         "Öka invånarnas inflytande; Öka engagemanget",
         "När idéer väcks, tidigt i en process; När beslut fattas", "Barn och unga", "Föräldrar",
         "40", "2", "3", "Öppen inbjudan", "Snöbollsurval", "Systematisk utvärdering",
         "Metod, Deltagande"],
        ["process", "youth council", "Få veta mer", "influence; Increase engagement",
         "Idea; decision", "children and youth", "PARENTS", "40", "2", "3", "Open invitation",
         "snowball sample", "systematic evaluation", "method; participation"],
    ],
    ids=["Swedish", "English"],
)  # fmt: skip
def test_what_the_survey_coded_is_coded_in_the_register(jarva, cells):
    council = DialogueKindFactory(
        name_sv="Ungdomsråd", name_en="Youth council", form=DialogueForm.PROCESS
    )
    done = imported(jarva, [list(SURVEY), ["Ungas park", "2015-05-02", *cells]])
    assert (refusals(done), done.unmatched) == ([], {})
    dialogue = Dialogue.objects.get()
    assert (dialogue.form, dialogue.kind) == ("process", council)
    assert (dialogue.purposes, dialogue.phases) == (["influence", "engagement"], [1, 4])
    assert dialogue.target_groups == ["parents", "children", "youth"]
    assert dialogue.recruitment == ["snowball", "open"]
    assert (dialogue.elected_participants, dialogue.official_participants) == (2, 3)
    assert (dialogue.evaluation_kind, dialogue.evaluated) == (
        "systematic",
        ["method", "participation"],
    )


def test_a_target_group_in_words_is_found_by_the_filter_and_other_words_are_left(jarva):
    imported(jarva, [["Titel", "År", "Målgrupp"], ["A", "2015", "Unga, boende på Storgatan"]])
    dialogue = Dialogue.objects.get(target_groups__contains=["youth"])
    assert dialogue.target_group_text == "Unga, boende på Storgatan"


def test_a_coded_word_that_stands_in_no_list_is_told(jarva):
    done = imported(jarva, [["Titel", "År", "Skede"], ["A", "2015", "Utredning; Paus"]])
    assert Dialogue.objects.get().phases == [2]
    assert done.unmatched == {"phases": {"Paus": 1}}


def test_the_command_leaves_nothing_for_a_worker_to_count(jarva, tmp_path):
    file = tmp_path / "fil.csv"
    file.write_bytes(csv_bytes([["Titel", "År"], ["Dammen i parken", "2015"]]))
    call_command(
        "import_file", str(file), "--kind", "dialogues", "--organisation", jarva.name, verbosity=0
    )
    assert Lexeme.objects.filter(word="damm").exists()


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
