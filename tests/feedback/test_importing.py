"""Viewpoints from files: everything read, each stored once, faults told by row."""

import datetime
import threading
import uuid
from dataclasses import replace

import psycopg
import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from dialogues.enums import ImportState
from dialogues.importing.fields import NOT_A_DATE
from dialogues.importing.jobs import is_stopped, take_up_stopped
from dialogues.importing.running import work_off
from dialogues.models import FileImport, HistoryEntry
from feedback import importing
from feedback.import_rows import NOT_DEGREES
from feedback.models import Viewpoint
from tests.factories import AreaFactory, ThemeFactory
from tests.factories.dialogues import DialogueFactory, OccasionFactory
from tests.factories.imports import (
    counts,
    csv_bytes,
    refusals,
    upload_viewpoints,
    worked_off,
    xlsx_bytes,
)

pytestmark = pytest.mark.django_db
HEADER = ["Synpunkt", "Slag", "Datum", "Stadsdel", "Tema", "Latitud", "Longitud"]
ROW = ["Bänken vid dammen är trasig.", "Sämre", "2024-09-12", "Tensta", "Parker", "59,392", "17,9"]


@pytest.fixture
def tensta():
    return AreaFactory(name="Tensta")


@pytest.fixture
def parks():
    return ThemeFactory(name_sv="Parker", keywords=["park", "bänk"])


def stored(dialogue):
    return list(dialogue.viewpoints.order_by("pk").values_list("text", flat=True))


def imported(dialogue, rows, **changes):
    return worked_off(upload_viewpoints(dialogue, csv_bytes(rows)), **changes)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_every_encoding_and_separator_is_read(dialogue, encoding, separator, tensta, parks):
    content = csv_bytes([HEADER, ROW], separator=separator, encoding=encoding)
    worked_off(upload_viewpoints(dialogue, content))
    row = Viewpoint.objects.get()
    assert (row.text, row.kind, row.said_on, row.area, row.theme_ids) == (
        "Bänken vid dammen är trasig.",
        "worse",
        datetime.date(2024, 9, 12),
        tensta,
        [parks.pk],
    )
    assert (row.latitude, row.longitude) == (59.392, 17.9)


def test_a_spreadsheet_is_read(dialogue, tensta, parks):
    row = [*ROW[:2], datetime.date(2024, 9, 12), *ROW[3:5], 59.392, 17.9]
    content = xlsx_bytes([HEADER, row])
    done = worked_off(upload_viewpoints(dialogue, content, name="fil.xlsx"))
    assert counts(done) == {"read": 1, "stored": 1, "known": 0, "refused": 0}
    assert Viewpoint.objects.get().said_on == datetime.date(2024, 9, 12)


@pytest.mark.parametrize(
    "text",
    ["2024-09-12", "12 september 2024", "12/9/2024", "12.9.2024", "2024-09-12 14:30", "20240912"],
)
def test_dates_are_read_as_people_write_them(dialogue, text):
    imported(dialogue, [["Synpunkt", "Datum"], ["Mörkt.", text]])
    assert Viewpoint.objects.get().said_on == datetime.date(2024, 9, 12)


def test_line_breaks_in_a_cell_are_kept_and_html_becomes_text(dialogue):
    cells = ["För mörkt.\nOch halt.", "<p>Bra&nbsp;lampor</p><script>x()</script><p>Tack</p>"]
    imported(dialogue, [["Synpunkt", "Slag"], *([cell, ""] for cell in cells)])
    assert stored(dialogue) == ["För mörkt.\nOch halt.", "Bra lampor\n\nTack"]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Bra idag", "good"), ("Bra i dag", "good"), ("SÄMRE IDAG", "worse"), ("fråga", "question"),
        ("Så kan det bli bättre", "improve"), ("Good today", "good"),
    ],
)  # fmt: skip
def test_the_kind_is_known_by_the_words_people_use(dialogue, word, kind):
    imported(dialogue, [["Synpunkt", "Slag"], ["Bänken är trasig.", word]])
    assert dialogue.viewpoints.get().kind == kind


