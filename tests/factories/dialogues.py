"""Factories of the register, stored the way the portal stores them."""

import datetime

import factory
from factory.django import DjangoModelFactory

from dialogues.enums import FeedbackReach, State
from dialogues.indexing import set_words
from dialogues.models import Dialogue, Document, Occasion
from dialogues.references import next_references
from tests.factories.municipality import DialogueTypeFactory, OrganisationFactory


class DialogueFactory(DjangoModelFactory):
    """A dialogue carried out in the autumn of 2024, whose participants wait for an answer."""

    class Meta:
        model = Dialogue
        skip_postgeneration_save = True

    reference = factory.LazyFunction(lambda: next_references(2024)[0])
    title = factory.Sequence("Dialog {}".format)
    type = factory.SubFactory(DialogueTypeFactory)
    owner = factory.SubFactory(OrganisationFactory)
    starts_on = datetime.date(2024, 9, 2)
    ends_on = datetime.date(2024, 11, 14)
    state = State.FEEDBACK

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        dialogue = model_class(*args, **kwargs)
        set_words(dialogue)
        dialogue.save()
        return dialogue

    @factory.post_generation
    def areas(self, create, extracted, **kwargs):
        self.areas.set(extracted or [])

    @factory.post_generation
    def themes(self, create, extracted, **kwargs):
        self.themes.set(extracted or [])

    @factory.post_generation
    def methods(self, create, extracted, **kwargs):
        self.methods.set(extracted or [])


class OccasionFactory(DjangoModelFactory):
    class Meta:
        model = Occasion

    dialogue = factory.SubFactory(DialogueFactory)
    starts_on = datetime.date(2024, 9, 12)
    title = "Vandring på kvällen"


class DocumentFactory(DjangoModelFactory):
    """A link, which needs no file."""

    class Meta:
        model = Document

    dialogue = factory.SubFactory(DialogueFactory)
    title = factory.Sequence("Rapport {}".format)
    link = "https://example.se/rapport"


def dialogue_in_state(state, **fields):
    """A dialogue in a state, with what belongs to it there."""
    if state in {State.IDEA, State.PLANNING, State.NO_DIALOGUE}:
        fields = {"starts_on": None, "ends_on": None, **fields}
    if state == State.CLOSED:
        answered = {
            "feedback_given_on": datetime.date(2025, 1, 20),
            "feedback_reach": FeedbackReach.TARGETED,
        }
        fields = {**answered, **fields}
    return DialogueFactory(state=state, **fields)
