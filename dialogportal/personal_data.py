"""Finds e-mail addresses, phone numbers and personal identity numbers in what people wrote.

Phones are looked for before identity numbers: 0702… with ten digits is a valid identity number
too. What has the shape of an identity number is one though its check digit is wrong: a slip of
the pen hides nobody. Names are not looked for: nothing finds them reliably, so officials read what
waits.
"""

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from personnummer import personnummer

EMAIL, PHONE, IDENTITY_NUMBER = "email", "phone", "identity_number"

_HYPHENS = "\\-\u2010-\u2015\u2212"
_SPACES = " \u00a0\u2009\u202f"
_GAP = f"[{_SPACES}]{{0,2}}[{_HYPHENS}/]?[{_SPACES}]{{0,2}}"
_ALONE = r"(?<![\w/=#%&?+])(?<!\d[.,:\-])"
_ENDS = rf"(?![\w%]|[.,:/{_HYPHENS}]\d)"

# Cheap first look: an at sign, or six digits that at most a few other characters part.
_MAYBE = re.compile(
    rf"@|[(\[] ?(?:at|snabel-?a) ?[)\]]|\d(?:[{_SPACES}{_HYPHENS}/().]{{0,5}}\d){{5}}",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+'-]{1,64}(?: {0,2}@ {0,2}|[ ]?[(\[] ?(?:at|snabel-?a) ?[)\]][ ]?)"
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,24}(?![\w@])",
    re.IGNORECASE,
)
_PHONE = re.compile(
    # +46 70 123 45 67, 0046…, +47…: fewer than eight digits is no number to call
    rf"(?<![\w+])(?:\+|00(?=46|47|45|358))(?:{_GAP}[(]?\d[)]?){{8,14}}{_ENDS}"
    # mobiles in any grouping, with points too
    rf"|{_ALONE}\(?07[02369](?:\)?(?:{_GAP}|\.)\d){{7}}{_ENDS}"
    # landlines with points, which are no times of day: 08.508.00.00, 031.12.34.56
    rf"|{_ALONE}0(?:8\.\d{{3}}|[1-9]\d{{1,2}}\.\d{{2,3}})(?:\.\d{{2,3}}){{2}}{_ENDS}"
    # landlines with the area code set apart: 08-508 00 000, 0371 - 123 45, (031) 12 34 56
    rf"|{_ALONE}\(?0(?:8|[1-9]\d{{1,2}})(?:\)|(?=[{_SPACES}{_HYPHENS}/])){_GAP}"
    rf"(?:\d{{5,8}}|\d{{2,4}}(?:[{_SPACES}]\d{{2,4}}){{1,3}}){_ENDS}"
    # and in one piece
    rf"|{_ALONE}0[1-9]\d{{7,8}}{_ENDS}"
)
# A number without area code is one only where the text says so.
_CALLED = re.compile(
    rf"\b(?:tel|tfn|telefon(?:nummer|nr)?|mobil(?:nummer|nr)?|phone)\b[.:{_SPACES}]{{0,3}}"
    rf"(?:nr|nummer)?[.:{_SPACES}]{{0,3}}(\d(?:{_GAP}\d){{5,11}}){_ENDS}",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    rf"(?<![\w/=+])(?<!\d[.,:\-])((?:18|19|20)?\d\d[01]\d[0-9]\d)"
    rf"([{_SPACES}]?[+{_HYPHENS}]?[{_SPACES}]?)(\d{{4}})(?![\w]|[.,/{_HYPHENS}]\d)"
)
# 1990-01-01-2385: a date as dates are written, and four digits more.
_DATED_IDENTITY = re.compile(
    rf"(?<![\w/=+])(?<!\d[.,:\-])((?:18|19|20)\d\d)[{_HYPHENS}./ ]([01]\d)[{_HYPHENS}./ ]([0-9]\d)"
    rf"([{_SPACES}]?[+{_HYPHENS}][{_SPACES}]?)(\d{{4}})(?![\w]|[.,/{_HYPHENS}]\d)"
)
_CASE_NUMBER = re.compile(
    r"\b(?:dnr|diarienr|diarienummer|ärendenr|ärendenummer|ärende)\b[.:\s]{0,3}$", re.IGNORECASE
)
_CASE_LABEL = 20  # characters before a number in which its label is looked for
_DATE = re.compile(
    rf"(?:19|20)\d\d[{_HYPHENS}{_SPACES}/][01]\d[{_HYPHENS}{_SPACES}/][0-3]\d"
    rf"|[0-3]\d[{_HYPHENS}{_SPACES}/][01]\d[{_HYPHENS}{_SPACES}/](?:19|20)\d\d"
)
_YEARS = re.compile(rf"(?:19|20)\d\d ?[{_HYPHENS}/ ] ?(?:19|20)\d\d")
_CLOCK = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Finding(NamedTuple):
    """One piece of personal data: ``text[start:end]``."""

    kind: str
    start: int
    end: int