def test_title_and_text_are_put_together(dialogue):
    done = imported(dialogue, [["Rubrik", "Text", "Röster"], ["Lampor", "Fler lampor.", "3"]])
    assert done.mapping == {"text": ["Rubrik", "Text"]}
    assert stored(dialogue) == ["Lampor\nFler lampor."]


def test_each_bad_row_is_refused_with_its_column_value_and_reason(dialogue, tensta):
    rows = [
        ["", "", "", "", "", "", ""],
        ["", "Bra", "", "Tensta", "", "", ""],
        ["Ett", "", "den 45 maj", "", "", "", ""],
        ["Två", "", "", "Atlantis", "", "", ""],
        ["Tre", "", "", "", "", "59,3", ""],
        ["Fyra", "", "", "", "", "norr", "17,9"],
        ["Fem", "", "", "", "", "591,3", "17,9"],
        ["x" * 10_001, "", "", "", "", "", ""],
        ["Sju", "Bra"],
        ["Åtta", "Bra", "2024-01-02", "Tensta", "", "59,3", "17,9"],
    ]
    done = imported(dialogue, [HEADER, *rows])
    assert counts(done) == {"read": 9, "stored": 1, "known": 0, "refused": 8}
    assert refusals(done) == [
        (3, "Synpunkt", "", "This must be filled in."),
        (4, "Datum", "den 45 maj", NOT_A_DATE),
        (5, "Stadsdel", "Atlantis", "There is nothing by this name in the portal's list."),
        (6, "Longitud", "", "A place needs both latitude and longitude."),
        (7, "Latitud", "norr", "This is not a number."),
        (8, "Latitud", "591.3 17.9", NOT_DEGREES),
        (9, "Synpunkt", "x" * 200, "The text is longer than 10000 characters."),
        (10, "", "", "The row has more or fewer cells than the header."),
    ]  # fmt: skip


def test_a_check_stores_nothing_and_tells_the_same(dialogue, tensta):
    rows = [["Synpunkt", "Stadsdel"], ["Ett", "Tensta"], ["Två", "Atlantis"]]
    file_import = upload_viewpoints(dialogue, csv_bytes(rows))
    checked = worked_off(file_import, state=ImportState.CHECKING)
    assert (checked.state, counts(checked)) == (
        ImportState.CHECKED,
        {"read": 2, "stored": 0, "known": 0, "refused": 1},
    )
    assert checked.unmatched == {"area": {"Atlantis": 1}}
    assert not Viewpoint.objects.exists()


def test_unknown_words_are_left_out_or_refused_as_the_user_chose(dialogue):
    rows = [["Synpunkt", "Tema"], ["Ett", "Rymdfart"], ["Två", "Rymdfart, Dykning"]]
    left = imported(dialogue, rows)
    assert counts(left)["stored"] == 2
    assert left.unmatched == {"themes": {"Rymdfart": 1, "Rymdfart, Dykning": 1}}
    refused = imported(DialogueFactory(), rows, defaults={"unknown_themes": "refuse"})
    assert counts(refused)["refused"] == 2


def test_what_the_file_does_not_say_comes_from_the_choices(dialogue, tensta, parks):
    chosen = {"kind": "good", "area": str(tensta.pk), "themes": str(parks.pk), "language": "fi"}
    imported(dialogue, [["Synpunkt"], ["Puisto on kaunis."]], defaults=chosen)
    row = Viewpoint.objects.get()
    assert (row.kind, row.area, row.theme_ids, row.language) == ("good", tensta, [parks.pk], "fi")


def test_themes_are_suggested_from_keywords_unless_told_otherwise(dialogue, parks):
    rows = [["Synpunkt"], ["Sätt fler bänkar i parken."]]
    imported(dialogue, rows)
    assert Viewpoint.objects.get().theme_ids == [parks.pk]


def test_the_occasion_is_found_by_its_day(dialogue):
    evening = OccasionFactory(dialogue=dialogue, starts_on=datetime.date(2024, 9, 12))
    rows = [["Synpunkt", "Mötesdatum"], ["Ett", "2024-09-12"], ["Två", "2024-09-13"]]
    done = imported(dialogue, rows)
    found = Viewpoint.objects.order_by("pk").values_list("text", "occasion")
    assert list(found) == [("Ett", evening.pk), ("Två", None)]
    assert done.unmatched == {"occasion": {"2024-09-13": 1}}


