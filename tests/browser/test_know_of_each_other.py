"""Two administrations learn of each other and resolve a collision (issue 3, section 3)."""

import datetime

import pytest
from django.db import transaction
from playwright.sync_api import expect

from archive.actions.overlaps import after_dialogue_changed
from archive.models import Overlap
from dialogues.enums import State
from tests.factories import MembershipFactory, OrganisationFactory, dialogue_in_state
from tests.factories.archive import small_city
from tests.in_browser import assert_accessible, assert_fits, visiting

NOTE = "Ett gemensamt möte den 4 mars. Exploateringskontoret bokar lokalen."


@pytest.fixture
def two_plans(transactional_db):
    made = small_city()
    body = OrganisationFactory(name="Exploateringskontoret")
    fields = {
        "type": made.kind, "areas": [made.tensta], "themes": [made.lighting],
        "starts_on": datetime.date(2027, 3, 1), "ends_on": datetime.date(2027, 4, 20),
    }  # fmt: skip
    made.mine = dialogue_in_state(
        State.PLANNING, title="Ljus på torget", owner=made.office, **fields
    )
    made.other = dialogue_in_state(State.DECIDED, title="Torget byggs om", owner=body, **fields)
    made.contact = MembershipFactory(organisation=body, is_contact_person=True).user
    with transaction.atomic():
        after_dialogue_changed(made.mine, by=made.user)
    return made


def test_a_second_administration_sees_the_overlap_and_resolves_it(two_plans, live_server, page):
    theirs = visiting(two_plans.contact, live_server, page)
    theirs("/")
    assert_accessible(page)
    sentence = "krockar med er dialog ”Torget byggs om”."
    notice = page.get_by_role("listitem").filter(has_text=sentence)
    expect(notice).to_contain_text("”Ljus på torget” (Järva stadsdelsförvaltning)")
    notice.get_by_role("button", name="Titta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Torget byggs om")
    assert_accessible(page)
    page.get_by_role("link", name="Skriv hur det löses").click()
    page.get_by_role("button", name="Spara för båda parter").click()
    expect(page.get_by_role("heading", name="fel")).to_have_count(0)
    page.get_by_label("Hur löses det?").fill(NOTE)
    assert_accessible(page)
    page.get_by_role("button", name="Spara för båda parter").click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    assert Overlap.objects.get().noted_by == two_plans.contact

    ours = visiting(two_plans.user, live_server, page)
    ours("/")
    told = page.get_by_role("paragraph").filter(has_text="har skrivit hur ”Torget byggs om”")
    expect(told).to_be_visible()
    ours(f"{two_plans.mine.get_absolute_url()}plan/")
    expect(page.get_by_text(NOTE)).to_be_visible()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for address in ("krockar/", f"krockar/{Overlap.objects.get().pk}/"):
            ours(two_plans.mine.get_absolute_url() + address)
            assert_fits(page)
            assert_accessible(page)


def test_when_notices_are_mailed_is_chosen_by_keyboard_from_the_menu(two_plans, live_server, page):
    open_page = visiting(two_plans.contact, live_server, page)
    open_page("/")
    page.locator("details.who summary").press("Enter")
    page.locator("details.who").get_by_role("link", name="Aviseringar").press("Enter")
    assert_accessible(page)
    page.get_by_label("Direkt, när de kommer").press("Space")
    page.get_by_role("button", name="Spara").press("Enter")
    expect(page.get_by_text("direkt när de kommer")).to_be_visible()
    two_plans.contact.refresh_from_db()
    assert two_plans.contact.notice_mail == "at_once"
