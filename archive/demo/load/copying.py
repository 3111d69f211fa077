"""Rows into the database by COPY, with the ids and the times that the caller gave them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

AS_THEY_ARE = (str, int, float, bool, list, datetime.date, uuid.UUID, type(None))


def copy_in(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model; those without a primary key get one, in order.

    Unlike bulk_create this leaves ``auto_now_add`` columns as they were set: what a made-up
    city remembers did not all happen today.
    """
    if not rows:
        return
    meta = rows[0]._meta
    _give_ids(rows, meta.db_table)
    columns = [column for column in meta.concrete_fields if not column.generated]
    names = sql.SQL(", ").join(sql.Identifier(str(column.column)) for column in columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(meta.db_table), names)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row([_adapted(column, row) for column in columns])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _give_ids(rows: Sequence[models.Model], table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number


def _adapted(column: models.Field[Any, Any], row: models.Model) -> Any:
    value = getattr(row, column.attname)
    if isinstance(value, AS_THEY_ARE) and not isinstance(column, models.JSONField):
        return value
    return column.get_db_prep_save(value, connection)
