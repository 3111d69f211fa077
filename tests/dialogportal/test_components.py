"""The building blocks all pages use, and the page that shows them."""

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from dialogportal import drawing, jinja, periods
from dialogportal.templatetags import portal

TEMPLATES = Path(settings.BASE_DIR, "templates")
STYLES = Path(settings.BASE_DIR, "static", "css")


def component(template, **context):
    return render_to_string(f"components/{template}.html", context)


def pager(address, page):
    return component("pager", page=page, query=RequestFactory().get(*address).GET)


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# Periods and numbers


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        (date(2024, 9, 2), date(2024, 11, 30), "sep–nov 2024"),
        (date(2024, 9, 2), date(2024, 9, 3), "sep 2024"),
        (date(2024, 11, 2), date(2025, 1, 3), "nov 2024–jan 2025"),
        (date(2015, 1, 1), date(2015, 12, 31), "2015"),
        (date(2015, 1, 1), date(2017, 12, 31), "2015–2017"),
        (date(2024, 9, 2), None, "från sep 2024"),
        (None, date(2024, 9, 2), "till sep 2024"),
        (None, None, ""),
    ],
)
def test_a_period_is_no_more_precise_than_its_dates(start, end, written):
    assert portal.period(start, end) == written


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        (date(2024, 9, 12), date(2024, 9, 12), "12 sep 2024"),
        (date(2024, 9, 12), date(2024, 9, 14), "12–14 sep 2024"),
        (date(2024, 9, 12), date(2024, 11, 3), "12 sep–3 nov 2024"),
        (date(2024, 12, 30), date(2025, 1, 2), "30 dec 2024–2 jan 2025"),
        (date(2015, 1, 1), date(2015, 12, 31), "2015"),
        (date(2024, 9, 12), None, "från 12 sep 2024"),
        (None, date(2024, 9, 12), "till 12 sep 2024"),
        (None, None, ""),
    ],
)
def test_dates_are_written_once_where_they_share_month_or_year(start, end, written):
    assert portal.dates(start, end) == written


def test_a_day_or_nothing():
    assert [portal.day(date(2024, 5, 1)), portal.day(None)] == ["1 maj 2024", ""]


def test_months_begin_with_a_capital_in_english():
    with translation.override("en"):
        assert periods.by_month(date(2024, 9, 1), date(2024, 11, 1)) == "Sep–Nov 2024"


def test_numbers_are_grouped_with_a_space_that_does_not_break():
    assert [
        portal.number(value) for value in (1234567, 12400, 1007, 7, 0, "under 5", None, True)
    ] == [
        "1\xa0234\xa0567",
        "12\xa0400",
        "1\xa0007",
        "7",
        "0",
        "under 5",
        "",
        "True",
    ]


def test_a_share_is_written_for_svg_and_stays_within_the_picture():
    shares = [portal.share(*pair) for pair in ((1, 3), (5, 4), (-1, 4), (None, 4), (4, 0))]
    assert shares == ["33.3", "100.0", "0.0", "0", "0"]


# Lists


def test_page_numbers_show_the_ends_the_neighbours_and_the_gaps():
    pages = Paginator(range(400), 10)
    assert list(jinja.page_numbers(pages.page(7))) == [1, None, 5, 6, 7, 8, 9, None, 40]
    assert list(jinja.page_numbers(pages.page(4))) == [1, 2, 3, 4, 5, 6, None, 40]
    assert list(jinja.page_numbers(Paginator(range(30), 10).page(2))) == [1, 2, 3]


def test_the_pager_keeps_the_rest_of_the_address():
    address = ("/sok/", {"q": "ljus & mörker", "page": "2"})
    html = pager(address, Paginator(range(30), 10).page(2))
    links = re.findall(r'href="([^"]*)"', html)
    assert links == [f"?q=ljus+%26+m%C3%B6rker&amp;page={n}" for n in (1, 1, 3, 3)]
    assert html.count('aria-current="page"') == 1


def test_one_page_has_no_pager():
    assert pager(("/sok/",), Paginator(range(3), 10).page(1)).strip() == ""


def test_the_menu_marks_the_page_and_what_lies_under_it():
    def item(path):
        return render_to_string(
            "components/nav_item.html", {"url": "/omraden/", "word": "Områden", "path": path}
        )

    assert 'aria-current="page"' in item("/omraden/")
    assert 'aria-current="true"' in item("/omraden/tensta/")
    assert "aria-current" not in item("/sok/")


# Components


def test_found_words_are_marked_and_markup_in_them_is_text():
    html = component("quote", segments=[("<i>Ljus</i> på ", False), ("gång<b>", True)])
    assert "<p>&lt;i&gt;Ljus&lt;/i&gt; på <mark>gång&lt;b&gt;</mark></p>" in html


