"""A plan's way through the committee in a browser, with axe on every page."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.enums import State
from dialogues.models import Dialogue
from municipality.enums import Decider
from tests.factories.process import dialogue_walked_to, fill_plan, make_house
from tests.in_browser import assert_accessible, assert_fits, visiting

pytestmark = [
    pytest.mark.usefixtures("small_plan"),
    pytest.mark.django_db(transaction=True),
]


def minutes(page, paragraph):
    page.get_by_label("Sammanträdets datum").fill(str(timezone.localdate()))
    page.get_by_label("Paragraf").fill(paragraph)
    page.get_by_label("Diarienummer").fill("JÄ 2026/412")


def test_a_plan_is_referred_back_changed_and_approved_with_conditions(live_server, page):
    house = make_house()
    dialogue = dialogue_walked_to(State.PLANNING, house=house, title="Ljus i parken")
    fill_plan(dialogue)
    page.set_viewport_size({"width": 320, "height": 700})
    visit = visiting(house.official, live_server, page)
    visit(dialogue.get_absolute_url())
    page.get_by_role("link", name="Lämna in planen för beslut").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Lämna in planen för beslut").click()
    assert "Planen är inlämnad." in page.content()

    page.set_viewport_size({"width": 820, "height": 1100})
    visit = visiting(house.secretary, live_server, page)
    visit("/namnden/")
    assert_accessible(page)
    page.get_by_role("link", name="Ljus i parken").click()
    assert_accessible(page)
    page.get_by_label("Återremitterad").check()
    page.get_by_role("button", name="Registrera beslutet").click()
    assert_accessible(page)
    minutes(page, "§ 12")
    page.get_by_label("Skäl").fill("Förtydliga rollerna.")
    page.get_by_role("button", name="Registrera beslutet").click()
    assert "Beslutet är registrerat: återremitterad." in page.content()

    Dialogue.objects.update(purpose="Välja tre platser.")
    visit = visiting(house.official, live_server, page)
    visit(dialogue.get_absolute_url())
    assert "Förtydliga rollerna." in page.content()
    page.get_by_role("link", name="Lämna in planen för beslut").click()
    page.get_by_role("button", name="Lämna in planen för beslut").click()

    page.set_viewport_size({"width": 320, "height": 700})
    visit = visiting(house.secretary, live_server, page)
    visit(reverse("decision", args=[dialogue.reference]))
    assert "Välja tre platser." in page.content()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Godkänd med villkor").check()
    minutes(page, "14")
    page.get_by_label("Skäl").fill("Unga hördes inte.")
    page.get_by_label("Villkor", exact=False).last.fill("Unga ska nås.")
    page.get_by_label("Återkoppling senast").fill(
        str(timezone.localdate() + datetime.timedelta(days=90))
    )
    page.get_by_role("button", name="Registrera beslutet").click()
    assert "Beslutet är registrerat: godkänd med villkor." in page.content()
    assert Dialogue.objects.get().state == State.DECIDED
    visit(dialogue.get_absolute_url())
    assert_accessible(page)
    assert_fits(page)


def test_a_no_to_a_question_ends_in_an_information_meeting(live_server, page):
    house = make_house()
    idea = dialogue_walked_to(State.IDEA, Decider.COMMITTEE_TWO_STEPS, house)
    visit = visiting(house.secretary, live_server, page)
    visit(reverse("inquiry", args=[idea.reference]))
    assert_accessible(page)
    page.get_by_role("group", name="Behöver vi veta mer").get_by_label("Ja").check()
    page.get_by_role("group", name="Går frågan fortfarande").get_by_label("Nej").check()
    page.get_by_label("Om ett svar är nej").fill("Beslutet är fattat.")
    minutes(page, "7")
    page.get_by_role("button", name="Registrera svaren").click()
    assert "Det blir ingen dialog" in page.content()

    visit = visiting(house.official, live_server, page)
    visit(idea.get_absolute_url())
    page.get_by_role("link", name="Skriv om informationsmötet").click()
    assert_accessible(page)
    page.get_by_label("datum").first.fill(str(timezone.localdate()))
    page.get_by_label("plats").fill("Biblioteket")
    page.get_by_label("Varför blev beslutet").fill("Lagen kräver det.")
    page.get_by_label("Varför hålls ingen dialog").fill("Inget gick att påverka.")
    page.get_by_role("button", name="Spara informationsmötet").click()
    assert "Lagen kräver det." in page.content()
    assert_accessible(page)
