"""How common each word of the archive is, and what a misspelt word probably was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from dialogportal.language import closest, spelling_keys
from dialogportal.local_cache import cache

REFRESH = """
DROP TABLE IF EXISTS pg_temp.counted;
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
SELECT word, sum(dialogues)::int AS dialogues, sum(viewpoints)::int AS viewpoints FROM (
    SELECT word, ndoc AS dialogues, 0 AS viewpoints
    FROM ts_stat('SELECT search FROM dialogues_dialogue')
    UNION ALL
    SELECT word, 0, ndoc FROM ts_stat('SELECT search FROM feedback_viewpoint')
) AS both_kinds WHERE length(word) <= 100 GROUP BY word;
DELETE FROM archive_lexeme
WHERE NOT EXISTS (SELECT FROM counted WHERE counted.word = archive_lexeme.word);
UPDATE archive_lexeme SET dialogues = counted.dialogues, viewpoints = counted.viewpoints
FROM counted WHERE counted.word = archive_lexeme.word AND
    (archive_lexeme.dialogues, archive_lexeme.viewpoints)
    <> (counted.dialogues, counted.viewpoints);
"""
NEW_WORDS = """
SELECT word, dialogues, viewpoints FROM counted
WHERE NOT EXISTS (SELECT FROM archive_lexeme WHERE archive_lexeme.word = counted.word)
"""
COUNTS = "SELECT word, dialogues, viewpoints FROM archive_lexeme WHERE word = ANY(%(words)s)"
# PostgreSQL's own estimates of how many there are; how many bytes of words the newest hold, which
# it knows without fetching them (its estimate of a column's width leaves out what lies outside the
# row, as most of a dialogue's words do); the newest viewpoint.
SIZES = """
SELECT
    (SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'dialogues_dialogue'::regclass),
    (SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'feedback_viewpoint'::regclass),
    (SELECT avg(octet_length(body_words))::float FROM (
        SELECT body_words FROM dialogues_dialogue ORDER BY id DESC LIMIT 1000) AS newest),
    (SELECT avg(octet_length(words))::float FROM (
        SELECT words FROM feedback_viewpoint ORDER BY id DESC LIMIT 1000) AS newest),
    (SELECT max(id) FROM feedback_viewpoint)
"""
SIZES_KEPT_SECONDS = 60
SHORTEST_LENGTH = 5.0
BYTES_A_WORD = 7.0  # of Swedish lemmas with the space between them


@dataclass(frozen=True)
class Frequencies:
    """In how many dialogues and viewpoints words stand, how many of each there are and how long
    in words, and the id of the newest viewpoint (as they were a minute ago at most)."""

    dialogues: dict[str, int]
    viewpoints: dict[str, int]
    all_dialogues: int
    all_viewpoints: int
    dialogue_length: float
    viewpoint_length: float
    newest_viewpoint: int


@transaction.atomic
def refresh() -> int:
    """Count every word of the index anew; return how many words there are.

    Takes about a second for 100,000 viewpoints; run by the worker after imports and every night.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('archive_lexeme'))")
        cursor.execute(REFRESH)
        cursor.execute(NEW_WORDS)
        new = cursor.fetchall()
        with cursor.copy(
            "COPY archive_lexeme (word, dialogues, viewpoints, keys) FROM STDIN"
        ) as copy:
            for word, dialogues, viewpoints in new:
                copy.write_row((word, dialogues, viewpoints, list(spelling_keys(word))))
        cursor.execute("ANALYZE archive_lexeme")
        cursor.execute("SELECT count(*) FROM archive_lexeme")
        return int(cursor.fetchone()[0])


def frequencies(words: Iterable[str]) -> Frequencies:
    """How common the words are."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"words": list(words)})
        rows = cursor.fetchall()
    return Frequencies(
        {word: count for word, count, _viewpoints in rows},
        {word: count for word, _dialogues, count in rows},
        *_sizes(),
    )


def _sizes() -> tuple[int, int, float, float, int]:
    """The last five fields of ``Frequencies``; kept for a minute."""
    found: tuple[int, int, float, float, int] | None = cache.get("archive-sizes")
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(SIZES)
            dialogues, viewpoints, *widths, newest = cursor.fetchone()
        lengths = [max((width or 0) / BYTES_A_WORD, SHORTEST_LENGTH) for width in widths]
        found = (int(dialogues), int(viewpoints), lengths[0], lengths[1], newest or 0)
        cache.set("archive-sizes", found, SIZES_KEPT_SECONDS)
    return found


def probably_meant(words: Sequence[str], counts: Frequencies) -> dict[str, str]:
    """For words that nothing holds: the known word each is most likely a misspelling of.

    How common those are is added to ``counts``.
    """
    keys = {word: list(spelling_keys(word)) for word in words if len(word) >= 4}
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, dialogues, viewpoints FROM archive_lexeme WHERE keys && %s "
            "ORDER BY dialogues + viewpoints DESC LIMIT 500",
            [[key for each in keys.values() for key in each]],
        )
        known = {word: numbers for word, *numbers in cursor.fetchall()}
    in_all = [(word, sum(numbers)) for word, numbers in known.items()]
    found = {word: other for word in keys if (other := closest(word, in_all))}
    for other in found.values():
        counts.dialogues[other], counts.viewpoints[other] = known[other]
    return found
