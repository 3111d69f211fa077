"""An earlier dialogue is registered step by step, each step on one screen (issue 2, section 3)."""

import datetime

from archive.demo.load import load_city_facts
from dialogues.enums import Purpose, State, Step
from dialogues.forms.steps import STEP_FORMS
from municipality.models import Area, DialogueType, Organisation, Theme
from tests.factories import DialogueFactory, official
from tests.in_browser import assert_accessible, assert_fits, visiting

SCREEN = {"width": 1280, "height": 900}  # an office's, with the browser's own bars taken off
TEXT = "Tre sträckor pekades ut som mörka och otrygga efter klockan fyra, främst tunneln. " * 4


def test_each_step_of_registering_fits_on_one_screen(transactional_db, live_server, page):
    """With a whole city's lists and a well-filled record: what is asked and the button are seen."""
    load_city_facts()
    office = Organisation.objects.get(name="Järva stadsdelsförvaltning")
    reader = official(organisation=office)
    dialogue = DialogueFactory(
        owner=office,
        type=DialogueType.objects.first(),
        state=State.FEEDBACK,
        starts_on=datetime.date(2024, 9, 10),
        areas=[Area.objects.get(slug="tensta")],
        themes=Theme.objects.all()[:3],
        purposes=Purpose.values[:2],
        **dict.fromkeys(("question", "background", "purpose", "result_summary", "lessons"), TEXT),
    )
    steps = [f"/dialoger/{dialogue.reference}/andra/{step}/" for step in STEP_FORMS]
    page.set_viewport_size(SCREEN)
    visit = visiting(reader, live_server, page)
    for address in ["/dialoger/registrera/", *steps]:
        visit(address)
        page.screenshot(
            path=f"/tmp/house/os{steps.index(address) if address in steps else 9}.png",
            full_page=True,
        )
        button = page.locator("main form .button").last.bounding_box()
        assert button["y"] + button["height"] <= SCREEN["height"], address
        assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 640})
    visit(f"/dialoger/{dialogue.reference}/andra/{Step.CONTEXT}/")
    assert_fits(page)
