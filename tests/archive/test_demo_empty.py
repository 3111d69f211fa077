"""Loading the demo city where there is nothing, or halfway: whole, or not at all."""

import uuid

import pytest
from django.db import IntegrityError

from archive.demo.load import is_empty, load_city, load_city_facts
from dialogues.enums import Conclusion
from dialogues.models import Dialogue, KnowledgeReview
from feedback.models import Viewpoint
from municipality.enums import Decider, OrganisationKind
from municipality.models import Area, DialogueType, Organisation, User

pytestmark = pytest.mark.django_db


def test_the_facts_alone_bring_no_dialogues_and_no_users():
    assert is_empty()
    load_city_facts()
    assert not is_empty()
    assert (Dialogue.objects.count(), User.objects.count()) == (0, 0)
    assert Organisation.objects.filter(name="Trafikkontoret").exists()


@pytest.mark.slow
def test_nothing_is_left_when_the_last_step_fails(settings):
    other = Dialogue.objects.create(
        reference="D-1999-0001",
        title="En dialog som redan finns",
        owner=Organisation.objects.create(name="Kontoret", kind=OrganisationKind.COMPANY),
        type=DialogueType.objects.create(slug="egen", name_sv="Egen", decider=Decider.NOBODY),
    )
    KnowledgeReview.objects.create(
        dialogue=other,
        question="Vad vet vi?",
        conclusion=Conclusion.NEW_DIALOGUE,
        reason="Inget.",
        form_token=uuid.uuid5(uuid.NAMESPACE_URL, "demo/hjulsta_motesplats"),
    )
    with pytest.raises(IntegrityError):
        load_city()
    assert list(Dialogue.objects.all()) == [other]
    assert (Area.objects.count(), User.objects.count(), Viewpoint.objects.count()) == (0, 0, 0)
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
