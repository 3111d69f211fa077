"""What people write in cells, turned into values: dates, numbers, counts and lists.

Every function raises ValueError with a sentence for the reader when a text cannot be understood.
"""

import calendar
import datetime as dt
import re
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.plain_text import plain_text

__all__ = ["DateValue", "parse_count", "parse_date", "parse_number", "plain_text", "split_list"]

MAX_LENGTH = 80
MAX_COUNT = 10_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
COUNTED, ESTIMATED, UNKNOWN = "counted", "estimated", "unknown"

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb febr february",
            "mars mar march",
            "april apr",
            "maj may",
            "juni jun june",
            "juli jul july",
            "augusti aug august",
            "september sep sept",
            "oktober okt october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
# First and last month. "Vintern 2016" may be either end of the year, so it is the whole year.
_SEASONS = {
    **dict.fromkeys(("vår", "våren", "spring"), (3, 5)),
    **dict.fromkeys(("sommar", "sommaren", "summer"), (6, 8)),
    **dict.fromkeys(("höst", "hösten", "autumn", "fall"), (9, 11)),
    **dict.fromkeys(("vinter", "vintern", "winter"), (1, 12)),
    **dict.fromkeys(("vt", "vårterminen"), (1, 6)),
    **dict.fromkeys(("ht", "höstterminen"), (7, 12)),
}
_TIME = (
    r"(?:[T ,]+(?:kl\.? ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME, re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/. ](\d{4})" + _TIME, re.IGNORECASE)
