"""Second stage of the search: order the candidates that PostgreSQL picked.

BM25 with what Swedish needs beside it: compound parts, synonyms and words of the same beginning
count, at lower weight. The weights are those that did best over sets of questions and titles with
the texts they belong to; nearness of words and place in the text were tried and did not help.
"""

import math
import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from dialogportal.language.indexing import QueryWord

Key = TypeVar("Key", bound=Hashable)

SATURATION = 1.1  # BM25's k1: how soon a repeated word stops counting
LENGTH_SHARE = 0.7  # BM25's b: how much a long text is held back
PART_OF_TEXT = 0.3  # the sought word found as part of a compound, or without its accents
PART_OF_BOTH = 0.7  # a part of the sought compound found as part of another
PART_OF_QUERY = 0.35  # a part of the sought compound
SYNONYM = 0.6
SAME_START = 0.2  # vaccinera, vaccination
SECONDARY = 0.5  # share kept of the weaker of two kinds of evidence for one word
COVERAGE = 0.8  # share of the score that depends on how many of the words are found
FOUND_OTHERWISE = 0.7  # how far a word counts as found where only its like is: a part, a synonym
TITLE = 2.0  # a word in the title counts twice
START_LENGTH = 5


class _Clue(NamedTuple):
    """One kind of evidence for one sought word."""

    word: int  # place in the query
    gain: float  # what it gives at most
    in_parts: float  # how much an occurrence among the parts counts


def rank(
    query: Sequence[QueryWord],
    documents: Sequence[tuple[Key, str, str, str]],
    frequencies: Mapping[str, int],
    total: int,
    average_length: float,
) -> list[tuple[Key, float]]:
    """The documents with their scores, best first; equals keep their order.

    A document is (id, title, lemmas, parts): space-separated tokens from `index_words`, the
    lemmas those of the text without its title, the parts those of both; any may be "".
    `frequencies` gives in how many of the `total` documents each of `query_tokens(query)`
    occurs; `average_length` is the mean number of lemmas.
    """
    rarity = [idf(frequencies.get(word.word, 0), total) for word in query]
    clues, roles = _clues(query, rarity, frequencies, total)
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(query):
        if len(word.word) >= START_LENGTH and word.word.isalpha():
            starts[word.word[:START_LENGTH]].append(len(clues))
            clues.append(_Clue(number, SAME_START * rarity[number], 1.0))
    reader = _Reader(clues, roles, dict(starts))
    scored = []
    for key, title, lemmas, parts in documents:
        counts = reader.counts(title, lemmas, parts)
        length = (_number(title) + _number(lemmas)) / max(1.0, average_length)
        scored.append((key, _score(counts, clues, rarity, length)))
    return sorted(scored, key=lambda pair: -pair[1])


def query_tokens(query: Sequence[QueryWord]) -> set[str]:
    """All tokens whose document frequencies `rank` needs."""
    return {token for word in query for token in (word.word, *word.parts, *word.synonyms)}


def idf(frequency: int, total: int) -> float:
    """How much a token tells that `frequency` of `total` documents hold; never below 0."""
    frequency = min(frequency, total)
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def _clues(
    query: Sequence[QueryWord], rarity: list[float], frequencies: Mapping[str, int], total: int
) -> tuple[list[_Clue], dict[str, tuple[int, ...]]]:
    """The clues to look for; the first of them are the query's words themselves, in order."""
    clues = [_Clue(n, rarity[n], PART_OF_TEXT) for n in range(len(query))]
    roles: dict[str, tuple[int, ...]] = {}
    for number, word in enumerate(query):
        roles[word.word] = (*roles.get(word.word, ()), number)
        weighted = [(part, PART_OF_QUERY) for part in word.parts]
        weighted += [(synonym, SYNONYM) for synonym in word.synonyms]
        for token, weight in weighted:
            gain = weight * idf(frequencies.get(token, 0), total)
            roles[token] = (*roles.get(token, ()), len(clues))
            clues.append(_Clue(number, gain, PART_OF_BOTH))
    return clues, roles


class _Reader:
    """Counts clues in documents."""

    def __init__(
        self,
        clues: list[_Clue],
        roles: dict[str, tuple[int, ...]],
        starts: dict[str, list[int]],
    ) -> None:
        self.clues = clues
        self.roles = roles
        self.starts = starts
        # Only what begins as a sought token does is looked at: to walk through all of a text's
        # tokens takes several times as long.
        others = (token for token in roles if token[:START_LENGTH] not in starts)
        begins = "|".join(map(re.escape, (*starts, *others)))
        self.alike = re.compile(f" ((?:{begins})[^ ]*)").findall

    def counts(self, title: str, lemmas: str, parts: str) -> dict[int, float]:
        """Clue → weighted number of occurrences in one document.

        A token that is sought for no word may begin as one does.
        """
        found: dict[int, float] = {}
        for tokens, weight in ((lemmas, 1.0), (title, TITLE), (parts, 0.0)):
            for token in self.alike(f" {tokens}"):
                for slot in self.roles.get(token) or self.starts.get(token[:START_LENGTH]) or ():
                    found[slot] = found.get(slot, 0.0) + (weight or self.clues[slot].in_parts)
        return found


def _number(tokens: str) -> int:
    return tokens.count(" ") + 1 if tokens else 0


def _score(
    counts: dict[int, float], clues: list[_Clue], rarity: list[float], length: float
) -> float:
    """Sum over the query's words of their evidence, held back for words not found."""
    held = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length)
    exact = [0.0] * len(rarity)
    other = [0.0] * len(rarity)
    for slot, count in counts.items():
        clue = clues[slot]
        value = clue.gain * count * (SATURATION + 1) / (count + held)
        if slot < len(rarity):
            exact[slot] = value
        else:
            other[clue.word] += value
    score = covered = 0.0
    for slot, (one, two, weight) in enumerate(zip(exact, other, rarity, strict=True)):
        if one or two:
            score += max(one, two) + SECONDARY * min(one, two)
            covered += weight if counts.get(slot, 0.0) >= 1 else FOUND_OTHERWISE * weight
    return score * (1 - COVERAGE + COVERAGE * covered / (sum(rarity) or 1.0))
