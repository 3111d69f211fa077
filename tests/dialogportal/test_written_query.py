"""A query that is written once answers as the queryset it was written from."""

import psycopg
import pytest
from django.db import connection
from django.db.models import Count, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from dialogportal.written_query import ANYTHING, WrittenQuery, among
from municipality.models import Organisation
from tests.factories.municipality import OrganisationFactory

pytestmark = pytest.mark.django_db


def rows():
    with_column = Organisation.objects.annotate(told=Concat("name", Value(" 100 % 'ours' %s")))
    counted = with_column.annotate(children_count=Count("children"))
    return counted.select_related("parent").prefetch_related("children").defer("short_name")


@pytest.fixture
def child():
    parent = OrganisationFactory(name="Stadsdelsnämnd Järva")
    return OrganisationFactory(name="Stadsdelsförvaltning", parent=parent)


def test_it_gives_the_row_that_the_queryset_gives(child, django_assert_num_queries):
    query = WrittenQuery(rows().filter(name=ANYTHING))
    with django_assert_num_queries(2):
        found = query.get("Stadsdelsnämnd Järva")
        assert [one.pk for one in found.children.all()] == [child.pk]
    assert found.told == "Stadsdelsnämnd Järva 100 % 'ours' %s"
    assert (found.pk, found.children_count, found.parent) == (child.parent.pk, 1, None)
    assert found.get_deferred_fields() == {"short_name"}
    again = query.get("Stadsdelsförvaltning")
    with django_assert_num_queries(0):
        assert (again.pk, again.parent.name) == (child.pk, "Stadsdelsnämnd Järva")


def test_rows_are_found_by_their_numbers(child, django_assert_num_queries):
    query = WrittenQuery(rows().filter(among("municipality_organisation.id")))
    with django_assert_num_queries(2):
        found = query.all(f"{{{child.pk},{child.parent.pk},0}}")
    assert {row.pk: row.children_count for row in found} == {child.pk: 0, child.parent.pk: 1}
    assert query.all("{}") == []


def test_a_row_is_read_as_it_stands_now(child):
    query = WrittenQuery(rows().filter(name=ANYTHING))
    assert query.get("Stadsdelsförvaltning").short_name != "Nytt"
    Organisation.objects.filter(pk=child.pk).update(short_name="Nytt")
    assert query.get("Stadsdelsförvaltning").short_name == "Nytt"


@pytest.mark.parametrize("text", ["nobody", "' OR true --", "%s", "100 %", "å\ufffe"])
def test_what_is_asked_for_is_a_value_and_nothing_else(child, text):
    assert WrittenQuery(rows().filter(name=ANYTHING)).get(text) is None


def test_what_it_asks_can_be_read_in_a_log_of_queries(child):
    query = WrittenQuery(rows().filter(name=ANYTHING))
    with CaptureQueriesContext(connection) as queries:
        for name in ("Stadsdelsförvaltning", "nobody"):
            query.get(name)
    asked = [one["sql"] for one in queries.captured_queries if "told" in (one["sql"] or "")]
    assert len(asked) == 2


def test_postgresql_keeps_the_plan(child):
    query = WrittenQuery(rows().filter(name=ANYTHING))
    for _again in range(2):
        query.get("Stadsdelsförvaltning")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(generic_plans + custom_plans) FROM pg_prepared_statements"
            " WHERE statement LIKE %s",
            ["%100 \\% ''ours''%"],
        )
        assert cursor.fetchone() == (2,)


@pytest.mark.django_db(transaction=True)
def test_a_column_changed_by_a_migration_does_not_stop_who_had_asked_before():
    OrganisationFactory(name="Stadsdelsförvaltning")
    query = WrittenQuery(Organisation.objects.filter(name=ANYTHING))
    table = Organisation._meta.db_table
    try:
        for length in (201, 202):
            assert query.get("Stadsdelsförvaltning").name == "Stadsdelsförvaltning"
            # Not by this connection: psycopg forgets plans itself where it sees a table altered.
            with psycopg.connect(**connection.get_connection_params(), autocommit=True) as another:
                another.execute(f"ALTER TABLE {table} ALTER name TYPE varchar({length})")
        assert query.get("Stadsdelsförvaltning").name == "Stadsdelsförvaltning"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ALTER name TYPE varchar(200)")