_WORDS = re.compile(
    r"(?:[a-zåäö]+dag(?:en)?,? )?(?:den )?(\d{1,2})(?::?[ea]|\.|st|nd|rd|th)? ?"
    r"([a-zåäö]+)\.?,? (\d{4})" + _TIME,
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(r"(?:i )?([a-zåäö]+)\.? ?(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEARS = re.compile(r"(\d{4}) ?[-–/] ?(\d{4})")
_BETWEEN = re.compile(r" +(?:[-–—]|till|to) +| ?[–—] ?")
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
_SERIAL_RANGE = range(20_000, 60_000)  # 1954–2064 as Excel counts days
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)

_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:[ .,']\d{3})+|\d+)(?:([.,])(\d+))?")
_UNIT = re.compile(r"(?: ?(?:kr|sek|kronor|%|:-|st))\.?$", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:ca|cirka|c:a|ung|ungefär|omkring|runt|drygt|knappt|över|nästan|mer än|fler än|minst"
    r"|uppskattningsvis|about|approx|around|over|some|at least)\b\.?:? *|[~≈>] *",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r" *(?:st|personer|pers|deltagare|besökare|svar|svarande|people|participants)\.?$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d[\d ]*?) ?(?:[-–—]|till|to) ?(\d[\d ]*)")
_NO_FIGURE = {
    "", "-", "–", "?", "okänt", "okänd", "vet ej", "vet inte", "saknas", "uppgift saknas",
    "ingen uppgift", "ej uppgift", "framgår ej", "n/a", "na", "unknown", "not known", "none given",
}  # fmt: skip


class DateValue(NamedTuple):
    """A date as precise as it was written: ``start``–``end`` spans the day, month or year.

    ``precision`` is "day", "month", "season", "year" or "range"; ``time`` is local time of day
    at ``start`` or None.
    """

    start: dt.date
    end: dt.date
    precision: str
    time: dt.time | None = None


def parse_date(text: str) -> DateValue:
    """Read a date in the ways Swedish officials write them; 03/04/2024 is the third of April.

    Raises ValueError.
    """
    text = " ".join(text.split()).strip(" .,")
    if not text or len(text) > MAX_LENGTH:
        raise ValueError(_not_a_date(text))
    single = _single_date(text)
    if single:
        return single
    parts = _BETWEEN.split(text)
    if len(parts) == 2 and all(parts):
        first, last = (_single_date(part.strip(" .,")) for part in parts)
        if first and last and first.start <= last.end:
            return DateValue(first.start, last.end, "range", first.time)
    raise ValueError(_not_a_date(text))


def _single_date(text: str) -> DateValue | None:
    """The date, or None when no known form fits; raises ValueError for an impossible day."""
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(text, match[1], match[3], match[4], match.groups()[4:])
    if match := _DAY_FIRST.fullmatch(text):
        return _day(text, match[4], match[3], match[1], match.groups()[4:])
    if (match := _WORDS.fullmatch(text)) and match[2].lower() in _MONTHS:
        return _day(text, match[3], _MONTHS[match[2].lower()], match[1], match.groups()[3:])
    if match := _COMPACT.fullmatch(text):
        return _day(text, match[1], match[2], match[3])
    if match := _YEAR_MONTH.fullmatch(text):
        return _months(text, match[1], int(match[2]), int(match[2]), "month")
    if match := _MONTH_YEAR.fullmatch(text.lower()):
        if month := _MONTHS.get(match[1]):
            return _months(text, match[2], month, month, "month")
        if season := _SEASONS.get(match[1]):
            return _months(text, match[2], *season, "season")
    if re.fullmatch(r"\d{4}", text):
        return _months(text, text, 1, 12, "year")
    if (match := _YEARS.fullmatch(text)) and match[1] <= match[2]:
        first = _months(text, match[1], 1, 12, "year")
        last = _months(text, match[2], 1, 12, "year")
        return DateValue(first.start, last.end, "range")
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) in _SERIAL_RANGE:
        day = _EXCEL_DAY_ZERO + dt.timedelta(days=int(match[1]))
        return DateValue(day, day, "day")
    return None


def _day(
    text: str,
    year: str | int,
    month: str | int,
    day: str | int,
    time: tuple[str | None, ...] = (),
) -> DateValue:
    hour, minute, second, zone = time or (None, None, None, None)
    try:
        date = dt.date(int(year), int(month), int(day))
        clock = dt.time(int(hour), int(minute or 0), int(second or 0)) if hour else None
        if zone and clock:
            zoned = dt.datetime.fromisoformat(f"{date}T{clock}{zone.upper()}")
            local = zoned.astimezone(timezone.get_default_timezone())
            date, clock = local.date(), local.time()
    except (ValueError, OverflowError):
        raise ValueError(
            _("There is no such date: “%(text)s”. Write it as 2024-03-31.") % {"text": text}
        ) from None
    _check_year(text, date.year)
    # Midnight is how systems write a day without a time.
    return DateValue(date, date, "day", clock if clock != dt.time() else None)


def _months(text: str, year: str, first: int, last: int, precision: str) -> DateValue:
    number = int(year)
    _check_year(text, number)
    if not 1 <= first <= last <= 12:
        raise ValueError(_not_a_date(text))
    end = dt.date(number, last, calendar.monthrange(number, last)[1])
    return DateValue(dt.date(number, first, 1), end, precision)


def _check_year(text: str, year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            _("The year in “%(text)s” is not between %(first)s and %(last)s.")
            % {"text": text, "first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        )


def _not_a_date(text: str) -> str:
    return _("“%(text)s” is not a date. Write it as 2024-03-31, March 2024 or 2024.") % {
        "text": _shortened(text)
    }


def parse_number(text: str) -> Decimal:
    """Read a number with decimal comma or point and any kind of grouping.

    One lone separator is a decimal sign, so that 59.332 and 1,234 are the small numbers that
    coordinates and shares are. Raises ValueError.
    """
    tidy = " ".join(text.replace("−", "-").split())
    tidy = _UNIT.sub("", tidy)
    match = _NUMBER.fullmatch(tidy) if len(tidy) <= MAX_LENGTH and tidy.isascii() else None
    if not match:
        raise ValueError(_not_a_number(text))
    sign, whole, mark, decimals = match.groups()
    groups = set(re.sub(r"\d", "", whole))
    if len(groups) > 1 or (mark and mark in groups):
        raise ValueError(_not_a_number(text))
    if not mark and len(groups) == 1 and groups <= {".", ","} and len(whole) <= 7:
        return Decimal(sign + whole.replace(",", "."))
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{sign}{digits}.{decimals}" if decimals else f"{sign}{digits}")


def _not_a_number(text: str) -> str:
    return _("“%(text)s” is not a number.") % {"text": _shortened(text)}


def parse_count(text: str) -> tuple[int | None, str]:
    """Read how many there were: (number or None, "counted" / "estimated" / "unknown").

    "ca 200" and "20-25" (its middle, 23) are estimates. Raises ValueError.
    """
    tidy = " ".join(text.split())
    if tidy.casefold() in _NO_FIGURE:
        return None, UNKNOWN
    quality = COUNTED
    if match := _ABOUT.match(tidy):
        tidy, quality = tidy[match.end() :], ESTIMATED
    tidy = _PEOPLE.sub("", tidy)
    if tidy.endswith("+"):
        tidy, quality = tidy[:-1].strip(), ESTIMATED
    if len(tidy) <= MAX_LENGTH and (match := _RANGE.fullmatch(tidy)):
        low, high = (parse_number(part) for part in match.groups())
        if low <= high:
            return _whole(text, (low + high + 1) // 2), ESTIMATED
    return _whole(text, parse_number(_thousands(tidy))), quality


def _thousands(text: str) -> str:
    """No count has decimals, so 1.234 people are a thousand and some."""
    return re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", text)


def _whole(text: str, number: Decimal) -> int:
    if number < 0 or number > MAX_COUNT or number != int(number):
        raise ValueError(
            _("“%(text)s” is not a number of people. Write a whole number, such as 25.")
            % {"text": _shortened(text)}
        )
    return int(number)


def split_list(text: str) -> list[str]:
    """The items of a list in one cell, without repeats, in their order.

    Only the strongest separator found counts (line break, ``;`` or ``|``, then ``,``, then
    `` / ``), so that names with a comma survive in a list by semicolons. A comma within
    parentheses or a number, and a slash within a word, separate nothing.
    """
    for pattern in (r"[\n;|]", r",(?!\d)(?![^()]*\))", r" +/ +"):
        parts = [" ".join(part.split()) for part in re.split(pattern, text)]
        parts = [part for part in parts if part]
        if len(parts) > 1:
            break
    unique = {part.casefold(): part for part in reversed(parts)}
    return [unique.pop(key) for part in parts if (key := part.casefold()) in unique]


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else text[:MAX_LENGTH] + "…"
