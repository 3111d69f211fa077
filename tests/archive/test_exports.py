"""Lists taken along: exactly what the screen shows, safe to open."""

import csv
import io

import pytest
from openpyxl import load_workbook

from archive.lexemes import refresh
from tests.factories import DialogueFactory, coordinator
from tests.factories.feedback import ViewpointFactory


def as_csv(answer):
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def as_xlsx(answer):
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    return [list(row) for row in sheet.iter_rows()]


@pytest.mark.parametrize("address", ["q=belysning", "q=belysning&area=tensta", "good=1", ""])
def test_the_list_on_the_screen_is_the_list_in_the_file(web, city, address):
    for number in range(25):
        DialogueFactory(title=f"Belysning {number}", areas=[city.tensta], type=city.kind)
    refresh()
    pages = range(1, web.get(f"/sok/?{address}").context["page"].paginator.num_pages + 1)
    shown = [
        hit["dialogue"].title
        for page in pages
        for hit in web.get(f"/sok/?{address}&page={page}").context["hits"]
    ]
    assert [row[1] for row in as_csv(web.get(f"/sok/lista.csv?{address}"))][1:] == shown
    assert [row[1].value for row in as_xlsx(web.get(f"/sok/lista.xlsx?{address}"))][1:] == shown


def test_viewpoints_are_taken_along_with_their_dialogue(web, city):
    (header, row) = as_csv(web.get("/sok/lista.csv?q=kolsvart&show=viewpoints"))
    told = dict(zip(header, row, strict=True))
    assert told["Synpunkt"] == city.said.text
    assert told["Beteckning"] == city.tensta_dialogue.reference
    assert told["Teman"] == "Belysning"


FORMULAS = ["=1+1", "+46", "-1", "@SUM(A1)", "\tx", "\n=1", "＝1+1", "＠SUM(A1)"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_run_as_a_formula(web, city, text):
    city.tensta_dialogue.title = text
    city.tensta_dialogue.save()
    told = as_csv(web.get("/sok/lista.csv?awaiting=1"))[1][1]
    assert told == f"'{text}"
    cell = as_xlsx(web.get("/sok/lista.xlsx?awaiting=1"))[1][1]
    assert (cell.data_type, cell.value.strip()) == ("s", text.strip())


def test_what_excel_cannot_hold_is_left_out(web, city):
    city.tensta_dialogue.result_summary = "a\x0b\ufffe\uffffb" + "x" * 40_000
    city.tensta_dialogue.save()
    cell = as_xlsx(web.get("/sok/lista.xlsx?awaiting=1"))[1][14]
    assert cell.value == "ab" + "x" * 32_765


def test_semicolons_quotes_and_line_breaks_come_back_as_they_were(web, city):
    text = 'Han sa: "nej"; sedan\nja å ä ö'
    city.tensta_dialogue.title = text
    city.tensta_dialogue.save()
    assert as_csv(web.get("/sok/lista.csv?awaiting=1"))[1][1] == text


def test_personal_data_is_masked_for_outsiders(city, client):
    ViewpointFactory(dialogue=city.tensta_dialogue, text="Trasig lampa! Ring 070-123 45 67.")
    refresh()
    for user, sees in ((coordinator(), False), (city.user, True)):
        client.force_login(user)
        told = as_csv(client.get("/sok/lista.csv?q=lampa&show=viewpoints"))
        assert ("070-123 45 67" in told[1][0]) is sees


def test_the_file_has_a_name_that_says_what_it_holds(web):
    answer = web.get("/sok/lista.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="dialoger-20')
