"""A dialogue's viewpoints as a file: the list on the screen, whole, and masked as there."""

import csv
import io
import uuid

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from feedback.models import Viewpoint
from tests.factories.feedback import MeasureFactory, ViewpointFactory

PHONE = "Ring mig på 070-123 45 67 om lampan"


def texts(client, dialogue, extension, **query):
    """The file's rows below its header, first column."""
    answer = client.get(reverse("viewpoint-export", args=[dialogue.reference, extension]), query)
    if extension == "xlsx":
        sheet = load_workbook(io.BytesIO(answer.getvalue())).active
        return [row[0] for row in sheet.iter_rows(values_only=True)][1:]
    rows = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";")
    return [row[0] for row in rows][1:]


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "query", [{}, {"q": "lampan"}, {"kind": "good"}, {"scope": "outside", "page": "2"}]
)
def test_the_file_holds_the_list_of_all_pages(client, coordinator, dialogue, extension, query):
    for number in range(45):
        ViewpointFactory(
            dialogue=dialogue, text=f"Lampan {number}" if number % 2 else f"Bänk {number}",
            kind="good" if number % 3 else "", in_scope=number % 4 == 0,
        )  # fmt: skip
    ViewpointFactory()
    client.force_login(coordinator)
    url = reverse("viewpoint-list", args=[dialogue.reference])
    pages = client.get(url, query).context["page"].paginator.num_pages
    listed = [
        item.viewpoint.text
        for page in range(1, pages + 1)
        for item in client.get(url, query | {"page": page}).context["items"]
    ]
    assert texts(client, dialogue, extension, **query) == listed


def test_the_page_links_to_the_files_of_its_list(client, coordinator, dialogue):
    ViewpointFactory(dialogue=dialogue, text="Lampan", kind="good")
    client.force_login(coordinator)
    url = reverse("viewpoint-list", args=[dialogue.reference])
    page = client.get(url, {"q": "lampan", "page": "1"}).content.decode()
    for extension in ("csv", "xlsx"):
        link = reverse("viewpoint-export", args=[dialogue.reference, extension])
        assert f'<a href="{link}?q=lampan">' in page


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_others_get_personal_data_masked(client, coordinator, official, dialogue, extension):
    ViewpointFactory(dialogue=dialogue, text=PHONE)
    for user, sees in ((coordinator, False), (official, True)):
        client.force_login(user)
        assert ("070-123 45 67" in texts(client, dialogue, extension)[0]) is sees


def test_a_long_list_costs_few_questions(
    client, coordinator, dialogue, django_assert_max_num_queries
):
    Viewpoint.objects.bulk_create(
        Viewpoint(dialogue=dialogue, text="Lampan", fingerprint=uuid.uuid4()) for _ in range(2_500)
    )
    client.force_login(coordinator)
    with django_assert_max_num_queries(12):
        assert len(texts(client, dialogue, "csv")) == 2_500


@pytest.mark.parametrize(("language", "header"), [("sv", "Synpunkt"), ("en", "Viewpoint")])
def test_the_file_speaks_the_readers_language(client, coordinator, dialogue, language, header):
    client.force_login(coordinator)
    client.cookies["django_language"] = language
    answer = client.get(reverse("viewpoint-export", args=[dialogue.reference, "csv"]))
    assert answer.getvalue().decode("utf-8-sig").partition(";")[0] == header


def test_a_dialogue_nobody_knows_has_no_file(client, coordinator):
    client.force_login(coordinator)
    assert client.get("/dialoger/D-1999-0001/synpunkter/lista.csv").status_code == 404


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_measures_of_a_dialogue_are_taken_along_on_all_pages(
    client, coordinator, dialogue, extension
):
    for number in range(24):
        MeasureFactory(dialogue=dialogue, title=f"Lampa {number}")
    MeasureFactory()
    client.force_login(coordinator)
    page = client.get(reverse("measure-list", args=[dialogue.reference]))
    link = reverse("measure-list-export", args=[dialogue.reference, extension])
    assert f'<a href="{link}">' in page.content.decode()
    answer = client.get(link)
    if extension == "xlsx":
        sheet = load_workbook(io.BytesIO(answer.getvalue())).active
        titles = [row[0] for row in sheet.iter_rows(values_only=True)][1:]
    else:
        lines = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";")
        titles = [row[0] for row in lines][1:]
    assert titles == [f"Lampa {number}" for number in range(24)]
