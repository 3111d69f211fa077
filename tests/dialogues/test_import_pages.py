"""The pages of an import: who may, what is refused at the door, and the way from file to report."""

import datetime
import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from dialogportal.exceptions import NotAllowed
from dialogues.actions.imports import check, go_on, remove, set_columns
from dialogues.enums import ImportState
from dialogues.importing.jobs import (
    WORK_OFF,
)
from dialogues.importing.running import work_off
from dialogues.models import Dialogue, FileImport, ImportRefusal
from tests.factories import (
    OrganisationFactory,
    UserFactory,
    committee_member,
    coordinator,
    official,
)
from tests.factories.dialogues import DialogueFactory
from tests.factories.imports import (
    csv_bytes,
    upload_dialogues,
    uploaded,
    worked_off,
    xlsx_bytes,
)

pytestmark = pytest.mark.django_db
ROWS = [["Titel", "År"], ["Trygg park", "2015"], ["", "2016"]]


@pytest.fixture(autouse=True)
def _type(dialogue_type):
    """Every dialogue has a type."""


def send(client, organisation, content, name="fil.csv", **fields):
    data = {"kind": "dialogues", "organisation": organisation.pk, "file": uploaded(content, name)}
    return client.post(reverse("import-new"), {**data, **fields})


def test_a_file_goes_from_upload_to_report(jarva_client, jarva):
    response = send(jarva_client, jarva, csv_bytes(ROWS))
    file_import = FileImport.objects.get()
    columns_url = reverse("import-columns", args=[file_import.pk])
    assert response.headers["Location"] == columns_url
    assert "Trygg park" in jarva_client.get(columns_url).content.decode()
    fields = {"column_0": "title", "column_1": "starts_on"}
    assert (
        jarva_client.post(columns_url, fields).headers["Location"] == file_import.get_absolute_url()
    )
    file_import.refresh_from_db()
    assert file_import.state == ImportState.CHECKING
    assert (
        'hx-trigger="every 2s"' in jarva_client.get(file_import.get_absolute_url()).content.decode()
    )
    work_off(file_import.pk)
    assert (
        "1 rad är klar att sparas"
        in jarva_client.get(file_import.get_absolute_url()).content.decode()
    )
    assert not Dialogue.objects.exists()
    jarva_client.post(reverse("import-run", args=[file_import.pk]))
    work_off(file_import.pk)
    page = jarva_client.get(file_import.get_absolute_url()).content.decode()
    assert "Importen är klar" in page
    assert "Det här måste fyllas i." in page
    assert Dialogue.objects.get().title == "Trygg park"
    report = (
        jarva_client.get(reverse("import-refusals", args=[file_import.pk]))
        .getvalue()
        .decode("utf-8-sig")
    )
    assert report.splitlines() == [
        "Rad;Vad som är fel;Titel;År",
        "3;Titel: Det här måste fyllas i.;;2016",
    ]


def test_a_file_with_only_a_header_is_said_to_have_no_rows(jarva_client, jarva):
    file_import = upload_dialogues(jarva, csv_bytes(ROWS[:1]))
    worked_off(file_import, state=ImportState.CHECKING)
    page = jarva_client.get(file_import.get_absolute_url()).content.decode()
    assert "Filen har inga rader under rubrikraden." in page
    assert "Varje rad finns redan" not in page


def test_the_reasons_are_in_the_readers_language(jarva_client, jarva):
    file_import = worked_off(upload_dialogues(jarva, csv_bytes(ROWS)))
    jarva_client.cookies["django_language"] = "en"
    assert (
        "This must be filled in."
        in jarva_client.get(file_import.get_absolute_url()).content.decode()
    )


def test_showing_the_rows_again_saves_the_columns_and_checks_nothing(jarva_client, jarva):
    send(jarva_client, jarva, csv_bytes([["Vad", "Vilket år"], ["Trygg park", "2015"]]))
    file_import = FileImport.objects.get()
    url = reverse("import-columns", args=[file_import.pk])
    fields = {"column_0": "title", "column_1": "starts_on", "preview": "1"}
    assert jarva_client.post(url, fields).headers["Location"] == url
    file_import.refresh_from_db()
    assert (file_import.state, file_import.mapping) == (
        ImportState.UPLOADED,
        {"title": ["Vad"], "starts_on": ["Vilket år"]},
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"column_0": "title"}, "Ingen kolumn innehåller"),
        ({"column_0": "title", "column_1": "title"}, "Bara en kolumn kan innehålla"),
    ],
)
def test_columns_that_cannot_be_right_are_refused(jarva_client, jarva, fields, error):
    send(jarva_client, jarva, csv_bytes(ROWS))
    file_import = FileImport.objects.get()
    response = jarva_client.post(reverse("import-columns", args=[file_import.pk]), fields)
    assert error in response.content.decode()
    file_import.refresh_from_db()
    assert file_import.state == ImportState.UPLOADED


