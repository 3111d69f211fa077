"""The secretary marks a follow-up as sent, on any screen and by keyboard (R138)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from dialogues.enums import State
from feedback.models import FollowUp
from municipality.enums import Decider
from tests.factories import DialogueFactory, DialogueTypeFactory
from tests.factories.process import make_house
from tests.in_browser import assert_accessible, assert_fits, visiting


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_a_follow_up_is_marked_from_the_committees_page_and_the_mark_taken_away(
    transactional_db, small_plan, live_server, page, width, scheme
):
    house, ended = make_house(), timezone.localdate() - datetime.timedelta(days=370)
    DialogueFactory(
        owner=house.owner, type=DialogueTypeFactory(decider=Decider.COMMITTEE), state=State.CLOSED,
        title="Ljus i parken", starts_on=ended, ends_on=ended,
    )  # fmt: skip
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    visit = visiting(house.secretary, live_server, page)

    def look():
        assert_accessible(page)
        assert_fits(page)

    visit(reverse("committee"))
    look()
    page.get_by_role("link", name="Markera som skickad").press("Enter")
    expect(page.get_by_role("heading", name="Uppföljningen")).to_be_visible()
    look()
    page.get_by_role("button", name="Markera som skickad").press("Enter")
    expect(page.locator("#follow-up")).to_contain_text(f"markerad av {house.secretary}")
    look()
    visit(reverse("committee"))
    expect(page.get_by_text("dagen har passerat")).to_have_count(0)
    look()
    visit(FollowUp.objects.get().dialogue.get_absolute_url())
    page.get_by_role("link", name="Ta bort markeringen").press("Enter")
    look()
    page.get_by_role("button", name="Ta bort markeringen").press("Enter")
    expect(page.locator("#follow-up")).to_contain_text("Den är inte markerad som skickad.")
    assert not FollowUp.objects.exists()
