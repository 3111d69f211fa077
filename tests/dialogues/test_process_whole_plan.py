"""The process beside the sections of the whole plan."""

from django.db.models import BooleanField
from django.urls import reverse
from django.utils import translation

from dialogues import plan
from dialogues.enums import HistoryAction, PlanStep, State
from dialogues.history import record
from dialogues.models import Dialogue, Occasion, Plan
from dialogues.plan import blockers, every_section, findings, hinders
from dialogues.versions import changes_since_decision, differences, freeze, labelled
from municipality.enums import Decider
from municipality.models import DialogueType
from tests.factories import OccasionFactory, ProfileFactory
from tests.factories.process import dialogue_walked_to


def test_a_room_is_small_and_a_budget_is_not(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    OccasionFactory(dialogue=dialogue, starts_on=dialogue.starts_on, venue="Biblioteket")
    freeze(dialogue, by=house.official)
    Dialogue.objects.update(state=State.DECIDED)
    assert changes_since_decision(Dialogue.objects.get()) == []
    Occasion.objects.update(venue="Skolan")
    assert changes_since_decision(Dialogue.objects.get()) == []
    Plan.objects.update_or_create(dialogue=dialogue, defaults={"budget": 90_000})
    record(dialogue=dialogue, by=house.official, action=HistoryAction.PLAN_CHANGED)
    assert {one.slug for one in changes_since_decision(Dialogue.objects.get())} == {"budget"}
    client.force_login(house.official)
    page = client.get(reverse("plan", args=[dialogue.reference])).content.decode()
    assert "Vad som skiljer sig från den beslutade planen" in page
    assert f'href="{reverse("process-step", args=[dialogue.reference, "resubmit"])}"' in page
    DialogueType.objects.update(decider=Decider.NOBODY)
    page = client.get(reverse("plan", args=[dialogue.reference])).content.decode()
    assert "Dialogen avviker från det som beslutades." in page


def test_what_is_asked_for_before_the_start_sends_no_decided_plan_back(house, small_plan, settings):
    """Else who does as the portal asks must wait for the committee's next meeting."""
    settings.PLAN_SECTIONS = settings._wrapped.default_settings.PLAN_SECTIONS
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    freeze(dialogue, by=house.official)
    Dialogue.objects.update(state=State.DECIDED)
    wanted = [one for one in findings(Dialogue.objects.get()) if hinders(one, PlanStep.START)]
    for one in wanted:
        column = Plan._meta.get_field(one.field)
        value = True if isinstance(column, BooleanField) else "Enhetschef"
        Plan.objects.update_or_create(dialogue=dialogue, defaults={one.field: value})
    record(dialogue=dialogue, by=house.official, action=HistoryAction.PLAN_CHANGED)
    decided = Dialogue.objects.get()
    assert len(wanted) == 4
    assert blockers(decided, PlanStep.START) == []
    assert changes_since_decision(decided) == []


def test_pages_of_a_whole_plan_ask_few_questions(
    client, house, settings, small_plan, django_assert_max_num_queries
):
    planned = dialogue_walked_to(State.PLANNING, house=house)
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    ProfileFactory(rules={"strategist_review": "required"})
    Dialogue.objects.filter(pk=dialogue.pk).update(purpose="Välja tre platser.")
    record(dialogue=dialogue, by=house.official, action=HistoryAction.PLAN_CHANGED)
    every = settings._wrapped.default_settings.PLAN_SECTIONS
    settings.PLAN_SECTIONS = every
    assert len(every_section()) == len(every) > 10
    assert changes_since_decision(dialogue)
    for row, name, args, who in (
        (planned, "dialogue", [], house.official),
        (planned, "process-step", ["submit"], house.official),
        (dialogue, "dialogue", [], house.official),
        (dialogue, "plan", [], house.official),
        (dialogue, "plan-version", [1], house.official),
        (dialogue, "decision", [], house.secretary),
        (dialogue, "decision-basis", [], house.secretary),
        (dialogue, "process-step", ["start"], house.official),
        (dialogue, "process-step", ["resubmit"], house.official),
        (dialogue, "process-step", ["cancel"], house.official),
    ):
        client.force_login(who)
        address = reverse(name, args=[row.reference, *args])
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_a_plan_that_nobody_decides_on_was_put_before_nobody(client, house, settings, small_plan):
    dialogue = dialogue_walked_to(State.DECIDED, Decider.NOBODY, house)
    settings.PLAN_SECTIONS = settings._wrapped.default_settings.PLAN_SECTIONS
    client.force_login(house.official)
    page = client.get(reverse("plan", args=[dialogue.reference])).content.decode()
    kept = page[page.index("Sparade versioner av planen:") :]
    assert f'href="{reverse("plan-version", args=[dialogue.reference, 1])}"' in kept


IMPERATIVES = ("Skriv", "Välj", "Ange", "Säg", "Nämn", "Bekräfta", "Bedöm", "Väg in")


def test_who_decides_is_told_what_the_plan_lacks_and_is_not_told_to_write_it(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    Dialogue.objects.update(state=State.SUBMITTED, feeds_decision="", recruitment=["open"])
    client.force_login(house.secretary)
    context = client.get(reverse("decision", args=[dialogue.reference])).context
    clauses = [clause for _title, part in context["unsaid"] for clause in part]
    assert "vilket beslut svaren ska vägas in i" in clauses
    assert "hur deltagarna väljs ut" in clauses
    assert len(clauses) > 20
    assert context["unsaid_count"] == len(clauses)
    assert [one for one in clauses if one[0].isupper() or one.endswith(".")] == []
    assert [one for one in context["warnings"] if one.startswith(IMPERATIVES)] == []


def test_every_finding_has_its_words_for_who_only_reads(house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    told = [
        one
        for one in findings(Dialogue.objects.get(pk=dialogue.pk))
        if one.step == PlanStep.SUBMIT and one.text.startswith(IMPERATIVES)
    ]
    assert len(told) > 20
    assert [one.text for one in told if not (one.unsaid or one.told)] == []


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


def test_what_differs_is_labelled_in_the_readers_language_and_kept_in_swedish(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    version = freeze(dialogue, by=house.official)
    Dialogue.objects.update(state=State.DECIDED, purpose="Välja tre platser.")
    record(dialogue=dialogue, by=house.official, action=HistoryAction.CHANGED)
    client.force_login(house.official)
    address = reverse("plan", args=[dialogue.reference])
    assert '<th scope="row">Syfte och fråga: Syfte</th>' in client.get(address).content.decode()
    page = in_english(client).get(address).content.decode()
    assert '<th scope="row">Purpose and question: Purpose</th>' in page
    assert '<td class="prose" lang="sv" data-label="Now">Välja tre platser.</td>' in page
    # What is kept is not touched.
    kept = dialogue.plan_versions.get().content
    assert kept == version.content
    assert "Syfte och fråga" in {section["title"] for section in kept}


def test_a_label_that_no_section_uses_any_more_stands_as_it_was_kept(house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    version = freeze(dialogue, by=house.official)
    gone = {"slug": "gammalt", "title": "Gammalt avsnitt", "substance": True, "small_rows": []}
    before = [*version.content, gone | {"rows": [["Gammal rad", "a"]]}]
    with translation.override("en"):
        (change,) = labelled(differences(before, version.content), dialogue)
    assert (change.section, change.label, change.is_kept_label) == (
        "Gammalt avsnitt",
        "Gammal rad",
        True,
    )


def test_every_section_has_as_many_labels_in_either_language(house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    swedish = plan.labels(dialogue)
    with translation.override("en"):
        english = plan.labels(dialogue)
    assert {slug: len(found) for slug, found in swedish.items()} == {
        slug: len(found) for slug, found in english.items()
    }
    assert english["budget"][:2] == ["Budget and financing", "Cost"]


def test_labels_in_english_cost_no_query(client, house, django_assert_max_num_queries):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    freeze(dialogue, by=house.official)
    Dialogue.objects.update(state=State.DECIDED, purpose="Välja tre platser.")
    record(dialogue=dialogue, by=house.official, action=HistoryAction.CHANGED)
    client.force_login(house.official)
    in_english(client).get(reverse("plan", args=[dialogue.reference]))
    with django_assert_max_num_queries(12):
        client.get(reverse("plan", args=[dialogue.reference]))
