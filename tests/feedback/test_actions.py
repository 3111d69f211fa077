import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from dialogportal.exceptions import Outdated
from feedback.actions import viewpoints as actions
from feedback.counting import recount
from feedback.enums import PersonalData, ViewpointHistory
from feedback.models import Viewpoint
from tests.factories.dialogues import DialogueFactory
from tests.factories.feedback import ViewpointFactory

PHONE = "Ring mig på 070-123 45 67 om lampan"


def new(dialogue, text="Fler lampor", **values):
    return Viewpoint(dialogue=dialogue, text=text, **values)


def told(dialogue):
    return list(dialogue.history.values_list("action", "detail"))


def test_registering_stores_words_and_counts(dialogue, official):
    stored, is_new = actions.register(viewpoint=new(dialogue), token=uuid.uuid4(), by=official)
    stored.refresh_from_db()
    dialogue.refresh_from_db()
    assert (is_new, stored.words, stored.created_by, dialogue.viewpoint_count) == (
        True, "många lampa", official, 1,
    )  # fmt: skip
    assert told(dialogue) == [(ViewpointHistory.REGISTERED, "")]


def test_the_same_form_twice_stores_one(dialogue, official):
    token = uuid.uuid4()
    first, _new = actions.register(viewpoint=new(dialogue), token=token, by=official)
    again, is_new = actions.register(viewpoint=new(dialogue), token=token, by=official)
    assert (again, is_new, Viewpoint.objects.count()) == (first, False, 1)


def test_another_text_from_a_form_gone_back_to_is_another_viewpoint(dialogue, official):
    token = uuid.uuid4()
    actions.register(viewpoint=new(dialogue), token=token, by=official)
    actions.register(viewpoint=new(dialogue, "En bänk"), token=token, by=official)
    assert Viewpoint.objects.count() == 2


def test_personal_data_waits_and_is_not_searchable(dialogue, official):
    stored, _new = actions.register(
        viewpoint=new(dialogue, "Mejla boende@example.com om lampan"),
        token=uuid.uuid4(),
        by=official,
    )
    assert stored.personal_data == PersonalData.WAITING
    assert not {"boende", "example", "boendeexamplecom"} & set(stored.words.split())


def test_editing_writes_words_version_and_history(dialogue, official):
    viewpoint = ViewpointFactory(dialogue=dialogue)
    viewpoint.text = "En bänk"
    actions.edit(viewpoint=viewpoint, version=1, by=official)
    viewpoint.refresh_from_db()
    assert (viewpoint.words, viewpoint.version) == ("en bänk", 2)
    assert told(dialogue) == [(ViewpointHistory.CHANGED, "")]


def test_an_outdated_edit_is_refused_and_changes_nothing(dialogue, official):
    viewpoint = ViewpointFactory(dialogue=dialogue, text="Som det var")
    viewpoint.text = "Mitt"
    with pytest.raises(Outdated):
        actions.edit(viewpoint=viewpoint, version=7, by=official)
    viewpoint.refresh_from_db()
    assert (viewpoint.text, told(dialogue)) == ("Som det var", [])


def test_deleting_counts_and_keeps_no_text(dialogue, official):
    viewpoint = ViewpointFactory(dialogue=dialogue, text="Hemligt")
    actions.delete(viewpoint=viewpoint, by=official)
    dialogue.refresh_from_db()
    assert (dialogue.viewpoint_count, told(dialogue)) == (0, [(ViewpointHistory.DELETED, "")])


def test_deleting_twice_is_told_once(dialogue, official):
    viewpoint = ViewpointFactory(dialogue=dialogue)
    pk = viewpoint.pk
    actions.delete(viewpoint=viewpoint, by=official)
    actions.delete(viewpoint=Viewpoint(pk=pk, dialogue=dialogue), by=official)
    assert len(told(dialogue)) == 1


def test_marking_out_of_scope_twice_is_told_once(dialogue, official):
    viewpoint = ViewpointFactory(dialogue=dialogue)
    for _twice in range(2):
        actions.mark_scope(viewpoint=viewpoint, in_scope=False, by=official)
    viewpoint.refresh_from_db()
    assert (viewpoint.in_scope, viewpoint.version, len(told(dialogue))) == (False, 2, 1)