def test_a_quote_says_where_it_comes_from():
    html = component("quote", segments=[("Mörkt", True)], source="synpunkt, okt 2024")
    assert text_of(html) == "Mörkt synpunkt, okt 2024"
    assert "<mark>Mörkt</mark>" in html


def test_a_state_is_said_in_a_word_not_only_a_colour():
    assert text_of(component("tag", kind="late")) == "Försenad"
    assert text_of(component("tag", kind="waits", text="Krock")) == "Krock"


def test_the_ladder_says_its_level_aloud():
    html = component("ladder", level=2, name="Konsultation", gets="boende fick tycka")
    assert text_of(html) == "Konsultation: boende fick tycka (nivå 2 av 5)"
    assert html.count("step on") == 2


def test_the_loop_says_how_it_stands_at_each_stop():
    stops = [
        {"state": "ok", "word": "Beslutad", "date": "12 sep 2024"},
        {"state": "late", "word": "Svar", "date": "lovat till 1 nov 2025"},
        {"state": "todo", "word": "Uppföljd", "date": ""},
    ]
    assert text_of(component("loop", stops=stops)) == (
        "Beslutad , klart 12 sep 2024 Svar , försenat lovat till 1 nov 2025 Uppföljd , återstår"
    )


def test_facts_are_text_or_strong():
    html = component("facts", facts=[("142 deltagare", False), ("Järva", True)])
    assert text_of(html) == "142 deltagare Järva"
    assert "<strong>Järva</strong>" in html


def test_the_bar_is_drawn_with_a_dot_in_swedish_and_says_its_value():
    html = component("bar_cell", value=1, maximum=3, text="33 %", reference=2)
    assert re.findall(r'class="value" width="([^"]*)"', html) == ["33.3"]
    assert re.findall(r'class="reference" x="([^"]*)"', html) == ["66.7"]
    assert text_of(html) == "33 %"


def test_progress_has_plain_numbers_in_swedish():
    html = component("progress", id="p", label="Import", value=12400, maximum=30509, text="40 %")
    assert 'value="12400" max="30509"' in html
    unknown = component("progress", id="p", label="Import", text="Börjar")
    assert re.findall(r"<progress[^>]*>", unknown) == ['<progress id="p">']


def test_a_stop_is_announced_in_words():
    html = component("finding", kind="stop", title="Säg när.", url="#when", link="Gå dit")
    assert text_of(html) == "Stopp: Säg när. Gå dit"


@pytest.mark.parametrize("status", [400, "403_csrf", 500, 503, 507])
def test_error_pages_need_neither_database_nor_request(status):
    html = render_to_string(f"{status}.html", {"portal": None})
    assert html.count("<h1>") == 1
    assert '<html lang="sv">' in html


# Drawing


def test_a_timeline_places_bars_by_month_and_cuts_them_at_the_edges():
    bars = [
        drawing.Bar("A", date(2026, 2, 1), date(2026, 3, 1), "ongoing"),
        drawing.Bar("B", date(2025, 1, 1), date(2026, 2, 1), "done"),
        drawing.Bar("C", date(2026, 5, 1), date(2026, 6, 1), "planned"),
    ]
    drawn = drawing.timeline(bars, first=date(2026, 1, 15), months=4, today=date(2026, 3, 1))
    assert drawn["months"] == ["jan", "feb", "mar", "apr"]
    assert drawn["today"] == "50.0"
    assert [(row["title"], row["x"], row["width"]) for row in drawn["rows"]] == [
        ("A", "25.0", "25.0"),
        ("B", "0.0", "25.0"),
    ]


def test_a_timeline_without_today_draws_no_line():
    drawn = drawing.timeline([], first=date(2026, 1, 1), months=12, today=date(2027, 1, 1))
    assert drawn["today"] is None
    assert "today" not in component("timeline", timeline=drawn)


def test_a_small_map_fits_its_shapes_and_draws_the_chosen_one_last():
    def square(x, y):
        ring = [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]
        return {"type": "Polygon", "coordinates": [ring]}

    two = {"type": "MultiPolygon", "coordinates": [square(18.2, 59.0)["coordinates"]]}
    drawn = drawing.small_map(
        [drawing.Shape("Här", square(18.0, 59.0), here=True), drawing.Shape("Där", two)],
        [drawing.Point("Dialog", 18.0, 59.1)],
    )
    assert [shape["title"] for shape in drawn["shapes"]] == ["Där", "Här"]
    assert drawn["points"] == [{"title": "Dialog", "late": False, "x": "8.0", "y": "8.0"}]
    assert drawn["view_box"] == "0 0 320 213"


def test_a_map_of_nothing_is_no_map():
    assert drawing.small_map([]) is None


# Rules of the house


