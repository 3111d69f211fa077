"""What a dialogue registered afterwards may say of its dates, and what it is warned of."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from dialogues.enums import State, Step
from dialogues.forms.steps import STEP_FORMS
from dialogues.models import Dialogue
from dialogues.views.steps import step_url
from municipality.models import Profile
from tests.factories import (
    DialogueFactory,
    ProfileFactory,
)
from tests.factories.dialogues import dialogue_in_state

REGISTER = "/dialoger/registrera/"
MOST_QUERIES = 12
NOT_HELD = "Dialogen har inte hållits än. Planera den i portalen i stället."
NOT_ENDED = "Dialogen är inte slut än. Registrera den när den är det, eller planera den i portalen."


def edit_url(dialogue, step):
    return reverse("dialogue-edit", args=[dialogue.reference, step])


def errors_of(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_what_has_not_been_held_is_not_registered_as_carried_out(jarva_client, basics):
    today = timezone.localdate()
    begun, tomorrow = str(today), str(today + datetime.timedelta(days=1))
    for starts, ends, error in (
        ("2031-05-01", "", {"starts": [NOT_HELD]}),
        ("maj 2031", "juni 2031", {"ends": [NOT_HELD]}),
        (tomorrow, "", {"starts": [NOT_HELD]}),
        ("2024-05-01", "2031-05-01", {"ends": [NOT_ENDED]}),
        (begun, tomorrow, {"ends": [NOT_ENDED]}),
        (begun, "maj 2031", {"ends": [NOT_ENDED]}),
        ("2024", "2031", {"ends": [NOT_ENDED]}),
        ("2024–2031", "", {"starts": [NOT_ENDED]}),
        ("maj 2024 till maj 2031", "", {"starts": [NOT_ENDED]}),
    ):
        response = jarva_client.post(REGISTER, {**basics, "starts": starts, "ends": ends})
        assert errors_of(response) == error, (starts, ends)
    assert Dialogue.objects.count() == 0


@pytest.mark.parametrize("ends", ["", "same", "range"])
@pytest.mark.parametrize("length", [4, 7])
def test_a_year_or_month_that_still_runs_ends_today(jarva_client, basics, length, ends):
    """Said of what was held, "2026" and "November 2026" do not mean that it goes on."""
    today = timezone.localdate()
    now = str(today)[:length]
    before = "2024" if length == 4 else "maj 2024"
    starts = f"{before} till {now}" if ends == "range" else now
    typed = {**basics, "starts": starts, "ends": now if ends == "same" else ""}
    assert jarva_client.post(REGISTER, typed).status_code == 302
    dialogue = Dialogue.objects.get()
    assert dialogue.ends_on == today
    if ends == "range":
        return
    assert dialogue.date_precision == ("year" if length == 4 else "month")
    form = jarva_client.get(edit_url(dialogue, "grunden")).context["form"]
    assert (form["starts"].value(), form["ends"].value()) == (now, "")


@pytest.mark.parametrize("state", [State.FEEDBACK, State.CLOSED])
def test_the_database_holds_nothing_carried_out_that_begins_in_days_to_come(db, state):
    with pytest.raises(IntegrityError, match="dialogue_carried_out_has_begun"):
        dialogue_in_state(state, starts_on=datetime.date(2095, 1, 1), ends_on=None)


def test_a_planned_dialogue_may_lie_ahead_and_confirms_nothing_held(jarva_client, basics, jarva):
    dialogue = DialogueFactory(owner=jarva, state=State.PLANNING, starts_on=None, ends_on=None)
    url = edit_url(dialogue, "grunden")
    form = jarva_client.get(url).context["form"]
    labels = [str(form.fields[name].label) for name in ("definition_confirmed", "starts")]
    assert labels == ["Ja, det vi planerar ryms inom definitionen", "När den börjar"]
    del basics["definition_confirmed"]
    assert jarva_client.post(url, {**basics, "starts": "", "ends": "", "version": 1}).url
    ahead = {**basics, "starts": "2031-05-01", "ends": "", "version": 2}
    assert jarva_client.post(url, ahead).status_code == 302
    dialogue.refresh_from_db()
    assert dialogue.starts_on == datetime.date(2031, 5, 1)


@pytest.mark.parametrize("text", ["x" * 300, "2024\x00"])
def test_dates_that_no_field_takes_are_refused_with_sentences(jarva_client, basics, text):
    response = jarva_client.post(REGISTER, {**basics, "starts": text, "ends": text})
    assert set(errors_of(response)) == {"starts", "ends"}


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2031-01-09", "Den dagen har inte kommit än. Ange när återkopplingen gavs."),
        ("2024-01-09", "Återkopplingen kan inte ges innan dialogen började."),
    ],
)
def test_feedback_is_given_after_the_start_and_before_tomorrow(jarva_client, jarva, day, sentence):
    dialogue = DialogueFactory(owner=jarva, is_registered_afterwards=True)
    given = {"feedback_given_on": day, "feedback_reach": "targeted", "version": 1}
    response = jarva_client.post(edit_url(dialogue, "resultat"), given)
    assert errors_of(response) == {"feedback_given_on": [sentence]}
    dialogue.refresh_from_db()
    assert dialogue.state == State.FEEDBACK


def test_a_dialogue_cannot_begin_after_its_feedback(jarva_client, jarva, basics):
    answered = {"feedback_given_on": datetime.date(2025, 1, 9), "feedback_reach": "open"}
    dialogue = DialogueFactory(owner=jarva, is_registered_afterwards=True, **answered)
    later = {**basics, "starts": "2025-02-01", "ends": "", "version": 1}
    response = jarva_client.post(edit_url(dialogue, "grunden"), later)
    assert list(errors_of(response)) == ["starts"]
    with pytest.raises(IntegrityError, match="dialogue_feedback_after_start"):
        Dialogue.objects.update(starts_on=datetime.date(2025, 2, 1), ends_on=None)


@pytest.mark.parametrize(
    "step", ["grunden", "syfte", "sammanhang", "deltagande", "resultat", "tillfallen", "dokument"]
)
def test_a_step_asks_few_questions(
    jarva_client, jarva, profile, step, django_assert_max_num_queries
):
    dialogue = DialogueFactory(owner=jarva)
    url = edit_url(dialogue, step) if step in STEP_FORMS else step_url(dialogue, Step(step))
    Profile.objects.current()  # kept for a minute
    with django_assert_max_num_queries(MOST_QUERIES):
        assert jarva_client.get(url).status_code == 200


def test_the_profile_says_what_a_dialogue_is_how_to_tell_and_who_answers(jarva_client, profile):
    profile.texts = {
        "definition": {"sv": "Ett utbyte."},
        "definition_test": {"sv": "Är det ett utbyte åt båda håll?"},
        "label_administration": {"sv": "förvaltningskontor"},
    }
    profile.save()
    page = jarva_client.get(reverse("dialogue-register")).content.decode()
    assert page.count("<strong>Är det ett utbyte åt båda håll?</strong>") == 1
    assert "Huvudansvarig (förvaltningskontor)" in page


def test_what_is_already_decided_is_warned_of_when_saved_and_on_the_page(jarva_client, jarva):
    caution = "Beslutet är redan fattat."
    ProfileFactory(cautions=[{"code": "already_decided", "sv": caution}])
    dialogue = DialogueFactory(owner=jarva)
    url = edit_url(dialogue, "syfte")
    response = jarva_client.post(url, {"version": 1, "openness": "nothing"})
    assert response.status_code == 302
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["Sparat.", f"Är det en dialog? {caution}"]
    assert jarva_client.get(dialogue.get_absolute_url()).context["cautions"] == [caution]
    jarva_client.post(url, {"version": 2, "openness": "how"})
    assert jarva_client.get(dialogue.get_absolute_url()).context["cautions"] == []
