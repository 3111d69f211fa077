"""The decided plan is kept: what differs in substance goes back, what is small does not (R065)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogportal.periods import by_day
from dialogues.actions.plan import change_plan
from dialogues.enums import Conclusion, HistoryAction, MoveName, State, Step
from dialogues.forms.basics import BasicsForm
from dialogues.history import record
from dialogues.models import Dialogue, KnowledgeReview, PlanVersion
from dialogues.process import move
from dialogues.versions import (
    changes_since_decision,
    changes_since_put,
    content_of,
    differences,
)
from municipality.enums import Decider
from tests.factories import AreaFactory
from tests.factories.process import (
    dialogue_walked_to,
    record_decision,
)

pytestmark = pytest.mark.usefixtures("small_plan")


def change(dialogue, house, **values):
    """As the plan's own page saves it."""
    saved = Dialogue.objects.get(pk=dialogue.pk)
    change_plan(
        by=house.official, dialogue=saved, row=saved, version=saved.version, values=values, links={}
    )


def step(dialogue, name):
    return reverse("process-step", args=[dialogue.reference, name.value])


def told(*rows, small=(), slug="syfte", substance=True):
    return {
        "slug": slug, "title": "Syfte", "substance": substance,
        "rows": [list(row) for row in rows], "small_rows": [list(row) for row in small],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([told(("Mål", "a"))], [told(("Mål", "a"))], []),
        ([told(("Mål", "a"))], [told(("Mål", "b"))], [("Mål", "a", "b")]),
        ([told(("Mål", "a b"))], [told(("Mål", "a \n b "))], []),
        ([told(("Mål", "a"))], [told()], [("Mål", "a", "")]),
        ([told(("Mål", "a"))], [], [("Mål", "a", "")]),
        ([], [told(("Mål", "a"))], [("Mål", "", "a")]),
        ([told(("Mål", "a"), ("Mål", "b"))], [told(("Mål", "a"))], [("Mål", "a\nb", "a")]),
        ([told(small=[("Lokal", "a")])], [told(small=[("Lokal", "b")])], []),
        ([told(("Ägare", "a"))], [told(small=[("Ägare", "a")])], []),
        ([told(("Ägare", "a"))], [told(small=[("Ägare", "b")])], [("Ägare", "a", "b")]),
        ([told(("Mål", "a"), substance=False)], [told(("Mål", "b"), substance=False)], []),
    ],
)
def test_only_what_is_of_substance_differs(before, after, found):
    assert [(one.label, one.before, one.after) for one in differences(before, after)] == found


def test_a_plan_changed_in_substance_goes_back_before_it_starts(client, house):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    assert changes_since_decision(dialogue) == []
    client.force_login(house.official)
    assert client.post(step(dialogue, MoveName.RESUBMIT)).status_code == 409
    change(dialogue, house, purpose="Välja tre platser.")
    [one] = changes_since_decision(Dialogue.objects.get())
    assert (one.slug, one.before, one.after) == ("syfte", "Välja platser.", "Välja tre platser.")
    page = client.get(dialogue.get_absolute_url()).content.decode()
    assert "Planen har ändrats sedan den beslutades." in page
    refused = client.post(step(dialogue, MoveName.START))
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "Planen skiljer sig i sak från det som beslutades." in text
    assert "Välja tre platser." in text
    assert client.post(step(dialogue, MoveName.RESUBMIT)).status_code == 302
    record_decision(house, Dialogue.objects.get())
    assert client.post(step(dialogue, MoveName.START)).status_code == 302
    numbers = PlanVersion.objects.values_list("number", "decision__outcome")
    assert list(numbers) == [(1, "approve"), (2, "approve")]


def test_what_another_door_changed_in_a_decided_plan_can_be_submitted_too(client, house):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    Dialogue.objects.update(purpose="Välja tre platser.")
    record(dialogue=dialogue, by=house.official, action=HistoryAction.CHANGED)
    client.force_login(house.official)
    page = client.get(step(dialogue, MoveName.START)).content.decode()
    assert f'href="{step(dialogue, MoveName.RESUBMIT)}"' in page


