"""Make the two files that bench.relevance reads out of SweFAQ (Språkbanken, CC BY 4.0).

    python -m bench.swefaq swefaq_dev.jsonl DOCUMENTS.csv QUERIES.csv

Documents are all distinct candidate answers; each question points to its right one.
"""

import csv
import json
import sys
from pathlib import Path


def main() -> None:
    source, documents, queries = map(Path, sys.argv[1:])
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    numbers: dict[str, int] = {}
    for row in rows:
        for answer in row["candidate_answers"]:
            numbers.setdefault(answer, len(numbers))
    asked = [(row["question"], numbers[row["candidate_answers"][row["label"]]]) for row in rows]
    held = [(number, text) for text, number in numbers.items()]
    for path, titles, lines in (
        (documents, ("doc_id", "text"), held),
        (queries, ("question", "doc_id"), asked),
    ):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([titles, *lines])


if __name__ == "__main__":
    main()
