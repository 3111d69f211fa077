"""Where a text answers a query: its words marked, and the passage with most of them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from dialogportal.language.indexing import QueryWord
from dialogportal.language.words import CHAIN, WORD, analyse, chain_words, fold, normalise

Segments = list[tuple[str, bool]]

LONGEST_TEXT = 200_000  # characters searched for the best passage
SHORTEST_PART = 4  # letters of a compound part that may be marked on its own
LEAD = 60  # characters wanted before the first found word
CUT = "…"
# Words stand between them, too: what is read is remembered, and a list of many lines or a row of a
# table as one piece would be met no second time.
OTHER_SPACES = ("\n", "\r", "\t", "\xa0")


def mark(text: str, query: Sequence[QueryWord]) -> Segments:
    """`text` in segments, those that answer the query flagged; joined they are `text` again.

    A word is marked in any inflection, without its accents, and in a compound. Only where
    nothing else is found are the parts of sought compounds marked.
    """
    return _segments(text, [(start, end) for start, end, _ in found_places(text, query)])


def excerpt(text: str, query: Sequence[QueryWord], length: int = 240) -> Segments:
    """The passage of about `length` characters with most of the sought words, marked.

    White space is made single; a passage cut off at an end has "…" there.
    """
    text = " ".join(text[:LONGEST_TEXT].split())
    if len(text) <= length:
        return mark(text, query)
    places = found_places(text, query)
    start = _best_start(text, places, length)
    end = _word_end(text, start + length, start)
    inside = [(a - start, b - start) for a, b, _ in places if start <= a and b <= end]
    segments = _segments(text[start:end].rstrip(), inside)
    if start:
        segments.insert(0, (CUT, False))
    if end < len(text):
        segments.append((CUT, False))
    return segments


def found_places(text: str, query: Sequence[QueryWord]) -> list[tuple[int, int, str]]:
    """(start, end, sought word) of each found word, in order and without overlap."""
    if not query:
        return []
    wanted: dict[str, str] = {}
    for word in query:
        for token in (word.word, fold(word.word), *word.synonyms):
            wanted.setdefault(token, word.word)
    places = _places(text, wanted)
    if places:
        return places
    parts = {part: word.word for word in query for part in word.parts if len(part) >= SHORTEST_PART}
    return _places(text, parts) if parts else []


def _places(text: str, wanted: dict[str, str]) -> list[tuple[int, int, str]]:
    for other in OTHER_SPACES:
        text = text.replace(other, " ")
    pieces = text.split(" ")
    is_unwanted = wanted.keys().isdisjoint
    holding = [n for n, (tokens, _) in enumerate(map(_read, pieces)) if not is_unwanted(tokens)]
    if not holding:
        return []
    starts = [0, *accumulate(len(piece) + 1 for piece in pieces)]
    return [
        place
        for number in holding
        for spans in _read(pieces[number])[1]
        for place in _found(spans, wanted, starts[number])
    ]


class Span(NamedTuple):
    """Something to mark in a piece of text, by what it is found."""

    start: int
    end: int
    tokens: tuple[str, ...]
    is_chain: bool  # all of it: nothing else of the chain is then marked


def _found(
    spans: Sequence[Span], wanted: dict[str, str], at: int
) -> Iterator[tuple[int, int, str]]:
    """What to mark of one chain in a piece that begins at ``at``."""
    for start, end, tokens, is_chain in spans:
        sought = next((wanted[token] for token in tokens if token in wanted), None)
        if sought is not None:
            yield at + start, at + end, sought
            if is_chain:
                return


@lru_cache(maxsize=1 << 16)
def _read(piece: str) -> tuple[frozenset[str], tuple[tuple[Span, ...], ...]]:
    """Of what stands between two spaces: all its tokens, and the spans of each of its chains."""
    chains = tuple(_spans(match.group(), match.start()) for match in CHAIN.finditer(piece))
    return frozenset(token for spans in chains for span in spans for token in span.tokens), chains


def _spans(raw: str, at: int) -> tuple[Span, ...]:
    """What to mark of one chain of letters.

    A chain of several words may be meant as a whole: then that comes first.
    """
    words, joined = chain_words(raw)
    end = at + len(raw)
    if len(words) == 1 and len(words[0]) == len(raw):
        return (Span(at, end, _tokens(words[0]), True),)
    spans = [Span(at, end, (joined, fold(joined)), True)] if joined else []
    for match in WORD.finditer(raw):
        tokens = _tokens(normalise(match.group()))
        spans.append(Span(at + match.start(), at + match.end(), tokens, match.group() == raw))
    return tuple(spans)


def _tokens(word: str) -> tuple[str, ...]:
    base, parts = analyse(word)
    return (base, *parts)


def _segments(text: str, places: Sequence[tuple[int, int]]) -> Segments:
    segments: Segments = []
    at = 0
    for start, end in places:
        segments += [(text[at:start], False), (text[start:end], True)]
        at = end
    segments.append((text[at:], False))
    return [segment for segment in segments if segment[0]]


def _best_start(text: str, places: list[tuple[int, int, str]], length: int) -> int:
    """Where the passage with most different words, then most words, begins."""
    best, start = (0, 0), 0
    last = 0
    for first, (place, _, _) in enumerate(places):
        last = max(last, first)
        while last < len(places) and places[last][1] <= place + length - LEAD:
            last += 1
        inside = places[first:last]
        worth = (len({word for _, _, word in inside}), len(inside))
        if worth > best:
            best, start = worth, place
    if start <= LEAD:
        return 0
    start = min(start - LEAD, len(text) - length)
    space = text.find(" ", start, start + LEAD)
    return space + 1 if space >= 0 else start


def _word_end(text: str, end: int, start: int) -> int:
    """The last place at or before `end` where a word ends."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start + (end - start) // 2, end + 1)
    return space if space > 0 else end
