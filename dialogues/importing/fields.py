"""What a row of an imported file may say, and what can be wrong with it (R042, R152)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_noop

from dialogues.models import FileImport

REFUSE, LEAVE = "refuse", "leave"
TEXT, DATE, NUMBER, COUNT, NAMES, YES_NO = "text", "date", "number", "count", "names", "yes_no"

# Sentences with a row's fault: shown in each reader's own language.
MISSING = gettext_noop("This must be filled in.")
TOO_LONG = gettext_noop("The text is longer than %(limit)s characters.")
NOT_A_DATE = gettext_noop("This is not a date. Write it as 2024-03-31, March 2024 or 2024.")
NOT_A_NUMBER = gettext_noop("This is not a number.")
NOT_A_COUNT = gettext_noop("This is not a number of people. Write a whole number, such as 25.")
NOT_IN_LIST = gettext_noop("There is nothing by this name in the portal's list.")
NOT_YES_OR_NO = gettext_noop("Write yes or no.")
WRONG_WIDTH = gettext_noop("The row has more or fewer cells than the header.")


class Problem(NamedTuple):
    """What is wrong with one cell. ``reason`` is an English source sentence, ``params`` fill it."""

    field: str
    value: str
    reason: str
    params: dict[str, Any] = {}


class Refused(NamedTuple):
    """A problem and the number of the row it stands in, as a spreadsheet counts."""

    row_number: int
    problem: Problem


@dataclass(frozen=True)
class TargetField:
    """Something a column may hold.

    ``headers`` are words, parted by ``|``, that columns are named by, the usual first. A field
    that ``takes_several`` columns joins them. ``choices`` are offered for rows that say nothing,
    the first of them chosen from the start if the field ``suggests``; ``on_unknown`` is what
    happens with words that stand in no list, unless the user says otherwise.
    """

    name: str
    label: str | Promise
    headers: str
    takes: str = TEXT
    is_required: bool = False
    takes_several: bool = False
    max_length: int = 10_000
    on_unknown: str = ""
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None
    default_label: str | Promise = ""
    suggests: bool = False


@dataclass
class Outcome:
    """What became of some rows."""

    stored: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)


class Session(Protocol):
    """One pass over one file. ``rows`` are (row number, what ``read`` gave)."""

    reader: Any

    def read(self) -> Any:
        """What the reader's present row says; problems are left with the reader."""

    def pass_over(self, rows: list[tuple[int, Any]]) -> None:
        """Rows that were stored before the work was interrupted."""

    def look(self, rows: list[tuple[int, Any]]) -> Outcome:
        """What storing would do; stores nothing."""

    def store(self, rows: list[tuple[int, Any]]) -> Outcome:
        """Store the rows, inside the caller's transaction."""

    def finish(self, stored: int) -> None:
        """After the last row, inside a transaction: ``stored`` in all."""


@dataclass(frozen=True)
class Target:
    """Where rows of one kind go: the fields, and how a pass over a file begins."""

    fields: tuple[TargetField, ...]
    begin: Callable[[FileImport], Session]
    rows_at_a_time: int = 500

    def field(self, name: str) -> TargetField:
        """Raises KeyError."""
        return {each.name: each for each in self.fields}[name]
