"""Occasions: added, changed, removed, and a council's meetings of a whole year."""

import datetime
import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from dialogues.enums import HistoryAction, State
from dialogues.models import Dialogue, Occasion
from tests.factories import DialogueFactory, OccasionFactory, dialogue_in_state, official


@pytest.fixture
def dialogue(jarva):
    return DialogueFactory(owner=jarva)


def url(name, dialogue, *args):
    return reverse(name, args=[dialogue.reference, *args])


def actions(dialogue):
    return [entry.action for entry in dialogue.history.all()]


def new(**fields):
    return {
        "starts_on": "2024-09-12",
        "title": "Vandring",
        "participants": "38",
        "participants_quality": "estimated",
        "form_token": str(uuid.uuid4()),
        **fields,
    }


def test_an_occasion_is_added_once_however_often_the_form_is_sent(jarva_client, dialogue):
    data = new()
    for _time in range(2):
        response = jarva_client.post(url("occasion-add", dialogue), data)
        assert response.url == url("occasion-list", dialogue)
    occasion = Occasion.objects.get()
    assert (occasion.title, occasion.participants) == ("Vandring", 38)
    assert actions(dialogue) == [HistoryAction.OCCASION_ADDED]


def test_another_occasion_from_a_form_gone_back_to_is_kept(jarva_client, dialogue):
    data = new()
    for title in ("Vandring", "Möte"):
        jarva_client.post(url("occasion-add", dialogue), {**data, "title": title})
    assert sorted(Occasion.objects.values_list("title", flat=True)) == ["Möte", "Vandring"]


