"""A viewpoint's text as one reader sees it in a list: masked, cut, the found words marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from dialogportal.language import QueryWord, excerpt, mark
from dialogportal.personal_data import find
from feedback.models import Viewpoint
from municipality.models import Theme, User

LONGEST_SHOWN = 500

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
    is_cut = len(text) > LONGEST_SHOWN
    segments = excerpt(text, words, LONGEST_SHOWN) if is_cut else mark(text, words)
    named = [themes[pk] for pk in viewpoint.theme_ids if pk in themes]
    return Shown(viewpoint, segments, is_cut, named)


def mark_personal_data(text: str) -> Segments:
    """The text with every e-mail address, phone number and identity number marked."""
    segments, at = [], 0
    for _kind, start, end in find(text):
        segments += [(text[at:start], False), (text[start:end], True)]
        at = end
    segments.append((text[at:], False))
    return [(piece, is_marked) for piece, is_marked in segments if piece]
