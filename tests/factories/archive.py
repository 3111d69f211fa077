"""Factories of the archive, and a small city to search in."""

from types import SimpleNamespace

import factory
from factory.django import DjangoModelFactory

from archive.models import SavedSearch
from dialogues.enums import State
from dialogues.models import Notification
from municipality.areas import rebuild_relations
from municipality.enums import AreaLevel, OrganisationKind
from tests.factories.dialogues import DialogueFactory, dialogue_in_state
from tests.factories.feedback import ViewpointFactory
from tests.factories.municipality import (
    AreaFactory,
    AreaParentFactory,
    DialogueTypeFactory,
    MembershipFactory,
    OrganisationFactory,
    ThemeFactory,
    UserFactory,
)


class SavedSearchFactory(DjangoModelFactory):
    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence("Sökning {}".format)
    criteria = factory.LazyFunction(lambda: {"q": ["belysning"]})


class NotificationFactory(DjangoModelFactory):
    class Meta:
        model = Notification

    user = factory.SubFactory(UserFactory)
    message = "New in your search “%(name)s”. Dialogues: %(dialogues)s. Viewpoints: %(viewpoints)s."
    params = factory.LazyFunction(lambda: {"name": "ljus", "dialogues": 1, "viewpoints": 0})
    url = "/sok/?q=ljus"


def small_areas():
    """Järva with Tensta and Rinkeby, Bromma with Alvik, and an area that is no more."""
    city = AreaFactory(name="Stockholm", slug="stockholm", level=AreaLevel.CITY)
    jarva = AreaFactory(name="Järva", slug="jarva", level=AreaLevel.COMMITTEE)
    bromma = AreaFactory(name="Bromma", slug="bromma", level=AreaLevel.COMMITTEE)
    before = AreaFactory(
        name="Spånga-Tensta", slug="spanga-tensta", level=AreaLevel.COMMITTEE, valid_to="2023-06-30"
    )
    tensta = AreaFactory(name="Tensta", slug="tensta", latitude=59.39, longitude=17.90)
    rinkeby = AreaFactory(name="Rinkeby", slug="rinkeby", latitude=59.39, longitude=17.93)
    alvik = AreaFactory(name="Alvik", slug="alvik")
    for child, parent in ((jarva, city), (bromma, city), (tensta, jarva), (rinkeby, jarva)):
        AreaParentFactory(child=child, parent=parent)
    AreaParentFactory(child=alvik, parent=bromma)
    AreaParentFactory(child=tensta, parent=before, valid_to="2023-06-30")
    rebuild_relations()
    for area in (city, jarva, bromma, before, tensta, rinkeby, alvik):
        area.refresh_from_db()
    return SimpleNamespace(
        city=city, jarva=jarva, bromma=bromma, before=before, tensta=tensta, rinkeby=rinkeby,
        alvik=alvik,
    )  # fmt: skip


def small_dialogues(areas, lighting, office):
    """One of the office's about lighting, unanswered, with what was said; a good one in Bromma."""
    kind = DialogueTypeFactory(name_sv="Medborgardialog", is_default=True)
    tensta_dialogue = DialogueFactory(
        title="Trygg väg till skolan i Tensta",
        result_summary="Belysningen på gångvägen är sämst vid tunneln.",
        owner=office,
        type=kind,
        areas=[areas.tensta],
        themes=[lighting],
        participants=142,
        participants_quality="counted",
    )
    said = ViewpointFactory(
        dialogue=tensta_dialogue,
        text="Det är kolsvart på gångvägen, sätt upp belysning.",
        area=areas.tensta,
        theme_ids=[lighting.pk],
    )
    bromma_dialogue = dialogue_in_state(
        State.CLOSED,
        title="Ljus vid Alviks torg",
        owner=OrganisationFactory(name="Bromma stadsdelsförvaltning"),
        type=kind,
        areas=[areas.alvik],
        themes=[lighting],
        lessons="Gå vandringen efter mörkrets inbrott.",
        is_good_example=True,
        good_example_reason="Nådde dem som annars inte kommer.",
    )
    return SimpleNamespace(
        kind=kind, said=said, tensta_dialogue=tensta_dialogue, bromma_dialogue=bromma_dialogue
    )


def small_city():
    """Järva with Tensta and Rinkeby, Bromma, a former area; an official of Järva.

    ``tensta_dialogue`` is about lighting and unanswered, ``bromma_dialogue`` a good example.
    """
    areas = small_areas()
    lighting = ThemeFactory(
        slug="belysning",
        name_sv="Belysning",
        name_en="Lighting",
        keywords=["belysning", "lampa"],
        synonyms=["belysning = lyse = ljus"],
    )
    office = OrganisationFactory(
        name="Järva stadsdelsförvaltning",
        kind=OrganisationKind.ADMINISTRATION_DISTRICT,
        area=areas.jarva,
    )
    held = small_dialogues(areas, lighting, office)
    user = MembershipFactory(organisation=office, is_contact_person=True).user
    return SimpleNamespace(**vars(areas), **vars(held), lighting=lighting, office=office, user=user)
