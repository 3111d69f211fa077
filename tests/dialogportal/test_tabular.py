import datetime as dt
import re
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from dialogportal.refusals import FileRefused
from dialogportal.tabular import check_size, open_table

TEXT = "Titel;Text;År\nBänkar;Fler bänkar, tack – helst grå;2024\nTräd;Vårda träden;2023\n"
ROWS = [
    {"Titel": "Bänkar", "Text": "Fler bänkar, tack – helst grå", "År": "2024"},
    {"Titel": "Träd", "Text": "Vårda träden", "År": "2023"},
]


@pytest.fixture
def write(tmp_path):
    def write_file(content, name="fil.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def workbook(tmp_path):
    def save(*sheets, name="fil.xlsx"):
        book = Workbook()
        book.remove(book.active)
        for place, rows in enumerate(sheets):
            sheet = book.create_sheet(f"Blad{place}")
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return save


def rebuilt(path, **parts):
    """The same zip file with parts replaced or added; a keyword's __ is a slash, _DOT_ a dot."""
    parts = {name.replace("__", "/").replace("_DOT_", "."): data for name, data in parts.items()}
    target = path.with_name("rebuilt.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return target


def refusal(path):
    with pytest.raises(FileRefused) as caught:
        list(open_table(path).rows())
    return str(caught.value)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_the_encoding_is_found(write, encoding):
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    table = open_table(write(bom + TEXT.encode(encoding)))
    assert table.columns == ["Titel", "Text", "År"]
    assert [row.cells for row in table.rows()] == ROWS


def test_latin_1_and_utf_16_without_mark_are_found(write):
    assert open_table(write("Titel;Råd\nA\x81;ö\n".encode("latin-1"))).encoding == "latin-1"
    assert open_table(write(TEXT.encode("utf-16-le"))).preview(1)[0].cells == ROWS[0]


def test_the_first_swedish_letter_may_come_late(write):
    text = "Titel;Text\n" + "a;b\n" * 400_000 + "å;ö\n"
    table = open_table(write(text.encode("cp1252")))
    assert table.encoding == "cp1252"


def test_one_broken_byte_does_not_turn_the_file_into_rubbish(write):
    content = ("Titel;Text\n" + "åäö;räksmörgås\n" * 20).encode() + b"trasig \xff;x\n"
    rows = list(open_table(write(content)).rows())
    assert rows[0].cells == {"Titel": "åäö", "Text": "räksmörgås"}
    assert rows[-1].cells["Titel"] == "trasig \ufffd"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_past_quoted_separators_and_breaks(write, separator):
    cells = [
        '"a, b; c\td\nrad två"',
        '"Han sa ""hej"", sen; gick"',
        "3,5" if separator != "," else "3",
    ]
    text = separator.join(["Ett", "Två", "Tre"]) + "\r\n" + (separator.join(cells) + "\r\n") * 3
    table = open_table(write(text))
    assert table.separator == separator
    assert table.preview(1)[0].cells["Två"] == 'Han sa "hej", sen; gick'


def test_a_separator_that_excel_declares_is_believed(write):
    table = open_table(write("sep=;\r\nTitel;Text\r\nA;B\r\n"))
    assert [(row.number, row.cells) for row in table.rows()] == [(2, {"Titel": "A", "Text": "B"})]


def test_a_file_of_one_column_is_read_whole(write):
    table = open_table(write("Synpunkt\nFler bänkar, tack\nInga bilar\nTräd, gräs, vatten\n"))
    assert [row.cells["Synpunkt"] for row in table.rows()] == [
        "Fler bänkar, tack",
        "Inga bilar",
        "Träd, gräs, vatten",
    ]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(write):
    table = open_table(write('Titel;Text\n\nA;"två\nrader"\n;\nB;C\n'))
    assert [(row.number, row.cells["Titel"]) for row in table.rows()] == [(3, "A"), (5, "B")]


def test_a_title_above_the_header_is_passed_over(write):
    text = "Synpunkter från boendedialogen\n\nTitel;Text;Område\nA;B;C\nD;E;F\n"
    table = open_table(write(text))
    assert (table.columns, table.header_number) == (["Titel", "Text", "Område"], 3)
    assert [row.number for row in table.rows()] == [4, 5]


def test_rows_of_the_wrong_width_are_told_and_the_others_read(write):
    table = open_table(write("A;B;C\n1a;2a;3a\n1b;2b\n1c;2c;3c;4c\n1d;2d;3d;;\n"))
    assert [(row.number, row.problem) for row in table.rows()] == [
        (2, ""),
        (3, "Raden har 2 celler, men rubrikraden har 3."),
        (4, "Raden har 4 celler, men rubrikraden har 3."),
        (5, ""),
    ]


def test_duplicate_and_empty_column_names_become_distinct(write):
    table = open_table(write("Titel;;Titel;Text;;\na;b;c;d;;\ne;f;g;h;;\n"))
    assert table.columns == ["Titel", "Kolumn 2", "Titel (2)", "Text"]
    assert table.preview(1)[0].cells == {
        "Titel": "a",
        "Kolumn 2": "b",
        "Titel (2)": "c",
        "Text": "d",
    }


@pytest.mark.parametrize(
    "text",
    [
        "12718,2022-11-21,Gångbana\n12717,2022-11-19,Utegym\n",
        "Trafik,Bänkar,Nej\nTrafik,Träd,Nej\n",
        "1\n2\n3\n",
        "person@example.se;Hej\nnagon@example.se;Nej\n",
    ],
)
def test_a_file_without_header_is_refused(write, text):
    assert refusal(write(text)) == (
        "Den första raden ser inte ut som kolumnrubriker. "
        "Lägg till en första rad som säger vad varje kolumn innehåller."
    )


def test_years_may_be_names_of_columns(write):
    assert open_table(write("Område;2022;2023\nA;10;20\nB;30;40\n")).columns[1:] == ["2022", "2023"]


def test_nul_characters_are_left_out(write):
    table = open_table(write("Titel;Text\nA\0b;c\n" + "aaaa;bbbb\n" * 100))
    assert table.preview(1)[0].cells == {"Titel": "Ab", "Text": "c"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Filen är tom."),
        (b"\n\n \n", "Filen är tom."),
        (b"\xef\xbb\xbf", "Filen är tom."),
        (bytes(range(256)) * 20, "Filen är ingen textfil. Spara den som CSV eller .xlsx."),
        (b"%PDF-1.7\n", "Filen är ingen tabell. Skicka en CSV-fil eller en Excelfil (.xlsx)."),
        (b'{"a": 1}', "Filen är ingen tabell. Skicka en CSV-fil eller en Excelfil (.xlsx)."),
        (
            b"<html><table><tr><td>1</td></tr></table>",
            "Filen är en webbsida eller XML, ingen tabell. "  # noqa: ISC004
            "Öppna den i Excel och spara den som .xlsx.",
        ),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
            "Gamla Excelfiler (.xls) kan inte läsas. Öppna filen och spara den som .xlsx.",
        ),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "Filen är skyddad med lösenord. Spara den utan lösenord.",
        ),
        (b"PK\x03\x04 trasig", "Filen är skadad och kan inte öppnas."),
        (
            b'Titel;Text\nA;"' + b"x" * 140_000,
            "Rad 2 har en cell med mer än 100 000 tecken. Kanske saknas ett citattecken där.",
        ),
        (
            b"Titel;Text\nA;B\n" + b"x" * 2_100_000,
            "Filen har en rad med mer än två miljoner tecken. Är det en tabell?",
        ),
        (
            ";".join(f"k{n}" for n in range(201)).encode() + b"\n",
            "Filen har fler än 200 kolumner. Spara en kopia med dem ni behöver.",
        ),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(write, content, reason):
    assert refusal(write(content)) == reason


def test_a_file_that_is_too_large_is_refused_by_its_size(write):
    with pytest.raises(FileRefused, match=r"Filen är 200 MB\. Högst 100 MB kan läsas"):
        check_size(200 * 2**20)
    with pytest.raises(FileRefused, match="Högst 0 MB"):
        open_table(write(TEXT), max_bytes=10)


def test_a_table_can_be_read_again(write):
    table = open_table(write(TEXT))
    assert list(table.rows()) == list(table.rows())


def test_cells_of_a_workbook_become_clean_text(workbook):
    table = open_table(
        workbook(
            [],
            [
                ["Datum", "Tid", "Antal", "Andel", "Ja", "Fel", "Text"],
                [
                    dt.date(2024, 3, 1),
                    dt.datetime(2024, 3, 1, 13, 5),  # noqa: DTZ001  as openpyxl has it
                    3.0,
                    0.1 + 0.2,
                    True,
                    "#N/A",
                    " å ",
                ],
                [None, dt.time(8, 30), 10**15, -1.5, False, None, "b_x000D_c"],
            ],
        )
    )
    assert [list(row.cells.values()) for row in table.rows()] == [
        ["2024-03-01", "2024-03-01 13:05:00", "3", "0.3", "true", "", "å"],
        ["", "08:30", "1000000000000000", "-1.5", "false", "", "b\rc"],
    ]
    assert (table.encoding, table.separator) == ("", "")


def test_a_workbook_keeps_its_row_numbers_and_ignores_what_it_says_of_its_size(workbook):
    path = workbook([["Titel", "Text"], ["A", "B"], [], [], ["C", None], [None, "D", "E"]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    lying = sheet.replace(b"A1:C6", b"A1:XFD1048576").replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>'
    )
    table = open_table(rebuilt(path, xl__worksheets__sheet1_DOT_xml=lying))
    assert [(row.number, row.problem) for row in table.rows()] == [
        (2, ""),
        (5, ""),
        (6, "Raden har 3 celler, men rubrikraden har 2."),
    ]


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def shared(path, strings, sheet):
    """A workbook whose texts stand in a part of their own, as Excel writes them."""
    with zipfile.ZipFile(path) as archive:
        types = archive.read("[Content_Types].xml")
    if b"sharedStrings" not in types:
        types = types.replace(b"</Types>", TYPE)
    parts = {
        "[Content_Types]_DOT_xml": types,
        "xl__sharedStrings_DOT_xml": STRINGS + strings + b"</sst>",
        "xl__worksheets__sheet1_DOT_xml": SHEET + sheet + b"</worksheet>",
    }
    return rebuilt(path, **parts)


def test_shared_texts_are_read_with_and_without_several_fonts(workbook):
    strings = b"<si><t>Titel</t></si><si><r><t>Fler </t></r><r><t>b\xc3\xa4nkar</t></r></si>"
    sheet = (
        b'<sheetData><row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row></sheetData>'
    )
    table = open_table(shared(workbook([["x"]]), strings, sheet))
    assert [row.cells for row in table.rows()] == [{"Titel": "Fler bänkar"}]


@pytest.mark.parametrize(
    ("strings", "sheet"),
    [
        (b"<si/>" * 600_000, b"<sheetData/>"),
        (b"<a/>" * 1_100_000, b"<sheetData/>"),
        (b"", b"<sheetData><row>" + b"<c/>" * 110_000 + b"</row></sheetData>"),
        (b"", b"<cols>" + b"<a/>" * 1_100_000 + b"</cols><sheetData/>"),
    ],
)
def test_a_workbook_that_would_fill_the_memory_is_refused(workbook, strings, sheet):
    assert "för stor" in refusal(shared(workbook([["x"]]), strings, sheet))


def test_an_empty_workbook_is_refused(workbook):
    assert refusal(workbook([])) == "Filen är tom."


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xl__vbaProject_DOT_bin": b"x"}, "makron"),
        ({"xl__embeddings__a_DOT_zip": b"x"}, "packade filer"),
        ({"xl__sharedStrings_DOT_xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><sst/>"}, "utanför sig"),
        ({"xl__workbook_DOT_xml": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}, "utanför sig"),
        ({"xl__workbook_DOT_xml": b'<?xml version="1.0" encoding="UTF-7"?><a/>'}, "skadad"),
        ({"xl__worksheets__sheet1_DOT_xml": b"<worksheet><sheetData><row>"}, "skadad|tom"),
        ({"xl__styles_DOT_xml": b" " * 5_000_000}, "för stor"),
        ({"xl__worksheets__sheet1_DOT_xml": b"<row/>" * 4_000_000}, "för stor"),
    ],
)
def test_a_dangerous_workbook_is_refused(workbook, parts, reason):
    path = rebuilt(workbook([["Titel", "Text"], ["A", "B"]]), **parts)
    assert re.search(reason, refusal(path))


def test_a_document_or_other_spreadsheet_is_refused(tmp_path):
    for part, reason in (("word/document.xml", "ingen tabell"), ("xl/workbook.bin", "sort")):
        path = tmp_path / "fil.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(part, "<a/>")
        assert reason in refusal(path)


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_sheet_that_breaks_off_is_told_with_its_row(workbook):
    path = workbook([["Titel", "Text"], *(["A", "B"] for _ in range(300))])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    broken = rebuilt(path, xl__worksheets__sheet1_DOT_xml=sheet[: len(sheet) - 2000])
    assert refusal(broken).startswith("Filen är skadad efter rad 2")


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=300) | st.text(alphabet='a1;,\t"\n\r å', max_size=200))
def test_any_file_is_read_or_refused(write, content):
    path = write(content)
    with suppress(FileRefused):
        list(open_table(path).rows())
