"""A query that Django writes once a process and PostgreSQL plans once a connection (ADR 0009).

A plan's page reads 16 tables in one query. To write its 20 kB takes Django three times, and to plan
it takes PostgreSQL five times as long as to answer it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BooleanField, Model, QuerySet, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable
from psycopg.sql import Literal

M = TypeVar("M", bound=Model)
ANYTHING = "a value that is given later"


class TellingCursor(ServerBindingCursor):
    """Tells Django what it asked, for logs and tests: psycopg forgets it where it is prepared."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        try:
            return super().execute(query, params, **options)  # type: ignore[misc]
        finally:
            self._query: Any = SimpleNamespace(query=query.encode())


def among(column: str) -> RawSQL:
    """The condition that a column is one of the numbers of an array, given as "{1,2}"."""
    return RawSQL(f"{column} = ANY(%s::bigint[])", [ANYTHING], BooleanField())  # noqa: S611


class WrittenQuery(Generic[M]):
    """The rows of a queryset by one value that differs, such as ``rows.filter(name=ANYTHING)``.

    The queryset may hold no other value of one request: no user, day or language.
    """

    def __init__(self, rows: QuerySet[M]) -> None:
        self._rows: Any = rows.order_by()
        self._compiler = self._rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = self._compiler.as_sql()
        # PostgreSQL need not guess the type of what does not change.
        self._sql = sql.replace("%%", "%%%%") % tuple(map(_literal, values))

    def get(self, value: str) -> M | None:
        """The row of a value that one row has at most; None if there is none."""
        found = self.all(value)
        return found[0] if found else None

    def all(self, value: str) -> list[M]:
        """The rows with all that the queryset selects and prefetches, in no order."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        connection.ensure_connection()
        try:
            answer = self._answer(connection, value)
        except NotSupportedError:
            if connection.in_atomic_block:
                raise
            # A migration has changed a column's type under a plan that PostgreSQL keeps: it refuses
            # that plan as long as the connection lasts.
            connection.connection.execute("DEALLOCATE ALL")
            answer = self._answer(connection, value)
        found = list(self._models(connection, answer))
        prefetch_related_objects(found, *self._rows._prefetch_related_lookups)
        return found

    def _answer(self, connection: Any, value: str) -> list[Any]:
        # psycopg has PostgreSQL keep the plan of what such a cursor asks; Django's usual one not.
        cursor: Any = TellingCursor(connection.connection)  # type: ignore[call-arg]
        with connection._prepare_cursor(cursor) as cursor:
            cursor.execute(self._sql, [value])
            rows: list[Any] = cursor.fetchall()
        return rows

    def _models(self, connection: Any, answer: Sequence[Any]) -> Iterator[M]:
        """Django makes objects of the rows as if it had asked for them itself."""
        compiler: Any = copy(self._compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda **_options: [answer]
        query = SimpleNamespace(get_compiler=lambda using: compiler)  # noqa: ARG005
        known: dict[Any, Any] = {}
        queryset = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects=known)
        return iter(ModelIterable(queryset))  # type: ignore[arg-type]


def _literal(value: Any) -> str:
    if value == ANYTHING:
        return "%s"
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    return Literal(value).as_string(connection.connection).replace("%", "%%")