def test_the_next_occasion_can_be_written_at_once(jarva_client, dialogue):
    response = jarva_client.post(url("occasion-add", dialogue), new(and_next="1"))
    assert response.url == url("occasion-add", dialogue)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_on": ""}, "starts_on"),
        ({"ends_on": "2024-09-01"}, "ends_on"),
        ({"participants_quality": "unknown"}, "participants_quality"),
        ({"participants": "-1"}, "participants"),
        ({"participants": "0701740605"}, "participants"),
        ({"committee_meeting_on": "2024-09-01"}, "committee_meeting_on"),
        ({"venue": "Hos Anna, 070-123 45 67"}, "venue"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(jarva_client, dialogue, wrong, field):
    response = jarva_client.post(url("occasion-add", dialogue), new(**wrong))
    assert list(response.context["form"].errors) == [field]
    assert Occasion.objects.count() == 0


def test_the_second_of_two_officials_is_refused(jarva_client, dialogue):
    occasion = OccasionFactory(dialogue=dialogue)
    edit = url("occasion-edit", dialogue, occasion.pk)
    first = jarva_client.post(edit, new(title="Den första", version=1))
    assert first.status_code == 302
    second = jarva_client.post(edit, new(title="Den andra", version=1))
    assert [(row["yours"], row["saved"]) for row in second.context["form"].conflicts] == [
        ("Den andra", "Den första")
    ]
    occasion.refresh_from_db()
    assert occasion.title == "Den första"
    assert actions(dialogue) == [HistoryAction.OCCASION_CHANGED]


def test_an_occasion_is_removed_after_a_question(jarva_client, dialogue):
    occasion = OccasionFactory(dialogue=dialogue)
    remove = url("occasion-remove", dialogue, occasion.pk)
    assert jarva_client.get(remove).status_code == 200
    jarva_client.post(remove)
    assert Occasion.objects.count() == 0
    entry = dialogue.history.get()
    assert (entry.action, entry.detail) == (
        HistoryAction.OCCASION_REMOVED,
        "2024-09-12 Vandring på kvällen",
    )


def test_an_occasion_of_another_dialogue_is_not_found(jarva_client, dialogue, jarva):
    other = OccasionFactory(dialogue=DialogueFactory(owner=jarva))
    assert jarva_client.get(url("occasion-edit", dialogue, other.pk)).status_code == 404


def test_a_council_meets_some_days_before_each_committee_meeting(jarva_client, dialogue):
    data = {
        "committee_dates": "2026-02-19\n\n19 mars 2026\n2026-02-19",
        "days_before": "7",
        "title": "Ungdomsrådet",
    }
    for _time in range(2):
        response = jarva_client.post(url("council-meetings", dialogue), data)
        assert response.url == url("occasion-list", dialogue)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said[-1] == (
        "2 möten ligger utanför dialogens datum, 2 sep–14 nov 2024. Ändra dem om rådet fortsätter."
    )
    rows = Occasion.objects.values_list("starts_on", "committee_meeting_on", "title")
    assert list(rows) == [
        (datetime.date(2026, 2, 12), datetime.date(2026, 2, 19), "Ungdomsrådet"),
        (datetime.date(2026, 3, 12), datetime.date(2026, 3, 19), "Ungdomsrådet"),
    ]
    assert actions(dialogue) == [HistoryAction.MEETINGS_ADDED]


def test_a_councils_meetings_name_nobody(jarva_client, dialogue):
    data = {"committee_dates": "2026-03-19", "days_before": "7", "title": "anna@example.org"}
    response = jarva_client.post(url("council-meetings", dialogue), data)
    assert list(response.context["form"].errors) == ["title"]
    assert Occasion.objects.count() == 0


def test_dates_that_cannot_be_read_are_named_and_nothing_is_added(jarva_client, dialogue):
    data = {"committee_dates": "2026-02-19\nnästa torsdag\n2026", "days_before": "7"}
    response = jarva_client.post(url("council-meetings", dialogue), data)
    assert len(response.context["form"].errors["committee_dates"]) == 2
    assert response.context["form"]["committee_dates"].value() == data["committee_dates"]
    assert Occasion.objects.count() == 0


FAR = "Dialogens datum är 2 sep–14 nov 2024. Ändra dem först om den pågick även då."


@pytest.mark.parametrize(
    ("dates", "errors"),
    [
        ({"starts_on": "2031-03-20"}, {"starts_on": [FAR]}),
        ({"starts_on": "2024-08-01"}, {"starts_on": [FAR]}),
        ({"starts_on": "2024-11-01", "ends_on": "2025-11-02"}, {"ends_on": [FAR]}),
        ({"starts_on": "2024-08-02"}, {}),
        ({"starts_on": "2024-12-15"}, {}),
    ],
)
def test_an_occasion_far_from_the_dialogues_dates_is_refused(jarva_client, dialogue, dates, errors):
    response = jarva_client.post(url("occasion-add", dialogue), new(participants="", **dates))
    assert (dict(response.context["form"].errors) if response.context else {}) == errors
    assert Occasion.objects.count() == (0 if errors else 1)


def test_an_occasion_that_already_lies_far_away_may_keep_its_date(jarva_client, dialogue):
    far = OccasionFactory(dialogue=dialogue, starts_on=datetime.date(2031, 3, 20))
    data = new(starts_on="2031-03-20", title="Vandringen", participants="", version=1)
    assert jarva_client.post(url("occasion-edit", dialogue, far.pk), data).status_code == 302


def test_only_occasions_that_have_been_held_are_counted(jarva_client, dialogue):
    OccasionFactory(dialogue=dialogue, participants=20, participants_quality="counted")
    ahead = {"starts_on": timezone.localdate() + datetime.timedelta(days=3), "participants": 5}
    OccasionFactory(dialogue=dialogue, participants_quality="estimated", **ahead)
    page = jarva_client.get(dialogue.get_absolute_url())
    assert (page.context["participants"]["number"], page.context["participants"]["occasions"]) == (
        20,
        1,
    )
    assert "vid 1 tillfälle " in page.content.decode()


def test_nobody_has_taken_part_in_what_lies_ahead(jarva_client, jarva):
    plan = dialogue_in_state(State.DECIDED, owner=jarva, starts_on=None, ends_on=None)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    response = jarva_client.post(url("occasion-add", plan), new(starts_on=str(tomorrow)))
    assert dict(response.context["form"].errors) == {
        "participants": ["Dagen har inte kommit än, så ingen har deltagit."]
    }
    ahead = new(starts_on=str(tomorrow), participants="")
    assert jarva_client.post(url("occasion-add", plan), ahead).status_code == 302


def test_what_was_typed_stays_when_the_plan_was_submitted_meanwhile(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva, state=State.SUBMITTED)
    occasion = OccasionFactory(dialogue=dialogue)
    lines = {"committee_dates": "2024-09-12", "days_before": "7", "title": "Vandring"}
    for name, pks, data in (
        ("occasion-add", (), new()),
        ("occasion-edit", (occasion.pk,), new(version="1")),
        ("council-meetings", (), lines),
        ("occasion-add", (), {}),
    ):
        answer = jarva_client.post(url(name, dialogue, *pks), data)
        page = answer.content.decode()
        assert (answer.status_code, name) == (409, name)
        assert "Planen är inlämnad. Den kan ändras om den återremitteras." in page
        assert ("Vandring" in page) is bool(data)
        assert '<button class="button' not in page.partition("<main")[2]
    assert list(Occasion.objects.values_list("pk", "title")) == [(occasion.pk, occasion.title)]
    assert jarva_client.get(url("occasion-add", dialogue)).status_code == 403


def test_others_are_told_nothing_of_a_plan_that_was_submitted(client, db):
    dialogue = DialogueFactory(state=State.SUBMITTED)
    client.force_login(official())
    assert client.post(url("occasion-add", dialogue), new()).status_code == 403


def test_what_was_typed_stays_when_a_colleague_removed_the_occasion_meanwhile(
    jarva_client, dialogue
):
    occasion = OccasionFactory(dialogue=dialogue)
    edit = url("occasion-edit", dialogue, occasion.pk)
    occasion.delete()
    answer = jarva_client.post(edit, new(version="1"))
    page = answer.content.decode()
    assert ("Vandring" in page, "Någon tog bort tillfället medan ni skrev." in page) == (True, True)
    assert f'action="{url("occasion-add", dialogue)}"' in page
    form = answer.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert jarva_client.post(url("occasion-add", dialogue), sent).status_code == 302
    assert Occasion.objects.get().title == new()["title"]
    assert jarva_client.get(edit).status_code == 404
    # It is not there for others either.
    Dialogue.objects.update(state=State.SUBMITTED)
    assert jarva_client.post(edit, new(version="1")).status_code == 409
