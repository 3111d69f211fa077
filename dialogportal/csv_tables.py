"""The text side of ``tabular``: which encoding, which separator, and the records themselves."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from dialogportal.refusals import FileRefused

SEPARATORS = (",", ";", "\t")
MAX_CELL = 100_000
MAX_LINE = 2_000_000
SAMPLE_RECORDS = 100
SAMPLE_CHARACTERS = 400_000
CHUNK = 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_SEPARATOR = "\x1f"  # csv needs one; no text holds this
_ASCII = bytes(range(128))
_CONTROL = bytes(n for n in range(32) if n not in b"\t\n\r\f\x1b\x00")
_NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"


def detect_encoding(path: Path) -> str:
    """The encoding of a text file, decided from all of it in constant memory.

    Raises FileRefused when the content is not text.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        for bom, encoding in _BOMS:
            if head.startswith(bom):
                return encoding
        if len(head) > 3 and head[1::2].count(0) > len(head) // 5:
            return "utf-16-le"
        if len(head) > 3 and head[0::2].count(0) > len(head) // 5:
            return "utf-16-be"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        size = control = high = broken = genuine = unassigned = 0
        while chunk := file.read(CHUNK):
            size += len(chunk)
            control += len(chunk) - len(chunk.translate(None, _CONTROL + b"\0"))
            if not chunk.isascii():
                high += len(chunk.translate(None, _ASCII))
                unassigned += len(chunk) - len(chunk.translate(None, _NOT_IN_CP1252))
                genuine += chunk.count(b"\xef\xbf\xbd")
            broken += decoder.decode(chunk).count("\ufffd")
        broken += decoder.decode(b"", final=True).count("\ufffd") - genuine
    if control * 100 > size:
        raise FileRefused(_("The file is not a text file. Save it as CSV or .xlsx."))
    # A few broken bytes in a UTF-8 file must not turn every å, ä and ö of it into rubbish.
    if broken * 20 <= high:
        return "utf-8"
    return "latin-1" if unassigned else "cp1252"


def detect_separator(path: Path, encoding: str) -> str:
    """The separator under which most records of the file's beginning are equally wide.

    "" for a file of a single column.
    """
    lines = list(_take(_lines(path, encoding)))
    if lines and (declared := _declared_separator(lines[0])):
        return declared
    best, best_score = "", (0.0, 0)
    for separator in SEPARATORS:
        widths = _widths(lines, separator)
        if not widths:
            continue
        width, share = _usual_width(widths)
        # Otherwise the "separator" is just punctuation in the texts of a single column.
        agreed = width > 1 and (share >= 0.5 or widths[0] == width)
        if agreed and (round(share, 1), width) > best_score:
            best, best_score = separator, (round(share, 1), width)
    return best


def records(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells): rows count as a spreadsheet counts them, blank ones included.

    Raises FileRefused at a cell that never ends (usually a quotation mark too many).
    """
    lines = _lines(path, encoding)
    first = next(lines, "")
    source = lines if _declared_separator(first) else _chain(first, lines)
    reader = csv.reader(source, delimiter=separator or _NO_SEPARATOR)
    number = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise FileRefused(_too_long(number + 1)) from error
        if cells is None:
            return
        number += 1
        yield number, cells


def check_cells(number: int, cells: list[str]) -> None:
    """Raise FileRefused when a cell is longer than anything a person writes."""
    if any(len(cell) > MAX_CELL for cell in cells):
        raise FileRefused(_too_long(number))


def _too_long(number: int) -> str:
    return _(
        "Row %(number)d has a cell of more than 100,000 characters. "
        "Perhaps a quotation mark is missing there."
    ) % {"number": number}


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """Lines with their endings, NUL characters removed; a line may not be endless."""
    with io.TextIOWrapper(path.open("rb"), encoding, errors="replace", newline="") as text:
        while line := text.readline(MAX_LINE):
            if len(line) == MAX_LINE:
                raise FileRefused(
                    _("The file has a line of more than two million characters. Is it a table?")
                )
            yield line.replace("\0", "")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
        yield from rest


def _take(lines: Iterator[str]) -> Iterator[str]:
    taken = 0
    for line in islice(lines, SAMPLE_RECORDS * 20):
        taken += len(line)
        yield line
        if taken > SAMPLE_CHARACTERS:
            return


def _declared_separator(line: str) -> str:
    """Excel's own way of saying it: a first line ``sep=;``."""
    text = line.strip("\r\n\ufeff")
    return text[4] if len(text) == 5 and text.lower().startswith("sep=") else ""


def _widths(lines: list[str], separator: str) -> list[int]:
    try:
        found = [len(row) for row in islice(csv.reader(lines, delimiter=separator), SAMPLE_RECORDS)]
    except csv.Error:
        return []
    return [width for width in found if width]


def _usual_width(widths: list[int]) -> tuple[int, float]:
    """The commonest width among the records and its share of them."""
    width, count = Counter(widths).most_common(1)[0]
    return width, count / len(widths)
