"""Text → the tokens we index and query by: letters and digits only, lower-case."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from dialogportal.language.compounds import part_lemma, split_compound
from dialogportal.language.lemmas import dictionary_form, guessed_form, other_form
from dialogportal.language.stopwords import STOP_WORDS

LONGEST_TOKEN = 60  # letters; what is longer is cut, in the index as in the query
MAX_CHAIN = 6  # words joined by signs, as in D-2024-0093
# A word is letters and digits with whatever invisible or combining marks stand between them; a
# chain is words joined by single signs without space: e-post, Noddr.de, 2023/656, EU:s.
_MARK = "[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u00ad\u200b-\u200f\u2060\ufeff]"
_WORD = rf"[^\W_](?:{_MARK}*[^\W_])*{_MARK}*"
CHAIN = re.compile(rf"{_WORD}(?:[-./:_&@+'’‐‑–]{_WORD})*")
WORD = re.compile(_WORD)
# What Swedish hangs on an abbreviation after a colon: EU:s, TV:n, SMS:et.
_COLON_ENDINGS = frozenset("s n t en et ns ens ets ar arna er erna na a".split())
_PLAIN = re.compile(r"[a-z0-9åäö]+")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l", "ı": "i"})


class Word(NamedTuple):
    """What one written word is indexed by: its lemma and the low-weight parts."""

    lemma: str
    parts: tuple[str, ...]


class Chain(NamedTuple):
    """One chain in a text: where it stands, its words, and the words joined ("" when one)."""

    start: int
    end: int
    words: tuple[str, ...]
    joined: str


def chains(text: str) -> Iterator[Chain]:
    """The chains of `text` in order, as normalised words."""
    for match in CHAIN.finditer(text):
        words, joined = chain_words(match.group())
        if words:
            yield Chain(match.start(), match.end(), words, joined)


@lru_cache(maxsize=1 << 15)
def chain_words(raw: str) -> tuple[tuple[str, ...], str]:
    """The normalised words of one chain, and those words joined ("" when it is one)."""
    head, colon, ending = raw.rpartition(":")
    if colon and ending.lower() in _COLON_ENDINGS:
        raw = head
    if _PLAIN.fullmatch(raw):
        return (raw[:LONGEST_TOKEN],), ""
    words = tuple(filter(None, (normalise(word) for word in WORD.findall(raw))))
    joined = "".join(words) if 1 < len(words) <= MAX_CHAIN else ""
    return words, joined if len(joined) <= LONGEST_TOKEN else ""


def normalise(word: str) -> str:
    """Lower-case letters and digits of one word in composed form; "" when nothing is left."""
    word = unicodedata.normalize("NFKC", word).lower()
    letters = (c for c in word if c.isalpha() or c.isdecimal())
    return unicodedata.normalize("NFC", "".join(letters))[:LONGEST_TOKEN]


def fold(word: str) -> str:
    """The word without its accents and dots: järva → jarva, débat → debat."""
    if word.isascii():
        return word
    bare = unicodedata.normalize("NFD", word.translate(_LETTERS))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=1 << 14)
def lemma(word: str) -> str:
    """The dictionary form of a normalised word; the word itself when it is unknown."""
    if word.isdecimal() or len(word) < 2:
        return word
    known = dictionary_form(word)
    if known is None:
        pieces = split_compound(word)
        known = pieces[0] + lemma(pieces[1]) if len(pieces) == 2 else guessed_form(word)
    return normalise(known) or word


@lru_cache(maxsize=1 << 16)
def analyse(word: str) -> Word:
    """Lemma, compound parts (two levels) and folded form of one normalised word."""
    base = lemma(word)
    parts = compound_parts(base)
    other = other_form(word)
    if other:
        parts += (normalise(other),)
    folded = fold(base)
    if folded != base and base not in STOP_WORDS:
        parts += (folded,)
    return Word(base, tuple(dict.fromkeys(part for part in parts if part != base)))


def compound_parts(base: str, depth: int = 2) -> tuple[str, ...]:
    """Lemmas of the parts of a compound lemma, its longer parts split once more."""
    pieces = split_compound(base)
    if len(pieces) == 1 or depth == 0:
        return ()
    left, right = part_lemma(pieces[0]), lemma(pieces[1])
    found = [part for part in (left, right) if len(part) > 1 and part not in STOP_WORDS]
    for part in (left, right):
        if len(part) > 7:
            found += compound_parts(part, depth - 1)
    return tuple(found)
