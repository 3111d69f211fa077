"""A complex issue: the neutral leader, the agreed form and the rounds of the loop (R097–R099)."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues import plan
from dialogues.actions.documents import remove_document
from dialogues.decision_basis import decision_basis
from dialogues.history_text import entry_rows
from dialogues.models import Plan
from dialogues.versions import content_of, differences
from participation.models import (
    MOST_ROUNDS,
    ComplexIssueProcess,
    LoopRound,
    RoundStep,
    WorkingGroup,
)
from tests.factories import (
    DialogueFactory,
    DocumentFactory,
    LoopRoundFactory,
    MethodFactory,
    official,
)
from tests.participation.rounds import begin, kept, loop_url, round_url, write
from tests.participation.sections import address, again, found, hidden, told

SLUG = "komplex-fraga"
TODAY = timezone.localdate
LONG = "a" * 4_001


def tomorrow():
    return str(TODAY() + datetime.timedelta(days=1))


def small(dialogue):
    return dict(plan.find_section(SLUG).told_small(again(dialogue)))


# The section


def test_only_a_complex_issue_has_the_section_by_its_kind_or_its_method(writer, planning, steps):
    slugs = [one.slug for one in plan.sections(again(planning))]
    assert SLUG not in slugs
    assert writer.get(address(planning, SLUG)).status_code == 404
    assert writer.get(loop_url(planning)).status_code == 404
    assert begin(writer, planning, 0).status_code == 404
    planning.methods.set([MethodFactory(slug="komplexa-fragor")])
    assert SLUG in [one.slug for one in plan.sections(again(planning))]
    assert writer.get(loop_url(planning)).status_code == 200


def test_it_wants_a_neutral_leader_and_says_what_form_is_agreed(writer, issue):
    assert found(issue, SLUG) == {
        "conversation_leader": True, "neutrality": True, "agreed_form": False, "rounds": False
    }  # fmt: skip
    Plan.objects.create(dialogue=issue, conversation_leader="Samtalsledare")
    url = address(issue, SLUG)
    sent = {
        "leader_from": "Annan kommun",
        "neutrality": "Väljs av alla.",
        "agreed_form": "En talar åt gången.",
    }
    assert writer.post(url, {"seen": hidden(writer, url), **sent}).status_code == 302
    assert found(issue, SLUG) == {"rounds": False}
    assert told(issue, SLUG) == {
        "Varifrån samtalsledaren kommer": "Annan kommun",
        "Hur samtalsledarens neutralitet säkras": "Väljs av alla.",
        "Överenskommen form för den konfronterande dialogen": "En talar åt gången.",
    }
    page = writer.get(url).content.decode()
    assert "<strong>Samtalsledare</strong>" in page
    assert loop_url(issue) in page


def test_two_who_write_of_the_leader_at_once_see_both_texts(writer, issue):
    url = address(issue, SLUG)
    opened = hidden(writer, url)
    writer.post(url, {"seen": opened, "neutrality": "Min text"})
    answer = writer.post(url, {"seen": opened, "neutrality": "Din text"})
    assert answer.status_code == 400
    assert {"Min text", "Din text"} <= set(re.findall(r"M?D?in text", answer.content.decode()))
    assert ComplexIssueProcess.objects.get().neutrality == "Min text"


def test_too_long_a_text_is_refused_and_kept(writer, issue):
    url = address(issue, SLUG)
    answer = writer.post(url, {"seen": hidden(writer, url), "agreed_form": LONG})
    assert "Texten får vara högst 4000 tecken lång." in answer.content.decode()
    assert LONG in answer.content.decode()
    assert not ComplexIssueProcess.objects.exists()


# The rounds


def test_a_round_begins_and_then_the_next(writer, issue):
    answer = begin(writer, issue, 0)
    assert (answer.status_code, answer.url) == (302, round_url(issue))
    write(writer, issue, led_to="En ny fråga")
    assert begin(writer, issue, 1).url == round_url(issue, 2)
    page = writer.get(loop_url(issue)).content.decode()
    places = [page.index(text) for text in ("Varv 1", "En ny fråga", "Börja varv 3")]
    assert places == sorted(places)
    assert list(issue.loop_rounds.values_list("number", "begun_on")) == [(1, TODAY()), (2, TODAY())]
    assert found(issue, SLUG).get("rounds") is None


def test_a_round_that_led_to_nothing_written_is_warned_of_once_the_next_has_begun(issue, first):
    assert "rounds" not in found(issue, SLUG)
    LoopRoundFactory(dialogue=issue, number=2)
    assert found(issue, SLUG)["rounds"] is False


@pytest.mark.parametrize("after", ["0", "", "²", "-1", "2", "99999999999999999999"])
def test_a_second_press_or_a_made_up_number_begins_nothing(writer, issue, first, after):
    assert begin(writer, issue, after).url == loop_url(issue)
    assert issue.loop_rounds.count() == 1


def test_there_is_an_end_to_rounds(writer, issue):
    for number in range(1, MOST_ROUNDS + 1):
        LoopRoundFactory(dialogue=issue, number=number)
    answer = writer.post(
        reverse("loop-begin", args=[issue.reference]), {"after": MOST_ROUNDS}, follow=True
    )
    assert "En dialog kan ha högst 12 varv." in answer.content.decode()
    assert issue.loop_rounds.count() == MOST_ROUNDS


def test_a_round_is_written_and_told(writer, issue, first, steps):
    DocumentFactory(dialogue=issue, title="Perspektivrapport Hjulsta")
    done, planned = steps[0].pk, steps[2].pk
    answer = write(
        writer,
        issue,
        question="Vad skaver?",
        led_to="Ett andra varv",
        interviews_residents="1 041",
        interviews_elected="0",
        report="Några är rädda.",
        report_document=issue.documents.get().pk,
        **{f"s{done}_state": "done", f"s{done}_on": "2026-03-03", f"s{done}_note": "Läst"},
        **{f"s{planned}_state": "planned"},
        g0_theme="Skolan", g0_elected="4", g0_officials="1", g0_residents="10",
    )  # fmt: skip
    assert answer.status_code == 302
    assert small(issue) == {
        "Varv 1": "\n".join(
            [
                "Börjat: 2 mar 2026",
                "Handlar om: Vad skaver?",
                "Klara steg: Analysera kontexten (3 mar 2026)",
                "Planerade steg: Konfronterande dialog",
                "Perspektiv: 1\xa0041 intervjuer: 1\xa0041 med invånare, 0 med förtroendevalda",
                "Perspektivrapport utan censur: Perspektivrapport Hjulsta",
                "Perspektivrapport utan censur: Några är rädda.",
                "Arbetsgrupper: Skolan: 4 förtroendevalda, 1 chef eller tjänsteperson, 10 invånare",
                "Ledde till: Ett andra varv",
            ]
        )
    }
    page = writer.get(loop_url(issue)).content.decode()
    assert '<circle class="dot-done"' in page
    assert "1 av 3 klara" in page
    shown = entry_rows([issue.history.latest("id")])[0]
    assert (shown["action"], shown["detail"]) == ("Varv ändrat", "1")
    assert dict(row[::2] for row in shown["changes"])["steg"] == (
        "Analysera kontexten: klart, 2026-03-03, Läst\nKonfronterande dialog: planerat"
    )


def test_a_report_that_is_a_link_leads_there(writer, issue, first):
    away = "https://www.example.org/rapport"
    first.report_document = DocumentFactory(dialogue=issue, title="Rapport", file="", link=away)
    first.save()
    assert f'href="{away}"' in writer.get(loop_url(issue)).content.decode()


def test_saving_the_same_again_writes_nothing_and_emptying_takes_away(writer, issue, first, steps):
    url = round_url(issue)
    sent = {f"s{steps[1].pk}_state": "done", "g0_theme": "Skolan", "g1_theme": "Torget"}
    opened = kept(writer, url)
    assert writer.post(url, {**opened, **sent}).status_code == 302
    assert writer.post(url, {**opened, **sent}).status_code == 302
    assert (issue.history.count(), LoopRound.objects.get().version) == (1, 1)
    write(writer, issue, g0_theme="", g1_theme="Torget")
    assert [str(one) for one in WorkingGroup.objects.all()] == ["Torget"]
    assert not RoundStep.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("interviews_residents", "-1", "Talet får vara lägst 0."),
        ("interviews_residents", "²", "Det här är inte ett heltal."),
        ("interviews_others", "3,5", "Det här är inte ett heltal."),
        ("interviews_elected", "100001", "Talet får vara högst 100"),
        ("interviews_elected", "9" * 5000, "Det här är inte ett heltal."),
        ("interviews_officials", "9" * 30, "Talet får vara högst 100"),
        ("g0_residents", "-4", "Talet får vara lägst 0."),
        ("g0_residents", "9" * 30, "Talet får vara högst 100"),
        ("g0_elected", "4", "Skriv vilket tema gruppen arbetar med."),
        ("g0_theme", "t" * 161, "Texten får vara högst 160 tecken lång."),
        ("report", "Ring 070-123 45 67", "Här finns personuppgifter"),
        ("g0_theme", "anna@example.org", "Här finns personuppgifter"),
        ("led_to", LONG, "Texten får vara högst 4000 tecken lång."),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_kept(writer, issue, first, name, value, sentence):
    answer = write(writer, issue, question="Min fråga", **{name: value})
    page = answer.content.decode().replace("\xa0", "")
    assert answer.status_code == 400
    assert sentence in page
    assert value in page
    assert "Min fråga" in page
    assert (LoopRound.objects.get().question, issue.history.count()) == ("", 0)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on": "2026-03-03"}, "Ange om steget är planerat eller klart."),
        ({"note": "Läst"}, "Ange om steget är planerat eller klart."),
        ({"state": "finished"}, "Det som valdes går inte längre att välja."),
        ({"state": "done", "on": "0026-03-03"}, "ligger inte mellan"),
        ({"state": "done", "on": "igår"}, "Det här är inte ett datum."),
        ({"state": "done", "on": tomorrow}, "Det som är klart"),
        ({"state": "done", "note": "n" * 201}, "Texten får vara högst 200 tecken lång."),
    ],
)
def test_a_step_that_makes_no_sense_is_refused(writer, issue, first, steps, fields, sentence):
    # A day is asked for when the test runs: not the one on which it was collected.
    said = {name: value() if callable(value) else value for name, value in fields.items()}
    sent = {f"s{steps[0].pk}_{name}": value for name, value in said.items()}
    answer = write(writer, issue, **sent)
    assert sentence in answer.content.decode()
    assert not RoundStep.objects.exists()


def test_two_groups_of_one_theme_are_refused(writer, issue, first):
    answer = write(writer, issue, g0_theme="Skolan", g1_theme="SKOLAN")
    assert "En annan grupp i varvet har samma tema." in answer.content.decode()
    assert not WorkingGroup.objects.exists()


def test_a_report_is_a_document_of_this_dialogue(writer, issue, first):
    other = DocumentFactory(dialogue=DialogueFactory())
    assert write(writer, issue, report_document=other.pk).status_code == 400
    mine = DocumentFactory(dialogue=issue, title="Rapport")
    write(writer, issue, report_document=mine.pk)
    remove_document(by=official(organisation=issue.owner), document=mine)
    assert LoopRound.objects.get().report_document is None


def test_two_who_write_in_a_round_at_once_see_both_texts(writer, issue, first, steps):
    url = round_url(issue)
    opened = kept(writer, url)
    state = f"s{steps[0].pk}_state"
    writer.post(url, {**opened, "g0_theme": "Skolan", state: "done"})
    answer = writer.post(url, {**opened, "g0_theme": "Torget"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert [one["label"] for one in answer.context["form"].conflicts] == [
        "Stegen", "Arbetsgrupperna"
    ]  # fmt: skip
    assert "Analysera kontexten: klart" in page
    assert [str(one) for one in WorkingGroup.objects.all()] == ["Skolan"]
    # Having seen both, the writer sends again, with what the page now carries.
    again_sent = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in opened}
    assert writer.post(url, {**again_sent, "g0_theme": "Torget"}).status_code == 302
    assert [str(one) for one in WorkingGroup.objects.all()] == ["Torget"]


# What the committee reads


def test_rounds_stand_in_the_decision_basis_and_never_send_the_plan_back(writer, issue, first):
    ComplexIssueProcess.objects.create(dialogue=issue, neutrality="Väljs av alla.", version=1)
    before = content_of(again(issue))
    write(writer, issue, led_to="Ett andra varv", g0_theme="Skolan", g0_residents="10")
    parts = {part.slug: part for part in decision_basis(again(issue)).parts}
    rows = next(one.rows for one in parts["arendet"].sections if one.title == "Komplex fråga")
    assert ["Hur samtalsledarens neutralitet säkras", "Väljs av alla."] in rows
    assert "Arbetsgrupper: Skolan: 10 invånare" in dict(rows)["Varv 1"]
    after = content_of(again(issue))
    assert before != after
    assert list(differences(before, after)) == []


def test_the_dialogues_pages_lead_to_the_loop_also_when_the_plan_stands_still(client, issue, first):
    client.force_login(official())
    link = f'<a href="{loop_url(issue)}">Loopen, varv för varv</a>'
    for name in ("plan", "dialogue"):
        assert link in client.get(reverse(name, args=[issue.reference])).content.decode()
    issue.kind = None
    issue.save(update_fields=["kind"])
    assert link not in client.get(reverse("dialogue", args=[issue.reference])).content.decode()


@pytest.mark.parametrize("rounds", [1, MOST_ROUNDS])
def test_the_pages_keep_within_their_queries(
    writer, issue, steps, rounds, django_assert_max_num_queries
):
    for number in range(1, rounds + 1):
        made = LoopRoundFactory(dialogue=issue, number=number, question="q" * 200)
        WorkingGroup.objects.create(round=made, theme="Skolan", residents=4)
        RoundStep.objects.create(round=made, step=steps[0], state="done")
    for url in (loop_url(issue), round_url(issue), address(issue, SLUG)):
        with django_assert_max_num_queries(12):
            assert len(writer.get(url).content) < 60_000
