"""The register's own sections of the plan: what they want, keep, tell and refuse."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from dialogues import plan
from dialogues.enums import HistoryAction, PartnerKind, State
from dialogues.history_text import entry_rows
from dialogues.models import Dialogue, Occasion, Partner, Plan
from municipality.enums import Decider, OrganisationKind
from tests.factories import (
    DialogueFactory,
    MethodFactory,
    OccasionFactory,
    OrganisationFactory,
    official,
)
from tests.participation.sections import address, again, found, hidden, send, told

NEXT_YEAR = timezone.localdate().year + 1
BEGINS, ENDS = datetime.date(NEXT_YEAR, 2, 3), datetime.date(NEXT_YEAR, 3, 20)


@pytest.fixture
def planning(jarva):
    return DialogueFactory(owner=jarva, state=State.PLANNING, starts_on=None, ends_on=None)


@pytest.fixture
def writer(client, jarva):
    client.force_login(official(organisation=jarva))
    return client


def small(dialogue, slug):
    one = next(row for row in plan.told(again(dialogue)) if row["slug"] == slug)
    return dict(one["small_rows"])


WANTED = {
    "stallningstagande": {"benefit": True, "why_dialogue": True},
    "tillfallen-och-tidplan": {"starts_on": True, "ends_on": True, "occasions": False},
    "ansvar": {"elected_role": True, "process_owner": True, "process_leader": True},
    "budget": {"budget": True},
    "samverkan": {
        "experts": False,
        "experts_confirmed": True,
        "project_plan": False,
        "without_associations": False,
    },
    "kommunikation": {"communication": True, "communication_by": True},
    "dokumentation": {"documentation_forms_0": True},
}
GIVEN = {
    "stallningstagande": {"benefit": "Vi vet inte varför.", "why_dialogue": "De måste frågas."},
    "tillfallen-och-tidplan": {"starts_on": BEGINS, "ends_on": ENDS, "milestones": "Kallelse"},
    "ansvar": {
        "elected_role": "Lyssna.",
        "official_role": "Leda.",
        "resident_role": "Berätta.",
        "process_owner": "Enhetschef",
        "process_leader": "Demokratiutvecklare",
    },
    "budget": {"budget": "185 000", "financing": ["own"]},
    "samverkan": {
        "experts": "Ljusdesigner",
        "experts_confirmed": "on",
        "project_plan": "JÄ 2026/412",
        "without_associations": "Ingen finns.",
    },
    "kommunikation": {"communication": "Affischer.", "communication_by": "Kommunikatör"},
    "dokumentation": {"documentation_forms": ["report"]},
}


@pytest.mark.parametrize("slug", WANTED)
def test_a_section_says_what_it_wants_until_it_is_written(writer, planning, slug):
    assert found(planning, slug) == WANTED[slug]
    page = writer.get(address(planning, slug)).content.decode()
    for name in WANTED[slug]:
        assert f'id="id_{name}"' in page
    answer = send(writer, planning, slug, **GIVEN[slug])
    assert (answer.status_code, answer.url) == (302, address(planning, slug))
    left = {"occasions": False} if slug == "tillfallen-och-tidplan" else {}
    assert found(planning, slug) == left


def test_sections_of_one_row_do_not_undo_each_other(writer, planning):
    opened = hidden(writer, address(planning, "budget"))
    send(writer, planning, "stallningstagande", **GIVEN["stallningstagande"])
    sent = GIVEN["budget"] | {"seen": opened}
    assert writer.post(address(planning, "budget"), sent).status_code == 302
    saved = Plan.objects.get()
    assert (saved.budget, saved.benefit, saved.version) == (185_000, "Vi vet inte varför.", 2)


def test_a_changed_policy_wants_the_reason_that_residents_are_told(writer, planning):
    send(writer, planning, "stallningstagande", **GIVEN["stallningstagande"], changes_policy="on")
    assert found(planning, "stallningstagande") == {"change_reason": True, "change_told_on": False}
    answer = send(writer, planning, "stallningstagande", change_reason="Barnen blir fler.")
    assert answer.status_code == 400
    assert answer.content.decode().count("Kryssa i rutan") == 2  # at the field, and at the top


def test_a_reason_without_a_change_is_refused_by_the_database_and_mended_where_it_stands(planning):
    reason = {"dialogue": planning, "change_reason": "Barnen blir fler."}
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(**reason)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE dialogues_plan DROP CONSTRAINT plan_change_reason_of_a_change")
    Plan.objects.create(**reason)
    other = Plan.objects.create(dialogue=DialogueFactory())
    migration = import_module("dialogues.migrations.0024_change_reason_of_a_change")
    migration.tick_what_is_explained(apps, None)
    rows = Plan.objects.order_by("pk").values_list("pk", "change_reason", "changes_policy")
    assert [row[1:] for row in rows] == [("Barnen blir fler.", True), ("", False)]
    assert rows[1][0] == other.pk


def test_usual_roles_stand_there_to_go_on_from(writer, planning):
    page = writer.get(address(planning, "ansvar")).content.decode()
    assert "De lovar ingenting under dialogen" in page
    send(writer, planning, "ansvar", **GIVEN["ansvar"])
    page = writer.get(address(planning, "ansvar")).content.decode()
    assert "De lovar ingenting under dialogen" not in page


def test_who_owns_and_leads_the_process_is_small(writer, planning):
    """It is asked for before the start, when the plan is decided."""
    send(writer, planning, "ansvar", **GIVEN["ansvar"])
    assert "Processägare" not in told(planning, "ansvar")
    assert small(planning, "ansvar") == {
        "Avsändare för dialogen": "Järva stadsdelsförvaltning",
        "Processägare": "Enhetschef",
        "Processledare": "Demokratiutvecklare",
    }


def test_who_decides_is_the_sender_unless_the_plan_names_another(writer, planning):
    planning.owner.deciding_committee = OrganisationFactory(name="Järva stadsdelsnämnd")
    planning.owner.save()
    planning.type.decider = Decider.COMMITTEE
    planning.type.save()
    form = writer.get(address(planning, "ansvar")).context["form"]
    assert form["sender"].value() == "Järva stadsdelsnämnd"
    assert small(planning, "ansvar") == {"Avsändare för dialogen": "Järva stadsdelsnämnd"}
    send(writer, planning, "ansvar", sender="Kommunstyrelsen")
    assert small(planning, "ansvar") == {"Avsändare för dialogen": "Kommunstyrelsen"}


def test_the_day_when_residents_were_told_why_is_kept(writer, planning):
    change = {"changes_policy": "on", "change_reason": "Barnen blir fler."}
    given = {**GIVEN["stallningstagande"], **change}
    ahead = timezone.localdate() + datetime.timedelta(days=2)
    refused = send(writer, planning, "stallningstagande", **given, change_told_on=ahead)
    assert list(refused.context["form"].errors) == ["change_told_on"]
    send(writer, planning, "stallningstagande", **given, change_told_on="2026-02-03")
    assert found(planning, "stallningstagande") == {}
    assert small(planning, "stallningstagande") == {
        "Dag då invånarna fick veta varför": "3 februari 2026"
    }


def test_amounts_are_refused_at_their_field_and_by_the_database(writer, planning):
    answer = send(writer, planning, "budget", budget="-5")
    assert "Ett belopp kan inte vara mindre än noll." in answer.content.decode()
    answer = send(writer, planning, "budget", budget="100", democracy_funds="200")
    assert "Demokratimedlen är en del av hela kostnaden." in answer.content.decode()
    assert Plan.objects.count() == 0
    for wrong in (
        {"budget": -1},
        {"democracy_funds": -1},
        {"budget": 100, "democracy_funds": 101},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.create(dialogue=planning, **wrong)


def test_nothing_may_be_the_cost(writer, planning):
    send(writer, planning, "budget", budget="0")
    assert found(planning, "budget") == {}
    assert told(planning, "budget")["Kostnad"] == "0 kronor"


def test_an_end_before_the_start_is_refused_at_its_field(writer, planning):
    answer = send(writer, planning, "tillfallen-och-tidplan", starts_on=ENDS, ends_on=BEGINS)
    assert answer.status_code == 400
    assert "Dialogen kan inte sluta innan den börjar." in answer.content.decode()
    answer = send(writer, planning, "tillfallen-och-tidplan", starts_on="2020-01-01")
    assert "Den dagen har redan varit." in answer.content.decode()


def test_a_decision_before_the_dialogue_has_ended_is_warned_of(planning):
    Dialogue.objects.filter(pk=planning.pk).update(
        starts_on=BEGINS, ends_on=ENDS, feeds_decided_on=ENDS
    )
    assert found(planning, "tillfallen-och-tidplan") == {"ends_on": False, "occasions": False}


def test_days_are_substance_and_hours_and_rooms_are_not(planning):
    Dialogue.objects.filter(pk=planning.pk).update(starts_on=BEGINS, ends_on=ENDS)
    OccasionFactory(
        dialogue=planning,
        starts_on=BEGINS,
        title="Vandring",
        venue="Hjulsta skola",
        method=MethodFactory(name_sv="Gåtur"),
        starts_at=datetime.time(17, 30),
        ends_at=datetime.time(19),
    )
    assert told(planning, "tillfallen-och-tidplan") == {
        "Dialogen hålls": f"3 feb–20 mar {NEXT_YEAR}",
        "Tillfällen": f"3 feb {NEXT_YEAR}: Vandring, Gåtur",
    }
    assert small(planning, "tillfallen-och-tidplan") == {
        "Tider och lokaler": f"3 feb {NEXT_YEAR}: 17.30–19.00, Hjulsta skola"
    }
    assert found(planning, "tillfallen-och-tidplan") == {}


def test_an_occasion_outside_the_dates_is_warned_of(planning):
    Dialogue.objects.filter(pk=planning.pk).update(starts_on=BEGINS, ends_on=ENDS)
    OccasionFactory(dialogue=planning, starts_on=ENDS + datetime.timedelta(days=3))
    assert found(planning, "tillfallen-och-tidplan") == {"occasions": False}


def test_an_occasion_is_planned_from_the_plan_and_leads_back_to_it(writer, planning):
    Dialogue.objects.filter(pk=planning.pk).update(starts_on=BEGINS, ends_on=ENDS)
    adding = reverse("occasion-add", args=[planning.reference])
    assert adding in writer.get(address(planning, "tillfallen-och-tidplan")).content.decode()
    sent = {
        "starts_on": BEGINS,
        "starts_at": "17:30",
        "ends_at": "19:00",
        "title": "Vandring",
        "participants_quality": "unknown",
    }
    answer = writer.post(adding, sent)
    assert answer.url == address(planning, "tillfallen-och-tidplan")
    page = writer.get(answer.url).content.decode()
    assert "17.30–19.00" in page
    assert "Vandring" in page
    answer = writer.post(adding, sent | {"ends_at": "17:00"})
    assert "Sluttiden ska vara senare än starttiden." in answer.content.decode()


def test_hours_out_of_order_are_refused_by_the_database(planning):
    with pytest.raises(IntegrityError), transaction.atomic():
        OccasionFactory(dialogue=planning, starts_at=datetime.time(19), ends_at=datetime.time(17))
    with pytest.raises(IntegrityError), transaction.atomic():
        OccasionFactory(dialogue=planning, ends_at=datetime.time(17))


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (State.PLANNING, True),
        (State.SUBMITTED, False),
        (State.DECIDED, True),
        (State.ONGOING, True),
        (State.FEEDBACK, True),
    ],
)
def test_days_stand_still_while_the_plan_waits_for_its_decision(writer, planning, state, may):
    days = {"starts_on": datetime.date(2024, 9, 2), "ends_on": datetime.date(2024, 11, 14)}
    Dialogue.objects.filter(pk=planning.pk).update(state=state, **days)
    sent = {"starts_on": "2024-09-12", "participants_quality": "unknown"}
    writer.post(reverse("occasion-add", args=[planning.reference]), sent)
    assert Occasion.objects.exists() is may


def test_experts_without_time_hinder_the_start(writer, planning):
    send(writer, planning, "samverkan", experts="Ljusdesigner", without_associations="–")
    assert found(planning, "samverkan") == {"experts_confirmed": True, "project_plan": False}


@pytest.mark.parametrize(
    ("experts", "label", "text"),
    [
        ("", "Sakkunniga som behövs", "Inga behövs"),
        ("Ljusdesigner", "De sakkunniga har fått tid och resurser", "Ja"),
    ],
)
def test_that_none_are_needed_is_confirmed_as_that_they_have_time(
    writer, planning, experts, label, text
):
    """Asked for before the start, when the plan is decided: it does not go back (R070)."""
    sent = {"experts": experts, "without_associations": "–"}
    send(writer, planning, "samverkan", **sent)
    substance = told(planning, "samverkan")
    send(writer, planning, "samverkan", **sent, experts_confirmed="on")
    assert found(planning, "samverkan") == {"project_plan": False}
    assert small(planning, "samverkan")[label] == text
    assert told(planning, "samverkan") == substance


def test_partners_come_from_the_register(writer, planning):
    Partner.objects.create(dialogue=planning, kind=PartnerKind.CIVIL_SOCIETY, name="Hyresgästerna")
    assert told(planning, "samverkan") == {"Tillsammans med": "Hyresgästerna"}
    assert "without_associations" not in found(planning, "samverkan")
    assert "Hyresgästerna" in writer.get(address(planning, "samverkan")).content.decode()


def test_the_history_names_the_fields_of_the_plan(writer, planning):
    send(writer, planning, "kommunikation", **GIVEN["kommunikation"])
    entry = planning.history.latest("id")
    assert entry.action == HistoryAction.PLAN_CHANGED
    shown = entry_rows([entry])[0]
    assert shown["detail"] == "plan"
    assert ("hur invånarna får veta att dialogen hålls", "", "Affischer.") in shown["changes"]


def test_saving_the_same_again_writes_nothing(writer, planning):
    send(writer, planning, "kommunikation", **GIVEN["kommunikation"])
    send(writer, planning, "kommunikation", **GIVEN["kommunikation"])
    assert planning.history.count() == 1
    assert Plan.objects.get().version == 1


def test_a_decision_to_come_is_offered_to_the_committees_of_today(writer, planning):
    committee = {"kind": OrganisationKind.COMMITTEE_DISTRICT}
    today = OrganisationFactory(**committee)
    gone, chosen = OrganisationFactory.create_batch(2, **committee, valid_to=BEGINS.replace(2023))
    planning.feeds_committee = chosen
    planning.save(update_fields=["feeds_committee"])
    form = writer.get(address(planning, "syfte")).context["form"]
    offered = set(form.fields["feeds_committee"].queryset)
    assert (today in offered, chosen in offered, gone in offered) == (True, True, False)


def test_a_place_on_the_page_does_not_follow_to_the_next_section(writer, planning):
    page = writer.get(address(planning, "syfte")).content.decode()
    assert f'action="{address(planning, "syfte")}"' in page
