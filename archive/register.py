"""What the register's records are, held in each process's memory (ADR 0010).

A filter and the number beside it ask the same thing: which records have this value? For each value
there is one whole number with a bit for every record that has it. So filters are ``&`` and ``|`` of
numbers, and a count is how many bits are set: a page of filters takes less than a millisecond.

PostgreSQL writes down which records were touched and by which transaction (``archive.Touched``).
Before each use those touched since are read anew: nothing old is shown.
"""

from __future__ import annotations

import datetime
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from dialogues.models.querysets import AWAITING_FEEDBACK, CARRIED_OUT, COUNTED

FIRST_YEAR, LAST_YEAR = 1900, 2100
# What was touched is written down for so long; who has not asked for half of it begins anew.
KEPT_TOUCHED = datetime.timedelta(days=1)
ON = "1"
# The bits that are set in a byte.
SET_IN = [[place for place in range(8) if byte >> place & 1] for byte in range(256)]
READ = """
SELECT id, starts_on, ends_on, created_at, viewpoint_count, is_city_wide, state, owner_id, type_id,
    target_groups, is_good_example, state = ANY(%(carried_out)s) AND {awaiting},
    {counted}, is_statutory, is_good_example OR lessons <> '',
    ARRAY(SELECT area_id FROM dialogues_dialogue_areas WHERE dialogue_id = dialogues_dialogue.id),
    ARRAY(SELECT theme_id FROM dialogues_dialogue_themes WHERE dialogue_id = dialogues_dialogue.id),
    ARRAY(SELECT dialoguetype_id FROM dialogues_dialogue_secondary_types
        WHERE dialogue_id = dialogues_dialogue.id),
    ARRAY(SELECT method_id FROM dialogues_dialogue_methods
        WHERE dialogue_id = dialogues_dialogue.id)
FROM dialogues_dialogue
WHERE withdrawn_on IS NULL AND (%(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s::bigint[]))
"""
# With which server and table say so (others count transactions anew) and what is seen by now. Asked
# for all that was not seen then, so a long transaction that ends late is not missed.
TOUCHED = """
SELECT (pg_postmaster_start_time(), 'archive_touched'::regclass::oid)::text,
    pg_current_snapshot()::text, statement_timestamp(), touched.id IS NOT NULL, dialogue
FROM (SELECT) AS one LEFT JOIN archive_touched AS touched
    ON transaction >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint
    AND NOT pg_visible_in_snapshot(transaction::text::xid8, %(seen)s::pg_snapshot)
"""


class Record(NamedTuple):
    """What is known of a dialogue beside the values that it is found by.

    ``age`` sorts the newest first, those without a day last.
    """

    age: int
    id: int
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    created_at: datetime.datetime
    viewpoints: int
    areas: tuple[int, ...]


