"""A file of viewpoints becomes part of what is found, as people do it (issue 2, "Done when")."""

import threading

import pytest
from django.db import connections
from playwright.sync_api import expect
from procrastinate.contrib.django import app

from dialogues.models import FileImport
from feedback.models import Viewpoint
from tests.factories.archive import small_city
from tests.in_browser import assert_accessible, assert_fits, visiting

ROWS = """Synpunkt;Typ;Område;Datum
Cykelstället vid stationen är alltid fullt;Sämre;Tensta;2024-03-05
Sätt upp ett tak över cykelstället;Förbättra;Tensta;5 mars 2024
;Bra;Tensta;2024-03-06
Mina däck blev sönderskurna, mejla mig på boende@example.org;Sämre;Tensta;2024-03-07
"""


def let_the_worker_work():
    """Do every waiting job as `manage.py procrastinate worker` does, then stop."""

    def work():
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()


@pytest.fixture
def city(transactional_db):
    return small_city()


def test_a_file_is_imported_reported_and_found_by_search(city, live_server, page, tmp_path):
    visit = visiting(city.user, live_server, page)
    file = tmp_path / "synpunkter.csv"
    file.write_bytes(ROWS.encode("cp1252"))

    visit(f"/importer/ny/?dialogue={city.tensta_dialogue.reference}")
    assert_accessible(page)
    page.get_by_label("Synpunkter", exact=False).first.check()
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.locator("main form button.button").first.click()

    expect(page.get_by_role("heading", name="Ange vad kolumnerna innehåller")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Kontrollera alla rader").click()
    expect(page.locator("progress")).to_be_visible()
    assert Viewpoint.objects.filter(text__contains="Cykelstället").count() == 0

    let_the_worker_work()
    page.reload()
    assert_accessible(page)
    checked = FileImport.objects.get()
    assert (checked.rows_read, checked.rows_refused, checked.rows_stored) == (4, 1, 0)
    expect(page.locator('a[href$="nekade.csv"]')).to_be_visible()
    page.get_by_role("button", name="Spara raderna").click()
    let_the_worker_work()
    page.reload()
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert_fits(page)

    assert Viewpoint.objects.filter(dialogue=city.tensta_dialogue, said_on__year=2024).count() >= 3
    visit("/sok/?q=cykelställ&show=viewpoints")
    expect(page.locator("blockquote").first).to_contain_text("ykelstället")
    visit("/synpunkter/personuppgifter/")
    expect(page.get_by_role("main")).to_contain_text("boende@example.org")
