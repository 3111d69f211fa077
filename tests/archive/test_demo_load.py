"""The demo city in the database: whole, findable, and never where it does not belong."""

import datetime
import io
import time
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F
from django.test import Client, override_settings
from django.urls import reverse

from archive import criteria as searching
from archive.choices import load_choices, nearness
from archive.demo.city import TODAY, build_city
from archive.demo.load import load_city
from archive.demo.load.people import PLANNER, STRATEGIST, log_ins
from archive.demo.load.register import TWO_STEPS
from archive.models import Lexeme, SavedSearch
from archive.search import search
from archive.waiting import OPINION, waiting_for
from dialogportal.personal_data import find
from dialogues import plan
from dialogues.enums import Conclusion, HistoryAction, PlanStep, State
from dialogues.models import (
    Dialogue,
    Document,
    HistoryEntry,
    Initiative,
    Matter,
    Notification,
    PlanVersion,
)
from dialogues.references import next_references
from feedback.enums import MeasureState, PersonalData
from feedback.models import Measure, Viewpoint
from municipality.context_processors import Portal
from municipality.enums import AreaLevel, AreaRelation
from municipality.models import (
    Area,
    Membership,
    Organisation,
    PopulationFigure,
    User,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST_SECONDS = 120
MD5 = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The city, loaded once for the module and rolled back after it."""
    media = tmp_path_factory.mktemp("media")
    overridden = override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=MD5)
    with django_db_blocker.unblock(), overridden, transaction.atomic():
        begun = time.monotonic()
        load_city()
        yield SimpleNamespace(seconds=time.monotonic() - begun, media=media)
        transaction.set_rollback(True)


@pytest.fixture
def planner(loaded):
    return User.objects.get(email=PLANNER)


def dialogue(title):
    return Dialogue.objects.get(title=title)


def area(name, level=AreaLevel.DISTRICT):
    return Area.objects.get(name=name, level=level)


def test_it_loads_within_its_time(loaded):
    assert loaded.seconds < MOST_SECONDS


def test_every_made_up_dialogue_and_viewpoint_is_there(loaded):
    city = build_city()
    assert Dialogue.objects.count() == len(city)
    assert Viewpoint.objects.count() == sum(len(each.viewpoints) for each in city)
    assert Document.objects.count() == sum(len(each.documents) for each in city)
    assert set(Dialogue.objects.values_list("state", flat=True)) == set(State.values)


def test_what_came_of_it_is_there_in_every_state(loaded):
    states = set(Measure.objects.values_list("state", flat=True))
    assert states == set(MeasureState.values)
    assert Measure.objects.count() > 250
    early = Measure.objects.filter(carried_out_on__lt=F("dialogue__starts_on"))
    assert [measure.title for measure in early] == []
    behind = Measure.viewpoints.through.objects
    assert behind.count() > 1_000
    assert not behind.exclude(viewpoint__dialogue=F("measure__dialogue")).exists()


def test_a_strategist_has_been_heard_and_is_waited_for(loaded):
    heard = dialogue("Ungas kvällar i Rinkeby: var och när?")
    strategist = User.objects.get(email=STRATEGIST)
    [opinion] = heard.opinions.all()
    assert (opinion.by, heard.state) == (strategist, State.SUBMITTED)
    waits = waiting_for(strategist).ids[OPINION]
    assert waits
    assert heard.pk not in waits


def test_the_counts_on_the_dialogues_are_right(loaded):
    rows = Dialogue.objects.annotate(number=Count("viewpoints"))
    assert [row.title for row in rows if row.number != row.viewpoint_count] == []


def test_new_references_come_after_those_of_the_demo(loaded):
    assert next_references(2027) == ["D-2027-0188"]


def test_the_cases_that_really_happened_name_their_source_and_have_no_viewpoints(loaded):
    cases = Dialogue.objects.filter(is_made_up=False)
    assert cases.count() == 11
    assert [row.title for row in cases if "Källa: " not in row.other_comments] == []
    assert [row.title for row in cases if row.viewpoint_count] == []


def test_the_flagship_is_owed_an_answer(loaded):
    row = dialogue("Trygg väg till skolan i Tensta")
    assert (row.reference, row.owner.name, row.viewpoint_count, row.participants) == (
        "D-2024-0093",
        "Järva stadsdelsförvaltning",
        311,
        142,
    )
    assert [each.name for each in row.areas.all()] == ["Tensta"]
    assert [each.title for each in row.follows.all()] == ["Trygghetsvandring Hjulsta–Tensta"]
    assert row.occasions.count() == 5
    assert row.feedback_is_overdue


def test_what_lies_with_who_decides_and_what_came_of_it_has_come_by_the_process(loaded):
    known = {"is_registered_afterwards": False}
    waiting = Dialogue.objects.filter(state=State.SUBMITTED, **known)
    decided = Dialogue.objects.filter(state__in=[State.DECIDED, State.ONGOING], **known)
    assert not (waiting | decided).filter(plan_versions=None).exists()
    # Nor later than the day on which the city stands still, whenever it is loaded.
    assert not PlanVersion.objects.filter(at__date__gt=TODAY).exists()
    assert not decided.filter(decisions=None).exists()
    assert not decided.filter(decisions__meeting_date__gt=F("starts_on")).exists()
    assert not decided.filter(decisions__meeting_date__lt=F("created_at__date")).exists()
    whole = plan.with_rows(waiting.select_related("owner", "type"))
    assert {row.title: len(plan.blockers(row, PlanStep.SUBMIT)) for row in whole} == {
        row.title: 0 for row in whole
    }


def test_a_committee_is_asked_first_in_one_type(loaded):
    waits, no, yes = Dialogue.objects.filter(type__slug=TWO_STEPS).order_by("reference")
    assert (waits.state, no.state, yes.state) == (State.IDEA, State.NO_DIALOGUE, State.PLANNING)
    assert (no.inquiry.is_yes, no.information_meeting.place) == (False, "Rinkeby bibliotek")
    assert yes.inquiry.assignment.startswith("Ta fram ett förslag")


def test_the_plan_of_the_meeting_place_began_with_a_search(loaded):
    row = dialogue("Ny mötesplats i Hjulsta")
    assert (row.reference, row.state, row.review.conclusion) == (
        "D-2026-0187",
        State.PLANNING,
        Conclusion.NEW_DIALOGUE,
    )
    judged = {hit["title"]: hit["judgement"] for hit in row.review.hits}
    square = dialogue("Vad ska hända med Hjulsta torg?")
    assert judged[square.title] == "partly"
    references = set(Dialogue.objects.values_list("reference", flat=True))
    assert {hit["reference"] for hit in row.review.hits} <= references
    assert {quote["dialogue"] for quote in row.review.reused} == {square.reference}


def test_the_committee_keeps_matters_and_initiatives_have_an_answer_or_wait(loaded):
    assert [one.state for one in Matter.objects.order_by("pk")] == ["waiting", "waiting", "dropped"]
    outcomes = [one.outcome for one in Initiative.objects.order_by("pk")]
    assert outcomes == ["waiting", "supported", "not_done"]


def test_why_a_dialogue_was_not_held_stands_in_its_history(loaded):
    refused = Dialogue.objects.filter(state=State.NO_DIALOGUE, inquiry=None).first()
    entry = refused.history.get(action=HistoryAction.REGISTERED)
    assert entry.detail != ""
    assert refused.other_comments.startswith(entry.detail)
    assert (entry.by, entry.by_label) == (None, "Demo")


def test_every_dialogue_has_a_history_that_begins_with_its_registration(loaded):
    begun = HistoryEntry.objects.filter(action=HistoryAction.REGISTERED)
    assert begun.values("dialogue").distinct().count() == Dialogue.objects.count()


def test_documents_can_be_opened_and_found(loaded, settings):
    settings.MEDIA_ROOT = loaded.media
    for row in (Document.objects.filter(file_kind=kind).first() for kind in ("txt", "docx")):
        with row.file.open() as file:
            assert len(file.read()) == row.size
    row = dialogue("Trygg väg till skolan i Tensta")
    assert "sammanställning" in row.document_words.split()


def test_areas_of_both_divisions_cover_the_same_districts(loaded):
    committees = Area.objects.filter(level=AreaLevel.COMMITTEE)
    reform = datetime.date(2023, 7, 1)
    assert committees.in_force(reform - datetime.timedelta(days=1)).count() == 13
    assert committees.in_force(reform).count() == 11
    assert Area.objects.filter(level=AreaLevel.DISTRICT).count() == 117
    assert Area.objects.filter(boundary=None).count() == 0
    assert PopulationFigure.objects.filter(area=area("Järva", AreaLevel.COMMITTEE)).exists()


def test_tensta_lies_in_jarva_and_lay_in_spanga_tensta(loaded):
    tensta = nearness(area("Tensta").pk)
    hjulsta, city = area("Hjulsta", AreaLevel.PLACE), Area.objects.get(level=AreaLevel.CITY)
    jarva = area("Järva", AreaLevel.COMMITTEE)
    before = area("Spånga-Tensta", AreaLevel.COMMITTEE)
    assert set(tensta[AreaRelation.INSIDE]) == {area("Tensta").pk, hjulsta.pk}
    assert set(tensta[AreaRelation.ABOVE]) == {jarva.pk, before.pk, city.pk}
    assert area("Rinkeby").pk in tensta[AreaRelation.BESIDE]
    assert before.pk in nearness(jarva.pk)[AreaRelation.INSIDE]


def test_a_place_is_part_of_its_district_and_not_the_other_way_round(loaded):
    hjulsta = nearness(area("Hjulsta", AreaLevel.PLACE).pk)
    assert hjulsta[AreaRelation.INSIDE] == [area("Hjulsta", AreaLevel.PLACE).pk]
    assert area("Tensta").pk in hjulsta[AreaRelation.ABOVE]


def test_abolished_bodies_have_the_ones_that_took_over(loaded):
    before = Organisation.objects.get(name="Rinkeby-Kista stadsdelsförvaltning")
    assert before.current().name == "Järva stadsdelsförvaltning"
    assert before.current().deciding_committee.name == "Järva stadsdelsnämnd"


def test_the_search_finds_the_flagship_first(loaded, planner):
    found = search(
        searching.Criteria(
            words="belysning på gångvägen till skolan",
            area=next(choice for choice in load_choices().areas if choice.code == "tensta"),
            near=nearness(area("Tensta").pk),
        ),
        planner,
    )
    assert found.dialogue_ids[0] == dialogue("Trygg väg till skolan i Tensta").pk
    assert Lexeme.objects.get(word="belysning").viewpoints > 100


def test_personal_data_waits_or_has_been_removed(loaded):
    waiting = Viewpoint.objects.filter(personal_data=PersonalData.WAITING)
    removed = Viewpoint.objects.filter(personal_data=PersonalData.REMOVED)
    assert 0 < waiting.count() < removed.count()
    assert [row.text for row in removed if find(row.text)] == []
    assert [row.text for row in waiting if not find(row.text)] == []


def test_people_are_roles_at_an_address_that_cannot_exist(loaded):
    assert User.objects.exclude(email__endswith="@demo.example").count() == 0
    assert list(User.objects.filter(is_demo=False)) == []
    words = {name.split(",")[0] for name in User.objects.values_list("display_name", flat=True)}
    assert words == {
        "Handläggare",
        "Ledamot",
        "Nämndsekreterare",
        "Sekreterare",
        "Dialogstrateg",
        "Administratör",
        "Dialogsamordnare",
    }


def test_seven_roles_can_log_in_and_contact_persons_cannot(loaded):
    assert len(log_ins()) == 7
    shown = Portal(User()).demo_accounts
    assert [account.email for account in shown] == [email for _role, email in log_ins()]
    assert all(check_password(django_settings.DEMO_PASSWORD, each.password) for each in shown)
    contacts = Membership.objects.filter(is_contact_person=True)
    assert contacts.filter(user__email__startswith="samordnare.").count() > 20
    carrying_out = Organisation.objects.in_force().carrying_out()
    assert carrying_out.exclude(memberships__is_contact_person=True).count() == 4


def test_the_first_officials_page_has_something_to_show(loaded, planner):
    assert SavedSearch.objects.filter(user=planner).count() == 2
    assert Notification.objects.filter(user=planner, read_at=None).count() == 2
    client = Client()
    client.force_login(planner)
    page = client.get(reverse("home")).content.decode()
    assert "Trygg väg till skolan i Tensta" in page


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/sok/?q=belysning+gångväg&area=tensta",
        "/planera/?q=belysning+på+gångvägen+till+skolan&area=tensta",
        "/omraden/",
        "/omraden/stockholm/",
        "/omraden/jarva/",
        "/dialoger/",
        "/dialoger/D-2024-0093/",
        "/dialoger/D-2026-0187/",
    ],
)
def test_pages_of_the_city_stay_small(loaded, planner, address):
    client = Client()
    client.force_login(planner)
    answer = client.get(address)
    assert answer.status_code == 200
    assert len(answer.content) <= 60_000


def test_a_second_run_does_nothing_and_tells_the_log_ins(loaded):
    before = Dialogue.objects.count(), Area.objects.count(), User.objects.count()
    out = io.StringIO()
    call_command("load_demo_city", "--if-empty", stdout=out)
    assert (Dialogue.objects.count(), Area.objects.count(), User.objects.count()) == before
    assert f"{PLANNER}" in out.getvalue()
    assert django_settings.DEMO_PASSWORD in out.getvalue()


def test_quiet_prints_nothing(loaded):
    out = io.StringIO()
    call_command("load_demo_city", "--if-empty", "--quiet", stdout=out)
    assert out.getvalue() == ""


def test_a_register_in_use_is_left_alone(loaded):
    with pytest.raises(CommandError, match="inte tomt"):
        call_command("load_demo_city")


def test_production_refuses_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="produktion"):
        call_command("load_demo_city", "--if-empty")
