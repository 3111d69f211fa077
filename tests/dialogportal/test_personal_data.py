import time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dialogportal.personal_data import find, mask


def kinds(text):
    return [(finding.kind, text[finding.start : finding.end]) for finding in find(text)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Skriv till person@example.se.", "person@example.se"),
        ("<a.b-c+d@mail.example.com>", "a.b-c+d@mail.example.com"),
        ("person(at)example.se", "person(at)example.se"),
        ("person [at] example.se", "person [at] example.se"),
        ("å.ö@räksmörgås.se", "å.ö@räksmörgås.se"),
        ("anna @ example.com", "anna @ example.com"),
        ("anna@ example.com, tack", "anna@ example.com"),
        ("anna(at)example.com", "anna(at)example.com"),
        ("anna (snabel-a) example.com", "anna (snabel-a) example.com"),
    ],
)
def test_e_mail_addresses_are_found(text, address):
    assert kinds(text) == [("email", address)]


@pytest.mark.parametrize(
    "number",
    [
        "070-123 45 67",
        "0701234567",
        "070 123 45 67",
        "070-1234567",
        "070-123-45-67",
        "0701-23 45 67",
        "0734- 332085",
        "(070) 123 45 67",
        "+46 70 123 45 67",
        "+46701234567",
        "+46 (0)70-123 45 67",
        "0046 70 123 45 67",
        "08-508 00 000",
        "08 508 000 00",
        "08-12345678",
        "031-368 00 00",
        "031 - 12 34 56",
        "0371-123 45",
        "0702011235",
        "+47 22 33 44 55",
        "070\u2011123\u00a045\u00a067",
        "070.174.06.05",
        "070.1740605",
        "08.508.00.00",
        "031.12.34.56",
    ],
)
def test_phone_numbers_are_found_in_every_grouping(number):
    assert kinds(f"Ring {number}, tack.") == [("phone", number)]


def test_a_number_without_area_code_is_a_phone_where_the_text_says_so():
    assert kinds("Tfn: 508 00 00") == [("phone", "508 00 00")]


@pytest.mark.parametrize(
    "number",
    ["811218-9876", "19811218-9876", "198112189876", "8112189876", "811218+9876", "811278-9873"],
)
def test_identity_and_coordination_numbers_are_found(number):
    assert kinds(f"Jag ({number}) bor här") == [("identity_number", number)]


@pytest.mark.parametrize(
    "number",
    [
        "19900101-2389",
        "199001012389",
        "19900101 2389",
        "900101-2389",
        "811218+9877",
        "19900161-2389",
        "1990-01-01-2385",
        "1990-01-01-2389",
        "1990.01.01-2389",
        "1990-01-01 - 2389",
        "2010-03-01-2389",
    ],
)
def test_what_is_shaped_as_an_identity_number_is_one_though_its_check_digit_is_wrong(number):
    assert kinds(f"Jag, {number}, bor här") == [("identity_number", number)]


def test_ten_digits_that_are_both_are_a_phone_number():
    assert kinds("0702011232 0702011232") == [("phone", "0702011232"), ("phone", "0702011232")]


@pytest.mark.parametrize(
    "text",
    [
        "Dnr HV 2023/656",
        "dnr 2023/0701234567",
        "2024-03-01",
        "2024-03-01 13:00",
        "20240301 1300",
        "01 02 2024",
        "59,3325 18,0650",
        "lat 59.33258 lon 18.06490",
        "1 200 000 kr",
        "10 000 000 kronor",
        "2013-2016",
        "telefon 2013-2016",
        "2013/2014 2015/2016",
        "114 28 Stockholm",
        "bankgiro 5051-1234",
        "organisationsnummer 556036-0793",
        "811318-9877",
        "8112189877",
        "811218 9877",
        "Dnr 811218-9877",
        "diarienummer: 19900101-2389",
        "29900101-2389",
        "20990101-2389",
        "2019-2023",
        "1990-01-01",
        "1990-01-01, 2385 kr",
        "2019-05-01-2020-05-01",
        "2019-05-01-2020",
        "2024-03-01-1300",
        "20240301-1300",
        "202403011300",
        "Dnr 2023/656",
        "08-trafiken",
        "12 000 000 kr",
        "kl 08.30-09.15",
        "kl. 08.00.00-09.00.00",
        "070-linjen",
        "07.30-08.15, 16.00",
        "08.01.2024",
        "01.02.03.04",
        "vi ses @ torget",
        "version 1.070.174",
        "öppet 08-17, 10-16",
        "08.00-17.00 09.30-15.45",
        "kl 08 30-16 30",
        "id 123456789012345678901234567890",
        "A0701234567",
        "https://example.se/0701234567?x=0701234567",
        "30-40 000 invånare",
        "0,0701234567",
        "ISBN 978-91-7000-000-1",
        "nr 4.01.2024 5-10 12-15",
        "a@b",
        "@kommunen #torget",
        "5 @ 3.50",
    ],
)
def test_other_figures_are_left_alone(text):
    assert find(text) == ()


def test_a_mask_is_in_the_readers_language_and_keeps_the_rest():
    text = "Ring 070-123 45 67 eller person@example.se (811218-9876)!"
    with translation.override("en"):
        assert mask(text) == (
            "Ring [phone number] eller [e-mail address] ([personal identity number])!"
        )
    assert mask("inget här") == "inget här"


@given(st.text(alphabet="0123456789 -+()/.,@a:tel\u2011٣", max_size=200))
def test_findings_never_overlap_and_masking_never_fails(text):
    end = 0
    for finding in find(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end
    mask(text)


@pytest.mark.parametrize(
    "text", ["0" * 100_000, "a" * 100_000 + "@", "0 8-" * 25_000, "+1 " * 33_000]
)
def test_a_hostile_text_takes_no_time(text):
    start = time.perf_counter()
    find(text)
    assert time.perf_counter() - start < 2
