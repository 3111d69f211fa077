"""What every reader of files raises or reports; the leaf below all of them."""

from typing import NamedTuple


class FileRefused(ValueError):
    """The whole file cannot be used. ``str(error)`` is a sentence for the person who sent it."""


class Refusal(NamedTuple):
    """One row or feature that was left out, and why; the rest of the file goes on."""

    number: int
    reason: str
