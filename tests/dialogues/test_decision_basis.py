"""The basis for the decision: what the plan says, once each, under the headings of a report."""

import datetime
import io
import os
import shutil
import subprocess

import docx
import pytest
from django.urls import reverse
from django.utils import timezone
from docx.oxml.ns import qn

from dialogues import plan
from dialogues.decision_basis import HEADINGS, decision_basis
from dialogues.enums import State
from dialogues.models import Dialogue, Plan
from tests.factories import (
    DialogueFactory,
    DialogueTypeFactory,
    DocumentFactory,
    OccasionFactory,
    OrganisationFactory,
    UserFactory,
    official,
)

IN_ORDER = [
    "Förslag till beslut",
    "Sammanfattning",
    "Bakgrund",
    "Ärendet",
    "Målgruppsanalys",
    "Demokratiska rättigheter",
    "Ekonomi",
    "Tidplan",
    "Återkoppling",
    "Bilagor",
]


@pytest.fixture
def planning(db):
    committee = OrganisationFactory(name="Järva stadsdelsnämnd", kind="committee_district")
    owner = OrganisationFactory(name="Järva stadsdelsförvaltning", deciding_committee=committee)
    dialogue = DialogueFactory(
        title="Ny mötesplats i Hjulsta",
        owner=owner,
        type=DialogueTypeFactory(decider="committee"),
        state=State.PLANNING,
        question="Vad saknas?\x0b",
        background="Vi frågade 2019.\r\nIngen fick svar.",
        purpose="Rita rätt <hus> & gård.",
        milestones="Januari: kallelse\nFebruari: möte",
        case_number="JÄ 2026/412",
    )
    Plan.objects.create(
        dialogue=dialogue, benefit="Vi vet inte.", budget=185_000, financing=["own"], version=1
    )
    OccasionFactory(dialogue=dialogue, venue="Hjulsta skola")
    DocumentFactory(dialogue=dialogue, title="Karta")
    return dialogue


@pytest.fixture
def reader(client, db):
    client.force_login(official())
    return client


def file_of(client, dialogue):
    answer = client.get(reverse("decision-basis-docx", args=[dialogue.reference]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == (
        f'attachment; filename="beslutsunderlag-{dialogue.reference}.docx"'
    )
    return answer.content


def told_rows(dialogue):
    whole = plan.with_rows(Dialogue.objects.all()).get(pk=dialogue.pk)
    return [row for one in plan.told(whole) for row in one["rows"] + one["small_rows"]]


def written_rows(file):
    """[label, text] of paragraphs that begin with a bold label, and of tables."""
    rows = []
    for paragraph in file.paragraphs:
        label, _break, text = paragraph.text.partition("\n")
        if paragraph.style.name == "Normal" and paragraph.runs and paragraph.runs[0].bold:
            rows.append([label, text])
    for table in file.tables:
        rows += [[cell.text for cell in row.cells] for row in table.rows[1:]]
    return rows


def plainly(rows):
    return sorted([label, text.replace("\x0b", "").replace("\r\n", "\n")] for label, text in rows)


def test_every_row_of_the_plan_stands_there_once_under_its_heading(reader, planning):
    file = docx.Document(io.BytesIO(file_of(reader, planning)))
    heads = [one.text for one in file.paragraphs if one.style.name == "Heading 1"]
    assert heads == IN_ORDER
    facts, *rows = written_rows(file)
    assert facts[0].startswith("Beteckning: ")
    assert plainly(rows) == plainly(told_rows(planning))
    assert len(rows) > 8


def test_it_says_who_decides_and_that_it_is_a_draft(reader, planning):
    file = docx.Document(io.BytesIO(file_of(reader, planning)))
    texts = [one.text for one in file.paragraphs]
    assert "Järva stadsdelsnämnd beslutar att dialogen hålls så som planen nedan säger." in texts
    assert "Utkast. Planen är inte inlämnad." in texts
    assert "Karta" in texts


def test_the_committee_that_took_over_decides(reader, planning):
    committee = planning.owner.deciding_committee
    committee.successor = OrganisationFactory(name="Västerorts nämnd", kind="committee_district")
    committee.valid_to = timezone.localdate() - datetime.timedelta(days=1)
    committee.save()
    basis = decision_basis(plan.with_rows(Dialogue.objects.all()).get())
    assert basis.parts[0].sentences[0].startswith("Västerorts nämnd beslutar")
    Dialogue.objects.filter(pk=planning.pk).update(state=State.SUBMITTED)
    file = docx.Document(io.BytesIO(file_of(reader, planning)))
    assert "Utkast. Planen är inte inlämnad." not in [one.text for one in file.paragraphs]


def test_it_is_in_swedish_with_title_language_and_header_rows(reader, planning):
    reader.cookies["django_language"] = "en"
    file = docx.Document(io.BytesIO(file_of(reader, planning)))
    assert (file.core_properties.title, file.core_properties.language) == (planning.title, "sv-SE")
    languages = {one.get(qn("w:val")) for one in file.styles.element.iter(qn("w:lang"))}
    assert languages == {"sv-SE"}
    assert [one.text for one in file.paragraphs if one.style.name == "Heading 1"] == IN_ORDER
    assert [len(table._tbl.xpath(".//w:tblHeader")) for table in file.tables] == [1, 1]


def test_a_section_that_no_heading_names_is_told_under_the_matter(planning):
    named = {slug for _slug, _heading, sections in HEADINGS for slug in sections}
    basis = decision_basis(plan.with_rows(Dialogue.objects.all()).get(pk=planning.pk))
    matter = next(part for part in basis.parts if part.slug == "arendet")
    assert "stallningstagande" not in named
    assert next(told.title for told in matter.sections) == "Ställningstagande"


def test_every_section_that_a_heading_names_is_there():
    known = {section.slug for section in plan.every_section()}
    named = {slug for _slug, _heading, sections in HEADINGS for slug in sections}
    assert named <= known


def test_the_page_says_the_same(reader, planning, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = reader.get(reverse("decision-basis", args=[planning.reference])).content.decode()
    for heading in IN_ORDER:
        assert f">{heading}</h2>" in page
    assert "Rita rätt &lt;hus&gt; &amp; gård." in page
    assert page.count("185\xa0000 kronor") == 1


def test_only_who_may_read_gets_it(client, planning):
    client.force_login(UserFactory())
    for name in ("decision-basis", "decision-basis-docx"):
        assert client.get(reverse(name, args=[planning.reference])).status_code == 404


def test_what_was_registered_afterwards_has_none(reader, planning):
    Dialogue.objects.filter(pk=planning.pk).update(
        is_registered_afterwards=True, state=State.FEEDBACK
    )
    for name in ("decision-basis", "decision-basis-docx"):
        assert reader.get(reverse(name, args=[planning.reference])).status_code == 404


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("soffice") and os.environ.get("CI") != "true",
    reason="LibreOffice is not on this machine",
)
def test_libreoffice_opens_it_without_a_warning(reader, planning, tmp_path):
    source = tmp_path / "underlag.docx"
    source.write_bytes(file_of(reader, planning))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    wanted = ["--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path]
    done = subprocess.run(
        ["soffice", profile, *wanted, source],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    said = [line for line in done.stderr.splitlines() if "javaldx" not in line]
    assert said == []
    lines = (tmp_path / "underlag.txt").read_text(encoding="utf-8-sig").splitlines()
    assert [line for line in lines if line in IN_ORDER] == IN_ORDER
    assert "Rita rätt <hus> & gård." in lines
