"""Registering a dialogue afterwards and changing it, step by step."""

import datetime
import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from dialogues.actions.register import change_dialogue
from dialogues.enums import HistoryAction, PartnerKind, State, Step
from dialogues.forms.steps import STEP_FORMS
from dialogues.models import Dialogue
from dialogues.views.steps import step_url
from municipality.enums import OrganisationKind
from tests.factories import (
    DialogueFactory,
    DialogueKindFactory,
    OrganisationFactory,
    ProfileFactory,
    ThemeFactory,
)
from tests.factories.dialogues import dialogue_in_state

REGISTER = "/dialoger/registrera/"
MOST_QUERIES = 12


@pytest.fixture
def basics(jarva, tensta, dialogue_type, profile):
    return {
        "title": "Trygg väg till skolan",
        "question": "Var är det otryggt?",
        "type": dialogue_type.pk,
        "owner": jarva.pk,
        "areas": [tensta.pk],
        "starts": "september 2024",
        "ends": "november 2024",
        "only_excluded": "no",
        "definition_confirmed": "on",
        "form_token": str(uuid.uuid4()),
    }


def edit_url(dialogue, step):
    return reverse("dialogue-edit", args=[dialogue.reference, step])


def errors_of(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_the_first_step_alone_registers_a_dialogue(jarva_client, jarva_official, basics, tensta):
    response = jarva_client.post(REGISTER, basics)
    dialogue = Dialogue.objects.get()
    assert response.url == edit_url(dialogue, "syfte")
    assert dialogue.reference.startswith("D-2024-")
    assert dialogue.starts_on == datetime.date(2024, 9, 1)
    assert dialogue.ends_on == datetime.date(2024, 11, 30)
    assert dialogue.date_precision == "month"
    assert list(dialogue.areas.all()) == [tensta]
    assert dialogue.is_registered_afterwards
    assert dialogue.state == State.FEEDBACK
    assert dialogue.created_by == jarva_official
    assert [entry.action for entry in dialogue.history.all()] == [HistoryAction.REGISTERED]


def test_what_was_registered_is_found_by_its_words(jarva_client, basics):
    jarva_client.post(REGISTER, basics)
    assert Dialogue.objects.filter(search="skola").count() == 1


def test_the_definition_and_the_cautions_are_shown(jarva_client, profile):
    page = jarva_client.get(REGISTER).content.decode()
    assert page.count("Ett utbyte.") == 1
    assert page.count("Beslutet är redan fattat.") == 1


def test_the_same_form_sent_twice_registers_once(jarva_client, basics):
    first = jarva_client.post(REGISTER, basics)
    second = jarva_client.post(REGISTER, basics)
    assert first.url == second.url
    assert Dialogue.objects.count() == 1


def test_nothing_filled_in_says_what_is_needed_and_keeps_the_rest(jarva_client, basics):
    response = jarva_client.post(
        REGISTER, {"question": "Var är det otryggt?", "only_excluded": "no"}
    )
    assert set(errors_of(response)) == {
        "title", "type", "owner", "areas", "starts", "definition_confirmed",
    }  # fmt: skip
    assert response.content.decode().count("Var är det otryggt?") == 1
    assert Dialogue.objects.count() == 0


def test_the_whole_city_needs_no_area(jarva_client, basics):
    del basics["areas"]
    jarva_client.post(REGISTER, {**basics, "is_city_wide": "on"})
    assert Dialogue.objects.get().is_city_wide


def test_what_is_only_a_survey_is_refused_with_a_sentence(jarva_client, basics):
    response = jarva_client.post(REGISTER, {**basics, "only_excluded": "survey"})
    sentence = (
        "Bara ”En enkät” är ingen dialog, så den registreras inte här. "
        "Om det var mer än så, välj ”Nej”."
    )
    assert errors_of(response) == {"only_excluded": [sentence]}


def test_a_date_that_cannot_be_read_keeps_what_was_typed(jarva_client, basics):
    response = jarva_client.post(REGISTER, {**basics, "starts": "i höstas"})
    assert list(errors_of(response)) == ["starts"]
    assert response.context["form"]["starts"].value() == "i höstas"


def test_a_dialogue_cannot_end_before_it_starts(jarva_client, basics):
    response = jarva_client.post(REGISTER, {**basics, "ends": "2023"})
    assert list(errors_of(response)) == ["ends"]


def test_an_official_cannot_register_for_others(jarva_client, basics):
    response = jarva_client.post(REGISTER, {**basics, "owner": OrganisationFactory().pk})
    assert list(errors_of(response)) == ["owner"]


def test_the_same_title_owner_and_year_is_warned_of_but_not_refused(jarva_client, basics, jarva):
    twin = DialogueFactory(title="Trygg VÄG till skolan", owner=jarva)
    response = jarva_client.post(REGISTER, basics)
    assert Dialogue.objects.count() == 2
    texts = [str(message) for message in get_messages(response.wsgi_request)]
    assert texts == [f"{twin.reference} har samma rubrik, ansvarig och år. Är det samma dialog?"]


def test_a_step_is_saved_with_its_history(jarva_client, jarva, jarva_official):
    dialogue, theme = DialogueFactory(owner=jarva), ThemeFactory(name_sv="Trygghet")
    data = {
        "purpose": "Tryggare väg",
        "purposes": ["input"],
        "themes": [theme.pk],
        "level": "2",
        "version": 1,
    }
    response = jarva_client.post(edit_url(dialogue, "syfte"), data)
    assert response.url == edit_url(dialogue, "sammanhang")
    dialogue.refresh_from_db()
    assert (dialogue.purpose, dialogue.level, dialogue.version) == ("Tryggare väg", 2, 2)
    entry = dialogue.history.get()
    assert entry.by == jarva_official
    assert entry.changes == {
        "purpose": ["", "Tryggare väg"],
        "purposes": ["", "input"],
        "themes": ["", "Trygghet"],
        "level": ["", "2"],
    }


def test_saving_without_a_change_leaves_no_history(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva)
    jarva_client.post(edit_url(dialogue, "syfte"), {"version": 1})
    assert dialogue.history.count() == 0


def test_the_second_of_two_officials_is_refused_with_both_texts_shown(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva)
    url = edit_url(dialogue, "resultat")
    jarva_client.post(url, {"result_summary": "Den första texten", "version": 1})
    response = jarva_client.post(url, {"result_summary": "Den andra texten", "version": 1})
    assert response.status_code == 200
    conflict = response.context["form"].conflicts
    assert [(row["yours"], row["saved"]) for row in conflict] == [
        ("Den andra texten", "Den första texten")
    ]
    dialogue.refresh_from_db()
    assert dialogue.result_summary == "Den första texten"
    again = jarva_client.post(url, {"result_summary": "Båda texterna", "version": 2})
    assert again.status_code == 302
    dialogue.refresh_from_db()
    assert (dialogue.result_summary, dialogue.version) == ("Båda texterna", 3)


def test_the_same_step_sent_twice_is_no_conflict(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva)
    data = {"result_summary": "Det är mörkt.", "version": 1}
    first = jarva_client.post(edit_url(dialogue, "resultat"), data)
    second = jarva_client.post(edit_url(dialogue, "resultat"), data)
    assert first.url == second.url
    assert dialogue.history.count() == 1


def test_every_step_sent_twice_is_no_conflict(jarva_client, jarva, basics, profile):
    earlier = DialogueFactory(owner=jarva)
    jarva_client.post(REGISTER, basics)
    dialogue = Dialogue.objects.latest("id")
    steps = {
        "grunden": {**basics, "starts": "2015-2017", "ends": ""},
        "sammanhang": {
            "form": "activity", "partner_civil_society": "B\nA", "earlier": earlier.title,
        },
        "deltagande": {"participants": "1200", "participants_quality": "counted"},
    }  # fmt: skip
    del steps["grunden"]["form_token"]
    for step, data in steps.items():
        dialogue.refresh_from_db()
        data["version"] = dialogue.version
        for _time in range(2):
            response = jarva_client.post(edit_url(dialogue, step), data)
            assert response.status_code == 302, response.context["form"].errors


def test_feedback_to_those_who_took_part_closes_what_was_registered_afterwards(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva, is_registered_afterwards=True)
    url = edit_url(dialogue, "resultat")
    given = {"feedback_given_on": "2025-01-09"}
    jarva_client.post(url, {**given, "feedback_reach": "open", "version": 1})
    dialogue.refresh_from_db()
    assert dialogue.state == State.FEEDBACK
    jarva_client.post(url, {**given, "feedback_reach": "targeted", "version": 2})
    dialogue.refresh_from_db()
    assert dialogue.state == State.CLOSED


def test_the_state_of_a_planned_dialogue_is_not_changed_by_its_form(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva, state=State.ONGOING)
    given = {"feedback_given_on": "2025-01-09", "feedback_reach": "targeted", "version": 1}
    jarva_client.post(edit_url(dialogue, "resultat"), given)
    dialogue.refresh_from_db()
    assert dialogue.state == State.ONGOING


def test_feedback_needs_to_say_whom_it_reached(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva)
    response = jarva_client.post(
        edit_url(dialogue, "resultat"), {"feedback_given_on": "2025-01-09", "version": 1}
    )
    assert list(errors_of(response)) == ["feedback_reach"]


def test_a_number_of_participants_needs_its_quality(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva)
    data = {"participants": "40", "participants_quality": "unknown", "version": 1}
    response = jarva_client.post(edit_url(dialogue, "deltagande"), data)
    assert list(errors_of(response)) == ["participants_quality"]


def test_context_keeps_partners_decision_and_chain(jarva_client, jarva):
    dialogue, earlier = DialogueFactory(owner=jarva), DialogueFactory(title="Skolvägen 2019")
    committee = OrganisationFactory(kind=OrganisationKind.COMMITTEE_DISTRICT)
    other = OrganisationFactory()
    data = {
        "form": "activity",
        "feeds_committee": committee.pk,
        "case_number": "Dnr HV 2023/656",
        "co_organisers": [other.pk],
        "partner_civil_society": "Hyresgästföreningen\n\nHembygdsföreningen",
        "earlier": "skolvägen 2019",
        "version": 1,
    }
    assert jarva_client.post(edit_url(dialogue, "sammanhang"), data).status_code == 302
    dialogue.refresh_from_db()
    assert list(dialogue.follows.all()) == [earlier]
    assert list(dialogue.co_organisers.all()) == [other]
    assert [(row.kind, row.name) for row in dialogue.partners.all()] == [
        (PartnerKind.CIVIL_SOCIETY, "Hembygdsföreningen"),
        (PartnerKind.CIVIL_SOCIETY, "Hyresgästföreningen"),
    ]
    assert dialogue.history.get().changes["partners"] == [
        "",
        "Hembygdsföreningen, Hyresgästföreningen",
    ]


PRIME = "Järva stadsdelsförvaltning är huvudansvarig. Välj bara andra som medarrangörer."


def test_the_owner_is_no_co_organiser_of_its_own(jarva_client, jarva):
    other = OrganisationFactory(name="Trafikkontoret")
    dialogue = DialogueFactory(owner=jarva)
    url = edit_url(dialogue, "sammanhang")
    offered = jarva_client.get(url).context["form"].fields["co_organisers"].choices
    assert jarva.pk not in {pk for _group, rows in offered for pk, _name in rows}
    data = {"version": 1, "form": "activity", "co_organisers": [jarva.pk, other.pk]}
    assert errors_of(jarva_client.post(url, data)) == {"co_organisers": [PRIME]}
    data["co_organisers"] = [other.pk]
    assert jarva_client.post(url, data).status_code == 302
    assert list(dialogue.co_organisers.all()) == [other]


def test_who_takes_over_the_main_responsibility_is_no_longer_a_co_organiser(jarva, jarva_official):
    dialogue = DialogueFactory(owner=OrganisationFactory())
    dialogue.co_organisers.add(jarva)
    change_dialogue(
        by=jarva_official, dialogue=dialogue, version=1, values={"owner": jarva}, links={}
    )
    assert list(dialogue.co_organisers.all()) == []


@pytest.mark.parametrize("typed", ["D-1999-0001", "Finns inte"])
def test_an_earlier_dialogue_that_does_not_exist_is_named(jarva_client, jarva, typed):
    dialogue = DialogueFactory(owner=jarva)
    data = {"form": "activity", "earlier": typed, "version": 1}
    response = jarva_client.post(edit_url(dialogue, "sammanhang"), data)
    assert errors_of(response) == {"earlier": [f"Det finns ingen dialog som heter ”{typed}”."]}


def test_a_chain_cannot_bite_its_own_tail(jarva_client, jarva):
    first, second, third = (DialogueFactory(owner=jarva) for _ in range(3))
    second.follows.add(first)
    third.follows.add(second)
    for wrong in (first, third):
        data = {"form": "activity", "earlier": wrong.reference, "version": 1}
        response = jarva_client.post(edit_url(first, "sammanhang"), data)
        assert list(errors_of(response)) == ["earlier"]


def test_a_kind_goes_with_its_form(jarva_client, jarva):
    dialogue, council = DialogueFactory(owner=jarva), DialogueKindFactory(form="process")
    data = {"form": "activity", "kind": council.pk, "version": 1}
    response = jarva_client.post(edit_url(dialogue, "sammanhang"), data)
    assert list(errors_of(response)) == ["kind"]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "%s %(n)s \\", "\u202eomvänt 🙂"]
)
def test_odd_texts_are_kept_as_they_are(jarva_client, basics, text):
    jarva_client.post(REGISTER, {**basics, "title": text})
    dialogue = Dialogue.objects.get()
    assert dialogue.title == text
    assert "<script>alert" not in jarva_client.get(dialogue.get_absolute_url()).content.decode()


def test_a_nul_character_is_refused_with_a_sentence(jarva_client, basics):
    response = jarva_client.post(REGISTER, {**basics, "title": "a\x00b"})
    assert list(errors_of(response)) == ["title"]


def test_a_step_that_does_not_exist_is_not_found(jarva_client, jarva):
    assert jarva_client.get(edit_url(DialogueFactory(owner=jarva), "slutet")).status_code == 404


NOT_HELD = "Dialogen har inte hållits än. Planera den i portalen i stället."
NOT_ENDED = "Dialogen är inte slut än. Registrera den när den är det, eller planera den i portalen."


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