def find(text: str) -> tuple[Finding, ...]:
    """All that was found, in order and never overlapping."""
    if not _MAYBE.search(text):
        return ()
    found: list[Finding] = []
    for candidates in (_emails(text), _phones(text), _identity_numbers(text)):
        for finding in candidates:
            if all(finding.end <= old.start or finding.start >= old.end for old in found):
                found.append(finding)
    return tuple(sorted(found, key=lambda finding: finding.start))


def mask(text: str) -> str:
    """The text with a label, in the reader's language, in each finding's place."""
    findings = find(text)
    if not findings:
        return text
    labels = {
        EMAIL: _("[e-mail address]"),
        PHONE: _("[phone number]"),
        IDENTITY_NUMBER: _("[personal identity number]"),
    }
    pieces, place = [], 0
    for kind, start, end in findings:
        pieces += [text[place:start], labels[kind]]
        place = end
    return "".join([*pieces, text[place:]])


def _emails(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(EMAIL, *match.span())


def _phones(text: str) -> Iterator[Finding]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if 8 <= len(digits) <= 15 and not _DATE.fullmatch(match[0]):
            yield Finding(PHONE, *match.span())
    for match in _CALLED.finditer(text):
        number = match[1]
        if _DATE.fullmatch(number) or _YEARS.fullmatch(number):
            continue
        # In lists an identity number may follow a phone's label.
        if not _is_identity_number(number):
            yield Finding(PHONE, *match.span(1))


def _identity_numbers(text: str) -> Iterator[Finding]:
    for match in _IDENTITY.finditer(text):
        birth, gap, last = match.groups()
        # "20240301 1300" is a day and a time.
        is_time = len(birth) == 8 and birth >= "2000" and bool(_CLOCK.fullmatch(last))
        if is_time and gap.isspace():
            continue
        is_valid = _is_identity_number(f"{birth}{'+' if '+' in gap else '-'}{last}")
        # Without a sign between or a century it is any number, were it not for the check digit.
        is_shaped = bool(gap.strip()) or len(birth) == 8
        if is_valid or (is_shaped and not is_time and _may_be_slip(text, match.start(), birth)):
            yield Finding(IDENTITY_NUMBER, *match.span())
    for match in _DATED_IDENTITY.finditer(text):
        *parts, gap, last = match.groups()
        birth = "".join(parts)
        is_time = birth >= "2000" and bool(_CLOCK.fullmatch(last))
        is_valid = _is_identity_number(f"{birth}{'+' if '+' in gap else '-'}{last}")
        # "2019-05-01-2020" is from a day to a year.
        is_span = is_time or bool(_YEAR.fullmatch(last))
        if is_valid or (not is_span and _may_be_slip(text, match.start(), birth)):
            yield Finding(IDENTITY_NUMBER, *match.span())


def _may_be_slip(text: str, start: int, birth: str) -> bool:
    """Whether a number at ``start``, whose check digit is wrong, is one all the same: it begins
    with a day on which somebody may have been born, and is not said to be a case number."""
    if _CASE_NUMBER.search(text[max(0, start - _CASE_LABEL) : start]):
        return False
    centuries = [birth[:2]] if len(birth) == 8 else ["19", "20"]
    year, month, day = birth[-6:-4], int(birth[-4:-2]), int(birth[-2:])
    day -= 60 if day > 60 else 0  # a coordination number's
    for century in centuries:
        try:
            born = datetime.date(int(century + year), month, day)
        except ValueError:
            continue
        if born <= datetime.date.today():  # noqa: DTZ011  no request, no time zone
            return True
    return False


def _is_identity_number(text: str) -> bool:
    """Whether it is a valid personnummer or samordningsnummer."""
    compact = re.sub(r"[^\d+-]", "", text)
    return compact.isascii() and personnummer.valid(compact)
