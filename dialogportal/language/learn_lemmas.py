"""Find the words that are their own dictionary form although simplemma gives them another.

Run `python -m dialogportal.language.learn_lemmas` after an upgrade of simplemma: it writes
`own_lemmas.tsv` beside this file. The dictionary holds one lemma a form, and where a noun and
a verb share a form it is often the verb: plan → plana, nämnd → nämna, boende → bo. Then the noun
and its own inflections (planen → plan) no longer meet, which is what a search lives on.
"""

from collections import Counter
from collections.abc import Mapping

from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

from dialogportal.language.lemmas import LEMMAS_FILE

INFLECTED = 3  # forms that a dictionary form must have besides itself to count as a word
# Regular endings: what is `other` + ending is an inflection of it and keeps that lemma.
ENDINGS = frozenset("n en et t ar er or r a na arna erna orna de te dde ade ad at as".split())


def learn(dictionary: Mapping[str, str]) -> dict[str, str]:
    """Form → better lemma, for the forms of `dictionary` whose lemma should be another."""
    forms = Counter(dictionary.values())
    result = {}
    for form, lemma in dictionary.items():
        if form == lemma or not form.isalpha() or not form.islower() or len(form) < 3:
            continue
        if form.endswith("nde"):
            continue  # all of them: a rule of lemmas.py
        if lemma == form + "e" and form.endswith("ar") and forms[form[:-2]] >= INFLECTED:
            result[form] = form[:-2]  # järnvägar are järnväg, not järnvägare
        elif form == lemma + "r" and dictionary.get(form[:-1] + "rna") == form[:-2]:
            result[form] = form[:-2]  # bussar are buss, rather than what one does who bussar
        elif forms[form] >= INFLECTED and not is_inflection(form, lemma):
            result[form] = form
    return result


def is_inflection(form: str, lemma: str) -> bool:
    """Whether `form` is made from `lemma` in a regular way."""
    if form.startswith(lemma):
        ending = form[len(lemma) :]
        return ending in ENDINGS or (ending == "s" and lemma.endswith("a"))
    if lemma.endswith("a") and form == lemma[:-1] + "er":
        return True
    if form.endswith("a") and len(lemma) > 3 and lemma[-2] in "aeo":
        return form == lemma[:-2] + lemma[-1] + "a"  # enkel, enkla; öppen, öppna
    return False


def main() -> None:
    """Write the words to the file that the lemmas are read with."""
    found = learn(dict(DEFAULT_DICTIONARY_FACTORY.get_dictionary("sv")))
    with LEMMAS_FILE.open("w", encoding="utf-8") as file:
        for form, lemma in sorted(found.items()):
            file.write(f"{form}\n" if form == lemma else f"{form}\t{lemma}\n")


if __name__ == "__main__":
    main()
