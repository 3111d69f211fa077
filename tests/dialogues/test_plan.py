"""The plan: its sections, what hinders it, and who may write in it."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from dialogues import plan
from dialogues.enums import HistoryAction, PlanStep, State
from dialogues.models import Dialogue, PlanVersion
from tests.factories import DialogueFactory, official


@pytest.fixture
def planning(jarva):
    return DialogueFactory(
        owner=jarva, state=State.PLANNING, question="", purpose="", feeds_decision="", background=""
    )


@pytest.fixture
def writer(client, jarva):
    client.force_login(official(organisation=jarva))
    return client


def section(dialogue, slug="syfte"):
    return reverse("plan-section", args=[dialogue.reference, slug])


def filled_in(dialogue, **fields):
    return {
        "title": dialogue.title,
        "question": "",
        "purpose": "",
        "version": dialogue.version,
        **fields,
    }


def test_what_is_missing_hinders_and_links_to_its_field(writer, planning):
    hinders = [one.field for one in plan.blockers(planning, PlanStep.SUBMIT)]
    assert hinders[:4] == ["background", "question", "purpose", "feeds_decision"]
    page = writer.get(reverse("plan", args=[planning.reference])).content.decode()
    assert f'href="{section(planning)}#id_question"' in page


def test_what_is_written_is_saved_told_and_no_longer_missing(writer, planning):
    answer = writer.post(section(planning), filled_in(planning, question="Var behövs ljus?"))
    assert (answer.status_code, answer.url) == (302, section(planning))
    saved = Dialogue.objects.get(pk=planning.pk)
    assert saved.question == "Var behövs ljus?"
    assert "question" not in [one.field for one in plan.blockers(saved, PlanStep.SUBMIT)]
    page = writer.get(reverse("plan", args=[planning.reference])).content.decode()
    assert "Var behövs ljus?" in page
    assert saved.history.latest("id").action == HistoryAction.CHANGED


def test_one_may_go_on_to_the_next_section(writer, planning):
    sent = filled_in(planning) | {"go_on": "1"}
    listed = [one.slug for one in plan.sections(planning)]
    answer = writer.post(section(planning), sent)
    after = listed[listed.index("syfte") + 1 :]
    expected = section(planning, after[0]) if after else reverse("plan", args=[planning.reference])
    assert answer.url == expected


def test_two_who_write_at_once_see_both_texts(writer, planning):
    sent = filled_in(planning, question="Min fråga?")
    Dialogue.objects.filter(pk=planning.pk).update(question="Hennes?", version=planning.version + 1)
    answer = writer.post(section(planning), sent)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Min fråga?" in page
    assert "Hennes?" in page
    assert Dialogue.objects.get(pk=planning.pk).question == "Hennes?"


@pytest.mark.parametrize(
    ("state", "may"),
    [(state, state in {State.PLANNING, State.DECIDED}) for state in State],
)
def test_the_plan_is_written_while_it_is_planned_or_decided(writer, planning, state, may):
    Dialogue.objects.filter(pk=planning.pk).update(state=state)
    answer = writer.post(section(planning), filled_in(planning, question="Ny?"))
    assert answer.status_code == (302 if may else 409)
    assert (Dialogue.objects.get(pk=planning.pk).question == "Ny?") is may


def test_what_was_typed_stays_when_the_plan_was_submitted_meanwhile(writer, planning):
    Dialogue.objects.filter(pk=planning.pk).update(state=State.SUBMITTED)
    answer = writer.post(section(planning), filled_in(planning, purpose="Välja platser."))
    page = answer.content.decode()
    assert "Planen är inlämnad. Den kan ändras om den återremitteras." in page
    assert "Välja platser." in page
    assert '<button class="button">Spara' not in page
    assert writer.post(section(planning)).status_code == 409


@pytest.mark.parametrize("name", ["plan-section", "dialogue-edit"])
def test_a_form_sent_empty_to_a_submitted_plan_is_refused_as_any_other(writer, planning, name):
    Dialogue.objects.filter(pk=planning.pk).update(state=State.SUBMITTED)
    answer = writer.post(reverse(name, args=[planning.reference, "syfte"]))
    assert answer.status_code == 409
    assert "Planen är inlämnad." in answer.content.decode()


def test_a_choice_that_is_gone_is_shown_as_sent_beside_what_a_colleague_saved(writer, planning):
    sent = filled_in(planning, themes=["999999"], feeds_committee="999999", question="Min?")
    Dialogue.objects.filter(pk=planning.pk).update(question="Hennes?", version=planning.version + 1)
    answer = writer.post(section(planning), sent)
    assert answer.status_code == 400
    texts = {one["yours"] for one in answer.context["form"].conflicts}
    assert {"999999", "Min?"} <= texts


def test_others_read_the_plan_and_write_nothing_in_it(client, planning):
    client.force_login(official())
    assert client.get(reverse("plan", args=[planning.reference])).status_code == 200
    assert client.get(section(planning)).status_code == 302
    assert client.post(section(planning), filled_in(planning)).status_code == 403


def test_an_unknown_section_is_not_there(writer, planning):
    assert writer.get(section(planning, "finns-inte")).status_code == 404


def test_a_plan_costs_the_same_queries_with_one_row_as_with_many(
    writer, planning, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        writer.get(reverse("plan", args=[planning.reference]))
    with django_assert_max_num_queries(12):
        writer.get(section(planning))


def test_the_plan_leads_to_each_version_that_is_kept(writer, planning):
    address = reverse("plan", args=[planning.reference])
    assert "Sparade versioner av planen" not in writer.get(address).content.decode()
    for number in (1, 2):
        PlanVersion.objects.create(dialogue=planning, number=number, by_label="Handläggare")
    page = writer.get(address).content.decode()
    for number in (1, 2):
        there = reverse("plan-version", args=[planning.reference, number])
        assert f'<a href="{there}">version {number}, ' in page


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def test_two_who_write_in_different_sections_at_once_do_not_hinder_each_other(writer, planning):
    opened = writer.get(section(planning))
    known = {"background": "Vi frågade 2019.", "version": planning.version}
    assert writer.post(section(planning, "det-vi-vet"), known).status_code == 302
    sent = filled_in(planning, question="Var behövs ljus?", seen=hidden(opened, "seen"))
    assert writer.post(section(planning), sent).status_code == 302
    saved = Dialogue.objects.get(pk=planning.pk)
    assert (saved.background, saved.question) == ("Vi frågade 2019.", "Var behövs ljus?")


def test_who_was_shown_both_texts_may_save_their_own(writer, planning):
    opened = writer.get(section(planning))
    Dialogue.objects.filter(pk=planning.pk).update(question="Hennes?", version=planning.version + 1)
    sent = filled_in(planning, question="Min?", seen=hidden(opened, "seen"))
    refused = writer.post(section(planning), sent)
    assert refused.status_code == 400
    again = sent | {name: hidden(refused, name) for name in ("seen", "version")}
    assert writer.post(section(planning), again).status_code == 302
    assert Dialogue.objects.get(pk=planning.pk).question == "Min?"


def test_what_is_submitted_is_not_changed_by_the_register_either(writer, planning):
    Dialogue.objects.filter(pk=planning.pk).update(state=State.SUBMITTED)
    address = reverse("dialogue-edit", args=[planning.reference, "syfte"])
    answer = writer.get(address)
    assert answer.status_code == 403
    assert "återremitteras" in answer.content.decode()
    answer = writer.post(address, {"purpose": "Välja platser.", "version": planning.version})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Planen är inlämnad. Den kan ändras om den återremitteras." in page
    assert "Välja platser." in page
    assert '<button class="button">Spara' not in page
    assert Dialogue.objects.get(pk=planning.pk).purpose == planning.purpose
    assert "återremitteras" in writer.get(planning.get_absolute_url()).content.decode()
    assert writer.get(reverse("document-add", args=[planning.reference])).status_code == 200


# Guidance


def test_every_section_has_its_guidance_one_click_away():
    assert [one.slug for one in plan.every_section() if not one.guidance] == []


@pytest.mark.parametrize("one", plan.every_section(), ids=lambda one: one.slug)
def test_guidance_says_what_it_is_gives_an_example_and_names_its_source(one):
    page = render_to_string(one.guidance)
    assert (page.count("<strong>Exempel</strong>"), page.count('class="soft small"')) == (1, 1)
