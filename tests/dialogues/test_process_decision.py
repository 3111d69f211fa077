"""Deciding in the portal: the two questions, the decision, what stands around it (R059–R075)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.enums import MoveName, Outcome, State
from dialogues.history_text import entry_rows
from dialogues.models import Decision, Dialogue, InformationMeeting, Inquiry, Plan
from dialogues.permissions import allowed, may_attest
from dialogues.process import move
from feedback.models import FeedbackPlan
from municipality.enums import Decider
from tests.factories import ProfileFactory, UserFactory, official
from tests.factories.process import (
    decided,
    dialogue_walked_to,
    minutes,
    record_decision,
)

pytestmark = pytest.mark.usefixtures("small_plan")
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate
SET = ("Unga ska nås.", "Särskilda demokratimedel", "Klart före maj.")


def url(dialogue, name="decision"):
    return reverse(name, args=[dialogue.reference])


def sent(outcome=Outcome.APPROVE, **values):
    return {**decided(outcome), "version": 1, **values}


def in_days(number):
    """A day reckoned when the test runs: not when it was collected, before midnight perhaps."""
    return lambda: TODAY() + number * DAY


def errors(answer):
    return {
        name: [str(one) for one in found] for name, found in answer.context["form"].errors.items()
    }


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"outcome": ""}, {"outcome"}),
        ({"meeting_date": in_days(1)}, {"meeting_date"}),
        ({"meeting_date": in_days(-1)}, {"meeting_date"}),
        ({"paragraph": "§ "}, {"paragraph"}),
        ({"case_number": ""}, {"case_number"}),
        ({"feedback_date": ""}, {"feedback_date"}),
        ({"feedback_date": in_days(-20)}, {"feedback_date"}),
        ({"budget_frame": "-1"}, {"budget_frame"}),
        ({"budget_frame": "99999999999"}, {"budget_frame"}),
        ({"conditions": "Unga ska nås."}, {"conditions"}),
        ({"outcome": Outcome.APPROVE_WITH_CONDITIONS}, {"reason", "conditions"}),
        ({"outcome": Outcome.REFER_BACK}, {"reason"}),
        ({"outcome": Outcome.REJECT}, {"reason"}),
        ({"outcome": "perhaps"}, {"outcome"}),
    ],
)
def test_a_half_or_impossible_decision_is_refused_at_its_field(secretary, submitted, values, wrong):
    values = {name: value() if callable(value) else value for name, value in values.items()}
    answer = secretary.post(url(submitted), {**sent(), **values})
    assert set(errors(answer)) == wrong
    assert Decision.objects.count() == 0
    assert Dialogue.objects.get().state == State.SUBMITTED
    assert answer.context["form"]["case_number"].value() == values.get("case_number", "JÄ 2026/412")


def test_an_approval_dates_the_feedback_and_stands_on_the_page(secretary, submitted):
    due = TODAY() + 60 * DAY
    answer = secretary.post(
        url(submitted),
        sent(
            Outcome.APPROVE_WITH_CONDITIONS, paragraph="§ 12", budget_frame="185 000",
            special_groups="Unga 13–19", reservation="En ledamot reserverade sig.",
            financing=["democracy"], timetable="Klart före maj.",
        ),
    )  # fmt: skip
    assert (answer.status_code, answer.url) == (302, url(submitted))
    saved = Dialogue.objects.get()
    assert (saved.state, saved.feedback_due) == (State.DECIDED, due)
    FeedbackPlan.objects.filter(dialogue=saved).update(due_on=due + DAY)
    assert secretary.get(url(submitted)).context["feedback_date"] == due
    made = Decision.objects.get()
    assert (made.paragraph, made.budget_frame, made.plan_version.number) == ("12", 185_000, 1)
    for page in (url(submitted), saved.get_absolute_url()):
        text = secretary.get(page).content.decode()
        for word in ("Godkänd med villkor", "185\xa0000 kronor", "reserverade", *SET):
            assert word in text, (page, word)
    basis = secretary.get(url(submitted, "decision-basis")).content.decode()
    for word in ("Det som beslutades", "§ 12", "185\xa0000 kronor", *SET):
        assert word in basis, word
    [entry] = entry_rows(saved.history.filter(detail=Outcome.APPROVE_WITH_CONDITIONS))
    set_then = [(label, after) for label, before, after in entry["changes"] if not before]
    assert ("finansieras av", "Särskilda demokratimedel") in set_then
    assert ("om tidplanen", "Klart före maj.") in set_then
    assert ("budgetram, kronor", "185\xa0000") in set_then
    day = f"{TODAY().day} "
    stops = secretary.get(saved.get_absolute_url()).context["stops"]
    assert stops[0]["word"] == "Beslutad"
    assert stops[0]["date"].startswith(day)


def test_the_page_says_why_a_dialogue_beside_the_purpose_and_the_role_also_afterwards(
    secretary, house, submitted
):
    Plan.objects.create(dialogue=submitted, why_dialogue="Bara de som bor där vet.", budget=90_000)
    page = secretary.get(url(submitted))
    text = page.content.decode()
    # As the plan asks for it.
    why = "<dt>Varför en dialog och inte ett annat sätt</dt>"
    assert f'{why}<dd class="prose">Bara de som bor där vet.</dd>' in text
    assert '<dt>Syfte</dt><dd class="prose">Välja platser.</dd>' in text
    assert page.context["form"]["budget_frame"].value() == 90_000
    role = "är där för att lyssna"
    assert text.count(role) == 1
    record_decision(house, submitted)
    assert secretary.get(url(submitted)).content.decode().count(role) == 1
    move(submitted, MoveName.CANCEL, by=house.official, reason="Bygget ställs in.")
    assert role not in secretary.get(url(submitted)).content.decode()


@pytest.mark.parametrize("decider", [Decider.NOBODY, Decider.MANAGER])
def test_a_plan_referred_back_may_become_one_of_another_type(client, house, decider):
    """What was decided before can still be read, and the meeting of that time is no day to keep."""
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    move(dialogue, MoveName.SUBMIT, by=house.official, decision_meeting_on=TODAY() - DAY)
    record_decision(house, dialogue, Outcome.REFER_BACK, reason="Förtydliga rollerna.")
    dialogue.type.decider = decider
    dialogue.type.save()
    client.force_login(house.official)
    page = client.get(dialogue.get_absolute_url()).content.decode()
    assert f'href="{url(dialogue)}"' in page
    assert "Förtydliga rollerna." in client.get(url(dialogue)).content.decode()
    name = MoveName.SETTLE if decider == Decider.NOBODY else MoveName.SUBMIT
    step = reverse("process-step", args=[dialogue.reference, name])
    assert client.post(step).status_code == 302
    lies_with_a_manager = Dialogue.objects.filter(state=State.SUBMITTED)
    assert list(lies_with_a_manager.exclude(decision_meeting_on=None)) == []


def test_what_is_referred_back_sets_no_frame(secretary, submitted):
    """The plan's cost stands in the form from the start."""
    secretary.post(url(submitted), sent(Outcome.REFER_BACK, budget_frame="90 000"))
    assert Decision.objects.get().budget_frame is None


