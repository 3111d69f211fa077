"""A viewpoint's text as one reader sees it in a list: masked, cut, the found words marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from dialogportal.language import QueryWord
from dialogportal.language.words import analyse, chains
from dialogportal.personal_data import find
from feedback.models import Viewpoint
from municipality.models import Theme, User

LONGEST_SHOWN = 500
BEFORE_FIRST_MARK = 150

Segments = list[tuple[str, bool]]
NO_THEMES: Mapping[int, Theme] = MappingProxyType({})


@dataclass(frozen=True)
class Shown:
    """``segments``: (text, is marked), in order; ``is_cut``: more of it stands on its own page."""

    viewpoint: Viewpoint
    segments: Segments
    is_cut: bool
    themes: list[Theme]


def show(
    viewpoint: Viewpoint,
    user: User,
    words: Sequence[QueryWord] = (),
    themes: Mapping[int, Theme] = NO_THEMES,
) -> Shown:
    """What a list shows of a viewpoint to this reader; ``themes`` by their ids."""
    text = viewpoint.text_for(user)
    segments = mark_words(text, words)
    is_cut = len(text) > LONGEST_SHOWN
    named = [themes[pk] for pk in viewpoint.theme_ids if pk in themes]
    return Shown(viewpoint, _cut(segments) if is_cut else segments, is_cut, named)


def mark_words(text: str, words: Sequence[QueryWord]) -> Segments:
    """The text with every place marked where one of the words, or a part of one, stands."""
    sought = {token for word in words for token in (word.word, *word.parts, *word.synonyms)}
    places = []
    for chain in chains(text) if sought else ():
        found = [analyse(word) for word in chain.words]
        tokens = {
            chain.joined,
            *(w.lemma for w in found),
            *(part for w in found for part in w.parts),
        }
        if tokens & sought:
            places.append((chain.start, chain.end))
    return _split(text, places)


def mark_personal_data(text: str) -> Segments:
    """The text with every e-mail address, phone number and identity number marked."""
    return _split(text, [(start, end) for _kind, start, end in find(text)])


def _split(text: str, places: Sequence[tuple[int, int]]) -> Segments:
    segments, at = [], 0
    for start, end in places:
        segments += [(text[at:start], False), (text[start:end], True)]
        at = end
    segments.append((text[at:], False))
    return [(piece, is_marked) for piece, is_marked in segments if piece]


def _cut(segments: Segments) -> Segments:
    """About 500 characters, from the beginning or from a little before the first mark."""
    first = 0
    for piece, is_marked in segments:
        if is_marked:
            break
        first += len(piece)
    else:
        first = 0
    begin = first - BEFORE_FIRST_MARK if first > LONGEST_SHOWN - BEFORE_FIRST_MARK else 0
    kept, at = [], 0
    for piece, is_marked in segments:
        part = piece[max(begin - at, 0) : max(begin + LONGEST_SHOWN - at, 0)]
        at += len(piece)
        if part:
            kept.append((part, is_marked))
    head = [("… ", False)] if begin else []
    tail = [(" …", False)] if at > begin + LONGEST_SHOWN else []
    return [*head, *kept, *tail]
