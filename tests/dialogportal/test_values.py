import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogportal.values import parse_count, parse_date, parse_number, plain_text, split_list


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-03",
        "2024-3-3",
        "2024/03/03",
        "2024.03.03",
        "03/03/2024",
        "3.3.2024",
        "3/3 2024",
        "3/3-2024",
        "20240303",
        "45354",
        "45354.0",
        "3 mars 2024",
        "3 Mar 2024",
        "3:e mars 2024",
        "den 3 mars 2024",
        "söndag 3 mars 2024",
        "3 March 2024",
        "2024-03-03 00:00:00",
        "2024-03-03T00:00:00",
        "\u00a02024-03-03 ",
    ],
)
def test_a_day_is_read_in_every_common_form(text):
    day = dt.date(2024, 3, 3)
    assert parse_date(text) == (day, day, "day", None)


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("2009-07-01 11:00:00", dt.date(2009, 7, 1), dt.time(11)),
        ("2022-11-21T13:27", dt.date(2022, 11, 21), dt.time(13, 27)),
        ("3 mars 2024 kl. 18.30", dt.date(2024, 3, 3), dt.time(18, 30)),
        ("2024-03-31T22:30:00Z", dt.date(2024, 4, 1), dt.time(0, 30)),
        ("2024-01-01 10:00+01:00", dt.date(2024, 1, 1), dt.time(10)),
    ],
)
def test_a_time_of_day_is_kept_in_local_time(text, day, time):
    assert parse_date(text) == (day, day, "day", time)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("mars 2024", (2024, 3, 1), (2024, 3, 31), "month"),
        ("feb. 2024", (2024, 2, 1), (2024, 2, 29), "month"),
        ("2024-02", (2024, 2, 1), (2024, 2, 29), "month"),
        ("våren 2016", (2016, 3, 1), (2016, 5, 31), "season"),
        ("ht 2016", (2016, 7, 1), (2016, 12, 31), "season"),
        ("2016", (2016, 1, 1), (2016, 12, 31), "year"),
        ("2013-2016", (2013, 1, 1), (2016, 12, 31), "range"),
        ("3 mars 2024 - 5 april 2024", (2024, 3, 3), (2024, 4, 5), "range"),
        ("2024-03-03–2024-04-05", (2024, 3, 3), (2024, 4, 5), "range"),
    ],
)
def test_a_date_is_as_wide_as_it_was_written(text, start, end, precision):
    assert parse_date(text) == (dt.date(*start), dt.date(*end), precision, None)


def test_the_day_comes_before_the_month():
    assert parse_date("03/04/2024").start == dt.date(2024, 4, 3)


@pytest.mark.parametrize("text", ["12/25/2024", "2024-02-30", "32 mars 2024", "2024-01-01 25:00"])
def test_an_impossible_date_is_told_with_the_text_in_it(text):
    with pytest.raises(ValueError, match=text):
        parse_date(text)


@pytest.mark.parametrize(
    "text", ["", "snart", "1/2/24", "0000", "9999", "2024-13", "12345678", "²"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 234", "1234"),
        ("1\u00a0234\u2009567,25", "1234567.25"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("59.332", "59.332"),
        ("57,5665303715696", "57.5665303715696"),
        ("−5", "-5"),
        ("250 000 kr", "250000"),
        ("25 %", "25"),
    ],
)
def test_a_number_is_read_with_comma_or_point(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "tolv", "1 23", "nan", "Infinity", "1e5", "12,5,", "٣", "9" * 90]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("200", (200, "counted")),
        ("0", (0, "counted")),
        ("1 234", (1234, "counted")),
        ("1.234", (1234, "counted")),
        ("35 personer", (35, "counted")),
        ("25.0", (25, "counted")),
        ("ca 200", (200, "estimated")),
        ("ca. 200", (200, "estimated")),
        ("Cirka 1 200 deltagare", (1200, "estimated")),
        ("~50", (50, "estimated")),
        ("200+", (200, "estimated")),
        ("20-25", (23, "estimated")),
        ("20 – 25 personer", (23, "estimated")),
        ("okänt", (None, "unknown")),
        ("Uppgift saknas", (None, "unknown")),
        ("", (None, "unknown")),
        ("-", (None, "unknown")),
    ],
)
def test_a_count_comes_with_how_sure_it_is(text, result):
    assert parse_count(text) == result


@pytest.mark.parametrize("text", ["-5", "12,5", "många", "99999999999"])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_count(text)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("A;B; C", ["A", "B", "C"]),
        ("Kalle, Anka AB; Musse", ["Kalle, Anka AB", "Musse"]),
        ("Miljö, Trafik", ["Miljö", "Trafik"]),
        ("Park (grön, stor), Torg", ["Park (grön, stor)", "Torg"]),
        ("Klimat/miljö", ["Klimat/miljö"]),
        ("Klimat / miljö", ["Klimat", "miljö"]),
        ("2,5 km", ["2,5 km"]),
        ("A\nB|A", ["A", "B"]),
        ("Torg, torg", ["Torg"]),
        ("  ", []),
    ],
)
def test_a_list_is_split_by_its_strongest_separator(text, items):
    assert split_list(text) == items


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>Hej</p><p>Du &amp; jag</p>", "Hej\n\nDu & jag"),
        ("Rad ett<br/>rad två<BR>tre", "Rad ett\nrad två\ntre"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ('<a href="https://example.se" onclick="x()">länk</a>', "länk"),
        ("före<script>alert(1)</script>efter", "föreefter"),
        ("<style>p {color: red}</style>text<!-- dold -->", "text"),
        ("<script>aldrig stängd", "aldrig stängd"),
        ("Jag <3 parken", "Jag <3 parken"),
        ("a < b och c > d", "a < b och c > d"),
        ("<inte html>", "<inte html>"),
        ("<o:p>Word</o:p>", "Word"),
        ("?a=1&region=2 &nbsp;x&#228;", "?a=1&region=2 xä"),
        ("&lt;script&gt;", "<script>"),
        ("nul\0l &#0;x", "null �x"),
        ("e\u0301\u202egnol\u202c\ufeff", "égnol"),
        ("citat \x93ja\x94 \x96 nej", "citat “ja” – nej"),
        ("a\r\n\r\n\r\n\r\nb  \tc", "a\n\nb c"),
        ("mjukt\u00adstreck \ud800", "mjuktstreck"),
        ("<!-- aldrig <b>stängd</b>", "aldrig stängd"),
        ("kvar 😀 مرحبا", "kvar 😀 مرحبا"),
    ],
)
def test_html_and_hidden_characters_become_plain_text(text, plain):
    assert plain_text(text) == plain


def test_a_text_of_nothing_but_tag_openings_takes_no_time():
    assert len(plain_text("<a " * 30_000)) == 89_999
    assert len(plain_text("<script>" * 10_000)) <= 80_000
    assert plain_text("<!--" * 20_000) == ""


@given(st.text())
def test_no_parser_fails_in_another_way(text):
    plain = plain_text(text)
    assert plain_text(plain).encode() is not None
    assert all(split_list(text))
    for parse in (parse_date, parse_number, parse_count):
        with suppress(ValueError):
            parse(text)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_is_read_back_as_written(day):
    assert parse_date(day.isoformat()).start == day
    assert parse_date(f"{day:%d/%m/%Y}").start == day