def test_capitals_and_what_stands_between_words_are_no_change():
    before = [told(("Syften", "Samla in idéer, Öka engagemanget"))]
    after = [told(("Syften", "Samla in idéer; öka engagemanget"))]
    assert list(differences(before, after)) == []


def test_a_label_worded_anew_is_no_change_of_a_decided_plan(house, monkeypatch):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    content = [told(("Mål med nya ord", "Samma mål"))]
    monkeypatch.setattr("dialogues.versions.content_of", lambda _dialogue, **_kept: content)

    assert changes_since_decision(Dialogue.objects.get()) == []
    # The decision's page and its basis say no other than the plan's.
    assert changes_since_put(Dialogue.objects.get()) == []
    change(dialogue, house, purpose="Ett annat mål")
    assert changes_since_decision(Dialogue.objects.get()) != []


def test_the_place_is_told_and_a_matter_of_substance(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    dialogue.areas.set([AreaFactory(name="Tensta"), AreaFactory(name="Rinkeby")])
    move(dialogue, MoveName.SUBMIT, by=house.official)
    record_decision(house, dialogue)
    client.force_login(house.secretary)
    page = client.get(reverse("decision", args=[dialogue.reference])).content.decode()
    assert "<dt>Var</dt><dd>Rinkeby, Tensta</dd>" in page
    assert changes_since_decision(Dialogue.objects.get()) == []
    Dialogue.objects.update(is_city_wide=True)
    record(dialogue=dialogue, by=house.official, action=HistoryAction.CHANGED)
    [one] = changes_since_decision(Dialogue.objects.get())
    assert (one.label, one.before, one.after) == ("Var", "Rinkeby, Tensta", "Hela staden")


@pytest.mark.parametrize(
    ("state", "may"),
    [(State.IDEA, True), (State.PLANNING, True), (State.DECIDED, False), (State.ONGOING, False)],
)
def test_who_decides_is_not_changed_behind_their_back(house, state, may):
    dialogue = dialogue_walked_to(state, house=house)
    form = BasicsForm(instance=dialogue, user=house.official)
    assert [form.fields[name].disabled for name in ("type", "owner")] == [not may] * 2


def test_the_day_of_feedback_that_was_decided_is_not_moved_by_the_register(client, house):
    dialogue = dialogue_walked_to(State.ONGOING, house=house)
    client.force_login(house.official)
    url = reverse("dialogue-edit", args=[dialogue.reference, Step.RESULTS.value])
    sent = {"version": dialogue.version, "feedback_due": "2031-01-01", "lessons": "Börja i tid."}
    assert client.post(url, sent).status_code == 302
    saved = Dialogue.objects.get()
    assert (saved.feedback_due, saved.lessons) == (dialogue.feedback_due, "Börja i tid.")


def test_who_decides_is_told_which_version_is_read_and_what_has_changed_since(client, house):
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    pages = [reverse(name, args=[dialogue.reference]) for name in ("decision", "decision-basis")]
    client.force_login(house.secretary)
    for page in pages:
        text = client.get(page).content.decode()
        assert "Version 1 av planen, inlämnad" in text
        assert "har ändrats sedan" not in text
    Dialogue.objects.update(purpose="Välja tre platser.")
    decision, basis = (client.get(page).content.decode() for page in pages)
    assert "Det här har ändrats sedan planen lämnades in" in decision
    assert "Välja platser." in decision
    assert "Det här har ändrats sedan dess: Syfte och fråga (Syfte)." in basis
    Dialogue.objects.update(purpose="Välja platser.")
    record_decision(house, dialogue)
    Dialogue.objects.update(purpose="Välja tre platser.")
    record(dialogue=dialogue, by=house.official, action=HistoryAction.CHANGED)
    decision, basis = (client.get(page).content.decode() for page in pages)
    assert "Det här har ändrats sedan planen beslutades" in decision
    assert "Version 1 av planen, den som gäller. Det här har ändrats" in basis


def test_a_change_taken_back_is_no_change(client, house):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    change(dialogue, house, purpose="Välja tre platser.")
    change(dialogue, house, purpose="Välja platser.")
    client.force_login(house.official)
    assert client.post(step(dialogue, MoveName.START)).status_code == 302


def test_where_nobody_decides_a_change_is_shown_and_hinders_nothing(client, house):
    dialogue = dialogue_walked_to(State.DECIDED, Decider.NOBODY, house)
    change(dialogue, house, purpose="Välja tre platser.")
    assert len(changes_since_decision(Dialogue.objects.get())) == 1
    client.force_login(house.official)
    assert client.post(step(dialogue, MoveName.START)).status_code == 302


def test_what_the_committee_itself_changes_is_part_of_what_it_decided(house, settings):
    settings.PLAN_SECTIONS = [*settings.PLAN_SECTIONS, f"{__name__}.DUE"]
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    assert dialogue.feedback_due is not None
    assert changes_since_decision(dialogue) == []
    assert dialogue.plan_versions.count() == 2


def test_what_is_small_makes_no_other_version_of_what_was_approved(client, house, settings):
    """Another plan that has come to meet it while it lay with the committee, for example."""
    settings.PLAN_SECTIONS = [*settings.PLAN_SECTIONS, f"{__name__}.MET"]
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    Dialogue.objects.update(other_comments="Krockar med Torget.")
    made = record_decision(house, dialogue)
    assert list(dialogue.plan_versions.all()) == [made.plan_version]
    client.force_login(house.member)
    there = reverse("plan-version", args=[dialogue.reference, 1])
    assert "Det finns en nyare version" not in client.get(there).content.decode()


def test_a_plan_from_before_versions_were_kept_can_be_decided_on_and_started(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    Dialogue.objects.update(state=State.SUBMITTED)
    made = record_decision(house, dialogue)
    assert made.plan_version.number == 1
    other = dialogue_walked_to(State.PLANNING, house=house)
    Dialogue.objects.filter(pk=other.pk).update(state=State.DECIDED)
    client.force_login(house.official)
    assert client.post(step(other, MoveName.START)).status_code == 302


def test_what_residents_said_is_not_kept_for_ever(house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    said = "Jag bor på Gatan 3 och det är alltid mörkt där."
    background = f"Vi vet detta.\n– {said} (D-2024-0021)"
    Dialogue.objects.update(background=background)
    review = KnowledgeReview.objects.create(
        question="Ljus",
        conclusion=Conclusion.NEW_DIALOGUE,
        reason="Ingen har frågat.",
        reused=[{"id": 1, "text": said, "dialogue": "D-2024-0021"}],
        dialogue=dialogue,
        form_token="4f6d7a1e-0000-4000-8000-000000000001",
    )
    move(dialogue, MoveName.SUBMIT, by=house.official)
    kept = str(PlanVersion.objects.get().content)
    assert "Gatan 3" not in kept
    assert "Vi vet detta." in kept
    before = content_of(Dialogue.objects.get())
    review.reused = [{"id": 1, "text": "", "dialogue": "D-2024-0021", "gone": True}]
    review.save()
    Dialogue.objects.update(background=background.replace(said, "Synpunkten är raderad."))
    assert content_of(Dialogue.objects.get()) == before


def _due():
    from dialogues.plan import Section

    return Section(
        slug="nar", title="När", findings=lambda _one: [], filled=bool,
        told=lambda one: [("Återkoppling", str(one.feedback_due or ""))],
    )  # fmt: skip


DUE = _due()


def _met():
    from dialogues.plan import Section

    return Section(
        slug="mott", title="Annat", findings=lambda _one: [], filled=bool, is_substance=False,
        told=lambda one: [("Annat på gång", one.other_comments)],
    )  # fmt: skip


MET = _met()


def test_who_starts_before_the_day_of_the_plan_is_told_so(client, house):
    day = timezone.localdate() + datetime.timedelta(days=40)
    dialogue = dialogue_walked_to(State.DECIDED, house=house, starts_on=day, ends_on=day)
    client.force_login(house.official)
    page = client.get(step(dialogue, MoveName.START)).content.decode()
    assert f"Enligt planen börjar den {by_day(day, day)}." in page
