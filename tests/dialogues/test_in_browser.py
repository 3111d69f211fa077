"""Choosing areas in the register's form, as people do it."""

import pytest
from playwright.sync_api import expect

from municipality.enums import AreaLevel
from tests.factories import AreaFactory, AreaParentFactory
from tests.in_browser import assert_accessible, assert_fits, visiting


@pytest.mark.parametrize("width", [1280, 320])
def test_an_area_is_found_by_a_part_of_its_name(
    transactional_db, live_server, page, jarva_official, dialogue_type, profile, width
):
    for part, places in (("Järva", ["Tensta", "Rinkeby"]), ("Bromma", ["Alvik"])):
        above = AreaFactory(name=part, level=AreaLevel.COMMITTEE)
        for place in places:
            AreaParentFactory(child=AreaFactory(name=place), parent=above)
    page.set_viewport_size({"width": width, "height": 900})
    visiting(jarva_official, live_server, page)("/dialoger/registrera/")
    tensta, alvik = page.get_by_label("Tensta"), page.get_by_label("Alvik")
    expect(tensta).to_be_hidden()
    page.get_by_label("Hitta i listan").fill("TENS")
    expect(tensta).to_be_visible()
    expect(page.get_by_label("Rinkeby")).to_be_hidden()
    expect(alvik).to_be_hidden()
    assert_accessible(page)
    assert_fits(page)
    tensta.check()
    page.get_by_label("Hitta i listan").fill("Ingenstans")
    expect(page.get_by_text("Inget i listan heter så.")).to_be_visible()
    page.get_by_label("Hitta i listan").fill("")
    expect(tensta).to_be_checked()
    expect(tensta).to_be_visible()
