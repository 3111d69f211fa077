"""The first of two steps of the search: PostgreSQL picks what may be an answer.

Texts are found by the rarest words of the question through the GIN index, at most a few thousand
rows, and ordered by how many of the question's words they hold, rare ones counting more. Where
every word is common, those that hold all of them and the newest that hold any are looked through:
PostgreSQL needs as long to count a quarter of a million hits as the whole page may take. The second
step (``dialogportal.language``) ranks the best of them.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from typing import Any, NamedTuple

from django.db import connection

from archive.lexemes import Frequencies
from archive.register import Register
from dialogportal.language import QueryWord

# Rows read through the index for one question, and kept of them. Within a scope more are read,
# since most of them lie outside it.
MOST_READ, MOST_READ_FOR_SCOPE = 2_000, 5_000
MOST_DIALOGUES_READ = 3_000
MOST_KEPT = 1_000
# Where every word is common: how many of the newest rows that hold one are wanted, how many are
# looked through in a scope, and how many that hold all words.
WINDOW_MATCHES = 300
SCOPED_VIEWPOINTS = 3_000
MOST_WITH_ALL = 300
# Above this many rows PostgreSQL takes too long to find those that hold other words, too.
COMMONEST_WITH_ALL = 20_000
MANY = 200
SYNONYM, PART = 0.8, 0.4
IN_TITLE = 1.5

# OFFSET 0: the index of words is asked first, whatever PostgreSQL believes of a scope's size.
VIEWPOINTS_HOLDING = """
SELECT id, dialogue_id, search FROM (
    SELECT id, dialogue_id, search FROM feedback_viewpoint WHERE search @@ %s::tsquery OFFSET 0
) AS holding {where}
"""
NEWEST_VIEWPOINTS_HOLDING = """
SELECT id, dialogue_id, search FROM feedback_viewpoint WHERE id > %s AND search @@ %s::tsquery
"""
OLDER_VIEWPOINTS_HOLDING_ALL = """
UNION ALL (SELECT id, dialogue_id, search FROM feedback_viewpoint
WHERE id <= %s AND search @@ %s::tsquery LIMIT %s)
"""
VIEWPOINTS_OF_HOLDING = """
SELECT id, dialogue_id, search FROM feedback_viewpoint
WHERE dialogue_id = ANY(%s::bigint[]) AND search @@ %s::tsquery
"""
# A dialogue's words lie outside its row and cost more to fetch than all else: which words it holds
# is asked of the index alone, one word at a time. Its title lies in the row: what is about the word
# comes before what mentions it. PostgreSQL would take as long again to add up what they weigh.
DIALOGUES_HOLDING = """
SELECT %s::int, %s::float, array_agg(id) FILTER (WHERE in_title),
    array_agg(id) FILTER (WHERE NOT in_title)
