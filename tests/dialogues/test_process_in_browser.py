"""What the committee answers first, in a browser, with axe on every page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.enums import State
from municipality.enums import Decider
from tests.factories.process import dialogue_walked_to, make_house
from tests.in_browser import assert_accessible, visiting

pytestmark = [
    pytest.mark.usefixtures("small_plan"),
    pytest.mark.django_db(transaction=True),
]


def minutes(page, paragraph):
    page.get_by_label("Sammanträdets datum").fill(str(timezone.localdate()))
    page.get_by_label("Paragraf").fill(paragraph)
    page.get_by_label("Diarienummer").fill("JÄ 2026/412")


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