def test_showing_how_rows_are_read_makes_no_tables(dialogue, client, official):
    file_import = upload_viewpoints(dialogue, csv_bytes([["Synpunkt"], ["Mörkt."]]))
    client.force_login(official)
    page = client.get(reverse("import-columns", args=[file_import.pk])).content.decode()
    assert "Mörkt." in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'")
        assert cursor.fetchone() == (0,)


def test_the_same_file_again_adds_nothing_and_equal_rows_are_each_kept(dialogue):
    rows = [["Synpunkt", "Datum"], ["Mörkt.", ""], ["Mörkt.", ""], ["Halt.", ""]]
    first, second = imported(dialogue, rows), imported(dialogue, rows)
    assert counts(first) == {"read": 3, "stored": 3, "known": 0, "refused": 0}
    assert counts(second) == {"read": 3, "stored": 0, "known": 3, "refused": 0}
    assert stored(dialogue) == ["Mörkt.", "Mörkt.", "Halt."]


def test_a_newer_export_with_rows_in_another_order_adds_only_what_is_new(dialogue):
    imported(dialogue, [["Synpunkt", "Datum"], ["Mörkt.", ""], ["Mörkt.", ""], ["Halt.", ""]])
    newer = [["Synpunkt", "Datum"], ["Nytt.", ""], ["Halt.", ""], ["Mörkt.", ""], ["Mörkt.", ""]]
    assert counts(imported(dialogue, newer)) == {"read": 4, "stored": 1, "known": 3, "refused": 0}


def test_the_same_text_in_another_dialogue_is_another_viewpoint(dialogue):
    rows = [["Synpunkt"], ["Mörkt."]]
    other = DialogueFactory()
    assert [counts(imported(each, rows))["stored"] for each in (dialogue, other)] == [1, 1]


def test_personal_data_waits_and_is_not_searchable(dialogue):
    imported(dialogue, [["Synpunkt"], ["Ring mig på 070-174 06 05 om lamporna."]])
    row = Viewpoint.objects.get()
    assert (row.personal_data, "lampa" in row.words, "174" in row.words) == ("waiting", True, False)


def test_the_dialogue_knows_its_number_its_history_and_the_words_are_counted_anew(
    dialogue, official
):
    file_import = upload_viewpoints(
        dialogue, csv_bytes([["Synpunkt"], ["Ett"], ["Två"]]), by=official
    )
    worked_off(file_import)
    dialogue.refresh_from_db()
    assert dialogue.viewpoint_count == 2
    entry = HistoryEntry.objects.get(dialogue=dialogue)
    assert (entry.by, entry.detail) == (official, "fil.csv")
    jobs = ProcrastinateJob.objects.values_list("task_name", "queueing_lock")
    assert list(jobs) == [("archive.tasks.refresh_lexemes", "refresh-lexemes")]


def test_work_that_was_killed_goes_on_after_the_last_step(dialogue, monkeypatch):
    texts = [f"Rad {n % 7}" for n in range(25)]
    file_import = upload_viewpoints(
        dialogue, csv_bytes([["Synpunkt"], *([text] for text in texts)])
    )
    short_steps = replace(importing.VIEWPOINT_TARGET, rows_at_a_time=10)
    monkeypatch.setattr("dialogues.importing.running.target_of", lambda kind: short_steps)
    steps = iter(range(9))
    copy = importing.ViewpointSession._copy

    def killed_in_third_step(self, rows):
        stored = copy(self, rows)
        if next(steps) == 2:
            raise KeyboardInterrupt
        return stored

    with monkeypatch.context() as patch:
        patch.setattr(importing.ViewpointSession, "_copy", killed_in_third_step)
        with pytest.raises(KeyboardInterrupt):
            worked_off(file_import)
    file_import.refresh_from_db()
    assert (file_import.state, file_import.rows_stored) == (ImportState.RUNNING, 20)
    # What has been stored is told in the history even if nobody ever goes on.
    assert HistoryEntry.objects.filter(dialogue=dialogue).count() == 1
    work_off(file_import.pk)
    file_import.refresh_from_db()
    assert (file_import.state, counts(file_import)) == (
        ImportState.DONE,
        {"read": 25, "stored": 25, "known": 0, "refused": 0},
    )
    assert stored(dialogue) == texts
    assert HistoryEntry.objects.filter(dialogue=dialogue).count() == 1