FROM (
    SELECT id, position(%s IN ' ' || title_words || ' ') > 0 AS in_title
    FROM dialogues_dialogue WHERE search @@ %s::tsquery {where}
) AS holding
"""
NEWEST_DIALOGUES_HOLDING = """
SELECT %s::int, %s::float, NULL::bigint[], array_agg(id) FROM (
    SELECT id FROM dialogues_dialogue WHERE search @@ %s::tsquery {where}
    ORDER BY starts_on DESC NULLS LAST, id DESC LIMIT %s
) AS newest
"""
# Ids, dialogues' ids and, of the first of them, texts (title, lemmas, parts): one row of arrays.
# Without what turned out to be no dialogue (R021). With the texts of the best dialogues.
BEST_VIEWPOINTS = """
SELECT array_agg(id), array_agg(dialogue_id), array_agg((
    SELECT ARRAY['', words, part_words] FROM feedback_viewpoint AS held WHERE held.id = best.id
)) FILTER (WHERE place <= %s), (
    SELECT array_agg(ARRAY[id::text, title_words, body_words, part_words])
    FROM dialogues_dialogue WHERE id = ANY(%s::bigint[])
)
FROM (
    SELECT id, dialogue_id, row_number() OVER () AS place FROM (
        SELECT id, dialogue_id, {score} AS score FROM ({rows}) AS holding
        WHERE NOT dialogue_id = ANY(ARRAY(
            SELECT id FROM dialogues_dialogue WHERE withdrawn_on IS NOT NULL
        )) ORDER BY score DESC, id DESC LIMIT %s
    ) AS best_first
) AS best
"""


@dataclass(frozen=True)
class Scope:
    """The dialogues a search is narrowed to, newest first, and how many viewpoints each holds."""

    ids: list[int]
    viewpoints: list[int]

    def holding(self, most: int) -> list[int]:
        """Ids of the newest that hold together ``most`` viewpoints, or all."""
        before = accumulate(self.viewpoints, initial=0)
        return [pk for pk, held in zip(self.ids, before, strict=False) if held < most]


def int_array(ids: Iterable[int]) -> str:
    """An array as PostgreSQL reads it: a thousand numbers one by one take the driver longer."""
    return f"{{{','.join(map(str, ids))}}}"


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
    """Candidates, best first. ``more_than`` is 0 where these are all, else a number that there are
    more of."""

    ids: list[int]
    more_than: int


@dataclass(frozen=True)
class FoundViewpoints(Found):
    """Viewpoints and the dialogue of each, with {id: (title, lemmas, parts)} of the first of them
    and of the dialogues that were asked for."""

    dialogue_ids: list[int]
    texts: dict[int, list[str]]
    dialogue_texts: dict[int, list[str]]


def terms(query: Sequence[QueryWord], counts: Mapping[str, int], total: int) -> list[Term]:
    """What each word of the question weighs in a collection of ``total`` texts.

    A word that stands in many of them needs no help of its parts to find the first ones.
    """
    return [
        Term(
            _idf(_commonness(word, counts), total),
            word.word,
            word.synonyms,
            () if counts.get(word.word, 0) > MANY else word.parts,
        )
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


def all_of(wanted: Sequence[Term]) -> str:
    """A tsquery that only a text with every word satisfies."""
    return " & ".join(f"'{term.word}'" for term in wanted)


def _kinds(term: Term) -> list[tuple[tuple[str, ...], float]]:
    """What stands for a word, with what it weighs: itself, its synonyms, its parts."""
    kinds = (((term.word,), 1.0), (term.synonyms, SYNONYM), (term.parts, PART))
    return [(tokens, term.idf * strength) for tokens, strength in kinds if tokens]


def _score(wanted: Sequence[Term]) -> tuple[str, list[Any]]:
    """SQL that sums what the terms found in ``search`` weigh, with its parameters."""
    pieces, params = ["0::float"], []
    for term in wanted:
        cases = []
        for tokens, weight in _kinds(term):
            cases.append("WHEN search @@ %s::tsquery THEN %s::float")
            params += [any_of(tokens), weight]
        pieces.append(f"CASE {' '.join(cases)} ELSE 0 END")
    return " + ".join(pieces), params


def rare_tokens(wanted: Sequence[Term], counts: Mapping[str, int], most: int) -> list[str]:
    """The tokens to go by: the rarest first, as long as they lead to few enough rows.

    A word that is not counted yet is looked for, too; alone among common ones it leads nowhere,
    and there are none to go by.
    """
    tokens = dict.fromkeys(token for term in wanted for token in term.tokens)
    chosen: list[str] = []
    rows = 0
    for token in sorted(tokens, key=lambda token: counts.get(token, 0)):
        rows += counts.get(token, 0)
        if rows > most:
            return chosen if any(counts.get(token) for token in chosen) else []
        chosen.append(token)
    return chosen


def viewpoints(
    wanted: Sequence[Term],
    frequencies: Frequencies,
    scope: Scope | None,
    texts: int,
    dialogues_read: Sequence[int] = (),
) -> FoundViewpoints:
    """Viewpoints that may answer, best first, with the texts of the first ``texts`` of them and of
    the dialogues with the ids ``dialogues_read``.

    ``scope`` are the dialogues to look in, None for all.
    """
    fetch = partial(_fetch_viewpoints, wanted, texts, dialogues_read)
    counts = frequencies.viewpoints
    if scope is not None and sum(scope.viewpoints) <= SCOPED_VIEWPOINTS:
        return fetch(*_viewpoints_of(scope.ids, wanted))
    rare = rare_tokens(wanted, counts, MOST_READ if scope is None else MOST_READ_FOR_SCOPE)
    if rare:
        where, params = _within(scope, "dialogue_id")
        return fetch(VIEWPOINTS_HOLDING.format(where=where), [any_of(rare), *params])
    if scope is not None:
        newest = scope.holding(SCOPED_VIEWPOINTS)
        found = fetch(*_viewpoints_of(newest, wanted))
        if found.more_than or len(newest) == len(scope.ids):
            return found
        return replace(found, more_than=round_down(len(found.ids)))
    found = fetch(*_newest_viewpoints(wanted, frequencies))
    commonest = max(counts.get(token, 0) for term in wanted for token in meaning(term))
    return replace(found, more_than=max(round_down(commonest), len(found.ids)))


def _viewpoints_of(dialogue_ids: Sequence[int], wanted: Sequence[Term]) -> tuple[str, list[Any]]:
    """Of a few dialogues' viewpoints those that hold a word or what means the same."""
    tokens = any_of([token for term in wanted for token in meaning(term)])
    return VIEWPOINTS_OF_HOLDING, [int_array(dialogue_ids), tokens]


