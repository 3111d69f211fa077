"""From a search to a decided plan, as people do it (issue 3, "Done when")."""

import datetime

from django.utils import timezone
from playwright.sync_api import expect

from dialogues.enums import State
from dialogues.models import Dialogue
from municipality.enums import OrganisationKind
from tests.factories import MethodFactory, OrganisationFactory, committee_member
from tests.factories.archive import small_city
from tests.in_browser import assert_accessible, assert_fits, visiting

MOST_GAPS = 60
DAYS = {"starts_on": 30, "ends_on": 60, "due_on": 120}  # from today
TEXT = "Det skriver planens ägare."


def fill(page, name):
    """Write something sensible in a field of the plan's page, of whatever kind it is."""
    # To inform is no dialogue: the second step of the ladder is the first that may be chosen.
    field = page.locator(f"#id_{name}".replace("level_0", "level_1"))
    kind = field.evaluate("node => node.type || node.tagName.toLowerCase()")
    if kind == "div":  # a list of boxes, folded in groups
        for folded in field.locator("details:not([open]) > summary").all()[:1]:
            folded.click()
        field.get_by_role("checkbox").first.check()
    elif kind in {"radio", "checkbox"}:
        field.check()
    elif kind == "select-one":
        field.select_option(index=1)
    elif name in DAYS:
        field.fill(str(timezone.localdate() + datetime.timedelta(days=DAYS[name])))
    elif name == "budget":
        field.fill("185 000")
    else:
        field.fill(TEXT)


def choose_a_group(page):
    """One press; then how much it is affected, its influence, whether it is heard, and primary."""
    page.get_by_role("button", name="+ Unga 13–19 år").click()
    row = page.get_by_role("group", name="Unga 13–19 år")
    for scale in row.locator("[type=radio][id$=_0]").all():
        scale.check()
    row.get_by_label("Primär målgrupp").check()
    page.get_by_role("button", name="Spara", exact=True).first.click()


def write_what_is_lacking(page, plan_address):
    """Follow each stop to its field and write there, until nothing hinders submission."""
    filled = ""
    for _each in range(MOST_GAPS):
        page.goto(f"{plan_address}#hinders")
        stops = page.locator("main .finding:is(.finding-stop, .finding-info) li a")
        if not stops.count():
            return
        target = stops.first.get_attribute("href")
        assert target != filled, f"{target} is filled in and still lacking"
        filled = target
        stops.first.click()
        name = target.partition("#id_")[2]
        if name == "groups":
            choose_a_group(page)
        else:
            fill(page, name)
            page.get_by_role("button", name="Spara", exact=True).first.click()
    raise AssertionError("there was no end to what hindered submission")


def conclude_and_begin(visit):
    page = visit("/sok/?q=belysning&area=tensta")
    page.get_by_role("link", name="Börja på en plan med frågan").click()
    page.get_by_role("radio", name="En ny dialog behövs.", exact=True).check()
    page.get_by_label("Varför?").fill("Svaren från 2024 gäller en annan väg.")
    page.get_by_label("Arbetsnamn").fill("Ljus på gångvägen")
    page.get_by_role("button", name="Spara slutsatsen").click()
    page.get_by_role("link", name="Börja planera").first.click()
    page.get_by_role("button", name="Börja planera").click()


def submit(page, plan_address):
    page.goto(plan_address)
    page.get_by_role("link", name="Lämna in planen för beslut").first.click()
    page.get_by_role("button", name="Lämna in planen för beslut").click()
    expect(page.locator("body")).to_contain_text("Planen är inlämnad.")


def record(page, paragraph):
    page.get_by_label("Sammanträdets datum").fill(str(timezone.localdate()))
    page.get_by_label("Paragraf").fill(paragraph)
    page.get_by_label("Diarienummer").fill("JÄ 2026/412")
    page.get_by_role("button", name="Registrera beslutet").click()


def refer_back(visit, page):
    page.set_viewport_size({"width": 820, "height": 1100})
    page.emulate_media(color_scheme="dark")
    visit("/namnden/")
    assert_accessible(page)
    page.get_by_role("link", name="Ljus på gångvägen").first.click()
    assert_accessible(page)
    page.get_by_label("Återremitterad").check()
    page.get_by_role("button", name="Registrera beslutet").click()
    assert_accessible(page)
    page.get_by_label("Skäl").fill("Säg vilka sträckor det gäller.")
    record(page, "§ 12")
    expect(page.locator("body")).to_contain_text("Beslutet är registrerat: återremitterad.")


def test_an_official_plans_what_was_searched_for_and_the_committee_decides(
    transactional_db, live_server, page
):
    city = small_city()
    committee = OrganisationFactory(
        name="Järva stadsdelsnämnd", kind=OrganisationKind.COMMITTEE_DISTRICT
    )
    city.office.deciding_committee = committee
    city.office.save()
    secretary = committee_member(organisation=committee, is_secretary=True)
    MethodFactory(name_sv="Gåtur")

    conclude_and_begin(visiting(city.user, live_server, page))
    dialogue = Dialogue.objects.get(title="Ljus på gångvägen")
    plan_address = f"{live_server.url}/dialoger/{dialogue.reference}/plan/"
    write_what_is_lacking(page, plan_address)
    page.set_viewport_size({"width": 320, "height": 700})
    assert_accessible(page)
    assert_fits(page)
    submit(page, plan_address)

    visit = visiting(secretary, live_server, page)
    refer_back(visit, page)

    visit = visiting(city.user, live_server, page)
    page.goto(plan_address)
    expect(page.locator("body")).to_contain_text("Säg vilka sträckor det gäller.")
    page.goto(f"{plan_address}syfte/")
    page.locator("#id_purpose").fill("Välja tre sträckor mellan skolan och torget.")
    page.get_by_role("button", name="Spara", exact=True).first.click()
    submit(page, plan_address)

    visit = visiting(secretary, live_server, page)
    page.set_viewport_size({"width": 320, "height": 700})
    visit(f"/dialoger/{dialogue.reference}/beslut/")
    assert_accessible(page)
    assert_fits(page)
    expect(page.locator("body")).to_contain_text("Välja tre sträckor mellan skolan och torget.")
    page.get_by_label("Godkänd med villkor").check()
    page.get_by_label("Skäl").fill("Unga hördes inte.")
    page.get_by_label("Villkor", exact=False).last.fill("Unga ska nås.")
    answered = timezone.localdate() + datetime.timedelta(days=DAYS["due_on"])
    page.get_by_label("Återkoppling senast").fill(str(answered))
    record(page, "§ 14")
    expect(page.locator("body")).to_contain_text("Beslutet är registrerat: godkänd med villkor.")
    visit(dialogue.get_absolute_url())
    assert_accessible(page)
    assert_fits(page)
    dialogue.refresh_from_db()
    assert dialogue.state == State.DECIDED
