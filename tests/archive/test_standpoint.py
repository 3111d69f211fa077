"""What a dialogue would give is weighed and kept also where the answer is no (R077)."""

import uuid

import pytest
from django.urls import reverse

from dialogues.actions.plan_copy import plans_to_copy
from dialogues.actions.process import tell_meeting
from dialogues.enums import Conclusion, HistoryAction, MoveName, Outcome, State
from dialogues.models import Dialogue, Inquiry, KnowledgeReview, Plan
from dialogues.process import move
from municipality.enums import Decider
from municipality.profile_files import FOLDER, read_profile
from tests.factories import ProfileFactory
from tests.factories.process import (
    TODAY,
    dialogue_walked_to,
    make_house,
    minutes,
    record_decision,
)

PAGE = "/planera/?q=belysning+på+gångvägen&area=tensta"
BENEFIT = "De som går där vet var det är mörkt, men lampan är redan beställd."
SAY_IT = "Skriv vilken nytta en dialog skulle göra och vad den skulle vara till för"


@pytest.fixture
def always(db):
    """A city that always takes a stand, as Malmö does."""
    ProfileFactory(rules={"dialogue_always_weighed": True})


@pytest.fixture
def house(db, small_plan):
    return make_house()


def conclusion(city, **changes):
    return {
        "conclusion": Conclusion.NO_DIALOGUE, "other_reference": "", "reason": "Vi vet redan.",
        "title": "Ljus i tunneln", "owner": city.office.pk, "type": city.kind.pk,
        "token": uuid.uuid4(), **changes,
    }  # fmt: skip


def step(dialogue, name):
    return reverse("process-step", args=[dialogue.reference, name.value])


@pytest.mark.parametrize("chosen", [Conclusion.NO_DIALOGUE, Conclusion.NEW_DIALOGUE])
def test_what_was_weighed_before_planning_is_kept_told_and_in_the_history(web, city, chosen):
    there = web.post(PAGE, conclusion(city, conclusion=chosen, benefit=BENEFIT)).url
    assert BENEFIT in web.get(there).content.decode()
    dialogue = Dialogue.objects.get(title="Ljus i tunneln")
    assert dialogue.plan.benefit == BENEFIT
    entry = dialogue.history.get(action=HistoryAction.PLAN_CHANGED)
    assert (entry.changes, entry.by) == ({"benefit": ["", BENEFIT]}, city.user)
    # An idea has no plan to copy yet, nor has what ended before it was planned.
    other = Dialogue.objects.exclude(pk=dialogue.pk).first()
    assert dialogue not in plans_to_copy(city.user, other)


def test_it_may_be_left_out_where_the_city_does_not_demand_it(web, city):
    form = web.get(PAGE).content.decode()
    assert "Vilken nytta skulle en dialog göra" in form
    assert web.post(PAGE, conclusion(city)).status_code == 302
    assert not Plan.objects.filter(dialogue__title="Ljus i tunneln").exists()


def test_a_no_without_it_is_refused_where_the_city_always_takes_a_stand(web, city, always):
    assert "Anges alltid här när svaret är nej." in web.get(PAGE).content.decode()
    page = web.post(PAGE, conclusion(city))
    assert (page.status_code, list(page.context["form"].errors)) == (400, ["benefit"])
    text = page.content.decode()
    assert (SAY_IT in text, "Vi vet redan." in text) == (True, True)
    assert not KnowledgeReview.objects.exists()
    assert web.post(PAGE, conclusion(city, benefit=BENEFIT)).status_code == 302
    # What is to be planned says it in the plan.
    new = conclusion(city, conclusion=Conclusion.NEW_DIALOGUE)
    assert web.post(PAGE, new).status_code == 302


def test_no_personal_data_is_kept_with_it(web, city):
    page = web.post(PAGE, conclusion(city, benefit="Ring 070-123 45 67 om lampan."))
    assert list(page.context["form"].errors) == ["benefit"]


