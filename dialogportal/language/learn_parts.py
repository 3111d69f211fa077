"""Learn which word parts build Swedish compounds, from the words simplemma knows.

Run `python -m dialogportal.language.learn_parts` after an upgrade of simplemma: it writes
`compound_parts.tsv` beside this file. Learning takes some seconds; reading the file takes
some milliseconds, which is why it is kept.

Each line is `kind, form, weight, lemma`: kind `m` for a modifier ("trygghets" → trygghet),
`h` for a head. A weight is high when many words are built with the form (it is productive) and
when most words that begin (or end) with its letters really are built with it (it is no accident:
many words end in "-ring", few of them are about rings).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

from dialogportal.language import own_parts
from dialogportal.language.compounds import (
    PARTS_FILE,
    PartWeights,
    best_split,
    is_linking,
    may_be_head,
    may_be_modifier,
)

ACCIDENT = 0.7  # how much the share of true compounds counts beside their number
ACCEPTED = 2.0  # a dictionary word counts as a compound while learning from this score on
ROUNDS = 2
BOUND_SHARE = (
    0.3  # a part that is no word must be a part in this share of the words with its letters
)
PARTICLE_PENALTY = 5.0  # "för|ändring" helps nobody who searches


def learn(dictionary: Mapping[str, str]) -> PartWeights:
    """Weights of modifiers and heads learnt from `dictionary` (form → lemma, both spelt out)."""
    words = {lemma for lemma in dictionary.values() if lemma.isalpha() and lemma.islower()}
    legal = _legal_modifiers(dictionary, words)
    pairs = _possible_pairs(words)
    whole = [pair for pair in pairs if pair[0] in legal and pair[1] in words]
    modifiers = Counter(left for left, _ in whole)
    heads = Counter(right for _, right in whole)
    starts = Counter(left for left, _ in pairs)
    ends = Counter(right for _, right in pairs)
    bound_modifiers = _often(
        (
            left
            for left, right in pairs
            if len(left) >= 3 and left not in legal and len(right) >= 4
            if right in words and heads[right] >= 3
        ),
        starts,
    )
    bound_heads = _often(
        (
            right
            for left, right in pairs
            if len(left) >= 3 and len(right) >= 4 and right not in dictionary
            if modifiers[left] >= 5
        ),
        ends,
    )
    weights = PartWeights({}, {}, {})
    for _ in range(ROUNDS + 1):
        weights = _weigh(modifiers, heads, starts, ends, bound_modifiers, bound_heads, words)
        modifiers, heads = _parts_of(words, weights)
    forms = Counter(dictionary.values())
    weights.lemmas.update(
        (form, modifier_lemma(form, dictionary, forms)) for form in weights.modifiers
    )
    return weights


def _legal_modifiers(dictionary: Mapping[str, str], words: set[str]) -> set[str]:
    """Forms that may stand first in a compound: words themselves, and their linking forms."""
    return {
        form
        for form, lemma in dictionary.items()
        if form.islower() and (form in words or is_linking(form, lemma.lower()))
    }


def _possible_pairs(words: set[str]) -> list[tuple[str, str]]:
    """(modifier, head) of every place where a word might be cut in two."""
    pairs = [(word[:i], word[i:]) for word in words for i in range(2, len(word) - 1)]
    return [pair for pair in pairs if may_be_modifier(pair[0]) and may_be_head(pair[1])]


def _parts_of(words: set[str], weights: PartWeights) -> tuple[Counter[str], Counter[str]]:
    """How often each modifier and each head is met, in the words that count as compounds."""
    modifiers, heads = Counter[str](), Counter[str]()
    for word in words:
        score, place = best_split(word, weights)
        if place and score > ACCEPTED:
            modifiers[word[:place]] += 1
            heads[word[place:]] += 1
    return modifiers, heads


def modifier_lemma(form: str, dictionary: Mapping[str, str], forms: Mapping[str, int]) -> str:
    """The word behind a modifier: skol → skola, gatu → gata, trygghets → trygghet."""
    if form in own_parts.MODIFIER_LEMMAS:
        return own_parts.MODIFIER_LEMMAS[form]
    if forms.get(form, 0) > 2:
        return form  # inflected in its own right
    stems = [form[:-1]] if form.endswith("s") else []
    stems += [form + "a", form + "e"]
    if form[-1] in "eou":
        stems += [form[:-1] + "a", form[:-1] + "e", form[:-1]]
    for stem in stems:
        if forms.get(stem, 0) > 2:
            return stem
    return dictionary.get(form, form).lower()


def _often(parts: Iterable[str], chances: Mapping[str, int]) -> set[str]:
    """Parts found three times or more, and in a good share of the words they could be found in."""
    counts = Counter(parts)
    return {
        part
        for part, count in counts.items()
        if count >= 3 and count >= BOUND_SHARE * chances[part]
    }


def _weigh(
    modifiers: Mapping[str, int],
    heads: Mapping[str, int],
    starts: Mapping[str, int],
    ends: Mapping[str, int],
    bound_modifiers: set[str],
    bound_heads: set[str],
    words: set[str],
) -> PartWeights:
    """Turn counts into weights; parts that are no words of their own weigh one less."""
    result = PartWeights({}, {}, {})
    own_modifiers, own_heads = own_parts.MODIFIERS, own_parts.HEADS
    for part in {*modifiers, *bound_modifiers, *own_modifiers}:
        extra = 3 if part in own_modifiers else 0
        weight = _weight(modifiers.get(part, 0) + extra, starts.get(part, 0) + extra)
        weight += 0.3 if part in words else 0.0
        weight -= PARTICLE_PENALTY if part in own_parts.PARTICLES else 0.0
        result.modifiers[part] = round(weight, 1)
    for part in {*heads, *bound_heads, *own_heads}:
        known = part in words
        count = heads.get(part, 0) + (1 if part in own_heads or part in bound_heads else 0)
        result.heads[part] = round(_weight(count, ends.get(part, 0)) - (0 if known else 1), 1)
    return result


def _weight(count: int, chances: int) -> float:
    return math.log(count + 1) + ACCIDENT * math.log((count + 1) / (max(count, chances) + 1))


def main() -> None:
    """Write the learnt weights to the file that the splitter reads."""
    weights = learn(dict(DEFAULT_DICTIONARY_FACTORY.get_dictionary("sv")))
    with PARTS_FILE.open("w", encoding="utf-8") as file:
        for form, weight in sorted(weights.modifiers.items()):
            file.write(f"m\t{form}\t{weight}\t{weights.lemmas[form]}\n")
        for form, weight in sorted(weights.heads.items()):
            file.write(f"h\t{form}\t{weight}\t\n")


if __name__ == "__main__":
    main()