def test_a_plan_referred_back_comes_again_and_shows_what_differs(client, house, submitted):
    record_decision(house, submitted, Outcome.REFER_BACK, reason="Förtydliga rollerna.")
    assert Dialogue.objects.get().state == State.PLANNING
    Dialogue.objects.update(purpose="Välja tre platser.")
    move(submitted, MoveName.SUBMIT, by=house.official)
    client.force_login(house.secretary)
    page = client.get(url(submitted))
    changes = [(one.before, one.after) for one in page.context["changes"]]
    assert changes == [("Välja platser.", "Välja tre platser.")]
    assert "Förtydliga rollerna." in page.content.decode()
    assert client.post(url(submitted), sent(version=2)).status_code == 302
    assert list(Decision.objects.values_list("outcome", "plan_version__number")) == [
        ("refer_back", 1), ("approve", 2),
    ]  # fmt: skip


def test_a_rejected_plan_is_no_dialogue_and_may_have_its_meeting(client, house, submitted):
    record_decision(house, submitted, Outcome.REJECT, reason="Frågan är redan avgjord.")
    client.force_login(house.official)
    page = client.get(submitted.get_absolute_url()).content.decode()
    assert "Frågan är redan avgjord." in page
    there = url(submitted, "information-meeting")
    assert f'href="{there}"' in page
    missing = client.post(there, {"held_on": TODAY(), "place": "Biblioteket"})
    assert set(errors(missing)) == {"why_this_decision", "why_no_dialogue"}
    told = {
        "held_on": TODAY(), "place": "Biblioteket", "why_this_decision": "Lagen kräver det.",
        "why_no_dialogue": "Inget gick att påverka.",
    }  # fmt: skip
    client.post(there, told)
    assert "Lagen kräver det." in client.get(submitted.get_absolute_url()).content.decode()
    assert client.post(there, told).status_code == 302  # the same form once more
    stale = client.post(there, {**told, "place": "Skolan"})
    assert set(errors(stale)) == {"__all__"}
    assert "Någon annan sparade" in stale.content.decode()
    assert InformationMeeting.objects.get().place == "Biblioteket"