@pytest.mark.parametrize("name", [MoveName.KNOWN, MoveName.INFORM])
def test_an_idea_does_not_end_without_it_there(client, house, always, name):
    idea = dialogue_walked_to(State.IDEA, house=house)
    client.force_login(house.official)
    page = client.post(step(idea, name), {"reason": "Vi vet redan.", "benefit": " "})
    assert list(page.context["form"].errors) == ["benefit"]
    assert Dialogue.objects.get().state == State.IDEA
    Plan.objects.create(dialogue=idea, version=1, benefit=BENEFIT)
    sent = {"reason": "Vi vet redan.", "benefit": BENEFIT, "initial-benefit": BENEFIT}
    assert client.post(step(idea, name), sent).status_code == 302
    assert Dialogue.objects.get().state == State.NO_DIALOGUE


def test_the_committees_no_does_not_end_an_idea_without_it(client, house):
    ProfileFactory(rules={"dialogue_always_weighed": True, "prerequisite_questions": True})
    idea = dialogue_walked_to(State.IDEA, Decider.COMMITTEE_TWO_STEPS, house)
    client.force_login(house.secretary)
    there = reverse("inquiry", args=[idea.reference])
    no = minutes(needs_knowledge="yes", is_open="no", reason="Redan avgjort.")
    assert list(client.post(there, no).context["form"].errors) == ["benefit"]
    assert not Inquiry.objects.exists()
    assert client.post(there, {**no, "benefit": BENEFIT}).status_code == 302
    page = client.get("/namnden/").content.decode()
    assert (BENEFIT in page, "Redan avgjort." in page) == (True, True)


def test_the_committee_reads_why_there_is_no_dialogue_and_of_the_meeting_instead(client, house):
    ended = dialogue_walked_to(State.PLANNING, house=house, title="Torget")
    Plan.objects.create(dialogue=ended, version=1, benefit=BENEFIT)
    move(ended, MoveName.INFORM, by=house.official, reason="Lagen bestämmer.")
    meeting = {
        "held_on": TODAY(), "place": "Biblioteket", "why_this_decision": "Lagen.",
        "why_no_dialogue": "Inget kan ändras.",
    }  # fmt: skip
    tell_meeting(by=house.official, dialogue=Dialogue.objects.get(), version=None, values=meeting)
    rejected = dialogue_walked_to(State.SUBMITTED, house=house, title="Parken")
    record_decision(house, rejected, Outcome.REJECT)
    others = dialogue_walked_to(State.PLANNING, title="En annan nämnds")
    move(others, MoveName.KNOWN, by=others.owner.memberships.get().user, reason="Vi vet.")
    client.force_login(house.member)
    answer = client.get("/namnden/")
    rows = answer.context["not_held"]
    assert [
        (row["dialogue"].title, row["why"], row["benefit"], row["meeting_on"]) for row in rows
    ] == [
        ("Parken", "Rollerna är oklara.", "", None),
        ("Torget", "Lagen bestämmer.", BENEFIT, TODAY()),
    ]
    assert "Informationsmöte" in answer.content.decode()


def test_the_committee_reads_what_the_dialogue_gives_before_it_decides(client, house):
    plan = dialogue_walked_to(State.SUBMITTED, house=house)
    Plan.objects.create(dialogue=plan, version=1, benefit=BENEFIT)
    client.force_login(house.secretary)
    first = client.get(reverse("decision", args=[plan.reference])).content.decode()
    assert f'<dd class="prose">{BENEFIT}</dd>' in first.partition('id="beslutet"')[0]


def test_only_malmo_demands_it():
    rules = {
        name: read_profile(FOLDER / f"{name}.toml").rules["dialogue_always_weighed"]
        for name in ("malmo", "sollentuna", "stockholm")
    }
    assert rules == {"malmo": True, "sollentuna": False, "stockholm": False}
