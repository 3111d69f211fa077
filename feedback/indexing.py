"""The words by which a viewpoint is found, and what of its text may be searched."""

from __future__ import annotations

from collections.abc import Sequence

from dialogportal.language import IndexWords, index_words
from dialogportal.personal_data import Finding, find
from feedback.enums import PersonalData
from feedback.models import Viewpoint

INDEX_FIELDS = ["words", "part_words"]


def examine(text: str) -> tuple[PersonalData, IndexWords]:
    """(whether personal data was found, the words to index) of a new text.

    While personal data waits to be looked at, the rest of the text is indexed: nobody can find a
    viewpoint by an e-mail address or a number that they may not read.
    """
    findings = find(text)
    if findings:
        return PersonalData.WAITING, index_words(_without(text, findings))
    return PersonalData.NONE, index_words(text)


def set_words(viewpoint: Viewpoint, words: IndexWords) -> None:
    """Set the index fields; the caller saves them with the row."""
    viewpoint.words, viewpoint.part_words = words


def state_after_edit(before: str, state: str, after: str) -> PersonalData:
    """What an edited text's state of personal data becomes.

    What an official has looked at and kept needs no new look unless something new has come in.
    """
    now = _pieces(after)
    if not now:
        unfound = state in (PersonalData.NONE, PersonalData.KEPT)
        return PersonalData.NONE if unfound else PersonalData.REMOVED
    if state == PersonalData.KEPT and now <= _pieces(before):
        return PersonalData.KEPT
    return PersonalData.WAITING


def _pieces(text: str) -> set[str]:
    return {text[start:end] for _kind, start, end in find(text)}


def _without(text: str, findings: Sequence[Finding]) -> str:
    kept, place = [], 0
    for _kind, start, end in findings:
        kept.append(text[place:start])
        place = end
    return " ".join([*kept, text[place:]])