def test_a_manager_decides_through_an_official_without_a_name(client, house):
    dialogue = dialogue_walked_to(State.SUBMITTED, Decider.MANAGER, house)
    client.force_login(house.official)
    assert set(errors(client.post(url(dialogue), {"outcome": "approve", "version": 1}))) == {
        "decided_by", "meeting_date", "feedback_date",
    }  # fmt: skip
    client.post(url(dialogue), {**decided(by_committee=False), "version": 1})
    made = Decision.objects.get()
    assert (made.who, made.committee, made.paragraph) == ("Avdelningschef", None, "")


def test_a_type_that_nobody_decides_has_no_decision_page(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, Decider.NOBODY, house)
    client.force_login(house.official)
    assert client.get(url(dialogue)).status_code == 404


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"needs_knowledge": "yes", "is_open": "no"}, {"reason"}),
        ({"needs_knowledge": "no", "is_open": "yes"}, {"reason"}),
        ({"needs_knowledge": "yes"}, {"is_open"}),
        ({"needs_knowledge": "yes", "is_open": "yes", "assignment": " "}, {"assignment"}),
        ({"needs_knowledge": "yes", "is_open": "perhaps"}, {"is_open"}),
    ],
)
def test_the_two_questions_are_answered_whole(secretary, house, answers, wrong):
    idea = dialogue_walked_to(State.IDEA, Decider.COMMITTEE_TWO_STEPS, house)
    answer = secretary.post(url(idea, "inquiry"), minutes(**answers))
    assert set(errors(answer)) == wrong
    assert Dialogue.objects.get().state == State.IDEA


@pytest.mark.parametrize(("is_open", "state"), [("yes", "planning"), ("no", "no_dialogue")])
def test_the_two_answers_give_the_assignment_or_end_the_idea(secretary, house, is_open, state):
    idea = dialogue_walked_to(State.IDEA, Decider.COMMITTEE_TWO_STEPS, house)
    answers = minutes(
        needs_knowledge="yes", is_open=is_open, reason="Redan avgjort.", assignment="Utred ljuset."
    )
    secretary.post(url(idea, "inquiry"), answers)
    made = Inquiry.objects.get()
    assert (Dialogue.objects.get().state, made.committee) == (state, house.committee)
    page = secretary.get(idea.get_absolute_url()).content.decode()
    assert ("Utred ljuset." in page, "Redan avgjort." in page) == (is_open == "yes", True)
    # What does not come about says so at the top, and leads to why.
    assert ('<a href="#decisions">Läs varför' in page) == (is_open == "no")


def test_the_usual_assignment_is_there_to_go_on_from_and_the_benefit_is_kept(secretary, house):
    idea = dialogue_walked_to(State.IDEA, Decider.COMMITTEE_TWO_STEPS, house)
    form = secretary.get(url(idea, "inquiry")).context["form"]
    assert form["assignment"].value().startswith("Utred frågan och återkom med ett förslag")
    answers = minutes(needs_knowledge="yes", is_open="no", reason="Redan avgjort.")
    secretary.post(url(idea, "inquiry"), {**answers, "benefit": "Vi hade lärt oss mer."})
    assert Inquiry.objects.get().assignment == ""
    assert "Vi hade lärt oss mer." in secretary.get(idea.get_absolute_url()).content.decode()


def test_a_city_may_leave_the_two_questions_out(secretary, house):
    ProfileFactory(rules={"prerequisite_questions": False})
    idea = dialogue_walked_to(State.IDEA, Decider.COMMITTEE, house)
    idea.type.decider = Decider.COMMITTEE_TWO_STEPS
    idea.type.save()
    assert secretary.get(url(idea, "inquiry")).status_code == 404
    move(idea, MoveName.BEGIN, by=house.official)


