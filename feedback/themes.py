"""Themes suggested for a viewpoint from the themes' keywords (R040)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from dialogportal.language import IndexWords, index_words
from municipality.models import Theme

MOST_SUGGESTED = 3
# A keyword as a word of its own says more than one inside a compound.
WHOLE_WORD, COMPOUND_PART = 2, 1
# Endings that make another word of the same meaning: trygg, trygghet; skräp, skräpig, skräpighet.
SAME_WITH_ENDING = ("het", "ig", "ighet")
SHORTEST_WITH_ENDING = 4


class ThemeSuggester:
    """The keywords and names of all themes, read once and asked for every row of a file.

    A keyword of several words counts when they stand beside each other in that order.
    """

    def __init__(self, themes: Iterable[Theme]) -> None:
        self._single: dict[str, list[int]] = defaultdict(list)
        self._phrases: dict[str, list[tuple[list[str], int]]] = defaultdict(list)
        for theme in themes:
            single: dict[str, None] = {}
            # "Klimat och miljö" are two names.
            for keyword in [*theme.keywords, *theme.name_sv.split(" och ")]:
                lemmas = index_words(keyword).lemmas.split()
                if len(lemmas) == 1:
                    single |= dict.fromkeys(_same_word(lemmas[0]))
                elif lemmas:
                    self._phrases[lemmas[0]].append((lemmas, theme.pk))
            for lemma in single:
                self._single[lemma].append(theme.pk)

    def of_words(self, words: IndexWords) -> list[int]:
        """Ids of at most three themes, the one with most keywords in the text first."""
        lemmas = words.lemmas.split()
        points: Counter[int] = Counter()
        for lemma in set(lemmas) & self._single.keys():
            points.update(dict.fromkeys(self._single[lemma], WHOLE_WORD))
        for part in set(words.parts.split()) & self._single.keys():
            points.update(dict.fromkeys(self._single[part], COMPOUND_PART))
        if self._phrases:
            for place, lemma in enumerate(lemmas):
                for phrase, theme_id in self._phrases.get(lemma, ()):
                    if lemmas[place : place + len(phrase)] == phrase:
                        points[theme_id] += WHOLE_WORD
        ranked = sorted(points.items(), key=lambda pair: (-pair[1], pair[0]))
        return [theme_id for theme_id, _points in ranked[:MOST_SUGGESTED]]

    def of_text(self, text: str) -> list[int]:
        """The same for a text whose words have not been made yet."""
        return self.of_words(index_words(text))


def _same_word(lemma: str) -> list[str]:
    """The lemma and those that mean the same as an adjective or a noun."""
    stem = lemma.removesuffix("het") if len(lemma) >= SHORTEST_WITH_ENDING + 3 else lemma
    if len(stem) < SHORTEST_WITH_ENDING:
        return [lemma]
    return [lemma, stem, *(stem + ending for ending in SAME_WITH_ENDING)]
