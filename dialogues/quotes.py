"""What residents said, where a dialogue's background quotes it from the search before planning."""

from __future__ import annotations

import re
from typing import Any

from dialogportal.personal_data import find
from dialogues.models import Dialogue

# A text this long that stands in the background is the quote, in whatever sentence.
LONG_ENOUGH = 20


def quote_line(text: str, reference: str) -> str:
    """A viewpoint as the background quotes it."""
    return f"– {text} ({reference})"


def replace_quote(background: str, quote: dict[str, Any], text: str) -> str:
    """The background with another text where it quotes one of ``KnowledgeReview.reused``.

    A short quote is known by its line only: its words may be the official's own elsewhere.
    """
    if not quote["text"]:
        return background
    old, new = quote_line(quote["text"], quote["dialogue"]), quote_line(text, quote["dialogue"])
    background = _lines_of(old).sub(lambda _match: new, background)
    if len(quote["text"]) < LONG_ENOUGH:
        return background
    return _lines_of(quote["text"]).sub(lambda _match: text, background)


def without_quotes(text: str, quotes: list[dict[str, Any]]) -> str:
    """The text without what residents said in it: for what is kept for ever, and compared. A
    quote reads the same whether it still says something or has been deleted."""
    for quote in quotes:
        if quote["text"]:
            text = replace_quote(text, quote, "…")
        else:
            gone = rf"^– .* \({re.escape(quote['dialogue'])}\)(?=\r?$)"
            text = re.sub(gone, quote_line("…", quote["dialogue"]), text, flags=re.MULTILINE)
    return text


def names_people(background: str, dialogue: Dialogue) -> bool:
    """Whether a background holds personal data outside the quotes of ``KnowledgeReview.reused``:
    those have been looked at, or are masked."""
    review = getattr(dialogue, "review", None)
    return bool(find(without_quotes(background, review.reused if review else [])))


def _lines_of(text: str) -> re.Pattern[str]:
    """The text, also with the line ends of a browser's form."""
    return re.compile(r"\r?\n".join(re.escape(line) for line in re.split(r"\r?\n", text)))
