"""The plan in a browser: every page can be read by all, a finding leads to its field."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from dialogues import plan
from dialogues.enums import State
from dialogues.models import Initiative, Matter, Plan
from tests.factories import (
    DialogueFactory,
    MembershipFactory,
    OccasionFactory,
    OrganisationFactory,
    official,
)
from tests.in_browser import assert_accessible, assert_fits, visiting

OWN = (
    "stallningstagande",
    "tillfallen-och-tidplan",
    "ansvar",
    "budget",
    "samverkan",
    "kommunikation",
    "dokumentation",
    "mottagande",
    "aterkoppling",
    "utvardering",
)


@pytest.fixture
def planning(transactional_db, profile, jarva):
    dialogue = DialogueFactory(owner=jarva, state=State.PLANNING, title="Ny mötesplats")
    OccasionFactory(dialogue=dialogue, venue="Hjulsta skola")
    Plan.objects.create(dialogue=DialogueFactory(owner=jarva), communication="Affischer")
    return dialogue


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1280, "light", "sv"), (320, "light", "en"), (1280, "dark", "sv")],
)
def test_the_plans_pages_can_be_read_by_all(
    planning, live_server, page, jarva, width, scheme, language
):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
    page.context.add_cookies([cookie])
    visit = visiting(official(organisation=jarva), live_server, page)
    addresses = [reverse("plan-section", args=[planning.reference, slug]) for slug in OWN]
    addresses += [
        reverse(name, args=[planning.reference]) for name in ("plan", "decision-basis", "plan-copy")
    ]
    for address in addresses:
        visit(address)
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert_accessible(page)
        assert_fits(page)


def test_a_plan_is_written_by_going_to_what_it_lacks(planning, live_server, page, jarva):
    visit = visiting(official(organisation=jarva), live_server, page)
    visit(reverse("plan", args=[planning.reference]))
    page.get_by_role("link", name="Utgå från en tidigare plan eller ett gott exempel").click()
    page.get_by_role("radio").check()
    page.get_by_role("button", name="Kopiera planen").click()
    expect(page.get_by_text("Affischer")).to_be_visible()
    page.get_by_role("link", name="saker hindrar inlämning").click()
    page.get_by_role("link", name="Skriv vad dialogen kostar, 0 om den inte kostar något.").click()
    expect(page.locator("#id_budget")).to_be_in_viewport()
    page.locator("#id_budget").fill("-5")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#div_id_budget")).to_contain_text("Ett belopp kan inte vara mindre än")
    page.locator("#id_budget").fill("185 000")
    page.get_by_label("Förvaltningens egen budget").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    visit(reverse("decision-basis", args=[planning.reference]))
    expect(page.get_by_text("185 000 kronor")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som Word-fil").click()
    assert download.value.suggested_filename == f"beslutsunderlag-{planning.reference}.docx"
    row = plan.with_rows(type(planning).objects.all()).get(pk=planning.pk)
    assert (row.plan.budget, row.plan.communication) == (185_000, "Affischer")


@pytest.mark.parametrize("width", [1280, 320])
def test_matters_and_initiatives_can_be_read_by_all(
    transactional_db, profile, live_server, page, jarva, width
):
    committee = OrganisationFactory(name="Järva stadsdelsnämnd", kind="committee_district")
    membership = MembershipFactory(organisation=committee, role="committee", is_secretary=True)
    MembershipFactory(user=membership.user, organisation=jarva, role="official")
    Matter.objects.create(title="Hjulsta torg", committee=committee)
    Initiative.objects.create(title="Odling", initiator="residents", received_by=jarva)
    page.set_viewport_size({"width": width, "height": 900})
    visit = visiting(membership.user, live_server, page)
    for name in ("matter-list", "matter-add", "initiative-list", "initiative-add"):
        visit(reverse(name))
        assert_accessible(page)
        assert_fits(page)


def test_the_menu_stands_folded_above_the_form_on_a_telephone_and_open_beside_it(
    planning, live_server, page, jarva
):
    visit = visiting(official(organisation=jarva), live_server, page)
    address = reverse("plan-section", args=[planning.reference, "budget"])
    page.set_viewport_size({"width": 320, "height": 700})
    visit(address)
    menu, summary = page.locator(".plan-menu"), page.locator(".plan-menu > summary")
    expect(summary).to_have_text(re.compile(r"\d+ av \d+ avsnitt klara · \d+ saker hindrar"))
    above = page.evaluate(
        """() => document.querySelector(".plan-menu").getBoundingClientRect().bottom
          <= document.querySelector("#section").getBoundingClientRect().top"""
    )
    link = menu.get_by_role("link", name="Målgrupper")
    assert above
    expect(link).not_to_be_visible()
    summary.focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    visit(address)
    expect(summary).not_to_be_visible()
    expect(link).to_be_visible()
    # Past its eighteen links in one step.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#section') !== null")
