"""What an import's pages show of residents' personal data."""

import pytest
from django.urls import reverse

from dialogues.enums import ImportState
from dialogues.models import FileImport
from tests.factories import coordinator, official
from tests.factories.dialogues import DialogueFactory
from tests.factories.imports import (
    csv_bytes,
    upload_viewpoints,
    worked_off,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _type(dialogue_type):
    """Every dialogue has a type."""


PRIVATE = "Ring 070-174 06 05"
MASKED = "Ring [telefonnummer]"


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [(official, PRIVATE, MASKED), (coordinator, MASKED, PRIVATE)],
)
def test_residents_personal_data_in_a_file_is_masked_for_others(client, jarva, who, shown, hidden):
    dialogue = DialogueFactory(owner=jarva)
    rows = [["Synpunkt", "Datum"], [PRIVATE, ""], [PRIVATE, "i går"]]
    file_import = upload_viewpoints(dialogue, csv_bytes(rows))
    FileImport.objects.update(mapping={"text": ["Synpunkt"], "said_on": ["Datum"]})
    client.force_login(who(organisation=jarva) if who is official else who())
    columns = client.get(reverse("import-columns", args=[file_import.pk])).content.decode()
    worked_off(file_import, state=ImportState.CHECKING)
    report = client.get(reverse("import-refusals", args=[file_import.pk])).getvalue().decode()
    assert [text.count(shown) > 0 for text in (columns, report)] == [True, True]
    assert [text.count(hidden) for text in (columns, report)] == [0, 0]
    page = client.get(file_import.get_absolute_url()).content.decode()
    assert ("Bara handläggare" in page) == (who is coordinator)


def test_no_personal_data_is_kept_with_a_refusal_or_an_unknown_word(jarva):
    dialogue = DialogueFactory(owner=jarva)
    rows = [["Synpunkt", "Datum", "Tema"], ["Mörkt.", PRIVATE, ""], ["Halt.", "", PRIVATE]]
    mapping = {"text": ["Synpunkt"], "said_on": ["Datum"], "themes": ["Tema"]}
    done = worked_off(upload_viewpoints(dialogue, csv_bytes(rows)), mapping=mapping)
    assert done.refusals.get().value == MASKED
    assert done.unmatched == {"themes": {MASKED: 1}}
