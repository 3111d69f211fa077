"""The dictionary form of a word: simplemma's, with its choices between noun and verb mended."""

from functools import cache, lru_cache
from pathlib import Path

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

LEMMAS_FILE = Path(__file__).parent / "own_lemmas.tsv"
# Irregular forms that the dictionary, or our mending of it, gets wrong. "Ska" is no school.
EXCEPTIONS = {
    "satt": "sätta",
    "lett": "leda",
    "stod": "stå",
    "legat": "ligga",
    "ska": "ska",
    "skall": "ska",
    "skulle": "ska",
}

_lemmatizer = Lemmatizer(cache_max_size=1, lemmatization_strategy=DefaultStrategy(greedy=True))


def dictionary_form(word: str) -> str | None:
    """The lemma of a word the dictionary holds (as it stands or as a name), in lower case."""
    found = plain_form(word) or plain_form(word.capitalize())
    if found is None:
        return None
    return word if word.endswith("nde") else mended_lemmas().get(word, found)


def plain_form(word: str) -> str | None:
    """The lemma that simplemma's dictionary gives for exactly this word, in lower case."""
    found = DEFAULT_DICTIONARY_FACTORY.get_dictionary("sv").get(word)
    return found.lower() if found else None


def other_form(word: str) -> str | None:
    """The lemma simplemma gives where we chose another: boende is found by bo as well."""
    if word in EXCEPTIONS:
        return None
    found = plain_form(word)
    return found if found != dictionary_form(word) else None


@lru_cache(maxsize=1 << 14)
def guessed_form(word: str) -> str:
    """simplemma's guess for a word that the dictionary does not hold."""
    return _lemmatizer.lemmatize(word, "sv").lower()


@cache
def mended_lemmas() -> dict[str, str]:
    """Form → our lemma, read on first use (see learn_lemmas)."""
    with LEMMAS_FILE.open(encoding="utf-8") as file:
        lines = (line.rstrip("\n").partition("\t") for line in file)
        return {form: lemma or form for form, _, lemma in lines} | EXCEPTIONS