def test_what_no_column_holds_leads_to_one_that_is_left_out(jarva_client, jarva):
    send(jarva_client, jarva, csv_bytes(ROWS))
    file_import = FileImport.objects.get()
    url = reverse("import-columns", args=[file_import.pk])
    form = jarva_client.post(url, {"column_0": "title"}).context["form"]
    assert list(form.errors) == ["column_1"]
    everything_held = {f"column_{place}": "background" for place in range(len(ROWS[0]))}
    form = jarva_client.post(url, everything_held).context["form"]
    assert list(form.errors) == ["column_0"]


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (400 * 1024 * 1024))
    return file.getvalue()


def with_macros():
    file = io.BytesIO(xlsx_bytes(ROWS))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "name", "part"),
    [
        (bomb, "fil.xlsx", "packas upp"),
        (with_macros, "fil.xlsm", "makron"),
        (lambda: b"", "fil.csv", "tom"),
        (lambda: b"2015-01-01;12;13\n2015-01-02;14;15\n", "fil.csv", "kolumnrubriker"),
        (lambda: b"%PDF-1.7 \n" + b"x" * 900, "fil.csv", "ingen tabell"),
    ],
    ids=["bomb", "macros", "empty", "no header", "pdf"],
)
def test_a_file_that_cannot_be_used_is_refused_at_once_and_not_kept(
    jarva_client, jarva, make, name, part, settings
):
    page = send(jarva_client, jarva, make(), name).content.decode()
    assert part in page
    assert not FileImport.objects.exists()
    kept = default_storage.listdir("imports")[1] if default_storage.exists("imports") else []
    assert kept == []


def test_too_large_a_file_is_refused_by_its_size_alone(jarva_client, jarva, settings):
    settings.IMPORT_MAX_BYTES = 2**20
    body = b"x" * (5 * 2**20)
    response = jarva_client.post(reverse("import-new"), body, content_type="text/plain")
    assert response.status_code == 413
    assert "Filen är 5 MB. Högst 1 MB kan läsas" in response.content.decode()


def test_a_little_too_large_a_file_is_refused_too(jarva_client, jarva, settings):
    settings.IMPORT_MAX_BYTES = 1024
    response = send(jarva_client, jarva, csv_bytes([*ROWS, *[["A", "2015"]] * 400]))
    assert (response.status_code, FileImport.objects.count()) == (200, 0)


def test_an_upload_without_csrf_token_is_refused(jarva_official, jarva):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(jarva_official)
    assert send(client, jarva, csv_bytes(ROWS)).status_code == 403


def test_a_full_disk_says_so_and_leaves_nothing(jarva_client, jarva, monkeypatch):
    def full(self, name, content, max_length=None):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(default_storage._wrapped), "save", full)
    assert "disken" in send(jarva_client, jarva, csv_bytes(ROWS)).content.decode()
    assert not FileImport.objects.exists()


def test_viewpoints_need_a_dialogue_of_ones_own(jarva_client, jarva):
    own, foreign = DialogueFactory(owner=jarva), DialogueFactory()
    content = csv_bytes([["Synpunkt"], ["Mörkt."]])

    def outcome(reference):
        send(jarva_client, jarva, content, kind="viewpoints", dialogue=reference)
        return FileImport.objects.count()

    assert [outcome(each) for each in ("", "D-1999-0001", foreign.reference)] == [0, 0, 0]
    assert outcome(own.reference) == 1
    assert FileImport.objects.get().dialogue == own


def test_the_link_from_a_dialogue_fills_in_its_reference(jarva_client, jarva):
    page = jarva_client.get(reverse("import-new") + "?dialogue=D-2024-0042").content.decode()
    assert 'value="D-2024-0042"' in page


PEOPLE = {
    "own official": lambda jarva: official(organisation=jarva),
    "other official": lambda jarva: official(),
    "coordinator": lambda jarva: coordinator(),
    "committee member": lambda jarva: committee_member(),
    "nobody's": lambda jarva: UserFactory(),
}


@pytest.mark.parametrize(
    ("who", "may_begin", "may_see"),
    [
        ("own official", 200, 200),
        ("other official", 200, 403),
        ("coordinator", 200, 200),
        ("committee member", 403, 403),
        ("nobody's", 403, 403),
    ],
)
def test_who_may_import_and_see_imports(client, jarva, who, may_begin, may_see):
    file_import = worked_off(upload_dialogues(jarva, csv_bytes(ROWS)), state=ImportState.CHECKING)
    client.force_login(PEOPLE[who](jarva))
    pk = file_import.pk
    pages = ("import", "import-columns", "import-remove", "import-refusals")
    assert client.get(reverse("import-new")).status_code == may_begin
    assert {client.get(reverse(name, args=[pk])).status_code for name in pages} == {may_see}
    posted = 302 if may_see == 200 else 403
    assert client.post(reverse("import-run", args=[pk])).status_code == posted
    listed = file_import.file_name in client.get(reverse("import-list")).content.decode()
    assert listed == (may_see == 200)


def test_an_official_sees_imports_for_the_body_one_took_over_from(client, jarva):
    old = OrganisationFactory(valid_to=datetime.date(2023, 6, 30), successor=jarva)
    file_import = upload_dialogues(old, csv_bytes(ROWS))
    client.force_login(official(organisation=jarva))
    assert client.get(file_import.get_absolute_url()).status_code == 200