@pytest.mark.django_db(transaction=True)
def test_work_whose_database_went_away_is_taken_up_again(dialogue, monkeypatch):
    texts = [f"Rad {n}" for n in range(25)]
    rows = csv_bytes([["Synpunkt"], *([text] for text in texts)])
    file_import = upload_viewpoints(dialogue, rows)
    short_steps = replace(importing.VIEWPOINT_TARGET, rows_at_a_time=10)
    monkeypatch.setattr("dialogues.importing.running.target_of", lambda kind: short_steps)
    copy = importing.ViewpointSession._copy

    def cut_off_in_second_step(self, rows):
        stored = copy(self, rows)
        if dialogue.viewpoints.count() == 20:
            with psycopg.connect(**connection.get_connection_params()) as other:
                other.execute(
                    "SELECT pg_terminate_backend(%s, 10000)",
                    [connection.connection.info.backend_pid],
                )
        return stored

    with monkeypatch.context() as patch:
        patch.setattr(importing.ViewpointSession, "_copy", cut_off_in_second_step)
        with pytest.raises(OperationalError):
            worked_off(file_import)
    file_import.refresh_from_db()
    assert (file_import.state, file_import.rows_stored) == (ImportState.RUNNING, 10)
    assert (is_stopped(file_import.pk), take_up_stopped()) == (True, 1)
    work_off(file_import.pk)
    file_import.refresh_from_db()
    assert (file_import.state, counts(file_import)) == (
        ImportState.DONE,
        {"read": 25, "stored": 25, "known": 0, "refused": 0},
    )
    assert stored(dialogue) == texts


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_file_at_once_store_each_row_once(dialogue):
    rows = [["Synpunkt"], *([f"Rad {n}"] for n in range(3_000))]
    both = [upload_viewpoints(dialogue, csv_bytes(rows)) for _ in range(2)]
    FileImport.objects.update(state=ImportState.RUNNING)

    def work(pk):
        try:
            work_off(pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[each.pk]) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    dialogue.refresh_from_db()
    assert (dialogue.viewpoints.count(), dialogue.viewpoint_count) == (3_000, 3_000)
    ended = FileImport.objects.values_list("state", "rows_read")
    assert list(ended) == [(ImportState.DONE, 3_000)] * 2


@pytest.mark.django_db(transaction=True)
def test_the_same_import_is_worked_on_by_one_worker_only(dialogue):
    file_import = upload_viewpoints(dialogue, csv_bytes([["Synpunkt"], ["Ett"]]))
    FileImport.objects.update(state=ImportState.RUNNING)
    begun, go = threading.Event(), threading.Event()

    def hold():
        from dialogues.importing.running import _only_one

        with _only_one(file_import.pk):
            begun.set()
            go.wait(5)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(5)
    work_off(file_import.pk)
    file_import.refresh_from_db()
    assert file_import.rows_read == 0
    go.set()
    holder.join()
    work_off(file_import.pk)
    file_import.refresh_from_db()
    assert file_import.state == ImportState.DONE


def test_a_file_that_breaks_off_says_so_and_keeps_what_was_stored(dialogue):
    rows = [["Synpunkt", "Datum"], *([f"Rad {n}", ""] for n in range(2_100))]
    content = csv_bytes(rows) + b'"' + b"x" * 150_000
    done = worked_off(upload_viewpoints(dialogue, content))
    assert (done.state, done.rows_stored) == (ImportState.FAILED, 2_000)
    assert done.failure == (
        "Rad 2102 har en cell med mer än 100 000 tecken. Kanske saknas ett citattecken där."
    )


def test_fingerprints_are_of_the_row_not_of_the_choices(dialogue):
    rows = [["Synpunkt"], ["Ett"]]
    imported(dialogue, rows, defaults={"kind": "good"})
    assert counts(imported(dialogue, rows, defaults={"kind": "worse"}))["known"] == 1
    assert isinstance(Viewpoint.objects.get().fingerprint, uuid.UUID)
