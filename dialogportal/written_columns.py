"""Subqueries that Django writes once for each process instead of once for each request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL


def written(model: type[Model], columns: Mapping[str, Any]) -> dict[str, RawSQL]:
    """Annotations of a model's rows as the SQL that Django writes for them, to annotate with.

    For those that hold no value of one request; the caller keeps them. A page that reads ten linked
    tables in one query else takes longer to write it than PostgreSQL to answer. They stand by the
    table's own name: not for a query within a query on the same table.
    """
    query = QuerySet(model).annotate(**columns).query
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    found = {}
    for name, column in query.annotations.items():
        sql, values = compiler.compile(column)
        # What Django wrote itself, its values apart.
        found[name] = RawSQL(sql, values, output_field=column.output_field)  # noqa: S611
    return found
