"""How often the portal's own search finds the right answer, beside plain PostgreSQL.

    python -m bench.relevance --documents FILE.csv --queries FILE.csv

documents: ``doc_id,text``; queries: ``question,doc_id``. The documents are loaded as viewpoints
in a scratch database. Prints top1, recall@10 and MRR@10 as one JSON object, last. With --bm25
the figures of BM25 over lemmas come beside them, on standard error.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.scratch import scratch_database

DEPTH = 10
PLAIN = """
SELECT id FROM plain, websearch_to_tsquery('swedish', %s) AS asked
WHERE vector @@ asked ORDER BY ts_rank(vector, asked) DESC, id LIMIT 10
"""
PLAIN_INDEX = """
CREATE TEMPORARY TABLE plain AS
SELECT id, to_tsvector('swedish', text) AS vector FROM feedback_viewpoint
"""


def read_csv(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def figures(places: Sequence[int | None]) -> dict[str, float]:
    """top1, recall@10 and MRR@10 of the right answers' places (1 is best, None not found)."""
    number = len(places) or 1
    return {
        "top1": round(sum(place == 1 for place in places) / number, 4),
        "recall_at_10": round(sum(place is not None for place in places) / number, 4),
        "mrr_at_10": round(sum(1 / place for place in places if place) / number, 4),
    }


def places_of(
    queries: list[dict[str, str]], right: dict[str, int], ask: Callable[[str], list[int]]
) -> list[int | None]:
    found: list[int | None] = []
    for query in queries:
        ids = ask(query["question"])[:DEPTH]
        wanted = right[query["doc_id"]]
        found.append(ids.index(wanted) + 1 if wanted in ids else None)
    return found


def load(documents: list[dict[str, str]]) -> dict[str, int]:
    """Store the documents as viewpoints; return {doc_id: viewpoint id}."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from archive.lexemes import refresh  # noqa: PLC0415
    from bench.city import small_dialogue  # noqa: PLC0415
    from feedback.indexing import examine  # noqa: PLC0415
    from feedback.models import Viewpoint  # noqa: PLC0415

    call_command("load_profile", "stockholm", verbosity=0)
    dialogue = small_dialogue()
    rows = []
    for document in documents:
        state, words = examine(document["text"])
        rows.append(
            Viewpoint(
                dialogue=dialogue,
                text=document["text"],
                personal_data=state,
                words=words.lemmas,
                part_words=words.parts,
                fingerprint=uuid.uuid5(uuid.NAMESPACE_OID, document["doc_id"]),
            )
        )
    stored = Viewpoint.objects.bulk_create(rows, batch_size=1000)
    refresh()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(PLAIN_INDEX)
    return {document["doc_id"]: row.pk for document, row in zip(documents, stored, strict=True)}


def run(
    documents: list[dict[str, str]], queries: list[dict[str, str]]
) -> dict[str, dict[str, float]]:
    """The figures of both on one set; to be called inside a scratch database."""
    from django.db import connection  # noqa: PLC0415

    from archive.criteria import Criteria  # noqa: PLC0415
    from archive.search import search  # noqa: PLC0415
    from bench.city import an_official  # noqa: PLC0415

    right = load(documents)
    user = an_official()

    def portal(question: str) -> list[int]:
        return search(Criteria(words=question), user).viewpoint_ids

    def plain(question: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, [question])
            return [pk for (pk,) in cursor.fetchall()]

    began = time.perf_counter()
    result = {"portal": figures(places_of(queries, right, portal))}
    milliseconds = (time.perf_counter() - began) * 1000 / (len(queries) or 1)
    print(
        f"{len(documents)} documents, {len(queries)} questions, {milliseconds:.1f} ms a question",
        file=sys.stderr,
    )
    result["plain_postgres"] = figures(places_of(queries, right, plain))
    return result


def bm25(
    documents: list[dict[str, str]], queries: list[dict[str, str]]
) -> dict[str, dict[str, float]]:
    """The figures of BM25 over lemmas; needs no database."""
    from bench.bm25 import LemmaBm25  # noqa: PLC0415

    right = {document["doc_id"]: number for number, document in enumerate(documents)}
    index = LemmaBm25(list(right.values()), [document["text"] for document in documents])
    places = places_of(queries, right, lambda question: index.best(question, DEPTH))
    return {"bm25_lemmas": figures(places)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--bm25", action="store_true", help="BM25 over lemmas beside them")
    options = parser.parse_args()
    documents, queries = read_csv(options.documents), read_csv(options.queries)
    unknown = {query["doc_id"] for query in queries} - {row["doc_id"] for row in documents}
    if unknown:
        sys.exit(
            f"{len(unknown)} questions point to documents that are not in the file, "
            f"e.g. {min(unknown)}"
        )
    with scratch_database():
        result = run(documents, queries)
        if options.bm25:
            print(json.dumps(bm25(documents, queries)), file=sys.stderr)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
