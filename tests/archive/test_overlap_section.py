"""What the plan says of whom it meets, and of residents who already answered (R051–R053)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.actions.overlaps import resolve_overlap
from archive.asked_before import Asked, asked_before
from archive.models import Overlap
from archive.overlaps import recompute
from archive.plan_sections import MOST_FOUND, OVERLAPS, remember
from dialogues import plan
from dialogues.enums import FeedbackReach, PlanStep, State
from dialogues.models import Dialogue
from tests.factories import DialogueFactory, OrganisationFactory, ThemeFactory, dialogue_in_state


def planned(city, owner, **fields):
    values = {
        "state": State.PLANNING, "areas": [city.tensta], "owner": owner, "type": city.kind,
        "starts_on": datetime.date(2027, 3, 1), "ends_on": datetime.date(2027, 3, 20),
    } | fields  # fmt: skip
    return dialogue_in_state(**values)


@pytest.fixture
def mine(city):
    return planned(city, city.office, title="Ljus på torget")


@pytest.fixture
def other(city):
    return planned(city, OrganisationFactory(name="Exploateringskontoret"), title="Torget byggs om")


def texts(dialogue):
    fresh = plan.with_rows(Dialogue.objects.filter(pk=dialogue.pk)).get()
    return [one.text for one in OVERLAPS.findings(fresh)]


def told(dialogue):
    fresh = plan.with_rows(Dialogue.objects.filter(pk=dialogue.pk)).get()
    return [(label, text) for label, text in OVERLAPS.told(fresh) if text]


def test_a_collision_is_a_warning_until_somebody_writes_how_it_is_resolved(city, mine, other):
    recompute(mine.pk)
    fresh = Dialogue.objects.get(pk=mine.pk)
    findings = OVERLAPS.findings(fresh)
    overlap = Overlap.objects.get()
    assert [
        (one.text, one.field, one.step, one.is_blocker, one.url(fresh)) for one in findings
    ] == [
        (
            "Krockar med ”Torget byggs om” (Exploateringskontoret). Skriv hur det löses.",
            f"overlap-{overlap.pk}",
            PlanStep.SUBMIT,
            False,
            f"/dialoger/{mine.reference}/krockar/#id_overlap-{overlap.pk}",
        )
    ]
    assert OVERLAPS.filled(fresh) is False
    resolve_overlap(by=city.user, overlap=overlap, version=1, note="Ett gemensamt möte.")
    again = Dialogue.objects.get(pk=mine.pk)
    assert (OVERLAPS.findings(again), OVERLAPS.filled(again)) == ([], True)


@pytest.mark.parametrize("day", [datetime.date.min, datetime.date.max])
def test_a_day_at_an_end_of_the_calendar_breaks_no_page(web, mine, other, day):
    for one in (mine, other):
        Dialogue.objects.filter(pk=one.pk).update(starts_on=day, ends_on=day)
    recompute(mine.pk)
    answer = web.get(reverse("overlap-list", args=[mine.reference]))
    assert (answer.status_code, len(answer.context["rows"])) == (200, 1)


def test_a_gain_warns_of_nothing(city, mine):
    theme = ThemeFactory()
    mine.themes.set([theme])
    planned(city, OrganisationFactory(), themes=[theme],
            starts_on=datetime.date(2027, 6, 1), ends_on=None)  # fmt: skip
    recompute(mine.pk)
    assert texts(mine) == []
    assert [label for label, _text in told(mine)] == ["Samordningsvinst"]


def test_both_decision_bases_tell_what_was_agreed(city, mine, other):
    recompute(mine.pk)
    unresolved = "Ingen har skrivit än hur det löses."
    who = f"Torget byggs om ({other.reference}), Exploateringskontoret, 1–20 mar 2027."
    assert told(mine) == [("Krock", f"{who} {unresolved}")]
    resolve_overlap(by=city.user, overlap=Overlap.objects.get(), version=1, note="Ett möte.")
    label = f"{city.user}, {city.office}"
    for dialogue in (mine, other):
        assert told(dialogue)[0][1].endswith(f"\nEtt möte. ({label})")


def test_many_collisions_are_summed_up(city, mine):
    for _number in range(MOST_FOUND + 2):
        planned(city, OrganisationFactory())
    recompute(mine.pk)
    found = texts(mine)
    assert (len(found), found[-1]) == (MOST_FOUND + 1, "Krockar med 2 dialoger till.")


def test_what_is_past_or_withdrawn_is_not_told(city, mine, other):
    recompute(mine.pk)
    overlap = Overlap.objects.get()
    resolve_overlap(by=city.user, overlap=overlap, version=1, note="Ett möte.")
    other.areas.set([city.alvik])
    recompute(other.pk)
    assert told(mine) == []


# Asked before


ANSWERED = {
    "feedback_given_on": datetime.date(2025, 1, 20),
    "feedback_reach": FeedbackReach.TARGETED,
}


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({}, True),
        ({"areas": ["jarva"]}, True),
        ({"areas": ["before"]}, True),
        ({"areas": ["rinkeby"]}, False),
        ({"areas": []}, False),
        ({"same_theme": False}, False),
        (ANSWERED, False),
        ({**ANSWERED, "feedback_reach": FeedbackReach.OPEN}, True),
        ({"state": State.ONGOING}, False),
        ({"withdrawn_on": "2025-01-01", "withdrawn_reason": "En kurs."}, False),
    ],
)
def test_residents_who_answered_on_the_theme_and_wait_are_remembered(city, mine, fields, is_found):
    theme = ThemeFactory()
    mine.themes.set([theme])
    given = {"areas": ["tensta"], "same_theme": True, **fields}
    areas = [getattr(city, name) for name in given.pop("areas")]
    themes = [theme] if given.pop("same_theme") else [ThemeFactory()]
    earlier = DialogueFactory(title="Trygga torg", areas=areas, themes=themes, **given)
    expected = [Asked(earlier.reference, "Trygga torg", "sep–nov 2024", True)] if is_found else []
    assert [one for one in asked_before([mine])[mine.pk] if one.awaits] == expected


@pytest.mark.parametrize(("days", "is_found"), [(300, True), (4 * 365, False)])
def test_those_who_were_answered_lately_are_told_of_more_mildly(web, city, mine, days, is_found):
    theme = ThemeFactory()
    mine.themes.set([theme])
    given = timezone.localdate() - datetime.timedelta(days=days)
    held = {"starts_on": given, "ends_on": given, "feedback_given_on": given}
    DialogueFactory(title="Trygga torg", areas=[city.tensta], themes=[theme],
                    feedback_reach=FeedbackReach.TARGETED, **held)  # fmt: skip
    DialogueFactory(title="Ljusa torg", areas=[city.tensta], themes=[theme])
    waiting = "Invånarna har redan tillfrågats om detta och väntar på svar: ”Ljusa torg”."
    answered = (
        "Invånarna har redan tillfrågats om detta och fått svar: ”Trygga torg”. Läs först vad de"
        " svarade."
    )
    assert texts(mine) == [waiting, answered][: 1 + is_found]
    page = web.get(reverse("overlap-list", args=[mine.reference])).content.decode()
    assert ('id="id_answered"' in page) == is_found


def test_a_plan_for_the_whole_city_concerns_all_who_answered_on_its_theme(city, mine):
    mine.themes.set([city.lighting])
    mine.areas.clear()
    Dialogue.objects.filter(pk=mine.pk).update(is_city_wide=True)
    found = asked_before([mine])[mine.pk]
    assert [(one.title, one.awaits) for one in found] == [
        ("Trygg väg till skolan i Tensta", True),
        ("Ljus vid Alviks torg", False),
    ]


def test_who_was_asked_with_the_whole_city_was_asked_here_too(city, mine):
    mine.themes.set([theme := ThemeFactory()])
    DialogueFactory(title="Översiktsplanen", is_city_wide=True, areas=[], themes=[theme])
    assert [one.title for one in asked_before([mine])[mine.pk]] == ["Översiktsplanen"]


def test_what_is_held_was_not_asked_before_itself(city):
    assert asked_before([city.tensta_dialogue]) == {city.tensta_dialogue.pk: []}
    assert texts(city.tensta_dialogue) == []


def test_the_plan_warns_with_a_link_to_where_they_stand(web, city, mine):
    mine.themes.set([city.lighting])
    mine.refresh_from_db()
    finding = OVERLAPS.findings(mine)[0]
    assert finding.text == (
        "Invånarna har redan tillfrågats om detta och väntar på svar: ”Trygg väg till skolan i"
        " Tensta”."
    )
    assert (finding.is_blocker, finding.url(mine)) == (
        False,
        f"/dialoger/{mine.reference}/krockar/#id_asked",
    )
    page = web.get(finding.url(mine)).content.decode()
    assert 'id="id_asked"' in page
    assert city.tensta_dialogue.get_absolute_url() in page


def test_several_plans_are_asked_of_at_once(city, mine, other, django_assert_num_queries):
    mine.themes.set([city.lighting])
    with django_assert_num_queries(2):
        remember([mine, other])
    assert [len(one.met.asked) for one in (mine, other)] == [1, 0]


def test_the_plans_page_costs_the_same_for_one_overlap_and_for_thirty(
    web, city, mine, other, django_assert_max_num_queries
):
    recompute(mine.pk)
    address = reverse("plan", args=[mine.reference])
    web.get(address)
    with django_assert_max_num_queries(20) as few:
        web.get(address)
    for _number in range(29):
        planned(city, OrganisationFactory())
    recompute(mine.pk)
    with django_assert_max_num_queries(20) as many:
        web.get(address)
    assert len(few) == len(many)
