"""Expressions that columns are made of."""

from django.db.models import F, Func, Value


def weighted(column: str, weight: str) -> Func:
    """One part of a search vector: the words of a text column with a weight."""
    vector = Func(
        Value("simple"),
        F(column),
        function="to_tsvector",
        template="%(function)s(%(expressions)s::text)",
    )
    return Func(vector, Value(weight), function="setweight")
