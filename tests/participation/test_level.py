"""Level and influence: what is promised, and what does not go together (R082–R090)."""

import re

import pytest
from django.urls import reverse

from dialogues.enums import Openness, State
from dialogues.models import Dialogue, HistoryEntry, Plan
from dialogues.models.plan import LONGEST
from feedback.models import FeedbackPlan
from municipality.enums import Level, MethodClass
from participation.enums import Extent
from participation.forms.methods import DESIGN
from participation.invitation import invitations
from participation.models import ParticipationPlan
from tests.factories import MethodFactory, official
from tests.participation.sections import address, again, found, hidden, send, told

FULL = {
    "level": Level.CONSULTATION,
    "openness": Openness.WHETHER,
    "influence_statement": "Var mötesplatsen ska ligga.",
    "treatment_statement": "Nämnden läser en sammanställning i maj.",
}


def test_a_plan_without_level_or_promise_is_hindered(planning):
    assert found(planning, "niva") == {
        "level_0": True,
        "openness_0": True,
        "influence_statement": True,
        "treatment_statement": True,
        "weight_matters_0": False,
    }


def test_what_is_written_is_saved_in_both_rows_and_told(writer, planning):
    answer = send(writer, planning, "niva", **FULL)
    assert (answer.status_code, answer.url) == (302, address(planning, "niva"))
    saved = again(planning)
    assert (saved.level, saved.openness) == (Level.CONSULTATION, Openness.WHETHER)
    assert saved.participation_plan.influence_statement == "Var mötesplatsen ska ligga."
    assert found(planning, "niva") == {"weight_matters_0": False}
    assert told(planning, "niva") == {
        "Delaktighetsnivå": "Konsultation: invånarna får tycka",
        "Det invånarna fortfarande kan påverka": "Om det ska göras",
        "Vad invånarna kan påverka, och hur": "Var mötesplatsen ska ligga.",
        "Hur synpunkterna behandlas": "Nämnden läser en sammanställning i maj.",
    }


def test_information_is_no_dialogue(planning):
    Dialogue.objects.filter(pk=planning.pk).update(level=Level.INFORMATION)
    assert found(planning, "niva")["level_0"] is True


@pytest.mark.parametrize(
    "said", [{"level": Level.INFORMATION}, {"openness": Openness.NOTHING, "level": Level.DIALOGUE}]
)
def test_what_nobody_can_influence_leads_to_an_information_meeting(writer, planning, said):
    Dialogue.objects.filter(pk=planning.pk).update(**said)
    there = reverse("process-step", args=[planning.reference, "inform"])
    submit = reverse("process-step", args=[planning.reference, "submit"])
    for page in (address(planning, "niva"), reverse("plan", args=[planning.reference]), submit):
        assert f'href="{there}"' in writer.get(page).content.decode(), page
    assert writer.get(there).status_code == 200
    # A decided plan is no idea any more.
    Dialogue.objects.filter(pk=planning.pk).update(state=State.DECIDED)
    assert f'href="{there}"' not in writer.get(address(planning, "niva")).content.decode()


def test_before_submission_it_is_asked_whether_a_dialogue_is_suitable(writer, planning):
    submit = reverse("process-step", args=[planning.reference, "submit"])
    asked = writer.get(submit).context["checklist"]
    assert [one["answer"] for one in asked["worth"]] == ["", "", ""]
    send(writer, planning, "niva", **FULL, weight_matters=3, weight_decision=3, weight_influence=2)
    page = writer.get(submit)
    asked = page.context["checklist"]
    assert [one["answer"] for one in asked["worth"]] == ["Ja", "Ja", "Delvis"]
    states = {one["url"]: one["state"] for one in asked["questions"]}
    assert states[address(planning, "niva")] == "ok"
    assert states[address(planning, "budget")] == "missing"
    assert len(asked["questions"]) == 14
    assert "Vad kostar den, och vem betalar?" in page.content.decode()
    assert "weight_matters_0" not in found(planning, "niva")


def test_the_invitation_says_who_invites_and_why_the_change_is_proposed(writer, planning):
    send(writer, planning, "niva", **FULL)
    Plan.objects.create(dialogue=planning, change_reason="Barnen blir fler.", changes_policy=True)
    Dialogue.objects.filter(pk=planning.pk).update(feedback_due="2027-06-01")
    text = invitations(again(planning))["sv"]
    assert "Vem som bjuder in\nJärva stadsdelsförvaltning" in text
    assert "Varför ändringen föreslås\nBarnen blir fler." in text
    Plan.objects.update(sender="Järva stadsdelsnämnd")
    FeedbackPlan.objects.create(dialogue=planning, sender="Kommunstyrelsen")
    text = invitations(again(planning))["sv"]
    assert "Vem som bjuder in\nJärva stadsdelsnämnd" in text
    assert "Kommunstyrelsen berättar vad det blev av det senast 1 juni 2027." in text


@pytest.mark.parametrize(("level", "hinders"), [(2, True), (3, False), (4, False)])
def test_a_level_below_the_types_lowest_hinders(planning, level, hinders):
    planning.type.minimum_level = Level.DIALOGUE
    planning.type.save()
    Dialogue.objects.filter(pk=planning.pk).update(level=level)
    assert ("level_0" in found(planning, "niva")) is hinders


