"""Splits Swedish compounds where their two main parts meet: trygghets|vandring, väg|hållning."""

from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from dialogportal.language.lemmas import dictionary_form, plain_form
from dialogportal.language.own_parts import ENDINGS, SHORT_HEADS, WHOLE

PARTS_FILE = Path(__file__).parent / "compound_parts.tsv"
LONGEST = 60  # letters; longer "words" are addresses or keyboard noise
THRESHOLD = 1.5  # a split must score more; found on words that are and are not compounds
BRACKET_BONUS = 3.0  # "arbetslivs|erfarenhet": an s after a compound marks the main joint
LENGTH_WEIGHT = 0.3
SURE_HEAD = 8  # letters of a word that needs no learning to be trusted as a head
PRODUCTIVE = 0.6  # the weight of a part that a handful of words are built with
VOWELS = frozenset("aeiouyåäöé")


class PartWeights(NamedTuple):
    """Weight of each known modifier and head, and the lemma behind each modifier."""

    modifiers: dict[str, float]
    heads: dict[str, float]
    lemmas: dict[str, str]


@lru_cache(maxsize=1 << 13)
def split_compound(word: str) -> tuple[str, ...]:
    """The surface parts of a lower-case word; one part when it is no compound.

    The linking letters stay with the first part, so that joining the parts gives the word back.
    An inflected word is split where its dictionary form is.
    """
    if not 4 <= len(word) <= LONGEST:
        return (word,)
    lemma = plain_form(word) or word
    if lemma in WHOLE:
        return (word,)
    if lemma != word and len(lemma) >= 4:
        place = best_split(lemma, part_weights())[1]
        same = place and word[:place] == lemma[:place] and len(word) > place + 1
        return (word[:place], word[place:]) if same else (word,)
    score, place = best_split(word, part_weights())
    return (word[:place], word[place:]) if place and score > THRESHOLD else (word,)


def part_lemma(part: str) -> str:
    """The dictionary form behind a modifier: skol → skola, trygghets → trygghet."""
    return part_weights().lemmas.get(part) or dictionary_form(part) or part


@cache
def part_weights() -> PartWeights:
    """The learnt weights, read on first use (see learn_parts)."""
    weights = PartWeights({}, {}, {})
    with PARTS_FILE.open(encoding="utf-8") as file:
        for line in file:
            kind, form, weight, lemma = line.rstrip("\n").split("\t")
            if kind == "m":
                weights.modifiers[form] = float(weight)
                weights.lemmas[form] = lemma
            else:
                weights.heads[form] = float(weight)
    return weights


def best_split(word: str, weights: PartWeights) -> tuple[float, int]:
    """The best place to split `word` and its score; place 0 when there is none."""
    best, place = float("-inf"), 0
    for i in range(2, len(word)):
        left, right = word[:i], word[i:]
        if left not in weights.modifiers and right not in weights.heads and len(right) < SURE_HEAD:
            continue  # one part at least must be known to build compounds
        if not (may_be_head(right) and may_be_modifier(left)):
            continue
        head = _head_weight(right, weights)
        if head is None:
            continue
        modifier = _modifier_weight(left, weights)
        if modifier is None:
            continue
        score = modifier + head + _shape(left, right, weights)
        if score > best:
            best, place = score, i
    return best, place


def may_be_head(part: str) -> bool:
    """Whether a compound can end so: a syllable of its own, and no mere ending."""
    if len(part) < 3:
        return part in SHORT_HEADS
    return part not in ENDINGS and not VOWELS.isdisjoint(part)


def may_be_modifier(part: str) -> bool:
    """Whether a compound can begin so: a syllable of its own."""
    return not VOWELS.isdisjoint(part)


def _head_weight(part: str, weights: PartWeights) -> float | None:
    known = weights.heads.get(part)
    if known is not None:
        return known
    lemma = plain_form(part)
    if lemma is None or (len(lemma) < 3 and lemma not in SHORT_HEADS):
        return None
    return weights.heads.get(lemma, 0.0)


def _modifier_weight(part: str, weights: PartWeights) -> float | None:
    known = weights.modifiers.get(part)
    if known is not None:
        return known
    lemma = plain_form(part)
    if lemma is not None and is_linking(part, lemma):
        return 0.0
    if part[-1] == "e" and len(part) > 5 and plain_form(part[:-1]) == part[:-1]:
        return 0.0  # detaljplan, detaljplane|förslag
    return -1.0 if _joins(part, weights.modifiers, weights.modifiers, 4) else None


def is_linking(form: str, lemma: str) -> bool:
    """Whether a form of `lemma` is shaped as a first part: the lemma, a genitive, a stem."""
    if form == lemma:
        return True
    if form.endswith("s"):
        return len(form) > 5 or plain_form(form[:-1]) == form[:-1]
    if len(form) == len(lemma) and form[:-1] == lemma[:-1] and form[-1] in "eou":
        return True
    if lemma.startswith(form) and len(lemma) - len(form) <= 1:
        return True
    return len(form) > 6 or (len(form) >= 5 and form[-1] in "aeoru")


def _shape(left: str, right: str, weights: PartWeights) -> float:
    """What the lengths and the linking s say about a split."""
    score = LENGTH_WEIGHT * min(len(left), len(right), 6)
    score -= 1.5 if len(left) == 2 else 0.0
    score -= {1: 4.0, 2: 3.0, 3: 1.0}.get(len(right), 0.0)
    if left[-1] == "s" and len(left) >= 8 and plain_form(left[:-1]) == left[:-1]:
        score += BRACKET_BONUS if _joins(left[:-1], weights.modifiers, weights.heads, 3) else 0.0
    return score


def _joins(word: str, firsts: dict[str, float], seconds: dict[str, float], shortest: int) -> bool:
    """Whether `word` falls into two productive parts, the second of at least `shortest` letters."""
    return any(
        firsts.get(word[:i], 0.0) > PRODUCTIVE and seconds.get(word[i:], 0.0) > PRODUCTIVE
        for i in range(2, len(word) - shortest + 1)
    )
