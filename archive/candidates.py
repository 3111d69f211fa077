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
MOST_READ = 2_000
MOST_DIALOGUES_READ = 1_001
MOST_KEPT = 1_000
# Where every word is common: rows of the newest texts that are looked through.
WINDOW_MATCHES = 1_001
SCOPED_VIEWPOINTS = 5_000
SYNONYM, PART = 0.8, 0.4

VIEWPOINTS_HOLDING = (
    "SELECT id, dialogue_id, search FROM feedback_viewpoint WHERE search @@ %s::tsquery"
)
NEWEST_VIEWPOINTS_HOLDING = """
SELECT id, dialogue_id, search FROM feedback_viewpoint
WHERE id > (SELECT max(id) FROM feedback_viewpoint) - %s AND search @@ %s::tsquery
"""
# In the newest dialogues of a scope, as many as hold a given number of viewpoints together.
SCOPED_VIEWPOINTS_HOLDING = """
SELECT id, dialogue_id, search FROM feedback_viewpoint WHERE dialogue_id = ANY(ARRAY(
    SELECT id FROM (
        SELECT id, sum(viewpoint_count) OVER (ORDER BY starts_on DESC NULLS LAST, id DESC)
            - viewpoint_count AS before
        FROM dialogues_dialogue WHERE id IN ({scope})
    ) AS held WHERE before < %s
)) AND search @@ %s::tsquery
"""
ALL_VIEWPOINTS_HOLDING = """
SELECT id, dialogue_id, search FROM feedback_viewpoint
WHERE dialogue_id = ANY(ARRAY({scope})) AND search @@ %s::tsquery
"""
# A dialogue's words lie outside its row: joined to nothing they are fetched once, not for every
# word they are compared with (a third less time).
DIALOGUES_HOLDING = """
SELECT id, 0 AS dialogue_id, search || ''::tsvector AS search FROM dialogues_dialogue
WHERE search @@ %s::tsquery
"""
FETCHED_ONCE = "OFFSET 0"
NEWEST_DIALOGUES = "ORDER BY starts_on DESC NULLS LAST, id DESC LIMIT %s"
# The best rows with the texts (title, lemmas, parts) of the first of them.
BEST = """
SELECT id, dialogue_id, CASE WHEN row_number() OVER (ORDER BY score DESC, id DESC) <= %s THEN (
    SELECT {texts} FROM {table} AS held WHERE held.id = scored.id
) END
FROM (
    SELECT id, dialogue_id, {score} AS score FROM ({rows}) AS read
    ORDER BY score DESC, id DESC LIMIT %s
) AS scored
ORDER BY score DESC, id DESC
"""
VIEWPOINT_TEXTS = "ARRAY['', words, part_words]"
DIALOGUE_TEXTS = "ARRAY[title_words, title_words || ' ' || body_words, part_words]"


class Term(NamedTuple):
    """A word of the question: how much it tells (idf), and the tokens it is found by."""

    idf: float
    word: str
    synonyms: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def tokens(self) -> tuple[str, ...]:
        return (self.word, *self.synonyms, *self.parts)


class Candidate(NamedTuple):
    """A row that may answer; ``texts``: its title, lemmas and parts, None where not asked for."""

    id: int
    dialogue_id: int
    texts: tuple[str, str, str] | None


@dataclass(frozen=True)
class Found:
    """Candidates, best first; whether there are more than were kept."""

    rows: list[Candidate]
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


def meaning(word: Term | QueryWord) -> tuple[str, ...]:
    """The word itself and what means the same; its parts alone may mean something else."""
    return (word.word, *word.synonyms)


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


def rare_tokens(wanted: Sequence[Term], counts: Mapping[str, int], most: int) -> list[str]:
    """The tokens to go by: the rarest first, as long as they lead to few enough rows."""
    tokens = dict.fromkeys(token for term in wanted for token in term.tokens)
    chosen, rows = [], 0
    for token in sorted(tokens, key=lambda token: counts.get(token, 0)):
        rows += counts.get(token, 0)
        if rows > most:
            break
        chosen.append(token)
    return chosen


