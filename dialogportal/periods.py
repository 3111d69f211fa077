"""Periods as people write them: no more precise than the dates themselves."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

DAYS_TOLD, DAYS_A_YEAR = 60, 365


def by_month(start: date | None, end: date | None) -> str:
    """From–to by month, or by year where whole years are meant.

    "sep–nov 2024", "nov 2024–jan 2025", "sep 2024", "2015", "2015–2017", "from sep 2024" (no end).
    """
    if start is None:
        return gettext("until %(date)s") % {"date": _month(end)} if end else ""
    if end is None:
        return gettext("from %(date)s") % {"date": _month(start)}
    if _whole_years(start, end):
        return _joined(str(start.year), str(end.year))
    if start.year == end.year and start.month != end.month:
        return f"{month_word(start)}–{_month(end)}"
    return _joined(_month(start), _month(end))


def by_day(start: date | None, end: date | None) -> str:
    """From–to by day: "12 sep 2024", "12–14 sep 2024", "12 sep–3 nov 2024", "from 12 sep 2024"."""
    if start is None:
        return gettext("until %(date)s") % {"date": _day(end)} if end else ""
    if end is None:
        return gettext("from %(date)s") % {"date": _day(start)}
    if _whole_years(start, end):
        return _joined(str(start.year), str(end.year))
    if start == end or start.year != end.year:
        return _joined(_day(start), _day(end))
    if start.month == end.month:
        return f"{start.day}–{_day(end)}"
    return f"{start.day} {month_word(start)}–{_day(end)}"


def month_word(value: date) -> str:
    """The month in three letters: "Sep" in English, "sep" in Swedish."""
    return _month_word(value.month, get_language())


@lru_cache(maxsize=64)
def _month_word(month: int, language: str | None) -> str:
    # Django's format characters: M begins with a capital, b does not.
    return date_format(date(2000, month, 1), pgettext("format of a short month", "M"))


def _joined(start: str, end: str) -> str:
    return start if start == end else f"{start}–{end}"


def _month(value: date) -> str:
    return f"{month_word(value)} {value.year}"


def _day(value: date) -> str:
    return f"{value.day} {_month(value)}"


def _whole_years(start: date, end: date) -> bool:
    first = (start.month, start.day) == (1, 1)
    return first and (end.month, end.day) == (12, monthrange(end.year, 12)[1])


def late_words(days: int) -> str:
    """How late something is, in the unit one would say it in."""
    if days < DAYS_TOLD:
        return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    if days < 2 * DAYS_A_YEAR:
        months = days // 30
        return ngettext("%(count)s month late", "%(count)s months late", months) % {"count": months}
    years = days // DAYS_A_YEAR
    return ngettext("%(count)s year late", "%(count)s years late", years) % {"count": years}
