"""A yardstick for bench.relevance: BM25 over lemmas, with none of what the portal adds to it."""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from dialogportal.language import index_words

SATURATION, LENGTH_SHARE = 1.5, 0.75  # the usual k1 and b


class LemmaBm25:
    """An index of texts held in memory."""

    def __init__(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        self._postings: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._lengths: dict[int, int] = {}
        for pk, text in zip(ids, texts, strict=True):
            lemmas = index_words(text).lemmas.split()
            self._lengths[pk] = len(lemmas)
            for lemma, count in Counter(lemmas).items():
                self._postings[lemma][pk] = count
        self._mean_length = sum(self._lengths.values()) / (len(self._lengths) or 1) or 1

    def best(self, question: str, number: int) -> list[int]:
        """Ids of the best texts, best first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for lemma in set(index_words(question).lemmas.split()):
            held = self._postings.get(lemma, {})
            rarity = math.log(1 + (len(self._lengths) - len(held) + 0.5) / (len(held) + 0.5))
            for pk, count in held.items():
                share = 1 - LENGTH_SHARE + LENGTH_SHARE * self._lengths[pk] / self._mean_length
                scores[pk] += rarity * count * (SATURATION + 1) / (count + SATURATION * share)
        return heapq.nlargest(number, scores, key=lambda pk: (scores[pk], -pk))
