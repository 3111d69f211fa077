"""The plan's pages on who takes part, walked with the keyboard."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import DialogueKindFactory, LoopStepFactory, MethodFactory
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


@pytest.mark.parametrize("width", [1280, 320])
def test_an_analysis_is_made_with_the_keyboard_alone(
    transactional_db, live_server, page, planning, planner, width
):
    page.set_viewport_size({"width": width, "height": 900})
    visiting(planner, live_server, page)(address(planning, "malgrupper"))
    page.get_by_role("button", name="+ Unga 13–19 år").focus()
    page.keyboard.press("Enter")
    row = page.get_by_role("group", name="Unga 13–19 år")
    expect(row).to_be_visible()
    # The reader stands at the new row: the next stop is its first scale.
    page.keyboard.press("Tab")
    expect(page.locator("#id_g0_affected_0")).to_be_focused()
    for _scale in range(3):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(row.get_by_label("Primär målgrupp")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Fritidsgården")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sparat: Målgrupper.")).to_be_visible()
    expect(page.get_by_text("Dialogen vänder sig först till unga 13–19 år.").first).to_be_visible()
    # Where the picture does not fit it is cut at the side, and the page says so.
    expect(page.get_by_text("Rulla den i sidled.")).to_be_visible(visible=width == 320)
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("slug", ["metoder", "rekrytering", "anpassning", "rattigheter"])
def test_the_other_sections_fit_and_are_accessible(
    transactional_db, live_server, page, planning, planner, slug
):
    method = MethodFactory(usual_levels=[2], guidance_sv="Samma frågor till många.")
    planning.level = 2
    planning.save(update_fields=["level"])
    planning.methods.set([method])
    page.set_viewport_size({"width": 320, "height": 900})
    visiting(planner, live_server, page)(address(planning, slug))
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_round_of_the_loop_is_begun_and_written_with_the_keyboard(
    transactional_db, live_server, page, planning, planner, width
):
    steps = [LoopStepFactory(name_sv=name, order=n) for n, name in enumerate(["Samla", "Pröva"])]
    planning.kind = DialogueKindFactory(slug="komplex-fraga")
    planning.save(update_fields=["kind"])
    page.set_viewport_size({"width": width, "height": 900})
    visit = visiting(planner, live_server, page)
    visit(address(planning, "komplex-fraga"))
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Börja det första varvet").press("Enter")
    page.get_by_role("button", name="Börja det första varvet").press("Enter")
    expect(page.get_by_role("heading", name="Varv 1: Ny mötesplats i Hjulsta")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.locator(f"#id_s{steps[0].pk}_state").select_option("klart")
    page.get_by_label("Civilsamhället").fill("-3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Talet får vara lägst 0.")
    page.get_by_label("Civilsamhället").fill("3")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"{reverse('loop', args=[planning.reference])}#varv-1$"))
    expect(page.get_by_text("3 intervjuer: 3 med civilsamhället")).to_be_visible()
    expect(page.get_by_text("1 av 2 klara")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
