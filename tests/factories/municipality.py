"""Factories of the city's models."""

import factory
from factory.django import DjangoModelFactory

from municipality.enums import (
    AreaLevel,
    Decider,
    DialogueForm,
    Measure,
    MethodClass,
    OrganisationKind,
    Role,
)
from municipality.models import (
    Area,
    AreaParent,
    DialogueKind,
    DialogueType,
    LoopStep,
    Membership,
    Method,
    Organisation,
    PopulationFigure,
    Profile,
    Theme,
    User,
)


class AreaFactory(DjangoModelFactory):
    """A district that is its own smallest part, as ``rebuild_relations`` would say."""

    class Meta:
        model = Area
        skip_postgeneration_save = True

    name = factory.Sequence("Stadsdel {}".format)
    slug = factory.Sequence("stadsdel-{}".format)
    level = AreaLevel.DISTRICT

    @factory.post_generation
    def leaf_ids(self, create, extracted, **kwargs):
        self.leaf_ids = extracted if extracted is not None else [self.pk]
        self.save(update_fields=["leaf_ids"])


class AreaParentFactory(DjangoModelFactory):
    class Meta:
        model = AreaParent

    child = factory.SubFactory(AreaFactory)
    parent = factory.SubFactory(AreaFactory, level=AreaLevel.COMMITTEE)


class PopulationFigureFactory(DjangoModelFactory):
    class Meta:
        model = PopulationFigure

    area = factory.SubFactory(AreaFactory)
    measure = Measure.INHABITANTS
    value = 1200
    year = 2023
    source = "SCB"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence("Förvaltning {}".format)
    kind = OrganisationKind.ADMINISTRATION_DISTRICT


class UserFactory(DjangoModelFactory):
    """Somebody who can log in with the password ``stadens-dialog``, but works for nobody."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("person{}@example.se".format)
    display_name = "Handläggare"
    password = factory.django.Password("stadens-dialog")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.OFFICIAL


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    slug = factory.Sequence("tema-{}".format)
    # Padded: lists are sorted by name.
    name_sv = factory.Sequence("Tema {:05}".format)
    name_en = factory.Sequence("Theme {:05}".format)


class DialogueTypeFactory(DjangoModelFactory):
    class Meta:
        model = DialogueType

    slug = factory.Sequence("typ-{}".format)
    name_sv = factory.Sequence("Dialogtyp {}".format)
    decider = Decider.COMMITTEE


class DialogueKindFactory(DjangoModelFactory):
    class Meta:
        model = DialogueKind

    slug = factory.Sequence("slag-{}".format)
    name_sv = factory.Sequence("Slag {}".format)
    form = DialogueForm.ACTIVITY


class MethodFactory(DjangoModelFactory):
    class Meta:
        model = Method

    slug = factory.Sequence("metod-{}".format)
    name_sv = factory.Sequence("Metod {}".format)
    method_class = MethodClass.OPEN_MEETING


class LoopStepFactory(DjangoModelFactory):
    class Meta:
        model = LoopStep

    slug = factory.Sequence("steg-{}".format)
    name_sv = factory.Sequence("Steg {}".format)
    order = factory.Sequence(int)


class ProfileFactory(DjangoModelFactory):
    class Meta:
        model = Profile

    name = "stockholm"
    city_name = "Stockholm"


def official(**kwargs):
    """A user who is an official of an organisation (``organisation=`` to say which)."""
    return MembershipFactory(role=Role.OFFICIAL, **kwargs).user


def coordinator(**kwargs):
    """A user who is a coordinator."""
    return MembershipFactory(role=Role.COORDINATOR, **kwargs).user


def committee_member(**kwargs):
    """A user who sits on a committee (``organisation=`` to say which)."""
    if "organisation" not in kwargs:
        kwargs["organisation"] = OrganisationFactory(kind=OrganisationKind.COMMITTEE_DISTRICT)
    return MembershipFactory(role=Role.COMMITTEE, **kwargs).user