@pytest.mark.parametrize(
    ("who", "status"),
    [("official", 302), ("member", 302), ("secretary", 302), ("other", 403), ("outsider", 404)],
)
def test_a_decision_is_attested_by_those_concerned_once_each(client, house, submitted, who, status):
    made = record_decision(house, submitted)
    people = {"other": official, "outsider": UserFactory}
    client.force_login(people[who]() if who in people else getattr(house, who))
    there = reverse("decision-attest", args=[submitted.reference, made.pk])
    for _time in range(2):
        answer = client.post(there, {f"attest-{made.pk}-function": "ordförande"})
    assert answer.status_code == status
    assert made.attestations.count() == (status == 302)
    if status == 302:
        assert ", ordförande, " in client.get(url(submitted)).content.decode()


def test_what_a_manager_decided_is_not_attested_by_a_committee(house):
    dialogue = dialogue_walked_to(State.DECIDED, Decider.MANAGER, house=house)
    assert allowed(may_attest, house.official, dialogue)
    assert not allowed(may_attest, house.member, dialogue)


def test_an_attestation_says_in_which_role(client, house, submitted):
    made = record_decision(house, submitted)
    client.force_login(house.member)
    there = reverse("decision-attest", args=[submitted.reference, made.pk])
    for function, said in (
        (" ", "Skriv i vilken roll"),
        ("Ring 070-123 45 67.", "Här finns personuppgifter"),
    ):
        answer = client.post(there, {f"attest-{made.pk}-function": function}, follow=True)
        assert said in answer.content.decode()
    assert made.attestations.count() == 0
    elsewhere = dialogue_walked_to(State.SUBMITTED, house=house)
    wrong = reverse("decision-attest", args=[elsewhere.reference, made.pk])
    assert client.post(wrong, {f"attest-{made.pk}-function": "x"}).status_code == 404


def test_the_meeting_that_is_to_decide_does_not_lie_behind(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    client.force_login(house.official)
    step = reverse("process-step", args=[dialogue.reference, "submit"])
    past = client.post(step, {"decision_meeting_on": TODAY() - DAY})
    assert set(errors(past)) == {"decision_meeting_on"}
    client.post(step, {"decision_meeting_on": TODAY() + DAY})
    assert Dialogue.objects.get().decision_meeting_on == TODAY() + DAY


def test_a_decision_or_an_answer_sent_once_more_had_been_recorded(secretary, house, submitted):
    idea = dialogue_walked_to(State.IDEA, Decider.COMMITTEE_TWO_STEPS, house)
    answers = minutes(needs_knowledge="yes", is_open="yes", assignment="Utred ljuset.")
    pages = [
        (url(submitted), sent(financing=["own"]), {"outcome": "reject", "reason": "Nej."}),
        (url(idea, "inquiry"), answers, {"is_open": "no", "reason": "Nej."}),
    ]
    for page, form, other in pages:
        assert [secretary.post(page, form).status_code for _time in range(2)] == [302, 302]
        assert "Det var redan gjort." in secretary.get(idea.get_absolute_url()).content.decode()
        assert secretary.post(page, {**form, **other}).status_code == 409
    assert (Decision.objects.count(), Inquiry.objects.count()) == (1, 1)


def test_a_decision_of_an_earlier_meeting_sent_once_more_had_been_recorded(
    secretary, house, monkeypatch
):
    """What differs in substance when it is approved is kept as a version of that later day."""
    then = timezone.now() - 3 * DAY
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: then)
        dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    Dialogue.objects.update(purpose="Välja tre platser.")
    form = sent(meeting_date=TODAY() - DAY)
    assert [secretary.post(url(dialogue), form).status_code for _time in range(2)] == [302, 302]
    assert (Decision.objects.count(), dialogue.plan_versions.count()) == (1, 2)


def test_pages_of_the_decision_ask_few_questions(client, house, django_assert_max_num_queries):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    client.force_login(house.secretary)
    for page in (url(dialogue), reverse("process-step", args=[dialogue.reference, "start"])):
        client.force_login(house.secretary if page == url(dialogue) else house.official)
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("name", "state"), [("decision", State.SUBMITTED), ("inquiry", State.IDEA)]
)
def test_who_decides_has_guidance_one_click_away(secretary, house, name, state):
    dialogue = dialogue_walked_to(state, Decider.COMMITTEE_TWO_STEPS, house)
    page = secretary.get(url(dialogue, name)).content.decode()
    assert "Så kan ni väga det här" in page
    assert "<strong>Exempel</strong>" in page
