"""What others do with a record that somebody marks as no dialogue, and what is left (R021)."""

import uuid

import pytest
from django.contrib import admin
from django.urls import reverse

from archive.lexemes import refresh
from dialogues.actions.register import restore_dialogue, withdraw_dialogue
from dialogues.enums import ImportState
from dialogues.models import Dialogue, FileImport
from feedback.admin import MeasureAdmin
from feedback.models import Measure
from tests.factories import DialogueFactory, official
from tests.factories.feedback import MeasureFactory, ViewpointFactory
from tests.factories.imports import csv_bytes, upload_viewpoints, worked_off

REASON = "Det var en enkät."
ROWS = [["Synpunkt"], ["Fler bänkar vid torget"]]


@pytest.fixture
def survey(city):
    return Dialogue.objects.get(pk=city.tensta_dialogue.pk)


@pytest.fixture
def owners_client(client, survey):
    client.force_login(official(organisation=survey.owner))
    return client


def url(name, dialogue, *args):
    return reverse(name, args=[dialogue.reference, *args])


def test_of_two_who_withdraw_or_restore_the_second_finds_it_done(owners_client, survey):
    for _time in range(2):
        response = owners_client.post(url("dialogue-withdraw", survey), {"reason": REASON})
        assert response.url == survey.get_absolute_url()
    for _time in range(2):
        response = owners_client.post(url("dialogue-restore", survey))
        assert response.url == survey.get_absolute_url()
    assert survey.history.count() == 2


def test_whoever_sends_a_form_of_a_withdrawn_record_reads_why_it_was_not_saved(
    owners_client, survey, client
):
    withdraw_dialogue(by=official(), dialogue=survey, reason=REASON)
    page = url("measure-add", survey)
    sent = {"title": "Ljus", "state": "proposed", "form_token": str(uuid.uuid4())}
    response = owners_client.post(page, sent)
    assert response.status_code == 403
    assert "har märkt posten som ingen dialog" in response.content.decode()
    client.force_login(official())
    assert client.post(page, sent).status_code == 404


def test_what_follows_a_withdrawn_record_is_saved_and_follows_it_when_it_is_restored(
    owners_client, survey
):
    later = DialogueFactory(owner=survey.owner, is_registered_afterwards=True)
    later.follows.add(survey)
    withdraw_dialogue(by=official(), dialogue=survey, reason=REASON)
    page = url("dialogue-edit", later, "sammanhang")
    form = owners_client.get(page).context["form"]
    assert form["earlier"].value() == ""
    kept = {name: form[name].value() for name in ("version", "form")}
    data = {**kept, "case_number": "SDN 2026/7"}
    response = owners_client.post(page, data)
    assert response.status_code == 302, response.context["form"].errors
    later.refresh_from_db()
    assert later.case_number == "SDN 2026/7"
    restore_dialogue(by=official(), dialogue=survey)
    assert owners_client.get(page).context["form"]["earlier"].value() == survey.reference


def test_an_import_into_a_withdrawn_record_waits_until_it_is_restored(owners_client, survey, city):
    by = official(organisation=survey.owner)
    owners_client.force_login(by)
    waiting = upload_viewpoints(survey, csv_bytes(ROWS), by=by)
    worked_off(waiting, state=ImportState.CHECKING)
    page = waiting.get_absolute_url()
    assert page in owners_client.get("/").content.decode()
    withdraw_dialogue(by=by, dialogue=survey, reason=REASON)
    assert page not in owners_client.get("/").content.decode()
    assert owners_client.get("/importer/").context["rows"] == []
    assert owners_client.get(page).status_code == 404
    assert owners_client.post(reverse("import-run", args=[waiting.pk])).status_code == 404
    assert FileImport.objects.get().state == ImportState.CHECKED
    restore_dialogue(by=by, dialogue=survey)
    assert owners_client.get(page).status_code == 200


def test_words_of_a_withdrawn_record_are_not_said_to_stand_elsewhere(owners_client, city):
    DialogueFactory(title="Frågan om djuren", areas=[city.tensta], type=city.kind)
    record = DialogueFactory(title="Djurfrågan", areas=[city.alvik], type=city.kind)
    ViewpointFactory(dialogue=record, text="Hundfrågan är viktig.")
    refresh()

    def elsewhere():
        pages = [owners_client.get(f"/sok/?area=tensta&q={word}fråga") for word in ("djur", "hund")]
        return [[word.is_elsewhere for word in page.context["not_held"]] for page in pages]

    assert elsewhere() == [[True], [True]]
    withdraw_dialogue(by=official(), dialogue=record, reason=REASON)
    assert elsewhere() == [[False], [False]]


def test_administrators_do_not_meet_it_in_their_lists_either(survey, rf):
    MeasureFactory(dialogue=survey)
    listed = MeasureAdmin(Measure, admin.site)
    assert listed.get_queryset(rf.get("/")).count() == 1
    withdraw_dialogue(by=official(), dialogue=survey, reason=REASON)
    assert listed.get_queryset(rf.get("/")).count() == 0