def test_nothing_open_is_no_dialogue(planning):
    Dialogue.objects.filter(pk=planning.pk).update(openness=Openness.NOTHING)
    assert found(planning, "niva")["openness_0"] is True


def test_only_how_asks_for_both_parts_and_warns_of_a_high_level(planning):
    Dialogue.objects.filter(pk=planning.pk).update(openness=Openness.HOW, level=Level.INFLUENCE)
    hinders = found(planning, "niva")
    assert (hinders["decided_part"], hinders["open_part"]) == (True, True)
    assert hinders["level_0"] is False
    Dialogue.objects.filter(pk=planning.pk).update(level=Level.DIALOGUE)
    assert "level_0" not in found(planning, "niva")


def test_a_trivial_matter_gets_a_warning(planning):
    ParticipationPlan.objects.create(dialogue=planning, weight_influence=Extent.NO)
    assert found(planning, "niva")["weight_matters_0"] is False


def test_the_invitation_is_made_in_both_languages(writer, planning):
    assert invitations(planning) == {}
    send(writer, planning, "niva", **FULL)
    texts = invitations(again(planning))
    assert "Du kan säga vad du tycker innan beslutet fattas." in texts["sv"]
    assert "Vad du kan påverka\nVar mötesplatsen ska ligga." in texts["sv"]
    assert "What you can influence\n[Var mötesplatsen ska ligga.]" in texts["en"]
    page = writer.get(address(planning, "niva")).content.decode()
    assert "You can say what you think before the decision is taken." in page


def test_two_who_write_the_same_field_see_both_texts(writer, planning):
    url = address(planning, "niva")
    seen = hidden(writer, url)
    ParticipationPlan.objects.create(dialogue=planning, influence_statement="Hennes text")
    Dialogue.objects.filter(pk=planning.pk).update(level=Level.DIALOGUE)
    sent = {**FULL, "influence_statement": "Min text", "seen": seen}
    answer = writer.post(url, sent)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Min text" in page
    assert "Hennes text" in page
    assert "Dialog" in page
    assert again(planning).participation_plan.influence_statement == "Hennes text"
    # Sent again, having seen the other text, it is saved.
    send_again = {**sent, "seen": answer.context["form"]["seen"].value()}
    assert writer.post(url, send_again).status_code == 302
    assert again(planning).participation_plan.influence_statement == "Min text"


def test_a_change_of_another_section_is_no_conflict(writer, planning):
    url = address(planning, "niva")
    seen = hidden(writer, url)
    ParticipationPlan.objects.create(dialogue=planning, child_rights="Någon annan skrev här")
    Dialogue.objects.filter(pk=planning.pk).update(question="Ny fråga?", version=7)
    assert writer.post(url, {**FULL, "seen": seen}).status_code == 302
    saved = again(planning)
    assert saved.participation_plan.child_rights == "Någon annan skrev här"
    assert saved.question == "Ny fråga?"


def test_the_history_calls_the_columns_by_their_names(writer, planning):
    send(writer, planning, "niva", **FULL)
    actions = HistoryEntry.objects.filter(dialogue=planning).values_list("action", flat=True)
    assert sorted(actions) == ["changed", "plan changed"]
    page = writer.get(f"{planning.get_absolute_url()}historik/").content.decode()
    assert "vad invånarna kan påverka, och hur" in page.casefold()


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ONGOING, State.CLOSED])
def test_nothing_is_saved_when_the_plan_is_closed_for_writing(writer, planning, state):
    url = address(planning, "niva")
    seen = hidden(writer, url)
    Dialogue.objects.filter(pk=planning.pk).update(state=state)
    assert writer.post(url, {**FULL, "seen": seen}).status_code == 409
    assert not ParticipationPlan.objects.exists()


def test_an_official_of_another_body_reads_and_writes_nothing(client, planning):
    client.force_login(official())
    url = address(planning, "niva")
    assert client.get(url).status_code == 302
    assert client.post(url, FULL).status_code == 403


@pytest.mark.parametrize(
    ("slug", "name"), [("niva", "open_part"), ("malgrupper", "sentence"), ("metoder", DESIGN[0])]
)
def test_a_text_that_nobody_can_read_is_refused_and_kept(writer, planning, slug, name):
    longest = "å" * LONGEST
    answer = send(writer, planning, slug, **{name: f"{longest}x"})
    assert answer.status_code == 400
    assert f"{longest}x" in answer.content.decode()
    assert send(writer, planning, slug, **{name: longest}).status_code == 302


def test_each_step_of_the_ladder_names_methods_usual_there(writer, planning):
    for name, kind, levels in [
        ("Enkät", MethodClass.ONLINE, [2]),
        ("Ordmoln", MethodClass.ONLINE, [2]),
        ("Gåtur", MethodClass.OTHER, [2, 3]),
        ("Charrette", MethodClass.ASSEMBLY, [3, 4]),
    ]:
        MethodFactory(name_sv=name, method_class=kind, usual_levels=levels)
    MethodFactory(name_sv="Fax", usual_levels=[2], in_use=False)
    page = writer.get(address(planning, "niva")).content.decode()
    found = re.findall(r"Till exempel: ([^<]*)</span>", page)
    assert found == ["Enkät, Gåtur.", "Charrette, Gåtur.", "Charrette."]
