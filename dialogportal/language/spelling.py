"""Misspelt words: which known word was meant?

PostgreSQL keeps `spelling_keys(lexeme)` of each common lexeme in an array column with a GIN index.
A word that no document holds is looked up by `keys && spelling_keys(word)` (some hundred rows at
most even among half a million lexemes), and `closest` picks among the rows.
"""

from collections.abc import Iterable

from dialogportal.language.words import fold

PREFIX = 8  # letters of a word that its keys are made of
SHORTEST = 4  # letters; shorter words are neighbours of everything
SHORT = 5  # words up to this length may differ by one edit, longer ones by two


def spelling_keys(word: str) -> list[str]:
    """Keys that a word shares with its misspellings: its bare beginning with one letter left out.

    Accents and doubled letters are dropped first, so that "komun" and "jarva" lose nothing. At
    most PREFIX + 1 keys; none for words that are short or hold digits.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return []
    bare = _bare(word)[:PREFIX]
    keys = {bare, *(bare[:i] + bare[i + 1 :] for i in range(len(bare)))}
    return sorted(keys)


def closest(word: str, candidates: Iterable[tuple[str, int]]) -> str | None:
    """The candidate most probably meant: fewest edits, then same beginning, then most frequent.

    `candidates` are (lexeme, number of documents). None when none is within one edit (words of
    up to five letters) or two. A missing accent or doubled letter counts as half an edit.
    """
    limit = 1 if len(word) <= SHORT else 2
    best: tuple[float, bool, int, str] | None = None
    for lexeme, frequency in candidates:
        if lexeme == word or abs(len(lexeme) - len(word)) > limit + 1:
            continue
        distance = _distance(word, lexeme, limit)
        if distance > limit:
            continue
        rank = (distance, lexeme[:1] != word[:1], -frequency, lexeme)
        if best is None or rank < best:
            best = rank
    return best[3] if best else None


def edits(first: str, second: str) -> int:
    """Letters left out, put in, changed or swapped with their neighbour between two words."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, previous = row, before
        row = [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _distance(word: str, lexeme: str, limit: int) -> float:
    """Edits between two words, those that change no bare letter at half price."""
    bare = edits(_bare(word), _bare(lexeme))
    if bare > limit:
        return bare
    return bare + 0.5 * (edits(word, lexeme) > bare)


def _bare(word: str) -> str:
    """The word without accents, and with doubled letters single."""
    return fold("".join(a for a, b in zip(word, " " + word, strict=False) if a != b))
