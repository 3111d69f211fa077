"""Measures as people use them: added, explained, tied to what was said, found by area."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from feedback.models import Measure
from tests.factories.feedback import MeasureFactory, ViewpointFactory
from tests.factories.municipality import AreaFactory, OrganisationFactory
from tests.in_browser import assert_accessible, assert_fits, visiting


@pytest.fixture
def visit(transactional_db, live_server, page, official):
    """Open an address as the owner's official."""
    return visiting(official, live_server, page)


def test_a_measure_is_refused_with_a_reason_and_tied_to_what_was_said(visit, dialogue):
    ViewpointFactory(dialogue=dialogue, text="Det är mörkt i tunneln")
    ViewpointFactory(dialogue=dialogue, text="Fler bänkar på torget")
    page = visit(dialogue.get_absolute_url())
    page.get_by_role("link", name="Lägg till åtgärd").click()
    page.get_by_label("Rubrik").fill("Ljus i tunneln")
    page.get_by_label("Genomförs inte", exact=True).check()
    page.get_by_role("button", name="Lägg till åtgärden").click()
    expect(page.get_by_role("alert")).to_contain_text("Ange varför åtgärden inte genomförs.")
    assert_accessible(page)
    page.get_by_label("Varför åtgärden inte genomförs").fill("Tunneln rivs nästa år.")
    page.get_by_role("button", name="Lägg till åtgärden").click()
    expect(page.get_by_text("Tunneln rivs nästa år.")).to_be_visible()
    page.get_by_role("link", name="Välj synpunkter bakom åtgärden").click()
    page.get_by_label("Ord i synpunkterna").fill("tunnel")
    page.get_by_role("button", name="Sök").last.click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Spara det ikryssade").click()
    expect(page.get_by_text("Sparat. 1 synpunkt ligger bakom åtgärden.")).to_be_visible()
    assert Measure.objects.get().viewpoints.get().text == "Det är mörkt i tunneln"


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_are_accessible_and_fit_the_screen(visit, dialogue, width):
    area, office = AreaFactory(), OrganisationFactory(name="Enskede-Årsta-Vantörs förvaltning")
    dialogue.areas.set([area])
    said = ViewpointFactory(dialogue=dialogue, text="Ring mig på 070-123 45 67 om lampan")
    for state in ("proposed", "planned", "carried_out", "not_done"):
        measure = MeasureFactory(
            dialogue=dialogue, state=state, description="Elva armaturer.", responsible=office,
            followed_up_by=office, ongoing_work="Upphandling.", term="short", viewpoints=[said],
            reason="Tunneln rivs." if state == "not_done" else "",
        )  # fmt: skip
    here, one = [dialogue.reference], [dialogue.reference, measure.pk]
    behind = reverse("measure-viewpoints", args=one)
    addresses = [
        dialogue.get_absolute_url(), reverse("measure-list", args=here),
        reverse("measure-add", args=here), reverse("measure-edit", args=one),
        reverse("measure-remove", args=one), behind, f"{behind}?q=lampa", f"{behind}?q=finnsinte",
        reverse("viewpoint", args=[said.pk]), area.get_absolute_url(),
        reverse("area-measures", args=[area.slug]),
    ]  # fmt: skip
    for address in addresses:
        page = visit(address)
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert_fits(page)
