"""Expressions that columns are made of, and how many columns are read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import F, Func, Value


class ManyColumns(models.Model):
    """Rows of which most pages read a part: Django looks for every column's name among those read,
    of thirty rows for as long as all else takes that makes them."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any
    ) -> Self:
        return super().from_db(db, frozenset(field_names), values, **options)


def weighted(column: str, weight: str) -> Func:
    """One part of a search vector: the words of a text column with a weight."""
    vector = Func(
        Value("simple"),
        F(column),
        function="to_tsvector",
        template="%(function)s(%(expressions)s::text)",
    )
    return Func(vector, Value(weight), function="setweight")