def test_no_template_has_inline_style_or_script():
    inline = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)")
    wrong = [str(path) for path in TEMPLATES.rglob("*.html") if inline.search(path.read_text())]
    assert wrong == []


def test_no_template_switches_escaping_off():
    wrong = [str(p) for p in TEMPLATES.rglob("*.html") if re.search(r"\|\s*safe\b", p.read_text())]
    assert wrong == []


def test_every_style_sheet_is_loaded_by_all_pages_or_named_by_its_own():
    everywhere = re.findall(r"css/([a-z_]+)\.css", component("styles"))
    templates = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    named = re.findall(r"'css/([a-z_]+)\.css'", templates)
    assert len(everywhere) == len(set(everywhere))
    assert {*everywhere, *named} == {path.stem for path in STYLES.glob("*.css")}


def luminance(colour):
    def channel(part):
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXT_ON = {
    "ink": "paper card mark lake-wash birch-wash amber-wash lingon-wash",
    "ink-soft": "paper card lake-wash line",
    "lake": "paper card lake-wash birch-wash amber-wash lingon-wash",
    "lake-deep": "paper card lake-wash",
    "birch": "birch-wash",
    "amber": "amber-wash",
    "lingon": "paper card lingon-wash",
    "on-lake": "lake lake-deep",
    "on-birch": "birch",
    "on-lingon": "lingon",
}


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
def test_text_has_contrast_4_5_and_the_edges_of_fields_3(theme):
    found = re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (STYLES / "tokens.css").read_text()
    )
    colours = {name: pair[theme] for name, *pair in found}
    pairs = [(text, ground, 4.5) for text, grounds in TEXT_ON.items() for ground in grounds.split()]
    pairs += [("edge", "paper", 3), ("edge", "card", 3), ("lake", "line", 3)]
    low = [
        (text, ground, round(contrast(colours[text], colours[ground]), 2))
        for text, ground, needed in pairs
        if contrast(colours[text], colours[ground]) < needed
    ]
    assert low == []


# Lists to choose from


class Choice(NamedTuple):
    code: str
    name: str
    group: str = ""


def options(name, choices, chosen):
    source = "{{ options(name, choices, chosen) }}"
    template = engines["jinja2"].from_string(source)
    return template.render({"name": name, "choices": choices, "chosen": chosen}).strip()


def test_one_written_list_serves_every_choice():
    choices = [Choice("a", "A"), Choice('"b', "<B>")]
    written = '<option value="a">A</option><option value="&#34;b">&lt;B&gt;</option>'

    assert [options("letters", choices, code) for code in ("a", '"b', "", "other", None)] == [
        written.replace('"a"', '"a" selected'),
        written.replace('b"', 'b" selected'),
        written,
        written,
        written,
    ]


def test_a_written_list_is_of_one_language():
    choices = [Choice("a", gettext_lazy("Area"))]
    swedish = options("words", choices, "")
    with translation.override("en"):
        assert [swedish, options("words", choices, "")] == [
            '<option value="a">Område</option>',
            '<option value="a">Area</option>',
        ]


def test_choices_of_one_group_stand_under_its_heading():
    choices = [Choice("a", "A"), *(Choice(code, code, "G") for code in "bc"), Choice("d", "D", "H")]
    html = options("groups", choices, "")
    assert re.sub(r"<option[^>]*>(.)</option>", r"\1", html) == (
        'A<optgroup label="G">bc</optgroup><optgroup label="H">D</optgroup>'
    )


# Parts that Jinja draws


def drawn(source, **context):
    return Template("{% load portal %}" + source).render(Context(context))


def test_a_part_is_drawn_of_what_it_is_given_and_nothing_else():
    html = drawn('{% draw "components/tag.html" kind="late" text=word %}', word="<b>Sen</b>")
    assert "&lt;b&gt;Sen&lt;/b&gt;" in html
    assert "tag-late" in html
    html = drawn('{% draw "components/tag.html" kind="late" %}', text="Something else")
    assert text_of(html) == "Försenad"


def test_html_that_waits_for_its_language_stays_html():
    html = component("facts", facts=[(lazy(format_html, str)("<i>{}</i>", "<1>"), False)])
    assert "<i>&lt;1&gt;</i>" in html


def test_a_name_alone_is_given_as_what_it_is_called():
    html = drawn('{% draw "components/tag.html" kind text="Late" %}', kind="late")
    assert "tag-late" in html


def test_a_translated_sentence_keeps_its_tags_and_those_of_its_values_are_text():
    template = engines["jinja2"].from_string("{{ text | filled(word=word) }}")
    html = template.render({"text": "Look for <strong>%(word)s</strong>.", "word": "<i>"})
    assert html == "Look for <strong>&lt;i&gt;</strong>."
