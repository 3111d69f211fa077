"""Sections that only some dialogues have: co-creation and a participatory budget (R095, R096)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dialogues import plan
from dialogues.enums import State
from dialogues.models import Dialogue, HistoryEntry
from municipality.enums import Level, OrganisationKind
from participation.models import ParticipatoryBudget
from tests.factories import DialogueKindFactory, MethodFactory, OrganisationFactory, official
from tests.participation.sections import address, again, found, hidden, told


def slugs(dialogue):
    return [one.slug for one in plan.sections(again(dialogue))]


def send(client, dialogue, slug, **fields):
    url = address(dialogue, slug)
    page = client.get(url).context["form"]
    kept = {"seen": hidden(client, url), "version": page["version"].value() or ""}
    return client.post(url, {**kept, **fields})


@pytest.mark.parametrize(
    ("level", "asked"),
    [(None, False), (Level.DIALOGUE, False), (Level.INFLUENCE, True), (Level.CO_DECISION, True)],
)
def test_stages_are_asked_where_residents_plan_or_decide(planning, level, asked):
    Dialogue.objects.filter(pk=planning.pk).update(level=level)
    assert ("skeden" in slugs(planning)) is asked


def test_stages_are_saved_and_told(writer, planning):
    Dialogue.objects.filter(pk=planning.pk).update(level=Level.INFLUENCE)
    assert found(planning, "skeden") == {"stages_0": False}
    sent = {"stages": ["problem", "feedback"], "stages_note": "I en grupp"}
    assert send(writer, planning, "skeden", **sent).status_code == 302
    assert found(planning, "skeden") == {}
    assert told(planning, "skeden") == {
        "Skeden där invånarna är med": "Formulera problemet, återkoppling",
        "Hur invånarna är med i dem": "I en grupp",
    }


@pytest.fixture
def budget(planning):
    kind = DialogueKindFactory(slug="medborgarbudget")
    Dialogue.objects.filter(pk=planning.pk).update(kind=kind)
    return planning


def test_a_participatory_budget_is_known_by_its_kind_or_its_method(writer, planning):
    assert "medborgarbudget" not in slugs(planning)
    assert writer.get(address(planning, "medborgarbudget")).status_code == 404
    planning.methods.set([MethodFactory(slug="medborgarbudget")])
    assert "medborgarbudget" in slugs(planning)


def test_it_asks_whose_money_how_much_and_what_the_order_means(writer, budget):
    assert found(budget, "medborgarbudget") == {
        "decided_by": True, "amount": True, "weight_0": True
    }  # fmt: skip
    committee = OrganisationFactory(
        name="Järva stadsdelsnämnd", kind=OrganisationKind.COMMITTEE_DISTRICT
    )
    sent = {"decided_by": committee.pk, "part": "part", "amount": "2 000 000", "share": "9,5"}
    answer = send(writer, budget, "medborgarbudget", kind="investment", weight="advice", **sent)
    assert answer.status_code == 302
    assert found(budget, "medborgarbudget") == {}
    assert told(budget, "medborgarbudget") == {
        "Vem som beslutar om medborgarbudgeten": "Järva stadsdelsnämnd",
        "Hur mycket av budgeten": "En del",
        "Slag av budget": "Investeringar",
        "Belopp": "2\xa0000\xa0000 kronor",
        "Vad invånarnas prioritering är": "Råd inför beslutet",
        "Invånare som ska vara med": "9,5 %",
    }


@pytest.mark.parametrize(("name", "value"), [("amount", "-1"), ("share", "101"), ("share", "-1")])
def test_impossible_figures_are_refused_and_kept_in_the_form(writer, budget, name, value):
    answer = send(writer, budget, "medborgarbudget", **{name: value})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [name]
    assert f'value="{value}"' in answer.content.decode()
    assert not ParticipatoryBudget.objects.exists()


@pytest.mark.parametrize(
    "values", [{"share": Decimal(101)}, {"share_reached": Decimal(-1)}, {"amount": -1}]
)
def test_the_database_refuses_them_too(planning, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipatoryBudget.objects.create(dialogue=planning, **values)


# How many took part


def share(dialogue):
    return reverse("budget-share", args=[dialogue.reference])


def note(client, dialogue, value):
    page = client.get(share(dialogue)).context["form"]
    kept = {"seen": page.initial["seen"], "version": page["version"].value() or ""}
    return client.post(share(dialogue), {**kept, "share_reached": value})


def test_how_many_took_part_is_noted_after_the_decision_and_changes_no_plan(writer, budget):
    ParticipatoryBudget.objects.create(dialogue=budget, share=Decimal(10), version=1)
    Dialogue.objects.filter(pk=budget.pk).update(state=State.ONGOING)
    before = told(budget, "medborgarbudget")
    assert note(writer, budget, "6,5").status_code == 302
    assert told(budget, "medborgarbudget") == before
    section = plan.find_section("medborgarbudget")
    assert section.told_small(again(budget)) == [("Invånare som deltog", "6,5 %")]
    changes = HistoryEntry.objects.filter(dialogue=budget).latest("pk").changes
    assert list(changes) == ["share_reached"]


def test_only_who_may_note_how_many_took_part_is_led_there(writer, budget):
    def is_led_there(client):
        pages = (reverse("plan", args=[budget.reference]), budget.get_absolute_url())
        return [share(budget) in client.get(page).content.decode() for page in pages]

    assert is_led_there(writer) == [False, False]
    Dialogue.objects.filter(pk=budget.pk).update(state=State.ONGOING)
    assert is_led_there(writer) == [True, True]
    writer.force_login(official())
    assert is_led_there(writer) == [False, False]


@pytest.mark.parametrize("value", ["101", "-1", "många"])
def test_an_impossible_share_is_refused_and_kept(writer, budget, value):
    Dialogue.objects.filter(pk=budget.pk).update(state=State.FEEDBACK, starts_on="2024-01-01")
    answer = note(writer, budget, value)
    assert (answer.status_code, f'value="{value}"' in answer.content.decode()) == (400, True)


def test_it_is_not_noted_beforehand_nor_by_others_nor_without_a_budget(
    writer, client, budget, planner
):
    assert writer.get(share(budget)).status_code == 302
    assert writer.post(share(budget), {"share_reached": "5"}).status_code == 409
    Dialogue.objects.filter(pk=budget.pk).update(state=State.ONGOING)
    client.force_login(official())
    assert client.post(share(budget), {"share_reached": "5"}).status_code == 403
    assert not ParticipatoryBudget.objects.exists()
    client.force_login(planner)
    Dialogue.objects.filter(pk=budget.pk).update(kind=None)
    assert client.get(share(budget)).status_code == 404
