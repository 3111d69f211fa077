"""Measure the compound splitter: `python -m bench.compounds FILE.csv`.

The file has the columns `ord` and `gold_split` or `split`, parts joined by `|`. Words split
wrongly are listed on standard error; the last line on standard output is one JSON object.
"""

import argparse
import csv
import json
import sys
import time
from pathlib import Path

from dialogportal.language import split_compound


def read_words(path: Path) -> list[tuple[str, str]]:
    """(word, right split) of each line; raises SystemExit when a column is missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = set(reader.fieldnames or ())
        right = next((name for name in ("gold_split", "split") if name in columns), None)
        if right is None or "ord" not in columns:
            raise SystemExit(f"{path}: needs the columns ord and gold_split (or split)")
        return [(row["ord"], row[right]) for row in reader]


def measure(words: list[tuple[str, str]]) -> dict[str, int]:
    """Count words split right, left whole, and split in another place than the right one."""
    counts = {"words": len(words), "right": 0, "unsplit": 0, "wrong": 0}
    for word, right in words:
        found = "|".join(split_compound(word))
        if found == right:
            counts["right"] += 1
            continue
        counts["unsplit" if "|" not in found else "wrong"] += 1
        print(f"{right}\t{found}", file=sys.stderr)
    return counts


def main() -> None:
    """Read the file, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    words = read_words(parser.parse_args().file)
    split_compound("uppvärmning")  # reads the dictionary, once
    start = time.perf_counter()
    counts = measure(words)
    seconds = time.perf_counter() - start
    print(f"{counts['right'] / max(1, len(words)):.1%} right, {len(words) / seconds:,.0f} words/s")
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
