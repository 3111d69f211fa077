"""The plan's pages on who takes part, walked with the keyboard."""

import pytest
from playwright.sync_api import expect

from tests.in_browser import assert_accessible, assert_fits, visiting
from tests.participation.sections import address


@pytest.mark.parametrize("width", [1280, 320])
def test_the_level_is_chosen_on_the_stairs_with_the_keyboard(
    transactional_db, live_server, page, planning, planner, width
):
    page.set_viewport_size({"width": width, "height": 900})
    visiting(planner, live_server, page)(address(planning, "niva"))
    page.locator("#id_level_0").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Konsultation: tycka")).to_be_checked()
    assert_accessible(page)
    assert_fits(page)