def viewpoints(
    wanted: Sequence[Term], frequencies: Frequencies, scope: DialogueQuerySet | None, texts: int
) -> Found:
    """Viewpoints that may answer, best first, with the texts of the first ``texts`` of them.

    ``scope`` are the dialogues to look in, None for all.
    """
    counts = frequencies.viewpoints
    # A word that is not counted yet is looked for, too; alone among common ones it leads nowhere.
    rare = rare_tokens(wanted, counts, MOST_READ)
    if any(counts.get(token) for token in rare) or (rare and len(wanted) == 1):
        where, params = _within(scope)
        rows = f"{VIEWPOINTS_HOLDING} {where}"
        rows_params = [any_of(rare), *params]
    else:
        rows, rows_params = _newest_viewpoints(wanted, frequencies, scope)
    return _fetch(rows, rows_params, wanted, texts, viewpoints=True)


def all_viewpoints(wanted: Sequence[Term], scope: DialogueQuerySet, texts: int) -> Found:
    """Every viewpoint of a small scope that holds a word or what means the same, best first."""
    sql, params = _compiled(scope)
    rows = ALL_VIEWPOINTS_HOLDING.format(scope=sql)
    rows_params = [*params, any_of([token for term in wanted for token in meaning(term)])]
    return _fetch(rows, rows_params, wanted, texts, viewpoints=True)


def _newest_viewpoints(
    wanted: Sequence[Term], frequencies: Frequencies, scope: DialogueQuerySet | None
) -> tuple[str, list[Any]]:
    """Of common words: those in the newest rows, or in the newest dialogues of the scope."""
    tokens = any_of([token for term in wanted for token in term.tokens])
    if scope is not None:
        newest, params = _compiled(scope)
        rows = SCOPED_VIEWPOINTS_HOLDING.format(scope=newest)
        return rows, [*params, SCOPED_VIEWPOINTS, tokens]
    commonest = max(
        frequencies.viewpoints.get(token, 0) for term in wanted for token in term.tokens
    )
    window = math.ceil(WINDOW_MATCHES * frequencies.all_viewpoints / max(commonest, 1))
    return NEWEST_VIEWPOINTS_HOLDING, [window, tokens]


def dialogues(
    wanted: Sequence[Term], frequencies: Frequencies, scope: DialogueQuerySet | None, texts: int
) -> Found:
    """The same of dialogues whose own texts may answer; their ``dialogue_id`` is 0."""
    counts = frequencies.dialogues
    where, params = _within(scope, "id")
    rare = rare_tokens(wanted, counts, MOST_DIALOGUES_READ)
    if rare:
        rows = f"{DIALOGUES_HOLDING} {where} {FETCHED_ONCE}"
        rows_params = [any_of(rare), *params]
    else:
        tokens = any_of([token for term in wanted for token in term.tokens])
        rows = f"{DIALOGUES_HOLDING} {where} {NEWEST_DIALOGUES}"
        rows_params = [tokens, *params, WINDOW_MATCHES]
    return _fetch(rows, rows_params, wanted, texts, viewpoints=False)


def _compiled(scope: DialogueQuerySet) -> tuple[str, list[Any]]:
    sql, params = scope.order_by().values("pk").query.sql_with_params()
    return sql, list(params)


def _within(scope: DialogueQuerySet | None, column: str = "dialogue_id") -> tuple[str, list[Any]]:
    if scope is None:
        return "", []
    sql, params = _compiled(scope)
    return f"AND {column} IN ({sql})", params


def _fetch(
    rows: str, rows_params: list[Any], wanted: Sequence[Term], texts: int, *, viewpoints: bool
) -> Found:
    score, score_params = _score(wanted)
    sql = BEST.format(
        score=score,
        rows=rows,
        texts=VIEWPOINT_TEXTS if viewpoints else DIALOGUE_TEXTS,
        table="feedback_viewpoint" if viewpoints else "dialogues_dialogue",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [texts, *score_params, *rows_params, MOST_KEPT + 1])
        rows_found = cursor.fetchall()
    found = [Candidate(pk, held, tuple(words) if words else None) for pk, held, words in rows_found]
    return Found(found[:MOST_KEPT], len(found) > MOST_KEPT)
