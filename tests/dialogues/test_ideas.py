"""How a dialogue begins: with what was already known (R048–R050)."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction

from dialogues.enums import Conclusion, State
from dialogues.ideas import Concluded, background, open_idea
from dialogues.models import Dialogue, KnowledgeReview
from tests.factories import AreaFactory, DialogueTypeFactory, OrganisationFactory, official

HIT = {
    "reference": "D-2024-0001",
    "title": "Trygg väg",
    "owner": "Järva",
    "period": "sep 2024",
    "status": "carried_out",
    "awaits_feedback": True,
    "viewpoints": 3,
    "judgement": "partly",
}


def concluded(**changes):
    return Concluded(
        **{
            "question": "Belysning",
            "title": "Ljus",
            "owner": OrganisationFactory.build(),
            "type": DialogueTypeFactory.build(),
            "conclusion": Conclusion.NEW_DIALOGUE,
            "reason": "Ingen har frågat.",
            **changes,
        }
    )


def stored(**changes):
    return concluded(owner=OrganisationFactory(), type=DialogueTypeFactory(), **changes)


def test_the_background_tells_what_was_searched_seen_said_and_concluded():
    text = background(
        concluded(
            hits=[
                HIT,
                {**HIT, "title": "Annat", "judgement": "not"},
                {**HIT, "title": "Inte läst", "judgement": ""},
            ],
            reused=[{"id": 1, "text": "Det är mörkt.", "dialogue": "D-2024-0001"}],
        ),
        datetime.date(2026, 11, 20),
    )
    assert text.splitlines() == [
        "Sökt 20 november 2026 efter ”Belysning”, hela staden.",
        "3 dialoger visades, 2 bedömdes.",
        (
            "– D-2024-0001 Trygg väg (Järva, sep 2024): delvis. "
            "Inget svar till dem som deltog var registrerat."
        ),
        "",
        "Det här har invånarna redan sagt:",
        "– Det är mörkt. (D-2024-0001)",
        "",
        "En ny dialog behövs. Ingen har frågat.",
    ]


def test_an_idea_without_an_area_concerns_the_whole_city(db):
    whole = open_idea(by=official(), concluded=stored(), token=uuid.uuid4())
    part = open_idea(by=official(), concluded=stored(area=AreaFactory()), token=uuid.uuid4())
    assert (whole.is_city_wide, part.is_city_wide) == (True, False)
    assert (whole.state, part.areas.count()) == (State.IDEA, 1)


def test_the_history_tells_of_the_conclusion(db):
    user = official()
    dialogue = open_idea(by=user, concluded=stored(), token=uuid.uuid4())
    entry = dialogue.history.get()
    assert (entry.by, entry.detail) == (user, Conclusion.NEW_DIALOGUE)


def test_the_same_token_again_opens_nothing_new(db):
    user, token = official(), uuid.uuid4()
    first = open_idea(by=user, concluded=stored(), token=token)
    assert open_idea(by=user, concluded=stored(title="Annat"), token=token) == first
    assert Dialogue.objects.count() == KnowledgeReview.objects.count() == 1


def test_what_the_database_refuses_is_stored_not_at_all(db):
    broken = stored(conclusion=Conclusion.COORDINATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        open_idea(by=official(), concluded=broken, token=uuid.uuid4())
    assert Dialogue.objects.count() == 0


def test_the_page_does_not_tell_the_search_twice(client, db):
    user = official()
    client.force_login(user)
    dialogue = open_idea(by=user, concluded=stored(), token=uuid.uuid4())
    assert client.get(dialogue.get_absolute_url()).context["background"] == ""
    written = f"{dialogue.background}\n\nTorget byggdes om 2019.\nSedan hände inget."
    # A browser's form sends line ends of its own.
    for saved in (written, written.replace("\n", "\r\n")):
        Dialogue.objects.update(background=saved)
        page = client.get(dialogue.get_absolute_url())
        assert page.context["background"] == "Torget byggdes om 2019.\nSedan hände inget."
