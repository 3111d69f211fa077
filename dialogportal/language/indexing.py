"""What the index holds of a text and what is asked of it: the same code makes both."""

import html
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dialogportal.language.stopwords import STOP_WORDS
from dialogportal.language.words import Chain, analyse, chains, fold

MAX_QUERY_WORDS = 32
LONGEST_QUERY = 10_000  # characters read of a query


class IndexWords(NamedTuple):
    """Space-separated tokens: `lemmas` in the order of the text, `parts` at low weight."""

    lemmas: str
    parts: str


class QueryWord(NamedTuple):
    """One sought word: its lemma, low-weight tokens, how it was typed, and its synonyms."""

    word: str
    parts: tuple[str, ...] = ()
    shown: str = ""
    synonyms: tuple[str, ...] = ()


def index_words(text: str) -> IndexWords:
    """The tokens `text` is found by.

    A chain such as 2023/656 gives its words and the words joined (2023656). Parts are the
    lemmas of compound parts and the forms without accents, each as often as it occurs.
    """
    lemmas: list[str] = []
    parts: list[str] = []
    for chain in chains(html.unescape(text)):
        for word in chain.words:
            found = analyse(word)
            lemmas.append(found.lemma)
            parts += found.parts
        if chain.joined:
            lemmas.append(chain.joined)
            folded = fold(chain.joined)
            if folded != chain.joined:
                parts.append(folded)
    return IndexWords(" ".join(lemmas), " ".join(parts))


def query_words(
    text: str, synonyms: Mapping[str, Sequence[str]] | None = None
) -> tuple[QueryWord, ...]:
    """The words a query asks for, at most 32, each once.

    Stop words are left out unless there is nothing else. `synonyms` maps a lemma to lemmas
    that mean the same (the themes' synonyms); they are normalised here.
    """
    found: dict[str, QueryWord] = {}
    stops: dict[str, QueryWord] = {}
    for chain in chains(text[:LONGEST_QUERY]):
        shown = text[chain.start : chain.end]
        if chain.joined and not _is_list(chain.words):
            found.setdefault(chain.joined, _code(chain, shown))
            continue
        for word in chain.words:
            base, parts = analyse(word)
            home = stops if word in STOP_WORDS or base in STOP_WORDS else found
            home.setdefault(base, QueryWord(base, parts, shown if len(chain.words) == 1 else word))
    kept = list((found or stops).values())[:MAX_QUERY_WORDS]
    return tuple(_with_synonyms(word, synonyms or {}) for word in kept)


def _is_list(words: Sequence[str]) -> bool:
    """Whether signs join whole words ("vård/omsorg", "buss-tåg"), each sought for itself."""
    return all(word.isalpha() and len(word) >= 3 for word in words)


def _code(chain: Chain, shown: str) -> QueryWord:
    """A code or the like (2023/656, e-post): sought as one word, its pieces at low weight."""
    pieces = [analyse(word).lemma for word in chain.words]
    parts = dict.fromkeys((*pieces, fold(chain.joined)))
    parts.pop(chain.joined, None)
    return QueryWord(chain.joined, tuple(parts), shown)


def _with_synonyms(word: QueryWord, synonyms: Mapping[str, Sequence[str]]) -> QueryWord:
    same = dict.fromkeys(
        token
        for synonym in synonyms.get(word.word, ())
        for token in index_words(synonym).lemmas.split()
        # Of "the way to school" the small words mean nothing, and stand in every text.
        if token not in STOP_WORDS
    )
    same.pop(word.word, None)
    return word._replace(synonyms=tuple(same))
