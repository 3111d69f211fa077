"""What an official, a committee and a strategist meet on the way to a decision, on a telephone in
the dark, in either language (issue 3, "Done when"); and a decision recorded by keyboard alone."""

import datetime
import re
from types import SimpleNamespace

import polib
import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from archive.models import Overlap
from archive.overlaps import recompute
from dialogues.enums import HistoryAction, MoveName, Outcome, State
from dialogues.history import record
from dialogues.models import Decision, Dialogue, Initiative, Matter, Plan
from dialogues.process import move
from dialogues.versions import freeze
from municipality.enums import Decider
from municipality.models import DialogueType, Organisation
from tests.factories import (
    AreaFactory,
    DialogueFactory,
    DialogueKindFactory,
    DialogueTypeFactory,
    GroupAssessmentFactory,
    LoopRoundFactory,
    LoopStepFactory,
    MethodFactory,
    ProfileFactory,
    ThemeFactory,
    coordinator,
)
from tests.factories.process import make_house, record_decision
from tests.in_browser import DEFAULT_OPTIONS, NOT_COLOURS, assert_accessible, assert_fits, visiting

SECTIONS = (
    "niva", "malgrupper", "metoder", "rekrytering", "anpassning", "rattigheter", "komplex-fraga",
)  # fmt: skip
MOST_STOPS = 60

# Words that no English sentence has, names apart. What this city has written is English.
SWEDISH = re.compile(r"\b[a-zåäö]+[åäö]|\b[åäö]|\b(och|att|som|inte|eller|av|med|hur|vad|ni|er)\b")
# Each text of the page, shown or folded, that is not said to be in another language.
TEXTS = """() => {
  const here = document.documentElement.lang, skipped = "script, style";
  const ours = node => node.closest("[lang]").lang === here && !node.closest(skipped);
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (ours(walker.currentNode.parentElement)) found.push(walker.currentNode.data);
  for (const name of ["aria-label", "title", "alt", "placeholder", "data-confirm"])
    for (const node of document.querySelectorAll(`[${name}]`))
      if (ours(node)) found.push(node.getAttribute(name));
  return found.map(text => text.trim().replace(/\\s+/g, " ")).filter(text => text);
}"""
# Short words that stand on more than one line: what is beside them has taken their room.
BROKEN = """() => {
  const found = [], range = document.createRange();
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const isForEars = node.parentElement.closest(".hidden-visually, .stacked thead");
    if (isForEars || !node.parentElement.checkVisibility()) continue;
    for (const word of node.data.matchAll(/(?<!\\S)[\\p{L}\\d]{2,12}(?!\\S)/gu)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(at => at.top)).size > 1) found.push(word[0]);
    }
  }
  return found;
}"""
# The parts of a date have the focus inside it: ":focus" finds none of them.
IN_SIGHT = """() => {
  const at = document.activeElement.getBoundingClientRect();
  return at.bottom > 0 && at.top < innerHeight && at.right > 0 && at.left < innerWidth;
}"""


@pytest.fixture(scope="module")
def foreign():
    """{language: what stands only in the other one's side of the catalogue}."""
    pairs = [
        pair
        for entry in polib.pofile(settings.BASE_DIR / "locale/sv/LC_MESSAGES/django.po")
        for pair in (
            [(entry.msgid, entry.msgstr)]
            if not entry.msgid_plural
            else zip((entry.msgid, entry.msgid_plural), entry.msgstr_plural.values(), strict=True)
        )
    ]
    english, swedish = ({pair[side] for pair in pairs} for side in (0, 1))
    return {"en": swedish - english, "sv": english - swedish}


def assert_speaks(page, language, foreign):
    expect(page.locator("html")).to_have_attribute("lang", language)
    said = page.evaluate(TEXTS)
    wrong = [text for text in said if text in foreign[language]]
    if language == "en":
        wrong += [text for text in said if SWEDISH.search(text)]
    assert wrong == [], page.url


def dialogues_in(house):
    """A dialogue in each state whose pages are walked; two of them collide."""
    today, weeks = timezone.localdate(), datetime.timedelta(weeks=1)
    place, theme = AreaFactory(name="Tensta"), ThemeFactory(name_sv="Light", name_en="Light")
    kind = DialogueKindFactory(slug="komplex-fraga", name_sv="Complex issue")
    asked = DialogueTypeFactory(name_sv="Asked first", decider=Decider.COMMITTEE_TWO_STEPS)

    def made(state, title, **fields):
        return DialogueFactory(
            state=state, title=title, owner=house.owner, purpose="To choose places.", level=2,
            areas=[place], themes=[theme], methods=[MethodFactory(name_sv="Walk")],
            starts_on=today + 4 * weeks, ends_on=today + 8 * weeks, **fields,
        )  # fmt: skip

    rows = SimpleNamespace(
        idea=made(State.IDEA, "Light in the park", type=asked),
        begun=made(State.IDEA, "Light at school"),
        ended=made(State.IDEA, "Light by law"),
        planning=made(State.PLANNING, "Light on the square", kind=kind),
        submitted=made(State.SUBMITTED, "Light on the way"),
        decided=made(State.SUBMITTED, "Light by the lake"),
    )
    move(rows.ended, MoveName.INFORM, by=house.official, reason="The law demands it.")
    for row in (rows.submitted, rows.decided):
        Plan.objects.create(dialogue=row, communication="Posters")
        with transaction.atomic():
            freeze(Dialogue.objects.get(pk=row.pk), by=house.official)
    return rows


