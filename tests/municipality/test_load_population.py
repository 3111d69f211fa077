"""manage.py load_population"""

import datetime
from decimal import Decimal

import pytest

from municipality.enums import AreaLevel, Measure
from municipality.models import PopulationFigure
from tests.factories import AreaFactory

pytestmark = pytest.mark.django_db
FIGURES = """stadsdelsnamnd;folkmangd_2023;andel_utrikes_fodda;inkomst
Bromma;83 540;0,186;445,8
farsta;61859;0.25;
"""
COLUMNS = [
    "--column", "inhabitants=folkmangd_2023",
    "--column", "foreign_born=andel_utrikes_fodda:share",
    "--column", "mean_income=inkomst",
]  # fmt: skip
FROM_SCB = ["--year", "2023", "--source", "SCB"]


@pytest.fixture(autouse=True)
def _areas():
    AreaFactory(name="Bromma", level=AreaLevel.COMMITTEE)
    AreaFactory(name="Farsta", level=AreaLevel.COMMITTEE)


def stored():
    rows = PopulationFigure.objects.order_by("area__name", "measure")
    return list(rows.values_list("area__name", "measure", "value", "year", "source"))


def test_figures_are_read_with_comma_or_point_and_shares_become_per_cent(run, write):
    lines = run("load_population", write("f.csv", FIGURES), *COLUMNS, *FROM_SCB)
    assert lines[-1] == "Refused: 0"
    assert stored() == [
        ("Bromma", Measure.FOREIGN_BORN, Decimal("18.60"), 2023, "SCB"),
        ("Bromma", Measure.INHABITANTS, 83540, 2023, "SCB"),
        ("Bromma", Measure.MEAN_INCOME, Decimal("445.80"), 2023, "SCB"),
        ("Farsta", Measure.FOREIGN_BORN, 25, 2023, "SCB"),
        ("Farsta", Measure.INHABITANTS, 61859, 2023, "SCB"),
    ]


def test_a_second_run_changes_nothing(run, write):
    path = write("f.csv", FIGURES)
    run("load_population", path, *COLUMNS, *FROM_SCB)
    assert run("load_population", path, *COLUMNS, *FROM_SCB) == [
        "Made: 0", "Changed: 0", "Unchanged: 5", "Refused: 0",
    ]  # fmt: skip


def test_a_corrected_figure_replaces_the_old_one(run, write):
    run("load_population", write("f.csv", FIGURES), *COLUMNS, *FROM_SCB)
    path = write("f.csv", FIGURES.replace("61859", "61860"))
    lines = run("load_population", path, *COLUMNS, *FROM_SCB)
    assert lines[1] == "Changed: 1 (Farsta, Inhabitants 2023)"
    assert PopulationFigure.objects.filter(value=61860).count() == 1


def test_the_year_may_stand_in_the_columns_name(run, write):
    path = write("f.csv", FIGURES)
    run("load_population", path, "--column", "inhabitants=folkmangd_2023", "--source", "SCB")
    assert {row[3] for row in stored()} == {2023}


def test_columns_named_as_measures_need_no_option(run, write):
    path = write("f.csv", "name,inhabitants\nBromma,12\n")
    run("load_population", path, *FROM_SCB)
    assert stored() == [("Bromma", Measure.INHABITANTS, 12, 2023, "SCB")]


def test_bad_rows_are_listed_and_nothing_is_stored(run, write):
    text = "namn,inhabitants,turnout\nBromma,10,50\nAtlantis,10,50\nFarsta,-3,50\nBROMMA,1,1\n"
    lines = run("load_population", write("f.csv", text), *FROM_SCB)
    assert lines[3:] == [
        "Refused: 3",
        "  3: There is no area called “Atlantis”.",
        "  4: inhabitants: -3 is below zero.",
        "  5: “BROMMA” is already in row 2.",
        (
            "Nothing was stored, because something was refused. Correct the file, "
            "or store the rest with --skip-refused."
        ),
    ]
    assert stored() == []
    run("load_population", write("f.csv", text), *FROM_SCB, "--skip-refused")
    assert [row[0] for row in stored()] == ["Bromma", "Bromma"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("många", "turnout: “många” is not a number."),
        ("186", "turnout: 186 is more than 100 per cent."),
    ],
)
def test_a_wrong_figure_is_refused_with_its_column(run, write, cell, reason):
    lines = run("load_population", write("f.csv", f"name,turnout\nBromma,{cell}\n"), *FROM_SCB)
    assert lines[4] == f"  2: {reason}"


def test_a_name_on_two_levels_needs_the_level(run, write):
    AreaFactory(name="Farsta", level=AreaLevel.DISTRICT)
    path = write("f.csv", "name,inhabitants\nFarsta,12\n")
    lines = run("load_population", path, *FROM_SCB)
    assert lines[4] == "  2: There are several areas called “Farsta”. Say which with --level."
    run("load_population", path, *FROM_SCB, "--level", "committee")
    assert PopulationFigure.objects.get().area.level == AreaLevel.COMMITTEE


def test_of_an_abolished_and_a_present_area_the_present_is_meant(run, write):
    gone = datetime.date(2023, 6, 30)
    AreaFactory(name="Bromma", level=AreaLevel.COMMITTEE, division="Förr", valid_to=gone)
    run("load_population", write("f.csv", "name,inhabitants\nBromma,12\n"), *FROM_SCB)
    assert PopulationFigure.objects.get().area.valid_to is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--column", "shoe_size=inkomst"], ("“shoe_size” is not a measure. There are: "
         "inhabitants, foreign_born, mean_income, turnout, age_0_19, age_65.")),
        (["--column", "inhabitants=antal"], ("The file has no column “antal”. It has: "
         "stadsdelsnamnd, folkmangd_2023, andel_utrikes_fodda, inkomst.")),
        (["--column", "mean_income=inkomst"], "Say which year “inkomst” is of, with --year."),
        (["--column", "inhabitants=folkmangd_2023", "--name-column", "ort"],
         ("The file has no column “ort”. It has: "
         "stadsdelsnamnd, folkmangd_2023, andel_utrikes_fodda, inkomst.")),
        ([], "Say what the columns hold, such as --column inhabitants=inkomst."),
        (["--column", "inhabitants=folkmangd_2023", "--source", " "],
         "Say where the figures come from, with --source."),
    ],
)  # fmt: skip
def test_wrong_options_get_a_sentence(run, write, options, sentence):
    path = write("f.csv", FIGURES)
    assert run("load_population", path, "--source", "SCB", *options) == [sentence]


def test_a_table_without_a_column_of_names_is_refused(run, write):
    path = write("f.csv", "nr,inhabitants\nett,12\n")
    assert run("load_population", path, *FROM_SCB) == [
        "Say which column has the areas’ names, with --name-column. It has: nr, inhabitants."
    ]


def test_a_row_of_the_wrong_width_is_refused(run, write):
    lines = run(
        "load_population", write("f.csv", "name,inhabitants\nBromma,1\nFarsta\n"), *FROM_SCB
    )
    assert lines[4] == "  3: The row has 1 cell, but the header has 2."