@dataclass(frozen=True)
class Register:
    """The records in lists; nothing in it is changed once it is made.

    ``values``: {filter: {value: bits}}; bit n stands for ``records[n]``, ``places[id]`` is n.
    ``everything``: the bits of those that are in lists at all.
    """

    records: list[Record] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    values: dict[str, dict[Any, int]] = field(default_factory=dict)
    everything: int = 0

    def having(self, name: str, *values: Any) -> int:
        """The bits of the records with any of the values of a filter."""
        known = self.values.get(name, {})
        found = 0
        for value in values:
            found |= known.get(value, 0)
        return found

    def divide(self, name: str, bits: int) -> Counter[str]:
        """{value of a filter: how many of the records of these bits have it}, without noughts."""
        numbers = {
            str(value): (held & bits).bit_count()
            for value, held in self.values.get(name, {}).items()
        }
        return Counter({value: number for value, number in numbers.items() if number})

    def bits(self, ids: Iterable[int]) -> int:
        """The bits of the records with these ids, as far as they are known."""
        places = self.places
        return _bits((places[pk] for pk in ids if pk in places), len(self.records))

    def records_of(self, bits: int) -> list[Record]:
        """The records of these bits, newest first."""
        array = bits.to_bytes(len(self.records) // 8 + 1, "little")
        places = [8 * at + place for at, byte in enumerate(array) if byte for place in SET_IN[byte]]
        # Read newest first, they lie almost so: to sort them takes one look at each.
        return sorted(map(self.records.__getitem__, places))

    def known(self, ids: Iterable[int]) -> list[Record]:
        """The records of these ids, in their order; without those that are in no list."""
        places, records = self.places, self.records
        return [records[places[pk]] for pk in ids if pk in places]

    def with_rows(self, ids: Sequence[int] | None, rows: Iterable[tuple[Any, ...]]) -> Register:
        """Another register, in which the records of ``ids`` (None: all) are as ``rows`` say; those
        that are not among them are in no list any more."""
        if ids is None:
            return Register().with_rows((), rows)
        records, places = list(self.records), dict(self.places)
        old = self.bits(ids)
        values = {
            name: {value: bits & ~old for value, bits in known.items()}
            for name, known in self.values.items()
        }
        added: dict[tuple[str, Any], list[int]] = {}
        read = sorted(map(_read, rows))
        for pk in set(ids) - {record.id for record, _pairs in read}:
            places.pop(pk, None)
        for record, pairs in read:
            place = places.setdefault(record.id, len(records))
            records[place : place + 1] = [record]
            for pair in pairs:
                added.setdefault(pair, []).append(place)
        for (name, value), held in added.items():
            known = values.setdefault(name, {})
            known[value] = known.get(value, 0) | _bits(held, len(records))
        return Register(records, places, values, _bits(places.values(), len(records)))


def _bits(places: Iterable[int], size: int) -> int:
    array = bytearray(size // 8 + 1)
    for place in places:
        array[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(array, "little")


def _read(row: tuple[Any, ...]) -> tuple[Record, Iterator[tuple[str, Any]]]:
    """A record of a row of READ, and the values that it is found by."""
    pk, starts_on, ends_on, created_at, viewpoints, *_rest, areas, _t, _s, _m = row
    age = -((starts_on.toordinal() if starts_on else 0) << 44 | pk)
    record = Record(age, pk, starts_on, ends_on, created_at, viewpoints, tuple(areas))
    return record, _values(row)


def _values(row: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    (
        _pk, starts_on, ends_on, _created, viewpoints, is_city_wide, state, owner, kind, groups,
        is_good, is_awaiting, counted, is_statutory, teaches, areas, themes, partly, methods,
    ) = row  # fmt: skip
    yield from (("state", state), ("organisation", owner), ("counted", counted))
    yield ("statutory", is_statutory)
    for name, is_so in (
        ("viewpoints", viewpoints > 0), ("good", is_good), ("awaiting", is_awaiting),
        ("city_wide", is_city_wide), ("teaches", teaches),
    ):  # fmt: skip
        if is_so:
            yield name, ON
    for name, several in (
        ("type", {kind, *partly} - {None}), ("group", groups), ("area", areas), ("theme", themes),
        ("method", methods), ("year", _years(starts_on, ends_on)),
    ):  # fmt: skip
        for value in several:
            yield name, value


def _years(starts_on: datetime.date | None, ends_on: datetime.date | None) -> Iterable[int]:
    if starts_on is None:
        return ()
    last = (ends_on or starts_on).year
    return range(max(starts_on.year, FIRST_YEAR), min(last, LAST_YEAR) + 1)


class _Log(NamedTuple):
    """What ``where`` has seen at a moment, and ids of the dialogues touched since (None: all)."""

    where: str
    seen: str
    at: datetime.datetime
    touched: frozenset[int | None]


_lock = threading.Lock()
# What this process holds, and the log as of just before it was read.
_held: tuple[Register, _Log] | None = None


def current() -> Register:
    """The register as the database has it now."""
    global _held  # noqa: PLW0603
    if connection.in_atomic_block:
        # What a transaction sees, it alone may see.
        return Register().with_rows(None, _rows(None))
    with _lock:
        if _held is None:
            log, register = _log(None), None
        else:
            register, before = _held
            log = _log(before.seen)
            if log.where != before.where or log.at - before.at > KEPT_TOUCHED / 2:
                register = None
        if register is None or None in log.touched:
            register = Register().with_rows(None, _rows(None))
        elif ids := [pk for pk in log.touched if pk is not None]:
            register = register.with_rows(ids, _rows(ids))
        _held = register, log
        return register


def _log(seen: str | None) -> _Log:
    """The log since what was seen; with nothing touched where nothing was."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, {"seen": seen})
        rows = cursor.fetchall()
    touched = frozenset(dialogue for *_now, is_touched, dialogue in rows if is_touched)
    where, now_seen, at, *_touched = rows[0]
    return _Log(where, now_seen, at, touched)


def _rows(ids: Sequence[int] | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        wanted = None if ids is None else list(ids)
        sql = READ.format(awaiting=AWAITING_FEEDBACK, counted=COUNTED)
        cursor.execute(sql, {"ids": wanted, "carried_out": list(CARRIED_OUT)})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