def test_pages_take_as_many_queries_for_one_row_as_for_thirty(
    jarva_client, jarva, django_assert_max_num_queries
):
    file_import = worked_off(upload_dialogues(jarva, csv_bytes(ROWS)))
    for _ in range(30):
        upload_dialogues(jarva, csv_bytes(ROWS))
    ImportRefusal.objects.bulk_create(
        ImportRefusal(file_import=file_import, row_number=n, reason="This must be filled in.")
        for n in range(200)
    )
    for url in (reverse("import-list"), file_import.get_absolute_url()):
        with django_assert_max_num_queries(12):
            page = jarva_client.get(url)
        assert len(page.content) < 60_000


def test_a_run_is_begun_once_however_often_the_button_is_pressed(jarva_client, jarva):
    file_import = worked_off(upload_dialogues(jarva, csv_bytes(ROWS)), state=ImportState.CHECKING)
    for _ in range(3):
        jarva_client.post(reverse("import-run", args=[file_import.pk]))
    assert ProcrastinateJob.objects.filter(task_name=WORK_OFF).count() == 1


def test_work_whose_worker_was_killed_can_be_gone_on_with(jarva_client, jarva):
    file_import = upload_dialogues(jarva, csv_bytes(ROWS))
    FileImport.objects.update(state=ImportState.RUNNING)
    page = jarva_client.get(file_import.get_absolute_url()).content.decode()
    assert "Arbetet har stannat" in page
    jarva_client.post(reverse("import-go-on", args=[file_import.pk]))
    assert (
        "Arbetet har stannat"
        not in jarva_client.get(file_import.get_absolute_url()).content.decode()
    )


def test_a_file_of_which_nothing_is_stored_can_be_removed(
    jarva_client, jarva, django_capture_on_commit_callbacks
):
    file_import = upload_dialogues(jarva, csv_bytes(ROWS))
    with django_capture_on_commit_callbacks(execute=True):
        jarva_client.post(reverse("import-remove", args=[file_import.pk]))
    assert not FileImport.objects.exists()
    assert not default_storage.exists(file_import.file.name)


def test_an_import_that_was_stored_stays(jarva_client, jarva):
    file_import = worked_off(upload_dialogues(jarva, csv_bytes(ROWS)))
    jarva_client.post(reverse("import-remove", args=[file_import.pk]))
    assert FileImport.objects.exists()


def test_a_formula_in_a_refused_cell_is_made_harmless(jarva_client, jarva):
    rows = [["Titel", "År"], ["", "=HYPERLINK(1)"]]
    file_import = worked_off(
        upload_dialogues(jarva, csv_bytes(rows)), mapping={"title": ["Titel"], "starts_on": ["År"]}
    )
    response = jarva_client.get(reverse("import-refusals", args=[file_import.pk]))
    assert "'=HYPERLINK(1)" in response.getvalue().decode()


def test_a_check_can_be_made_again_with_other_columns(jarva):
    file_import = worked_off(upload_dialogues(jarva, csv_bytes(ROWS)), state=ImportState.CHECKING)
    check(file_import=file_import, by=None)
    work_off(file_import.pk)
    assert file_import.refusals.count() == 1


def test_each_act_on_an_import_is_in_somebodys_name(jarva, jarva_official):
    file_import = upload_dialogues(jarva, csv_bytes(ROWS))
    colleague = official(organisation=jarva)

    def whose():
        file_import.refresh_from_db()
        return file_import.by

    set_columns(file_import=file_import, mapping={}, defaults={}, by=colleague)
    assert whose() == colleague
    check(file_import=file_import, by=jarva_official)
    assert whose() == jarva_official
    FileImport.objects.update(state=ImportState.FAILED, rows_stored=1, rows_read=1)
    go_on(file_import=file_import, by=colleague)
    assert whose() == colleague
    FileImport.objects.update(state=ImportState.CHECKED, rows_stored=0)
    with pytest.raises(NotAllowed):
        remove(file_import=file_import, by=official())
    remove(file_import=file_import, by=colleague)
    assert not FileImport.objects.exists()


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("own official", ["own"]),
        ("other official", []),
        ("coordinator", ["foreign", "own"]),
        ("committee member", []),
        ("nobody's", []),
    ],
)
def test_a_list_of_imports_has_those_that_may_be_seen(jarva, who, expected):
    upload_dialogues(jarva, csv_bytes(ROWS), name="own")
    upload_dialogues(OrganisationFactory(), csv_bytes(ROWS), name="foreign")
    seen = FileImport.objects.visible_to(PEOPLE[who](jarva)).values_list("file_name", flat=True)
    assert sorted(seen) == expected


def test_the_refused_rows_are_told_in_the_readers_language(jarva_client, jarva):
    file_import = worked_off(upload_dialogues(jarva, csv_bytes(ROWS)))
    jarva_client.cookies["django_language"] = "en"
    response = jarva_client.get(reverse("import-refusals", args=[file_import.pk]))
    # The lines are sent when the request's own language has been put away.
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines == ["Row;What is wrong;Titel;År", "3;Titel: This must be filled in.;;2016"]
