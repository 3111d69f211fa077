import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from dialogportal.uploads import TextUnreadable, check_upload, extract_text, safe_file_name


def docx_bytes():
    document = Document()
    document.add_paragraph("Medborgardialog om Årstafältet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Bänkar", "Träd"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf_bytes(password=None, text="Boendedialog i Rinkeby"):
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = content
    if password is not None:
        writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def zip_bytes(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Minnesanteckningar.DOCX", docx_bytes(), "docx"),
        ("rapport.pdf", pdf_bytes(), "pdf"),
        ("tabell.xlsx", zip_bytes(xl__workbook_DOT_xml="<a/>"), "xlsx"),
        ("lista.csv", "Titel;Text\nå;ä\n".encode("cp1252"), "csv"),
        ("text.txt", "Hej".encode("utf-16"), "txt"),
        ("bild.png", b"\x89PNG\r\n\x1a\n...", "png"),
        ("bild.jpeg", b"\xff\xd8\xff\xe0...", "jpg"),
    ],
)
def test_a_document_is_recognised_and_left_at_its_beginning(name, content, kind):
    file = SimpleUploadedFile(name, content)
    assert check_upload(file) == kind
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("tom.pdf", b"", "Filen är tom."),
        ("sida.html", b"<html>", "Den här sortens fil kan inte laddas upp. Dessa går"),
        ("bild.svg", b"<svg/>", "Den här sortens fil kan inte laddas upp. Dessa går"),
        ("rapport.pdf.exe", b"MZ\x90", "Den här sortens fil kan inte laddas upp. Dessa går"),
        ("utan", b"x", "Den här sortens fil kan inte laddas upp. Dessa går"),
        ("gammal.doc", b"x", r"Spara den som \.docx"),
        ("makro.docm", b"x", "makron"),
        ("falsk.pdf", b"<html>", r"slutar på \.pdf, men innehållet är något annat"),
        ("falsk.png", pdf_bytes(), r"slutar på \.png"),
        ("falsk.docx", pdf_bytes(), r"slutar på \.docx"),
        ("falsk.docx", zip_bytes(xl__workbook_DOT_xml="<a/>"), r"slutar på \.docx"),
        ("sida.txt", b"\n <!DOCTYPE html><html>", r"slutar på \.txt"),
        ("bild.csv", b"<svg onload='x'>", r"slutar på \.csv"),
        ("program.txt", b"\x7fELF" + bytes(20), r"slutar på \.txt"),
        ("binär.txt", b"a" * 5000 + b"\0", r"slutar på \.txt"),
        ("gammal.docx", bytes.fromhex("d0cf11e0a1b11ae1"), "gammalt format eller har lösenord"),
        ("makro.docx", zip_bytes(word__vbaProject_DOT_bin="x"), "makron"),
        ("bomb.docx", zip_bytes(word__document_DOT_xml=b" " * 30_000_000), "för stor"),
        ("xxe.docx", zip_bytes(word__document_DOT_xml="<!DOCTYPE a><a/>"), "utanför sig"),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_a_sentence(name, content, reason):
    with pytest.raises(ValidationError, match=reason):
        check_upload(SimpleUploadedFile(name, content))


def test_a_file_over_the_limit_is_refused(settings):
    settings.DOCUMENT_MAX_BYTES = 2**20
    with pytest.raises(ValidationError, match=r"Filen är 2 MB\. Högst 1 MB kan laddas upp"):
        check_upload(SimpleUploadedFile("stor.txt", b"a" * (2**20 + 1)))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Minnesanteckningar åäö.pdf", "Minnesanteckningar åäö.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Mina\\fil.DOCX", "fil.docx"),
        ("rapport\u202egpj.exe", "rapportgpj.exe"),
        ('a"b<c>\r\n.pdf', "a_b_c_.pdf"),
        (".pdf", "pdf"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_file_name_is_made_safe(name, safe):
    assert safe_file_name(name) == safe


@pytest.fixture
def write(tmp_path):
    def write_file(content):
        path = tmp_path / "dokument"
        path.write_bytes(content)
        return path

    return write_file


def test_the_text_of_documents_is_taken_out(write):
    assert extract_text(write(docx_bytes()), "docx") == (
        "Medborgardialog om Årstafältet\nBänkar\nTräd"
    )
    assert extract_text(write(pdf_bytes()), "pdf") == "Boendedialog i Rinkeby"
    assert extract_text(write(pdf_bytes(password="")), "pdf") == "Boendedialog i Rinkeby"
    assert extract_text(write("räksmörgås".encode("cp1252")), "txt") == "räksmörgås"
    assert extract_text(write(b"\x89PNG"), "png") == ""


def test_the_text_is_cut_at_its_limit(write):
    long = zip_bytes(
        word__document_DOT_xml='<w:document xmlns:w="http://schemas.openxmlformats.org/'
        'wordprocessingml/2006/main">'
        + "<w:p><w:t>abcdefghi</w:t></w:p>" * 30_000
        + "</w:document>"
    )
    assert len(extract_text(write(long), "docx")) == 200_000 - 1


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (pdf_bytes(password="hemligt"), "pdf", "skyddat med lösenord"),
        (b"%PDF-1.7 trasig", "pdf", "skadat"),
        (b"PK trasig", "docx", "skadat"),
        (bytes(range(256)), "txt", "ingen textfil"),
    ],
)
def test_a_document_that_cannot_be_read_says_why(write, content, kind, reason):
    with pytest.raises(TextUnreadable, match=reason):
        extract_text(write(content), kind)
