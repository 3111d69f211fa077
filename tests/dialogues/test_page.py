"""A dialogue's page: everything about it, in few queries (R054)."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dialogportal.periods import by_day
from dialogues.chain import chain_of
from dialogues.enums import Conclusion, HistoryAction, State
from dialogues.history import record
from dialogues.models import HistoryEntry, KnowledgeReview, Partner
from municipality.models import Profile
from tests.factories import (
    AreaFactory,
    DialogueFactory,
    DialogueTypeFactory,
    DocumentFactory,
    MembershipFactory,
    MethodFactory,
    OccasionFactory,
    OrganisationFactory,
    ThemeFactory,
    committee_member,
    coordinator,
    dialogue_in_state,
    official,
)
from tests.factories.feedback import MeasureFactory, ViewpointFactory

MOST_QUERIES = 12


def many(jarva, count):
    """A dialogue with so many of everything."""
    dialogue = DialogueFactory(
        owner=jarva,
        areas=AreaFactory.create_batch(count),
        themes=ThemeFactory.create_batch(count),
        methods=MethodFactory.create_batch(count),
        level=2,
    )
    dialogue.co_organisers.set(OrganisationFactory.create_batch(count))
    for number in range(count):
        OccasionFactory(
            dialogue=dialogue,
            area=AreaFactory(),
            method=MethodFactory(),
            participants=number,
            participants_quality="counted",
        )
        DocumentFactory(dialogue=dialogue)
        Partner.objects.create(dialogue=dialogue, kind="civil_society", name=f"Förening {number}")
        dialogue.follows.add(DialogueFactory())
        MembershipFactory(organisation=jarva, is_contact_person=True)
        said = ViewpointFactory(dialogue=dialogue)
        MeasureFactory(dialogue=dialogue, responsible=OrganisationFactory(), viewpoints=[said])
        record(
            dialogue=dialogue, by=None, action=HistoryAction.CHANGED, changes={"title": ["a", "b"]}
        )
    KnowledgeReview.objects.create(
        question="Är det mörkt?",
        conclusion=Conclusion.NEW_DIALOGUE,
        reason="Ingen har frågat.",
        dialogue=dialogue,
        form_token=uuid.uuid4(),
    )
    return dialogue


@pytest.mark.parametrize("name", ["dialogue", "document-list", "dialogue-history"])
def test_a_page_asks_few_questions_however_much_it_shows(
    client, jarva, name, django_assert_max_num_queries
):
    counts = []
    Profile.objects.current()  # kept for a minute
    for count in (1, 30):
        dialogue = many(jarva, count)
        client.force_login(official())
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            assert client.get(reverse(name, args=[dialogue.reference])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_dialogue_of_an_administration_that_was_merged_asks_no_question_more(
    client, jarva, house
):
    jarva.valid_to, jarva.successor = datetime.date(2023, 6, 30), house.owner
    jarva.save()
    client.force_login(house.official)
    counts = []
    for owner in (house.owner, jarva):
        there = DialogueFactory(owner=owner).get_absolute_url()
        client.get(there)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(there).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_the_list_asks_as_few_questions_for_30_rows_as_for_one(
    jarva_client, jarva, django_assert_max_num_queries
):
    counts = []
    Profile.objects.current()  # kept for a minute
    for more in (1, 29):
        DialogueFactory.create_batch(more, owner=jarva)
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            assert jarva_client.get(reverse("dialogue-list")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_holds_the_readers_own_dialogues_and_a_coordinators_all(
    jarva_client, client, jarva
):
    mine, other = DialogueFactory(owner=jarva), DialogueFactory()

    def listed():
        response = client.get(reverse("dialogue-list"))
        return {row["dialogue"] for row in response.context["rows"]}

    assert listed() == {mine}
    client.force_login(coordinator())
    assert listed() == {mine, other}


def test_what_can_be_searched_for_links_to_its_search(jarva_client, jarva):
    dialogue = many(jarva, 1)
    also = DialogueTypeFactory()
    dialogue.secondary_types.add(also)
    page = jarva_client.get(dialogue.get_absolute_url()).content.decode()
    for address in (
        f"organisation={jarva.pk}",
        f"type={dialogue.type.slug}",
        f"type={also.slug}",
        f"theme={dialogue.themes.get().slug}",
        f"method={dialogue.methods.get().slug}",
        "q=F%C3%B6rening%200",
    ):
        assert f'href="/sok/?{address}"' in page, address


def test_the_page_shows_what_is_known(jarva_client, jarva):
    dialogue = many(jarva, 1)
    page = jarva_client.get(dialogue.get_absolute_url()).content.decode()
    for text in (
        dialogue.reference,
        "Konsultation",
        "Förening 0",
        "Vandring på kvällen",
        "Är det mörkt?",
        "Ingen har frågat.",
        dialogue.follows.get().title,
        dialogue.documents.get().title,
    ):
        assert text in page, text


def test_the_page_says_who_answers_for_an_abolished_body(jarva_client, jarva):
    former = OrganisationFactory(
        name="Spånga-Tensta stadsdelsförvaltning",
        valid_to=datetime.date(2023, 6, 30),
        successor=jarva,
    )
    page = jarva_client.get(DialogueFactory(owner=former).get_absolute_url()).content.decode()
    assert page.count("då Spånga-Tensta stadsdelsförvaltning, nu Järva stadsdelsförvaltning") == 1


def test_a_dialogue_that_does_not_exist_is_not_found(jarva_client):
    assert jarva_client.get("/dialoger/D-1999-0001/").status_code == 404


def test_the_chain_holds_earlier_and_later_dialogues_and_ends_in_a_ring(db):
    user = official()
    first, second, third, fourth, stranger = (
        DialogueFactory(starts_on=datetime.date(2010 + year, 1, 1), ends_on=None)
        for year in range(5)
    )
    second.follows.add(first)
    third.follows.add(second)
    fourth.follows.add(third)
    assert list(chain_of(second, user)) == [first, third, fourth]
    assert list(chain_of(stranger, user)) == []
    first.follows.add(fourth)
    assert list(chain_of(second, user)) == [first, third, fourth]


def test_the_history_says_who_changed_what_in_words(jarva_client, jarva, jarva_official):
    dialogue = DialogueFactory(owner=jarva)
    url = reverse("dialogue-edit", args=[dialogue.reference, "syfte"])
    jarva_client.post(url, {"purposes": ["input"], "level": "2", "version": 1})
    response = jarva_client.get(reverse("dialogue-history", args=[dialogue.reference]))
    [entry] = response.context["entries"]
    assert entry["by"] == str(jarva_official)
    assert entry["action"] == "Ändrad"
    assert sorted(entry["changes"]) == [
        ("delaktighetsnivå", "", "Konsultation"),
        ("slags syften", "", "Samla in synpunkter, underlag och idéer"),
    ]


def test_every_tab_shows_how_many_documents_there_are(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva)
    DocumentFactory.create_batch(3, dialogue=dialogue)
    for name in ("dialogue", "viewpoint-list", "document-list", "dialogue-history"):
        page = jarva_client.get(reverse(name, args=[dialogue.reference])).content.decode()
        assert 'Dokument <span class="number">3</span>' in page


def test_the_history_writes_dates_as_the_rest_of_the_portal(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva)
    changes = {"feedback_due": ["", "2025-03-01"]}
    record(dialogue=dialogue, by=None, action=HistoryAction.CHANGED, changes=changes)
    response = jarva_client.get(reverse("dialogue-history", args=[dialogue.reference]))
    [entry] = response.context["entries"]
    assert entry["changes"] == [("återkoppling lovad till", "", "1 mar 2025")]
    today = by_day(timezone.localdate(), timezone.localdate())
    assert f'<p class="over">{today} ' in response.content.decode()


def test_a_page_of_history_beyond_the_last_shows_the_last(jarva_client, jarva):
    dialogue = DialogueFactory(owner=jarva)
    for number in range(26):
        record(dialogue=dialogue, by=None, action=HistoryAction.CHANGED, detail=str(number))
    url = reverse("dialogue-history", args=[dialogue.reference])
    response = jarva_client.get(url, {"page": 10**9})
    assert [entry["detail"] for entry in response.context["entries"]] == ["0"]


def test_history_cannot_be_changed_or_removed_not_even_by_the_portal(jarva):
    dialogue = DialogueFactory(owner=jarva)
    record(dialogue=dialogue, by=None, action=HistoryAction.CHANGED)
    for change in (
        lambda: HistoryEntry.objects.update(action="something else"),
        lambda: HistoryEntry.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    with connection.cursor() as cursor:
        cursor.execute("SELECT action FROM dialogues_historyentry")
        assert cursor.fetchall() == [("changed",)]


def test_a_coordinator_marks_and_unmarks_a_good_example(client, jarva):
    dialogue = dialogue_in_state(State.CLOSED, owner=jarva)
    client.force_login(coordinator())
    url = reverse("good-example", args=[dialogue.reference])
    assert list(client.post(url, {"reason": " "}).context["form"].errors) == ["reason"]
    client.post(url, {"reason": "Alla fick svar."})
    assert client.get(dialogue.get_absolute_url()).content.decode().count("Alla fick svar.") == 1
    client.post(reverse("good-example-remove", args=[dialogue.reference]))
    dialogue.refresh_from_db()
    assert (dialogue.is_good_example, dialogue.good_example_reason) == (False, "")
    assert [entry.action for entry in dialogue.history.all()] == [
        HistoryAction.UNMARKED,
        HistoryAction.MARKED,
    ]


def test_a_dialogue_that_has_not_been_held_is_no_good_example(client, jarva):
    dialogue = DialogueFactory(owner=jarva, state=State.ONGOING)
    client.force_login(coordinator())
    url = reverse("good-example", args=[dialogue.reference])
    assert client.post(url, {"reason": "Bra tanke."}).status_code == 403


@pytest.mark.parametrize(
    "reference", ["a%00b", "D-2024-1", "D-2024-\u0661\u0662\u0663\u0664", "x" * 3000]
)
def test_an_address_that_is_no_reference_is_not_found(jarva_client, reference):
    assert jarva_client.get(f"/dialoger/{reference}/").status_code == 404
    assert jarva_client.get(f"/dialoger/{reference}/synpunkter/").status_code == 404


def test_a_dialogue_nobody_has_confirmed_asks_its_officials_to_confirm_it(
    jarva_client, client, jarva
):
    unsure, sure = (DialogueFactory(owner=jarva, definition_confirmed=yes) for yes in (False, True))
    sentence = "Ingen har ännu bekräftat att det här ryms inom definitionen av en dialog."

    def page_of(dialogue):
        return jarva_client.get(dialogue.get_absolute_url()).content.decode()

    link = f"/dialoger/{unsure.reference}/andra/grunden/#id_definition_confirmed"
    assert (page_of(unsure).count(sentence), page_of(unsure).count(link)) == (1, 1)
    assert page_of(sure).count(sentence) == 0
    client.force_login(official())
    assert page_of(unsure).count(sentence) == 1
    assert page_of(unsure).count(link) == 0


def test_a_page_of_a_dialogue_leaves_the_words_of_the_search_and_boundaries_in_the_database(
    jarva_client, jarva, jarva_official
):
    dialogue = DialogueFactory(owner=jarva)
    with CaptureQueriesContext(connection) as queries:
        for name in ("dialogue", "document-list", "dialogue-history"):
            jarva_client.get(reverse(name, args=[dialogue.reference]))
    asked = " ".join(query["sql"] for query in queries.captured_queries)
    assert [name for name in ("title_words", "part_words", "boundary") if name in asked] == []


def test_a_committees_empty_list_says_why_and_where_to_look_instead(client, jarva):
    committee = OrganisationFactory(name="Järva stadsdelsnämnd")
    jarva.deciding_committee = committee
    jarva.save()
    DialogueFactory(owner=jarva)
    client.force_login(committee_member(organisation=committee))
    response = client.get(reverse("dialogue-list"))
    page = response.content.decode()
    assert response.context["rows"] == []
    assert "Ni har inga egna dialoger här" in page
    assert f'<a href="{reverse("search")}?organisation={jarva.pk}">' in page
    assert "Registrera en tidigare dialog" not in page


@pytest.mark.parametrize(
    ("person", "sees"), [(official, True), (coordinator, True), (committee_member, False)]
)
def test_the_footer_links_to_lists_only_for_those_who_fill_them(client, db, person, sees):
    client.force_login(person())
    foot = client.get(reverse("contact-list")).content.decode().partition("<footer")[2]
    for name in ("dialogue-list", "import-list"):
        assert (f'href="{reverse(name)}"' in foot) is sees


@pytest.mark.parametrize("state", [State.NO_DIALOGUE, State.CANCELLED])
def test_a_dialogue_that_is_not_held_shows_no_stops_that_never_come(jarva_client, jarva, state):
    dialogue = dialogue_in_state(state, owner=jarva)
    page = jarva_client.get(dialogue.get_absolute_url()).content.decode()
    assert 'class="loop"' not in page
    assert "Dialogen blir inte av." in page


def test_who_marks_a_dialogue_whose_participants_wait_says_that_they_know(client, jarva):
    """A good example may lack its answer, but nobody marks it without knowing (R053, R057)."""
    dialogue = DialogueFactory(owner=jarva)
    client.force_login(coordinator())
    waits = "De som deltog har inte fått något svar, eller så är det inte registrerat."
    assert waits in client.get(dialogue.get_absolute_url()).content.decode()
    url = reverse("good-example", args=[dialogue.reference])
    assert waits in client.get(url).content.decode()
    refused = client.post(url, {"reason": "Alla kom."})
    assert list(refused.context["form"].errors) == ["knows"]
    assert refused.context["form"]["reason"].value() == "Alla kom."
    client.post(url, {"reason": "Alla kom.", "knows": "on"})
    dialogue.refresh_from_db()
    assert dialogue.is_good_example
    page = client.get(dialogue.get_absolute_url()).content.decode()
    assert "Det här återstår: de som deltog har inte fått något svar" in page


def test_a_good_example_that_was_answered_asks_and_says_nothing_of_it(client, jarva):
    dialogue = dialogue_in_state(State.CLOSED, owner=jarva)
    client.force_login(coordinator())
    url = reverse("good-example", args=[dialogue.reference])
    assert list(client.get(url).context["form"].fields) == ["reason"]
    client.post(url, {"reason": "Alla fick svar."})
    page = client.get(dialogue.get_absolute_url()).content.decode()
    assert "Det här återstår" not in page
