"""Sought words that nothing found holds, and what is shown in their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from archive.candidates import int_array
from archive.criteria import Criteria
from archive.search import Answer
from dialogportal.language import QueryWord, fold, index_words

MOST_LOOKED_UP = 6
# For each token whether what was found holds it. One that stands for a whole word comes with it:
# what stands anywhere is not worth looking for, but for what was written since words were counted.
# MATERIALIZED: the index of words is asked, though the planner hopes to meet a row sooner without.
HELD = """
WITH viewpoint AS MATERIALIZED (
    SELECT search FROM feedback_viewpoint WHERE id = ANY(%(viewpoints)s::bigint[])
)
SELECT token, EXISTS (SELECT FROM archive_lexeme WHERE word = whole) OR EXISTS (
    WITH held AS MATERIALIZED (
        SELECT id FROM dialogues_dialogue WHERE search @@ quote_literal(token)::tsquery
    )
    SELECT FROM held WHERE id = ANY(%(dialogues)s::bigint[])
) OR EXISTS (SELECT FROM viewpoint WHERE search @@ quote_literal(token)::tsquery), false
FROM unnest(%(tokens)s::text[], %(wholes)s::text[]) AS sought (token, whole)
"""
# Nobody finds what turned out to be no dialogue (R021).
HELD_ANYWHERE = """
UNION ALL SELECT word, EXISTS (
    WITH held AS MATERIALIZED (
        SELECT id FROM dialogues_dialogue WHERE search @@ quote_literal(word)::tsquery
    )
    SELECT FROM held WHERE NOT id = ANY(ARRAY(
        SELECT id FROM dialogues_dialogue WHERE withdrawn_on IS NOT NULL
    ))
) OR EXISTS (
    WITH held AS MATERIALIZED (
        SELECT dialogue_id FROM feedback_viewpoint WHERE search @@ quote_literal(word)::tsquery
    )
    SELECT FROM held WHERE NOT dialogue_id = ANY(ARRAY(
        SELECT id FROM dialogues_dialogue WHERE withdrawn_on IS NOT NULL
    ))
), true FROM unnest(%(words)s::text[]) AS sought (word)
"""


@dataclass(frozen=True)
class NotHeld:
    """A word as typed; what was also looked for; the parts of it that lead to the hits. Where there
    is neither, the search's other words lead to them.

    ``is_held`` by what was found, ``is_elsewhere`` where a search without filters finds it.
    """

    typed: str
    meant: str = ""
    parts: list[str] = field(default_factory=list)
    is_held: bool = False
    is_elsewhere: bool = False


def not_held(answer: Answer, criteria: Criteria, shown: Iterable[dict[str, Any]]) -> list[NotHeld]:
    """What the page has to say of the words that its hits do not hold.

    ``shown`` are the page's hits or quotes: what is marked there needs no look into the database.
    """
    marked = _marked(shown)
    is_told = _is_told(answer, criteria) if marked else False
    doubtful = [
        word
        for word in answer.query
        if _typed(word) in answer.meant
        or ((_parts(word) or is_told) and marked.isdisjoint((word.word, *word.synonyms)))
    ][:MOST_LOOKED_UP]
    if not doubtful:
        return []
    held, anywhere = _held(answer, criteria, doubtful)
    found = []
    for word in doubtful:
        meant = answer.meant.get(_typed(word), "")
        is_held = any(held[token] for token in _same(word, meant))
        parts = [] if meant or is_held else [part for part in _parts(word) if held[part]]
        if meant or parts or (is_told and not is_held):
            elsewhere = not is_held and anywhere.get(word.word, False)
            found.append(NotHeld(_typed(word), meant, parts, is_held, elsewhere))
    return found


def _is_told(answer: Answer, criteria: Criteria) -> bool:
    """Whether a word is told of that leads to no hits at all: other words do, and the list is
    either whole or not narrowed, so that it is known what holds the word."""
    is_cut = bool(answer.more_dialogues or answer.more_viewpoints)
    return len(answer.query) > 1 and not (criteria.narrows and is_cut)


def _typed(word: QueryWord) -> str:
    return word.shown or word.word


def _looked_up(word: QueryWord, meant: str) -> list[str]:
    """What has to be known of a word: of one taken for another its parts do not matter."""
    return [*_same(word, meant), *(() if meant else _parts(word))]


def _same(word: QueryWord, meant: str) -> list[str]:
    """The word and what means the same, without what it was taken for."""
    return [token for token in (word.word, *word.synonyms) if token != meant]


def _parts(word: QueryWord) -> list[str]:
    """Its compound parts; a form without accents is none."""
    return [part for part in word.parts if part != fold(word.word)]


def _marked(shown: Iterable[dict[str, Any]]) -> set[str]:
    """The lemmas of all that is marked in hits or quotes."""
    texts: list[str] = []
    for row in shown:
        reason = row.get("reason") or {}
        for segments in (
            row.get("title_segments", ()), row.get("result_segments", ()),
            row.get("segments", ()), reason.get("segments", ()),
            *(quote["segments"] for quote in row.get("quotes", ())),
        ):  # fmt: skip
            texts += [text for text, is_marked in segments if is_marked]
    return set(index_words("\n".join(texts)).lemmas.split())


def _held(
    answer: Answer, criteria: Criteria, words: Sequence[QueryWord]
) -> tuple[dict[str, bool], dict[str, bool]]:
    """{token: whether what was found holds it}, {word: whether anything at all does}; one query."""
    sought = [
        (token, None if _parts(word) or criteria.narrows else word.word)
        for word in words
        for token in _looked_up(word, answer.meant.get(_typed(word), ""))
    ]
    parameters: dict[str, Any] = {
        "tokens": [token for token, _whole in sought],
        "wholes": [whole for _token, whole in sought],
        "dialogues": int_array(answer.dialogue_ids),
        "viewpoints": int_array(answer.viewpoint_ids),
        "words": [word.word for word in words],
    }
    found: tuple[dict[str, bool], dict[str, bool]] = ({}, {})
    with connection.cursor() as cursor:
        cursor.execute(HELD + HELD_ANYWHERE if criteria.narrows else HELD, parameters)
        for token, is_held, is_anywhere in cursor.fetchall():
            found[is_anywhere][token] = is_held
    return found
