"""What is held in memory is what the database has: at once, and for nobody too early."""

import datetime
import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from archive import register
from archive.models import Touched
from archive.tasks import forget_touched
from dialogues.enums import State
from dialogues.models import Dialogue, InformationMeeting
from municipality.models import DialogueType
from tests.factories import AreaFactory, DialogueFactory, DialogueTypeFactory, ThemeFactory

GOOD = {"is_good_example": True, "good_example_reason": "De fick svar."}


def held(name, value):
    """Ids of the dialogues with a value of a filter, as a page would ask."""
    now = register.current()
    return {row.id for row in now.records_of(now.having(name, value))}


@pytest.fixture
def dialogue(transactional_db):
    return DialogueFactory(starts_on="2020-05-01", ends_on="2021-02-01")


def change(row, **values):
    Dialogue.objects.filter(pk=row.pk).update(**values)


def test_what_is_registered_changed_or_taken_away_is_seen_at_once(dialogue):
    assert held("year", 2021) == {dialogue.pk}
    other = DialogueFactory(starts_on="2021-03-01", ends_on=None)
    assert held("year", 2021) == {dialogue.pk, other.pk}
    change(dialogue, starts_on="2015-01-01", ends_on=None, **GOOD)
    assert held("year", 2021) == {other.pk}
    assert held("good", register.ON) == {dialogue.pk}
    change(dialogue, withdrawn_on="2026-01-01", withdrawn_reason="Det var ett möte.")
    assert held("good", register.ON) == set()
    assert [row.id for row in register.current().known([dialogue.pk, other.pk])] == [other.pk]
    change(dialogue, withdrawn_on=None, withdrawn_reason="")
    assert [row.id for row in register.current().known([dialogue.pk, other.pk])] == [
        dialogue.pk, other.pk,
    ]  # fmt: skip
    other.delete()
    assert held("year", 2021) == set()


@pytest.mark.parametrize(
    ("link", "factory", "name"),
    [("areas", AreaFactory, "area"), ("themes", ThemeFactory, "theme"),
     ("secondary_types", DialogueTypeFactory, "type")],
)  # fmt: skip
def test_a_link_added_or_taken_away_is_seen(dialogue, link, factory, name):
    row = factory()
    assert held(name, row.pk) == set()
    getattr(dialogue, link).add(row)
    assert held(name, row.pk) == {dialogue.pk}
    getattr(dialogue, link).clear()
    assert held(name, row.pk) == set()


def test_what_a_record_counts_as_follows_its_meeting_and_its_type(dialogue):
    assert held("counted", "dialogue") == {dialogue.pk}
    DialogueType.objects.update(is_counted_apart=True)
    assert held("counted", "apart") == {dialogue.pk}
    change(dialogue, state=State.NO_DIALOGUE)
    assert held("counted", "not_held") == {dialogue.pk}
    InformationMeeting.objects.create(
        dialogue=dialogue, held_on=datetime.date(2024, 5, 2), place="Torget",
        why_this_decision="Lagen styr.", why_no_dialogue="Inget kan påverkas.",
    )  # fmt: skip
    assert held("counted", "information") == {dialogue.pk}


def test_what_a_transaction_has_not_ended_is_seen_by_itself_alone(dialogue):
    assert held("good", register.ON) == set()
    with transaction.atomic():
        change(dialogue, **GOOD)
        assert held("good", register.ON) == {dialogue.pk}
        transaction.set_rollback(True)
    assert held("good", register.ON) == set()


def test_a_long_transaction_that_ends_after_a_later_one_is_not_missed(dialogue):
    """Its number is lower than that of what was read meanwhile."""
    other = DialogueFactory()
    assert held("good", register.ON) == set()
    written, may_end = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            change(dialogue, **GOOD)
            written.set()
            may_end.wait(10)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert written.wait(10)
    change(other, **GOOD)
    assert held("good", register.ON) == {other.pk}
    assert held("good", register.ON) == {other.pk}
    may_end.set()
    thread.join()
    assert held("good", register.ON) == {dialogue.pk, other.pk}


def test_where_nothing_was_touched_one_small_question_is_asked(dialogue, django_assert_num_queries):
    register.current()
    with django_assert_num_queries(1):
        first = register.current()
    with django_assert_num_queries(1):
        assert register.current() is first
    change(dialogue, **GOOD)
    with django_assert_num_queries(2):
        assert register.current() is not first


def test_who_has_slept_for_longer_than_is_written_down_begins_anew(dialogue, monkeypatch):
    assert held("good", register.ON) == set()
    change(dialogue, **GOOD)
    Touched.objects.update(at=timezone.now() - 2 * register.KEPT_TOUCHED)
    DialogueFactory()
    forget_touched()
    assert Touched.objects.filter(dialogue=dialogue.pk).count() == 0
    rows, log = register._held
    long_ago = log._replace(at=log.at - register.KEPT_TOUCHED)
    monkeypatch.setattr(register, "_held", (rows, long_ago))
    assert held("good", register.ON) == {dialogue.pk}


def test_in_a_database_that_was_restored_from_a_copy_all_is_read_anew(dialogue):
    """Triggers do not tell of rows that were there before them; the portal may be running."""
    other = DialogueFactory(**GOOD)
    assert held("good", register.ON) == {other.pk}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers, as in a copy
        Dialogue.objects.filter(pk=dialogue.pk).update(**GOOD)
        Dialogue.objects.filter(pk=other.pk).delete()
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("CREATE TABLE copied (LIKE archive_touched INCLUDING ALL)")
        cursor.execute("ALTER TABLE archive_touched RENAME TO original")
        cursor.execute("ALTER TABLE copied RENAME TO archive_touched")
        try:
            assert held("good", register.ON) == {dialogue.pk}
        finally:
            cursor.execute("DROP TABLE archive_touched")
            cursor.execute("ALTER TABLE original RENAME TO archive_touched")


def test_all_is_emptied_and_numbered_anew(dialogue):
    """Rows of what was touched then have the numbers of those that were read before."""
    assert held("good", register.ON) == set()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE archive_touched RESTART IDENTITY")
    change(dialogue, **GOOD)
    assert held("good", register.ON) == {dialogue.pk}
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE archive_touched RESTART IDENTITY")
    change(dialogue, is_good_example=False)
    assert held("good", register.ON) == set()


def test_where_the_database_fails_halfway_the_next_question_is_answered_in_full(
    dialogue, monkeypatch
):
    assert held("good", register.ON) == set()
    change(dialogue, **GOOD)
    with monkeypatch.context() as patch:
        patch.setattr(register, "READ", "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(1)")
        with pytest.raises(OperationalError):
            register.current()
    assert held("good", register.ON) == {dialogue.pk}


def test_the_numbers_of_a_filter_are_those_of_the_database(dialogue):
    for year in (1890, 1899, 1999, None):
        DialogueFactory(starts_on=year and f"{year}-05-01", ends_on=None, target_groups=["youth"])
    now = register.current()
    assert now.divide("year", now.everything) == {"1999": 1, "2020": 1, "2021": 1}
    assert now.divide("group", now.everything) == {"youth": 4}
    assert now.divide("group", 0) == {}
    assert now.divide("no such filter", now.everything) == {}
