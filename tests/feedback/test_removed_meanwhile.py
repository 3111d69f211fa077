"""What one official saves in the instant in which another removes it."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse

from dialogues.models import Document, Occasion
from feedback.models import Viewpoint
from tests.factories import DocumentFactory, OccasionFactory
from tests.factories.feedback import ViewpointFactory

SENTENCE = "Någon annan tog bort detta medan ni skrev"


@contextmanager
def removed_before(words, row):
    """Remove a row right before the first statement that holds the words is sent."""
    done = []

    def remove(execute, sql, params, many, context):
        if words in sql and not done:
            done.append(sql)
            type(row).objects.filter(pk=row.pk).delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remove):
        yield
    assert done


@pytest.fixture
def rows(dialogue):
    """{page's name: (row, what is typed, where it is saved)}"""
    occasion = OccasionFactory(dialogue=dialogue)
    document = DocumentFactory(dialogue=dialogue)
    viewpoint = ViewpointFactory(dialogue=dialogue)
    mine = [dialogue.reference]
    return {
        "occasion-edit": (
            occasion,
            {"title": "Min text", "starts_on": "2024-09-12", "participants_quality": "unknown"},
            [*mine, occasion.pk],
        ),
        "document-edit": (
            document,
            {"title": "Min text", "form": "report", "link": document.link},
            [*mine, document.pk],
        ),
        "viewpoint-edit": (
            viewpoint,
            {"text": "Min text", "kind": "good", "language": "sv"},
            [viewpoint.pk],
        ),
    }


TABLES = {
    "occasion-edit": "dialogues_occasion",
    "document-edit": "dialogues_document",
    "viewpoint-edit": "feedback_viewpoint",
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_what_was_typed_stays_and_a_sentence_says_why_it_is_not_saved(client, official, rows, name):
    row, typed, where = rows[name]
    client.force_login(official)
    # The form is checked, then the action begins.
    with removed_before("SAVEPOINT", row):
        answer = client.post(reverse(name, args=where), {**typed, "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert SENTENCE in page
    assert "Min text" in page
    assert type(row).objects.filter(pk=row.pk).count() == 0
    # There is nothing left to save it in.
    assert '<div class="actions">' not in page


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_row_removed_before_the_form_is_checked_says_the_same(client, official, rows, name):
    row, typed, where = rows[name]
    client.force_login(official)
    seen = []

    def remove(execute, sql, params, many, context):
        # The view gets one row or none, the form asks for the first; an occasion's view does, too.
        if sql.startswith(f'SELECT "{TABLES[name]}"') and sql.endswith("LIMIT 1"):
            seen.append(sql)
            if name != "occasion-edit" or len(seen) > 1:
                type(row).objects.filter(pk=row.pk).delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remove):
        answer = client.post(reverse(name, args=where), {**typed, "version": "1"})
    assert seen
    assert SENTENCE in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["occasion-remove", "document-remove", "viewpoint-delete", "viewpoint-scope"]
)
def test_who_removes_what_is_removed_meets_no_error(client, official, rows, name):
    row, _typed, where = rows[f"{name.partition('-')[0]}-edit"]
    client.force_login(official)
    verb = "UPDATE" if name == "viewpoint-scope" else "DELETE FROM"
    table = TABLES[f"{name.partition('-')[0]}-edit"]
    with removed_before(f'{verb} "{table}"', row):
        assert client.post(reverse(name, args=where)).status_code == 302
    assert client.post(reverse(name, args=where)).status_code == 404


def test_a_viewpoint_is_kept_when_its_occasion_is_removed_while_it_is_written(
    client, official, dialogue
):
    occasion = OccasionFactory(dialogue=dialogue)
    client.force_login(official)
    url = reverse("viewpoint-register", args=[dialogue.reference])
    token = client.get(url).context["form"]["token"].value()
    typed = {"text": "Mörkt vid tunneln", "occasion": occasion.pk, "language": "sv"}
    with removed_before("FOR NO KEY UPDATE", occasion):
        assert client.post(url, {**typed, "token": token}).status_code == 302
    stored = Viewpoint.objects.get(text="Mörkt vid tunneln")
    assert stored.occasion is None
    assert not Occasion.objects.exists()
    assert not Document.objects.exists()