@pytest.fixture
def city(transactional_db):
    ProfileFactory()
    house = make_house()
    strategist = coordinator(organisation=house.owner)
    for made, name in ((house.owner, "Office"), (house.committee, "Board")):
        Organisation.objects.filter(pk=made.pk).update(name=name)
    for person in (house.official, house.secretary, strategist):
        person.display_name = "Kim"
        person.save()
    rows = dialogues_in(house)
    record_decision(
        house, Dialogue.objects.select_related("type").get(pk=rows.decided.pk),
        Outcome.APPROVE_WITH_CONDITIONS, reason="Youth", conditions="Reach them.", case_number="7",
    )  # fmt: skip
    # What was put before the committee and what was decided are no longer what the plan says.
    Plan.objects.update(communication="Letters")
    Dialogue.objects.filter(state__in=[State.SUBMITTED, State.DECIDED]).update(purpose="To learn.")
    record(dialogue=rows.decided, by=house.official, action=HistoryAction.PLAN_CHANGED)
    GroupAssessmentFactory(analysis__dialogue=rows.planning)
    LoopStepFactory(name_sv="Listen")
    LoopRoundFactory(dialogue=rows.planning)
    recompute(rows.planning.pk)
    Matter.objects.create(title="The square", committee=house.committee)
    Initiative.objects.create(title="Plots", initiator="residents", received_by=house.owner)
    DialogueType.objects.exclude(name_sv="Asked first").update(name_sv="Citizen dialogue")
    return SimpleNamespace(house=house, rows=rows, strategist=strategist)


def addresses(rows):
    """{who: the addresses that are theirs}, each to be answered with a page."""

    def of(row, name, *more):
        return reverse(name, args=[row.reference, *more])

    overlap = Overlap.objects.of(rows.planning).first()
    return {
        "secretary": [
            reverse("committee"), of(rows.idea, "inquiry"), of(rows.submitted, "decision"),
            of(rows.decided, "decision"), reverse("matter-list"), reverse("matter-add"),
        ],
        "official": [
            *(of(rows.planning, "plan-section", slug) for slug in SECTIONS),
            of(rows.planning, "loop"), of(rows.planning, "loop-round", 1),
            of(rows.planning, "overlap-list"), of(rows.planning, "overlap-note", overlap.pk),
            of(rows.planning, "process-step", MoveName.SUBMIT),
            of(rows.begun, "process-step", MoveName.KNOWN),
            of(rows.decided, "process-step", MoveName.RESUBMIT),
            of(rows.ended, "information-meeting"),
            reverse("initiative-list"), reverse("initiative-add"),
        ],
        "strategist": [of(rows.submitted, "opinion")],
    }  # fmt: skip


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_page_on_the_way_to_a_decision_is_for_all(city, live_server, page, language, foreign):
    people = {"secretary": city.house.secretary, "official": city.house.official}
    people["strategist"] = city.strategist
    page.set_viewport_size({"width": 320, "height": 900})
    page.emulate_media(color_scheme="dark")
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
    page.context.add_cookies([cookie])
    for who, theirs in addresses(city.rows).items():
        visit = visiting(people[who], live_server, page)
        for address in theirs:
            visit(address)
            expect(page).to_have_url(live_server.url + address)
            assert_speaks(page, language, foreign)
            assert_fits(page)
            assert page.evaluate(BROKEN) == [], page.url
            assert_accessible(page, DEFAULT_OPTIONS if language == "en" else NOT_COLOURS)


def tab_to(page, field):
    """Press Tab until the field has the focus; each stop on the way is in sight."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(IN_SIGHT), page.evaluate("document.activeElement.outerHTML")
        if field.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to {field}")


def choose_new_years_day(page):
    """With the arrows: each part begins at its first, the year at ours. In which order the parts
    stand is the machine's."""
    for part in range(3):
        if part:
            page.keyboard.press("Tab")
        page.keyboard.press("ArrowUp")


def test_a_decision_is_recorded_by_keyboard_alone(transactional_db, live_server, page):
    house = make_house()
    dialogue = DialogueFactory(owner=house.owner, state=State.SUBMITTED)
    day = timezone.localdate().replace(month=1, day=1)
    Dialogue.objects.update(created_at=timezone.now().replace(month=1, day=1))
    page.set_viewport_size({"width": 320, "height": 700})
    visiting(house.secretary, live_server, page)(reverse("decision", args=[dialogue.reference]))
    # Sent too early: what is lacking is told, with the focus on it and what was chosen kept.
    tab_to(page, page.locator("#id_outcome_0"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Godkänd med villkor")).to_be_checked()
    tab_to(page, page.locator("#id_paragraph"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    tab_to(page, page.get_by_role("alert").get_by_role("link").first)
    page.keyboard.press("Enter")
    expect(page.locator("#id_meeting_date")).to_be_focused()
    choose_new_years_day(page)
    tab_to(page, page.locator("#id_paragraph"))
    page.keyboard.type("14")
    for name, text in (
        ("case_number", "J 7"), ("reason", "Unga hördes inte."), ("conditions", "Unga ska nås."),
    ):  # fmt: skip
        tab_to(page, page.locator(f"#id_{name}"))
        page.keyboard.type(text)
    tab_to(page, page.locator("#id_feedback_date"))
    choose_new_years_day(page)
    tab_to(page, page.locator("#id_budget_frame"))
    page.keyboard.type("90000")
    tab_to(page, page.get_by_role("button", name="Registrera beslutet"))
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("Beslutet är registrerat: godkänd med villkor.")
    wanted = {
        "outcome": Outcome.APPROVE_WITH_CONDITIONS, "meeting_date": day, "feedback_date": day,
        "paragraph": "14", "case_number": "J 7", "budget_frame": 90_000,
        "reason": "Unga hördes inte.", "conditions": "Unga ska nås.",
    }  # fmt: skip
    assert Decision.objects.values(*wanted).get() == wanted
