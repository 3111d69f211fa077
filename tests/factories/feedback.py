"""Viewpoints and measures for tests, stored the way the portal stores them."""

import uuid

import factory

from feedback.counting import recount
from feedback.indexing import examine, set_words
from feedback.models import Measure, Viewpoint


class ViewpointFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Viewpoint
        skip_postgeneration_save = True

    dialogue = factory.SubFactory("tests.factories.dialogues.DialogueFactory")
    text = factory.Sequence(lambda n: f"Det är för mörkt på gångvägen, {n}.")
    kind = "worse"
    fingerprint = factory.LazyFunction(uuid.uuid4)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        viewpoint = model_class(*args, **kwargs)
        found, words = examine(viewpoint.text)
        viewpoint.personal_data = kwargs.get("personal_data", found)
        set_words(viewpoint, words)
        viewpoint.save()
        recount([viewpoint.dialogue_id])
        return viewpoint


class MeasureFactory(factory.django.DjangoModelFactory):
    """A measure that has only been proposed."""

    class Meta:
        model = Measure
        skip_postgeneration_save = True

    dialogue = factory.SubFactory("tests.factories.dialogues.DialogueFactory")
    title = factory.Sequence("Ljus i tunneln, del {}".format)

    @factory.post_generation
    def viewpoints(self, create, extracted, **kwargs):
        self.viewpoints.set(extracted or [])
