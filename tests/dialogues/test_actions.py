"""What the forms cannot see: two who send in the same instant, and what is undone together."""

import uuid

import pytest
from django.contrib.postgres.search import SearchQuery

from dialogportal.exceptions import Outdated
from dialogues.actions.occasions import change_occasion
from dialogues.actions.register import change_dialogue, register_dialogue
from dialogues.models import Dialogue
from tests.factories import DialogueFactory, OccasionFactory, UserFactory, official


def test_of_two_who_change_the_same_version_the_second_is_refused(db):
    dialogue, user = DialogueFactory(), UserFactory()
    change_dialogue(by=user, dialogue=dialogue, version=1, values={"title": "Den första"}, links={})
    with pytest.raises(Outdated):
        change_dialogue(
            by=user, dialogue=dialogue, version=1, values={"title": "Den andra"}, links={}
        )
    dialogue.refresh_from_db()
    assert (dialogue.title, dialogue.version) == ("Den första", 2)
    assert dialogue.history.count() == 1


def test_of_two_who_change_the_same_occasion_the_second_is_refused(db):
    occasion = OccasionFactory()
    user = official(organisation=occasion.dialogue.owner)
    change_occasion(by=user, occasion=occasion, version=1, values={"title": "Den första"})
    with pytest.raises(Outdated):
        change_occasion(by=user, occasion=occasion, version=1, values={"title": "Den andra"})
    occasion.refresh_from_db()
    assert (occasion.title, occasion.version) == ("Den första", 2)


def test_a_registration_that_fails_half_way_leaves_nothing(db):
    made = DialogueFactory()
    values = {name: getattr(made, name) for name in ("title", "starts_on", "type", "owner")}
    with pytest.raises(TypeError):
        register_dialogue(
            by=UserFactory(), values=values, links={"areas": [object()]}, form_token=uuid.uuid4()
        )
    assert list(Dialogue.objects.all()) == [made]


def test_words_follow_a_changed_title(db):
    dialogue = DialogueFactory(title="Lekparken")
    change_dialogue(
        by=UserFactory(), dialogue=dialogue, version=1, values={"title": "Simhallen"}, links={}
    )
    simhall = SearchQuery("simhall", config="simple")
    assert list(Dialogue.objects.filter(search=simhall)) == [dialogue]
