"""No page of viewpoints reads what it does not show: the words of the search, areas' boundaries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.feedback import MeasureFactory, ViewpointFactory
from tests.factories.municipality import AreaFactory

HEAVY = re.compile(r'"(words|part_words|body_words|document_words|boundary|search)"')


@pytest.fixture
def addresses(dialogue, official):
    row = ViewpointFactory(
        dialogue=dialogue,
        area=AreaFactory(),
        created_by=official,
        text="Ring 070-123 45 67 om lampan.",
    )
    of_dialogue = ["viewpoint-list", "viewpoint-register"]
    of_row = ["viewpoint", "viewpoint-edit", "viewpoint-delete"]
    return {
        **{name: reverse(name, args=[dialogue.reference]) for name in of_dialogue},
        **{name: reverse(name, args=[row.pk]) for name in of_row},
        "viewpoint-export": reverse("viewpoint-export", args=[dialogue.reference, "csv"]),
        "search-export": reverse("search-export", args=["csv"]) + "?show=viewpoints",
        "personal-data": reverse("personal-data"),
        "measure-viewpoints": reverse(
            "measure-viewpoints", args=[dialogue.reference, MeasureFactory(dialogue=dialogue).pk]
        ),
    }


@pytest.mark.parametrize(
    "name",
    [
        "viewpoint-list", "viewpoint-register", "viewpoint", "viewpoint-edit", "viewpoint-delete",
        "viewpoint-export", "search-export", "personal-data",
        "measure-viewpoints",
    ],
)  # fmt: skip
def test_a_page_of_viewpoints_reads_nothing_heavy(client, official, addresses, name):
    client.force_login(official)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(addresses[name])
        text = b"".join(response).decode()
    assert response.status_code == 200
    assert "lampan" in text
    read = [query["sql"].partition(" FROM ")[0] for query in asked.captured_queries]
    of_rows = [columns for columns in read if '"feedback_viewpoint"."id"' in columns]
    assert of_rows
    assert [columns for columns in of_rows if HEAVY.search(columns)] == []