def test_removing_replaces_the_text_for_good_in_swedish(dialogue, official):
    viewpoint = ViewpointFactory(dialogue=dialogue, text=PHONE)
    with translation.override("en"):
        assert actions.remove_personal_data(seen={viewpoint.pk: 1}, by=official) == 1
    viewpoint.refresh_from_db()
    with translation.override("sv"):
        label = translation.gettext("[phone number]")
    assert (viewpoint.text, viewpoint.personal_data) == (
        f"Ring mig på {label} om lampan",
        PersonalData.REMOVED,
    )
    assert told(dialogue) == [(ViewpointHistory.REMOVED, "1")]


def test_keeping_makes_the_whole_text_searchable(dialogue, official):
    viewpoint = ViewpointFactory(dialogue=dialogue, text=PHONE)
    assert "070" not in viewpoint.words
    assert actions.keep_text(seen={viewpoint.pk: 1}, by=official) == 1
    viewpoint.refresh_from_db()
    assert (viewpoint.text, viewpoint.personal_data) == (PHONE, PersonalData.KEPT)
    assert "070" in viewpoint.words
    assert told(dialogue) == [(ViewpointHistory.KEPT, "1")]


def test_what_was_changed_since_it_was_read_is_left_alone(dialogue, official):
    viewpoint = ViewpointFactory(dialogue=dialogue, text=PHONE, version=2)
    assert actions.remove_personal_data(seen={viewpoint.pk: 1}, by=official) == 0
    viewpoint.refresh_from_db()
    assert (viewpoint.text, told(dialogue)) == (PHONE, [])


def test_what_is_settled_already_is_left_alone(dialogue, official):
    viewpoint = ViewpointFactory(dialogue=dialogue, text=PHONE)
    actions.keep_text(seen={viewpoint.pk: 1}, by=official)
    assert actions.remove_personal_data(seen={viewpoint.pk: 2}, by=official) == 0


def test_many_settled_at_once_are_told_once_a_dialogue(dialogue, official):
    other = DialogueFactory(owner=dialogue.owner)
    rows = [ViewpointFactory(dialogue=where, text=PHONE) for where in (dialogue, dialogue, other)]
    assert actions.remove_personal_data(seen={row.pk: 1 for row in rows}, by=official) == 3
    assert [told(dialogue), told(other)] == [
        [(ViewpointHistory.REMOVED, "2")],
        [(ViewpointHistory.REMOVED, "1")],
    ]


def test_recounting_mends_a_wrong_count(dialogue):
    ViewpointFactory(dialogue=dialogue)
    empty = DialogueFactory(viewpoint_count=9)
    type(dialogue).objects.filter(pk=dialogue.pk).update(viewpoint_count=5)
    recount([dialogue.pk, empty.pk])
    dialogue.refresh_from_db()
    empty.refresh_from_db()
    assert (dialogue.viewpoint_count, empty.viewpoint_count) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_who_register_at_once_are_both_counted(official, dialogue):
    ready = threading.Barrier(4)

    def write(number):
        ready.wait()
        actions.register(
            viewpoint=new(dialogue, f"Nummer {number}"), token=uuid.uuid4(), by=official
        )
        connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    dialogue.refresh_from_db()
    assert dialogue.viewpoint_count == 4


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_at_the_same_time_stores_one(official, dialogue):
    ready = threading.Barrier(4)
    token = uuid.uuid4()

    def write():
        ready.wait()
        actions.register(viewpoint=new(dialogue), token=token, by=official)
        connection.close()

    threads = [threading.Thread(target=write) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Viewpoint.objects.filter(dialogue=dialogue).count() == 1


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"text": ""}, "viewpoint_has_text"),
        ({"latitude": 91.0, "longitude": 18.0}, "viewpoint_point_in_degrees"),
        ({"latitude": 59.0}, "viewpoint_point_in_degrees"),
    ],
)
def test_the_database_refuses(dialogue, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ViewpointFactory(dialogue=dialogue, **values)


def test_the_database_refuses_the_same_fingerprint_in_a_dialogue(dialogue):
    fingerprint = ViewpointFactory(dialogue=dialogue).fingerprint
    with pytest.raises(IntegrityError, match="viewpoint_once"), transaction.atomic():
        ViewpointFactory(dialogue=dialogue, fingerprint=fingerprint)


def test_there_is_no_field_for_who_said_it():
    names = {field.name for field in Viewpoint._meta.get_fields()}
    assert not names & {"name", "author", "sender", "email", "phone", "said_by", "person"}
