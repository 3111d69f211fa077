"""The first of two steps of the search: PostgreSQL picks what may be an answer.

Texts are found by the rarest words of the question through the GIN index, at most a few thousand
rows, and ordered by how many of the question's words they hold, rare ones counting more. Where
every word is common, only the newest rows are looked through: PostgreSQL needs as long to count a
quarter of a million hits as the whole page may take. The second step (``dialogportal.language``)
ranks the best of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from archive.lexemes import Frequencies
from dialogportal.language import QueryWord
from dialogues.models.querysets import DialogueQuerySet

# Rows read through the index for one question, and kept of them.
MOST_READ = 3_000
MOST_KEPT = 1_000
# Where every word is common: rows of the newest texts that are looked through.
WINDOW_MATCHES = 1_200
SCOPED_VIEWPOINTS = 12_000
SYNONYM, PART = 0.8, 0.4


class Term(NamedTuple):
    """A word of the question: how much it tells (idf), and the tokens it is found by."""

    idf: float
    word: str
    synonyms: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def tokens(self) -> tuple[str, ...]:
        return (self.word, *self.synonyms, *self.parts)


@dataclass(frozen=True)
class Found:
    """Row ids, best first; whether there are more than were kept."""

    rows: list[tuple[int, int]]
    is_cut: bool


def terms(query: Sequence[QueryWord], counts: Mapping[str, int], total: int) -> list[Term]:
    """What each word of the question weighs in a collection of ``total`` texts."""
    return [
        Term(_idf(_commonness(word, counts), total), word.word, word.synonyms, word.parts)
        for word in query
    ]


def _commonness(word: QueryWord, counts: Mapping[str, int]) -> int:
    """In how many texts the word stands; where in none, what stands for it."""
    return counts.get(word.word, 0) or max(
        (counts.get(token, 0) for token in (*word.synonyms, *word.parts)), default=0
    )


def _idf(count: int, total: int) -> float:
    return math.log(1 + max(total - count, 0) / (count + 0.5) + 0.5)


def any_of(tokens: Sequence[str]) -> str:
    """A tsquery that any of the tokens satisfies. Tokens hold only letters and digits."""
    return " | ".join(f"'{token}'" for token in tokens)


def _score(wanted: Sequence[Term]) -> tuple[str, list[Any]]:
    """SQL that sums what the terms found in ``search`` weigh, with its parameters."""
    pieces, params = ["0"], []
    for term in wanted:
        cases = ["WHEN search @@ %s::tsquery THEN %s"]
        params += [any_of([term.word]), term.idf]
        for tokens, strength in ((term.synonyms, SYNONYM), (term.parts, PART)):
            if tokens:
                cases.append("WHEN search @@ %s::tsquery THEN %s")
                params += [any_of(tokens), term.idf * strength]
        pieces.append(f"CASE {' '.join(cases)} ELSE 0 END")
    return " + ".join(pieces), params


def rare_tokens(wanted: Sequence[Term], counts: Mapping[str, int]) -> list[str]:
    """The tokens to go by: the rarest first, as long as they lead to few enough rows."""
    tokens = dict.fromkeys(token for term in wanted for token in term.tokens)
    chosen, rows = [], 0
    for token in sorted(tokens, key=lambda token: counts.get(token, 0)):
        rows += counts.get(token, 0)
        if rows > MOST_READ:
            break
        chosen.append(token)
    return chosen


def viewpoints(
    wanted: Sequence[Term], frequencies: Frequencies, scope: DialogueQuerySet | None
) -> Found:
    """(viewpoint id, dialogue id) of viewpoints that may answer, best first.

    ``scope`` are the dialogues to look in, None for all.
    """
    score, score_params = _score(wanted)
    counts = frequencies.viewpoints
    rare = [token for token in rare_tokens(wanted, counts) if counts.get(token) or len(wanted) == 1]
    if rare:
        where, params = _within(scope)
        rows = f"SELECT id, dialogue_id, search FROM feedback_viewpoint WHERE search @@ %s::tsquery {where}"
        rows_params = [any_of(rare), *params]
    else:
        rows, rows_params = _newest_viewpoints(wanted, frequencies, scope)
    return _fetch(rows, rows_params, score, score_params)


def _newest_viewpoints(
    wanted: Sequence[Term], frequencies: Frequencies, scope: DialogueQuerySet | None
) -> tuple[str, list[Any]]:
    """Of common words: those in the newest rows, or in the newest dialogues of the scope."""
    tokens = any_of([token for term in wanted for token in term.tokens])
    if scope is not None:
        newest, params = _compiled(scope)
        return (
            "SELECT id, dialogue_id, search FROM feedback_viewpoint WHERE dialogue_id = ANY(ARRAY("
            "SELECT id FROM (SELECT id, sum(viewpoint_count) OVER (ORDER BY starts_on DESC NULLS LAST, id DESC)"
            f" - viewpoint_count AS before FROM dialogues_dialogue WHERE id IN ({newest})) AS held"
            " WHERE before < %s)) AND search @@ %s::tsquery",
            [*params, SCOPED_VIEWPOINTS, tokens],
        )
    commonest = max(
        frequencies.viewpoints.get(token, 0) for term in wanted for token in term.tokens
    )
    window = math.ceil(WINDOW_MATCHES * frequencies.all_viewpoints / max(commonest, 1))
    return (
        "SELECT id, dialogue_id, search FROM feedback_viewpoint"
        " WHERE id > (SELECT max(id) FROM feedback_viewpoint) - %s AND search @@ %s::tsquery",
        [window, tokens],
    )


def dialogues(
    wanted: Sequence[Term], frequencies: Frequencies, scope: DialogueQuerySet | None
) -> Found:
    """(dialogue id, 0) of dialogues whose own texts may answer, best first."""
    score, score_params = _score(wanted)
    counts = frequencies.dialogues
    where, params = _within(scope, "id")
    rare = rare_tokens(wanted, counts)
    if rare:
        rows = f"SELECT id, 0 AS dialogue_id, search FROM dialogues_dialogue WHERE search @@ %s::tsquery {where}"
        rows_params = [any_of(rare), *params]
    else:
        tokens = any_of([token for term in wanted for token in term.tokens])
        rows = (
            "SELECT id, 0 AS dialogue_id, search FROM dialogues_dialogue WHERE search @@ %s::tsquery "
            f"{where} ORDER BY starts_on DESC NULLS LAST, id DESC LIMIT {WINDOW_MATCHES}"
        )
        rows_params = [tokens, *params]
    return _fetch(rows, rows_params, score, score_params)


def _compiled(scope: DialogueQuerySet) -> tuple[str, list[Any]]:
    sql, params = scope.order_by().values("pk").query.sql_with_params()
    return sql, list(params)


def _within(scope: DialogueQuerySet | None, column: str = "dialogue_id") -> tuple[str, list[Any]]:
    if scope is None:
        return "", []
    sql, params = _compiled(scope)
    return f"AND {column} IN ({sql})", params


def _fetch(rows: str, rows_params: list[Any], score: str, score_params: list[Any]) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, dialogue_id FROM (SELECT id, dialogue_id, {score} AS score FROM ({rows}) AS read) AS scored"  # noqa: S608 built of constants; values are parameters
            f" ORDER BY score DESC, id DESC LIMIT {MOST_KEPT + 1}",
            [*score_params, *rows_params],
        )
        found = cursor.fetchall()
    return Found(found[:MOST_KEPT], len(found) > MOST_KEPT)
