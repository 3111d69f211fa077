"""The basis for the decision as a Word file that an official pastes into the city's case system."""

from __future__ import annotations

import io
from typing import Any

import docx
from django.utils import timezone
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dialogportal.plain_text import NOT_IN_XML
from dialogues.decision_basis import Basis, Part, Told

SWEDISH = "sv-SE"
# Figures and days are read side by side, the rest as text.
AS_TABLE = {"ekonomi", "tidplan"}
NUMBERED, LISTED = "forslag", "bilagor"


def clean(text: str) -> str:
    """The text without control characters; line breaks stay."""
    return NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def docx_of(basis: Basis, *, author: str, table_heads: tuple[str, str]) -> bytes:
    """The document as DOCX. ``table_heads`` are the words above the two columns of its tables."""
    file = docx.Document()
    _set_page(file)
    _set_properties(file, basis, author)
    file.add_paragraph(clean(basis.title), style="Title")
    facts = file.add_paragraph()
    for number, (label, text) in enumerate(basis.facts):
        facts.add_run(clean(f"{label}: ")).bold = True
        facts.add_run(clean(text))
        if number + 1 < len(basis.facts):
            facts.add_run().add_break()
    if basis.note:
        file.add_paragraph(clean(basis.note), style="Intense Quote")
    for part in basis.parts:
        _write(file, part, basis.nothing, table_heads)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _write(file: Any, part: Part, nothing: str, table_heads: tuple[str, str]) -> None:
    file.add_heading(clean(part.heading), level=1)
    style = {NUMBERED: "List Number", LISTED: "List Bullet"}.get(part.slug, "Normal")
    for sentence in part.sentences:
        file.add_paragraph(clean(sentence), style=style)
    for told in part.sections:
        if len(part.sections) > 1 or told.title != part.heading:
            file.add_heading(clean(told.title), level=2)
        if part.slug in AS_TABLE:
            _table(file, told, table_heads)
        else:
            _text(file, told)
    if part.is_empty:
        file.add_paragraph(clean(nothing))


def _text(file: Any, told: Told) -> None:
    for label, text in told.rows:
        paragraph = file.add_paragraph()
        label_run = paragraph.add_run(clean(label))
        label_run.bold = True
        label_run.add_break()
        paragraph.add_run(clean(text))


def _table(file: Any, told: Told, heads: tuple[str, str]) -> None:
    table = file.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    _as_header(table.rows[0], heads)
    for label, text in told.rows:
        cells = table.add_row().cells
        cells[0].text = clean(label)
        cells[1].text = clean(text)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(5), Cm(11)


def _as_header(row: Any, heads: tuple[str, str]) -> None:
    """A row that screen readers name the columns by, repeated on each page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for cell, head in zip(row.cells, heads, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(clean(head)).bold = True


def _set_page(file: Any) -> None:
    """A4 with the margins of a report, 11 points."""
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    file.styles["Normal"].font.size = Pt(11)


def _set_properties(file: Any, basis: Basis, author: str) -> None:
    core = file.core_properties
    core.title, core.author, core.last_modified_by = clean(basis.title), clean(author), ""
    core.language, core.comments, core.keywords = SWEDISH, "", ""
    core.created = core.modified = timezone.now()
    for lang in file.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), SWEDISH)
