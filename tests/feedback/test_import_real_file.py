"""The importer on a file that nobody here wrote; skipped where the file is not at hand."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count

from feedback.models import Viewpoint
from tests.factories.imports import counts, upload_viewpoints, worked_off

FILE = Path(settings.BASE_DIR).parent / "shared/data/viewpoints/goteborgsforslaget_2022-11.csv"


@pytest.mark.django_db
@pytest.mark.skipif(not FILE.exists(), reason="the Göteborg proposals are not at hand")
def test_the_goteborg_proposals_are_guessed_right_and_stored_once(dialogue):
    first = upload_viewpoints(dialogue, FILE.read_bytes())
    assert first.mapping == {
        "text": ["Rubrik", "Sammanfattning"],
        "themes": ["Gäller"],
        "said_on": ["CreatedAt"],
        "latitude": ["Latitud_WSG84"],
        "longitude": ["Longitud_WSG84"],
    }
    worked_off(first)
    assert counts(first) == {"read": 1208, "stored": 1208, "known": 0, "refused": 0}
    assert first.unmatched["themes"]["Gata, park och lekplatser"] == 335
    facts = Viewpoint.objects.aggregate(days=Count("said_on"), points=Count("latitude"))
    assert facts == {"days": 1208, "points": 44}
    again = worked_off(upload_viewpoints(dialogue, FILE.read_bytes()))
    assert counts(again) == {"read": 1208, "stored": 0, "known": 1208, "refused": 0}
