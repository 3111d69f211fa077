"""Where the plan's page leads: to begin, to write, to submit, and why it came back."""

import pytest
from django.urls import reverse

from dialogues.enums import MoveName, Outcome, State
from dialogues.models import Dialogue
from dialogues.process import move
from municipality.enums import Decider
from participation.models import ParticipationPlan
from tests.factories import MethodFactory, official
from tests.factories.process import dialogue_walked_to, record_decision


@pytest.fixture
def few_sections(small_plan, settings):
    """The small plan, and the section that the plan's page asks of."""
    settings.PLAN_SECTIONS = [*settings.PLAN_SECTIONS, "dialogues.plan_sections.PARTNERS"]


def page(client, user, dialogue, name="plan", *args):
    client.force_login(user)
    return client.get(reverse(name, args=[dialogue.reference, *args]))


def onward(answer):
    return [one["url"] for one in answer.context["onward"]]


def step(dialogue, name):
    return reverse("process-step", args=[dialogue.reference, name])


def test_of_an_idea_nothing_is_asked_yet_and_its_planning_can_begin(client, house):
    idea = dialogue_walked_to(State.IDEA, Decider.COMMITTEE, house)
    answer = page(client, house.official, idea)
    assert onward(answer) == [step(idea, "begin")]
    assert (answer.context["hinders"], answer.context["summary"]["hinders"]) == ([], None)
    assert onward(page(client, official(), idea)) == []
    client.force_login(house.official)
    for _twice in range(2):
        begun = client.post(step(idea, "begin"))
        assert (begun.status_code, begun.url) == (302, reverse("plan", args=[idea.reference]))


def test_a_plan_being_written_is_called_so_and_its_page_is_the_next_step(client, house):
    planning = dialogue_walked_to(State.PLANNING, house=house)
    answer = page(client, house.official, planning, "dialogue")
    assert "Planeras" in answer.content.decode()
    first = answer.context["process"]["steps"][0]
    assert (first["label"], first["url"]) == (
        "Skriv planen", reverse("plan", args=[planning.reference]),
    )  # fmt: skip
    others = page(client, official(), planning, "dialogue").context["process"]["steps"]
    assert "Skriv planen" not in [one["label"] for one in others]


def test_a_whole_plan_is_submitted_from_its_own_page(client, house, few_sections):
    planning = dialogue_walked_to(State.PLANNING, house=house)
    assert onward(page(client, house.official, planning)) == [step(planning, "submit")]
    Dialogue.objects.update(purpose="")
    assert onward(page(client, house.official, planning)) == []


def test_why_a_plan_was_referred_back_stands_where_it_is_written(client, house, few_sections):
    submitted = dialogue_walked_to(State.SUBMITTED, house=house)
    record_decision(house, submitted, Outcome.REFER_BACK, reason="Förtydliga rollerna.")
    returned = Dialogue.objects.get()
    text = page(client, house.official, returned).content.decode()
    assert "återremitterade planen" in text
    assert "Förtydliga rollerna." in text
    move(returned, MoveName.SUBMIT, by=house.official)
    assert "återremitterade planen" not in page(client, house.official, returned).content.decode()


def test_who_changes_a_decided_plan_is_told_what_follows(client, house, few_sections):
    decided = dialogue_walked_to(State.DECIDED, house=house)
    written = page(client, house.official, decided, "plan-section", "syfte")
    assert "Planen är beslutad." in written.content.decode()
    assert onward(page(client, house.official, decided)) == []


def test_a_section_is_not_called_wrong_before_anything_is_written_there(client, house):
    planning = dialogue_walked_to(State.PLANNING, house=house)
    empty = page(client, house.official, planning, "plan-section", "niva").content.decode()
    assert "finding-stop" not in empty
    ParticipationPlan.objects.create(dialogue=planning, influence_statement="Ni påverkar.")
    begun = page(client, house.official, planning, "plan-section", "niva").content.decode()
    assert "finding-stop" in begun


def test_every_finding_of_an_empty_plan_leads_to_a_place_on_its_page(client, house):
    planning = dialogue_walked_to(State.PLANNING, house=house)
    MethodFactory()
    answer = page(client, house.official, planning)
    links = {url for part in answer.context["hinders"] for _one, url in part["blockers"]}
    assert len(links) > 10
    missing = []
    for url in links:
        there, _hash, field = url.partition("#")
        if f'id="{field}"' not in client.get(there).content.decode():
            missing.append(url)
    assert missing == []


def test_what_waits_for_a_decision_is_read_on_one_page_from_the_overview(client, house, small_plan):
    submitted = dialogue_walked_to(State.SUBMITTED, house=house)
    there = reverse("decision", args=[submitted.reference])
    for user in (house.official, house.member, official()):
        assert f'href="{there}"' in page(client, user, submitted, "dialogue").content.decode()
