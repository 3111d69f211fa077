"""Every list can be taken along as the screen shows it (R152)."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from feedback.enums import PersonalData
from municipality.enums import Role
from municipality.models import Area
from tests.factories import (
    DialogueFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    committee_member,
    coordinator,
)
from tests.factories.feedback import ViewpointFactory
from tests.factories.imports import csv_bytes, upload_dialogues

LISTS = ["dialogue-list", "import-list", "contact-list", "area-list", "personal-data"]
PHONE = "Ring mig på 070-123 45 67 om lampan"


def rows_of(client, name, extension="csv"):
    """The file's rows as lists of texts, its header first."""
    content = client.get(reverse(f"{name}-export", args=[extension])).getvalue()
    if extension == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    cells = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in cells]


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_own_dialogues_are_those_of_all_pages_in_their_order(web, city, extension):
    DialogueFactory.create_batch(34, owner=city.office, type=city.kind, areas=[city.tensta])
    pages = [web.get(f"/dialoger/?page={number}").context for number in (1, 2)]
    shown = [row for page in pages for row in page["rows"]]
    header, *rows = rows_of(web, "dialogue-list", extension)
    assert header[-2:] == ["Ifyllda delar", "Delar totalt"]
    assert [row[0] for row in rows] == [row["dialogue"].reference for row in shown]
    assert [row[-2:] for row in rows] == [
        [str(row["complete"].filled), str(row["complete"].total)] for row in shown
    ]
    assert {row[8] for row in rows} == {"Tensta"}


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_imports_are_those_the_reader_may_see(web, city, extension):
    content = csv_bytes([["Titel", "Start"], ["Torget", "2024"]])
    upload_dialogues(city.office, content, name="=kalla.csv")
    upload_dialogues(OrganisationFactory(), content, name="annan.csv")
    _header, row = rows_of(web, "import-list", extension)
    name = row[0] if extension == "xlsx" else row[0].removeprefix("'")
    assert (name, row[4], row[7:]) == ("=kalla.csv", city.office.name, ["0", "0", "0"])


def test_the_directory_says_who_has_no_contact_person(web, city):
    MembershipFactory(
        organisation=city.office, user=UserFactory(email="a@example.se"), is_contact_person=True
    )
    told = {(row[1], row[3]) for row in rows_of(web, "contact-list")[1:]}
    assert told == {
        (city.office.name, city.user.email),
        (city.office.name, "a@example.se"),
        ("Bromma stadsdelsförvaltning", "Ingen kontaktperson"),
    }


def test_only_coordinators_get_the_contact_persons_of_abolished_bodies(client, city):
    gone = OrganisationFactory(name="Kista stadsdelsförvaltning", valid_to="2023-06-30")
    MembershipFactory(organisation=gone, is_contact_person=True)
    for user, sees in ((coordinator(), True), (city.user, False)):
        client.force_login(user)
        rows = rows_of(client, "contact-list")
        assert [row[5] for row in rows if row[1] == gone.name] == ["2023-06-30"] * sees


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_areas_come_with_what_they_are_part_of_and_their_numbers(web, city, extension):
    Area.objects.filter(pk=city.tensta.pk).update(is_priority=True)
    assert [row[:2] + row[3:] for row in rows_of(web, "area-list", extension)[1:]] == [
        ["Bromma", "", "1", "", ""],
        ["Alvik", "Bromma", "1", "", ""],
        ["Järva", "", "1", "", ""],
        ["Rinkeby", "Järva", "0", "", ""],
        ["Tensta", "Järva", "1", "Ja", ""],
        ["Spånga-Tensta", "", "", "", "2023-06-30" + " 00:00:00" * (extension == "xlsx")],
    ]


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_of_what_waits_only_numbers_leave_the_portal(web, city, extension):
    for dialogue in (city.tensta_dialogue, city.tensta_dialogue, city.bromma_dialogue):
        ViewpointFactory(dialogue=dialogue, text=PHONE, personal_data=PersonalData.WAITING)
    _header, *rows = rows_of(web, "personal-data", extension)
    mine = city.tensta_dialogue
    assert [row[:4] for row in rows] == [[mine.reference, mine.title, mine.owner.name, "2"]]
    content = web.get(reverse("personal-data-export", args=[extension])).getvalue()
    assert b"070-123" not in content


@pytest.mark.parametrize("name", LISTS)
def test_each_list_links_to_its_files(web, city, name):
    ViewpointFactory(dialogue=city.tensta_dialogue, text=PHONE, personal_data=PersonalData.WAITING)
    upload_dialogues(city.office, csv_bytes([["Titel", "Start"], ["Torget", "2024"]]))
    page = web.get(reverse(name)).content.decode()
    for extension in ("csv", "xlsx"):
        assert f'href="{reverse(f"{name}-export", args=[extension])}"' in page


@pytest.mark.parametrize("name", LISTS)
def test_who_works_for_nobody_gets_no_list(client, city, name):
    client.force_login(UserFactory())
    assert client.get(reverse(f"{name}-export", args=["csv"])).status_code == 403


def test_a_committee_gets_no_list_of_what_waits(client, city):
    member = committee_member()
    assert member.organisations_as(Role.COMMITTEE)
    client.force_login(member)
    assert client.get(reverse("personal-data-export", args=["csv"])).status_code == 403


def test_a_long_list_of_own_dialogues_costs_few_questions(web, city, django_assert_max_num_queries):
    DialogueFactory.create_batch(60, owner=city.office, type=city.kind, areas=[city.tensta])
    with django_assert_max_num_queries(12):
        assert len(rows_of(web, "dialogue-list")) == 62
