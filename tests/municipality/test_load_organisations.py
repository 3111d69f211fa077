"""manage.py load_organisations"""

import datetime

import pytest

from municipality.enums import AreaLevel, OrganisationKind
from municipality.models import Organisation
from tests.factories import AreaFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
HEADER = "name;short_name;kind;parent;deciding_committee;area;valid_from;valid_to;successor\n"
CITY = (
    HEADER
    + """\
Kommunfullmäktige;KF;council;;;;;;
Järva stadsdelsnämnd;;committee_district;Kommunfullmäktige;;Järva;2023-07-01;;
Järva stadsdelsförvaltning;;District administration;;Järva stadsdelsnämnd;Järva;2023-07-01;;
Kista stadsdelsförvaltning;;administration_district;;;;;2023-06-30;Järva stadsdelsförvaltning
Stadsarkivet;;administration_specialist;;Kommunfullmäktige;;;;
"""
)


@pytest.fixture(autouse=True)
def jarva():
    AreaFactory(name="Järva", level=AreaLevel.DISTRICT)
    return AreaFactory(name="Järva", level=AreaLevel.COMMITTEE)


def test_organisations_are_tied_to_each_other_and_their_areas(run, write, jarva):
    lines = run("load_organisations", write("o.csv", CITY))
    assert (lines[0][:7], lines[1:]) == ("Made: 5", ["Changed: 0", "Unchanged: 0", "Refused: 0"])
    body = Organisation.objects.get(name="Järva stadsdelsförvaltning")
    assert (body.kind, body.valid_from, body.area) == (
        OrganisationKind.ADMINISTRATION_DISTRICT, datetime.date(2023, 7, 1), jarva,
    )  # fmt: skip
    assert body.deciding_committee.parent.short_name == "KF"
    old = Organisation.objects.get(name="Kista stadsdelsförvaltning")
    assert (old.is_abolished, old.current()) == (True, body)


def test_a_second_run_changes_nothing(run, write):
    path = write("o.csv", CITY)
    run("load_organisations", path)
    before = list(Organisation.objects.order_by("pk").values())
    assert run("load_organisations", path)[:3] == ["Made: 0", "Changed: 0", "Unchanged: 5"]
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_a_last_day_and_a_successor_reach_one_that_is_there(run, write):
    there = OrganisationFactory(name="Kista stadsdelsförvaltning")
    lines = run("load_organisations", write("o.csv", CITY))
    assert lines[1] == "Changed: 1 (Kista stadsdelsförvaltning)"
    there.refresh_from_db()
    assert there.valid_to == datetime.date(2023, 6, 30)


def test_a_new_tie_alone_counts_as_a_change(run, write):
    run("load_organisations", write("o.csv", CITY))
    text = HEADER + "Stadsarkivet;;administration_specialist;Kommunfullmäktige;;;;;\n"
    assert run("load_organisations", write("o.csv", text))[1] == "Changed: 1 (Stadsarkivet)"


def test_swedish_columns_and_kinds_are_understood(run, write):
    run(
        "load_organisations",
        write("o.csv", "Namn;Slag\nTrafikkontoret;specialist administration\n"),
    )
    assert Organisation.objects.get().kind == OrganisationKind.ADMINISTRATION_SPECIALIST


def test_bad_rows_are_listed_and_nothing_is_stored(run, write):
    text = (
        HEADER
        + """\
;;council;;;;;;
Ett;;klubb;;;;;;
Två;;company;;;Atlantis;;;
Tre;;company;;Finns inte;;;;
Fyra;;company;;;;2024-01-01;2023-01-01;
Fem;;company;;;;;;Sex
Sex;;company;;;;;;Fem
Fem;;company;;;;;;
"""
    )
    lines = run("load_organisations", write("o.csv", text))
    assert lines[3:-1] == [
        "Refused: 7",
        "  2: The name is missing.",
        (
            f"  3: “klubb” is not a kind of organisation. There are: "
            f"{', '.join(OrganisationKind.values)}."
        ),
        "  4: There is no area called “Atlantis”.",
        "  5: deciding_committee: there is no other organisation called “Finns inte”.",
        "  6: It would end (2023-01-01) before it begins (2024-01-01).",
        "  8: successor: Sex and Fem would go round in a circle.",
        "  9: “Fem” is already in row 7.",
    ]
    assert Organisation.objects.count() == 0


def test_an_administration_does_not_decide(run, write):
    text = HEADER + "A;;company;;;;;;\nB;;company;;A;;;;\n"
    lines = run("load_organisations", write("o.csv", text))
    assert lines[4] == "  3: deciding_committee: there is no other organisation called “A”."


def test_of_two_with_one_name_the_newest_is_meant(run, write):
    text = (
        HEADER
        + """\
Nämnden;;committee_specialist;;;;2010-01-01;2019-12-31;
Nämnden;;committee_specialist;;;;2020-01-01;;
Kontoret;;administration_specialist;;Nämnden;;;;
"""
    )
    run("load_organisations", write("o.csv", text))
    committee = Organisation.objects.get(name="Kontoret").deciding_committee
    assert committee.valid_from == datetime.date(2020, 1, 1)


def test_a_table_without_kind_is_refused(run, write):
    assert run("load_organisations", write("o.csv", "name,ort\nEtt,Här\n")) == [
        "The file must have the columns “name” and “kind”. It has: name, ort."
    ]