def _newest_viewpoints(wanted: Sequence[Term], frequencies: Frequencies) -> tuple[str, list[Any]]:
    """Of common words: those in the newest rows, and older ones that hold all the words."""
    counts = frequencies.viewpoints
    tokens = [token for term in wanted for token in meaning(term)]
    # Hardly any row holds two of several common words.
    holding = min(sum(counts.get(token, 0) for token in tokens), frequencies.all_viewpoints)
    window = math.ceil(WINDOW_MATCHES * frequencies.all_viewpoints / max(holding, 1))
    first = frequencies.newest_viewpoint - window
    rows, params = NEWEST_VIEWPOINTS_HOLDING, [first, any_of(tokens)]
    rarest = min(counts.get(term.word, 0) for term in wanted)
    if len(wanted) > 1 and rarest <= COMMONEST_WITH_ALL:
        rows += OLDER_VIEWPOINTS_HOLDING_ALL
        params += [first, all_of(wanted), MOST_WITH_ALL]
    return rows, params


def round_down(number: int) -> int:
    """251,619 → 250,000; 47 → 40: what there is more of, without false precision."""
    unit = 10 ** max(len(str(number)) - 2, 1) if number > 10 else 1
    return number // unit * unit


def dialogues(
    wanted: Sequence[Term], frequencies: Frequencies, scope: Scope | None, register: Register
) -> Found:
    """The same of dialogues whose own texts may answer, without the texts."""
    rare = set(rare_tokens(wanted, frequencies.dialogues, MOST_DIALOGUES_READ))
    where, where_params = _within(scope, "id")
    where = where.replace("WHERE", "AND", 1)
    if rare:
        branches, params = _dialogues_holding(wanted, rare, where, where_params)
    else:
        branches, params = _newest_dialogues(wanted, where, where_params)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), params)
        scores = _added_up(cursor.fetchall())
    # Those that are in no list are none (R021).
    newest = [row.id for row in register.records_of(register.bits(scores))]
    best = sorted(newest, key=scores.__getitem__, reverse=True)
    return Found(best[:MOST_KEPT], MOST_KEPT if len(best) > MOST_KEPT else 0)


def _added_up(
    rows: Iterable[tuple[int, float, list[int] | None, list[int] | None]],
) -> dict[int, float]:
    """{id: what the terms it holds weigh}; of what stands for one term the strongest counts.

    A row is (term, weight, ids with it in their title, other ids).
    """
    held: dict[int, list[tuple[float, list[int]]]] = {}
    for term, weight, in_title, others in rows:
        held.setdefault(term, []).append((weight * IN_TITLE, in_title or []))
        held[term].append((weight, others or []))
    scores: dict[int, float] = {}
    for of_term in held.values():
        strongest: dict[int, float] = {}
        for weight, ids in sorted(of_term):
            strongest.update(dict.fromkeys(ids, weight))
        for pk, weight in strongest.items():
            scores[pk] = scores.get(pk, 0.0) + weight
    return scores


def _dialogues_holding(
    wanted: Sequence[Term], rare: Container[str], where: str, where_params: list[Any]
) -> tuple[list[str], list[Any]]:
    """Those that hold rare tokens, by the terms these stand for."""
    branches: list[str] = []
    params: list[Any] = []
    for place, term in enumerate(wanted):
        for tokens, weight in _kinds(term):
            if chosen := [token for token in tokens if token in rare]:
                branches.append(DIALOGUES_HOLDING.format(where=where))
                params += [place, weight, f" {term.word} ", any_of(chosen), *where_params]
    return branches, params


def _newest_dialogues(
    wanted: Sequence[Term], where: str, where_params: list[Any]
) -> tuple[list[str], list[Any]]:
    """Of common words: the newest that hold one, and the newest that hold all."""
    weights = [term.idf for term in wanted]
    held = [(min(weights), any_of([token for term in wanted for token in meaning(term)]))]
    if len(wanted) > 1:
        held.append((sum(weights), all_of(wanted)))
    branch = f"({NEWEST_DIALOGUES_HOLDING.format(where=where)})"
    params: list[Any] = []
    for weight, query in held:
        params += [0, weight, query, *where_params, MOST_KEPT + 1]
    return [branch] * len(held), params


def _within(scope: Scope | None, column: str) -> tuple[str, list[Any]]:
    if scope is None:
        return "", []
    return f"WHERE {column} = ANY(%s::bigint[])", [int_array(scope.ids)]


def _fetch_viewpoints(
    wanted: Sequence[Term],
    texts: int,
    dialogues_read: Sequence[int],
    rows: str,
    rows_params: list[Any],
) -> FoundViewpoints:
    score, score_params = _score(wanted)
    sql = BEST_VIEWPOINTS.format(score=score, rows=rows)
    params = [texts, int_array(dialogues_read), *score_params, *rows_params, MOST_KEPT + 1]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        ids, dialogue_ids, first_texts, dialogue_texts = (
            found or [] for found in cursor.fetchone()
        )
    return FoundViewpoints(
        ids[:MOST_KEPT],
        MOST_KEPT if len(ids) > MOST_KEPT else 0,
        dialogue_ids[:MOST_KEPT],
        dict(zip(ids, first_texts, strict=False)),
        {int(pk): texts_of for pk, *texts_of in dialogue_texts},
    )
