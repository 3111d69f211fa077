"""Columns of a file that are not imported are named before they are missed."""

import pytest
from django.urls import reverse

from dialogues.importing.running import work_off
from dialogues.models import FileImport
from tests.factories.imports import csv_bytes, uploaded


@pytest.fixture(autouse=True)
def _type(dialogue_type):
    """Every dialogue has a type."""


def send(client, organisation, content):
    data = {"kind": "dialogues", "organisation": organisation.pk, "file": uploaded(content)}
    return client.post(reverse("import-new"), data)


def test_columns_that_nothing_is_taken_from_are_pointed_out_before_and_after(jarva_client, jarva):
    rows = [["Titel", "År", "Handläggare", "Intern kod"], ["Trygg park", "2015", "x", "y"]]
    send(jarva_client, jarva, csv_bytes(rows))
    file_import = FileImport.objects.get()
    columns_url = reverse("import-columns", args=[file_import.pk])
    fields = {"column_0": "title", "column_1": "starts_on"}
    jarva_client.post(columns_url, {**fields, "preview": "1"})
    named = "De här kolumnerna importeras inte:</strong> Handläggare; Intern kod"
    assert named in jarva_client.get(columns_url).content.decode()
    jarva_client.post(columns_url, fields)
    work_off(file_import.pk)
    assert named in jarva_client.get(file_import.get_absolute_url()).content.decode()
    jarva_client.post(reverse("import-run", args=[file_import.pk]))
    work_off(file_import.pk)
    page = jarva_client.get(file_import.get_absolute_url()).content.decode()
    assert "De här kolumnerna importerades inte:</strong> Handläggare; Intern kod" in page


def test_a_file_all_of_whose_columns_are_used_warns_of_none(jarva_client, jarva):
    send(jarva_client, jarva, csv_bytes([["Titel", "År"], ["Trygg park", "2015"]]))
    url = reverse("import-columns", args=[FileImport.objects.get().pk])
    jarva_client.post(url, {"column_0": "title", "column_1": "starts_on", "preview": "1"})
    assert "importeras inte" not in jarva_client.get(url).content.decode()
