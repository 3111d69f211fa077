"""The words by which a viewpoint is found, and what of its text may be searched."""

from dialogportal.language import IndexWords, index_words
from dialogportal.personal_data import find, mask
from feedback.enums import PersonalData


def examine(text: str) -> tuple[PersonalData, IndexWords]:
    """(whether personal data was found, the words to index) of a new text.

    While personal data waits to be looked at, the masked text is indexed: nobody can find a
    viewpoint by an e-mail address or a number that they may not read.
    """
    if find(text):
        return PersonalData.WAITING, index_words(mask(text))
    return PersonalData.NONE, index_words(text)
