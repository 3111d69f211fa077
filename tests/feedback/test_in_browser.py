"""Registering at the keyboard and looking at personal data, as people do it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from feedback.models import Viewpoint
from tests.factories.feedback import ViewpointFactory
from tests.factories.municipality import AreaFactory, ThemeFactory
from tests.in_browser import assert_accessible, assert_fits, visiting

PHONE = "Ring mig på 070-123 45 67 om lampan"


@pytest.fixture
def visit(transactional_db, live_server, page, official):
    """Open an address as the owner's official."""
    return visiting(official, live_server, page)


def test_viewpoints_are_registered_by_keys_alone(visit, dialogue):
    theme = ThemeFactory(name_sv="Ljus", keywords=["lampa"])
    page = visit(reverse("viewpoint-register", args=[dialogue.reference]))
    page.keyboard.type("Fler lampor i tunneln")
    expect(page.get_by_label("Ljus")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Era senaste här")).to_be_visible()
    expect(page.get_by_label("Vad som sades")).to_be_focused()
    page.keyboard.type("Och en bänk")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Och en bänk").first).to_be_visible()
    assert list(Viewpoint.objects.order_by("pk").values_list("text", "kind", "theme_ids")) == [
        ("Fler lampor i tunneln", "worse", [theme.pk]),
        ("Och en bänk", "", []),
    ]
    page.get_by_role("button", name=re.compile("^Ångra")).first.click()
    expect(page.get_by_text("Synpunkten är raderad.")).to_be_visible()
    assert Viewpoint.objects.count() == 1


def test_many_are_ticked_and_cleared_at_once(visit, dialogue):
    for _ in range(3):
        ViewpointFactory(dialogue=dialogue, text=PHONE)
    page = visit(reverse("personal-data"))
    assert_accessible(page)
    page.get_by_role("checkbox").first.press("Enter")
    assert Viewpoint.objects.filter(text=PHONE).count() == 3
    page.get_by_role("button", name="Kryssa i alla på sidan").click()
    page.get_by_role("button", name="Ta bort det markerade i de ikryssade").click()
    expect(page.get_by_text("Personuppgifterna är borttagna ur 3 synpunkter.")).to_be_visible()
    assert Viewpoint.objects.filter(text=PHONE).count() == 0


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_are_accessible_and_fit_the_screen(visit, dialogue, width):
    area, theme = AreaFactory(), ThemeFactory(name_sv="Ljus")
    for mark in ("good", "develop"):
        row = ViewpointFactory(
            dialogue=dialogue, text=PHONE, area=area, theme_ids=[theme.pk], in_scope=False,
            latitude=59.3, longitude=18.0, place_mark=mark,
        )  # fmt: skip
    listed = reverse("viewpoint-list", args=[dialogue.reference])
    addresses = [
        f"{listed}?q=lampa&theme={theme.pk}", f"{listed}?q=finnsinte",
        reverse("viewpoint", args=[row.pk]), reverse("viewpoint-edit", args=[row.pk]),
        reverse("viewpoint-delete", args=[row.pk]), reverse("personal-data"),
        reverse("viewpoint-register", args=[dialogue.reference]),
    ]  # fmt: skip
    for address in addresses:
        page = visit(address)
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert_fits(page)
