"""Registering a dialogue afterwards and changing it, step by step."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from dialogues.actions.register import change_dialogue
from dialogues.enums import HistoryAction, PartnerKind, State
from dialogues.models import Dialogue
from municipality.enums import OrganisationKind
from tests.factories import (
    DialogueFactory,
    DialogueKindFactory,
    OrganisationFactory,
    ThemeFactory,
)

REGISTER = "/dialoger/registrera/"


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


@pytest.mark.parametrize("name", ["participants", "elected_participants", "official_participants"])
def test_a_telephone_number_is_no_number_of_people(jarva_client, jarva, name):
    dialogue = DialogueFactory(owner=jarva)
    data = {name: "0701740605", "participants_quality": "counted", "version": 1}
    response = jarva_client.post(edit_url(dialogue, "deltagande"), data)
    assert list(errors_of(response)) == [name]


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
