"""Rules of the city's rows, in Python and in the database."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from municipality.enums import AreaLevel, Role
from municipality.models import Area, AreaParent, Organisation, Profile
from tests.factories import (
    AreaFactory,
    AreaParentFactory,
    MembershipFactory,
    OrganisationFactory,
    PopulationFigureFactory,
    ProfileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = datetime.date(2023, 7, 1), datetime.date(2023, 6, 30)


def its_own_parent():
    area = AreaFactory()
    AreaParent.objects.create(child=area, parent=area)


def its_own_successor():
    row = OrganisationFactory()
    Organisation.objects.filter(pk=row.pk).update(successor=row.pk)


def twice(factory, **kwargs):
    factory(**kwargs)
    factory(**kwargs)


def same_link_twice():
    link = AreaParentFactory()
    AreaParentFactory(child=link.child, parent=link.parent)


def same_membership_twice():
    row = MembershipFactory()
    MembershipFactory(user=row.user, organisation=row.organisation, role=row.role)


def same_figure_twice():
    PopulationFigureFactory(area=PopulationFigureFactory().area)


@pytest.mark.parametrize(
    ("constraint", "breaks_it"),
    [
        ("area_once", lambda: twice(AreaFactory, name="Bromma")),
        ("area_validity_in_order", lambda: AreaFactory(valid_from=FIRST, valid_to=LAST)),
        ("area_centre_in_degrees", lambda: AreaFactory(latitude=6580822, longitude=674032)),
        ("area_centre_in_degrees", lambda: AreaFactory(latitude=59.3)),
        ("area_parent_once", same_link_twice),
        ("area_not_its_own_parent", its_own_parent),
        ("figure_once", same_figure_twice),
        ("figure_not_negative", lambda: PopulationFigureFactory(value=-1)),
        ("organisation_once", lambda: twice(OrganisationFactory, name="Trafikkontoret")),
        (
            "organisation_validity_in_order",
            lambda: OrganisationFactory(valid_from=FIRST, valid_to=LAST),
        ),
        ("organisation_not_its_own_successor", its_own_successor),
        ("membership_once", same_membership_twice),
        ("municipality_user_email_key", lambda: twice(UserFactory, email="a@example.se")),
    ],
)
def test_the_database_refuses(constraint, breaks_it):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        breaks_it()
    assert error.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize(
    ("day", "in_force"),
    [(LAST, ["alltid", "förr"]), (FIRST, ["alltid", "nu"]), (None, ["alltid", "nu"])],
)
def test_in_force_depends_on_the_day(day, in_force):
    for name, since, until in (("alltid", None, None), ("förr", None, LAST), ("nu", FIRST, None)):
        AreaFactory(name=name, valid_from=since, valid_to=until)
        OrganisationFactory(name=name, valid_from=since, valid_to=until)
    for model in (Area, Organisation):
        names = model.objects.in_force(day).order_by("name").values_list("name", flat=True)
        assert list(names) == in_force


def test_swedish_order_puts_a_ring_before_a_umlaut_and_both_last():
    for name in ("Ölsta", "Älvsjö", "Årsta", "Vasastan", "Abrahamsberg"):
        AreaFactory(name=name, level=AreaLevel.DISTRICT)
    assert [area.name for area in Area.objects.in_swedish_order()] == [
        "Abrahamsberg", "Vasastan", "Årsta", "Älvsjö", "Ölsta",
    ]  # fmt: skip


def test_the_last_successor_answers_for_an_abolished_organisation():
    new = OrganisationFactory()
    middle = OrganisationFactory(valid_to=LAST, successor=new)
    old = OrganisationFactory(valid_to=LAST, successor=middle)
    assert (old.current(), new.current()) == (new, new)


def test_successors_in_a_circle_end():
    one = OrganisationFactory(valid_to=LAST)
    other = OrganisationFactory(valid_to=LAST, successor=one)
    one.successor = other
    one.save()
    assert one.current() == other


def test_roles_come_from_memberships():
    row = MembershipFactory(role=Role.OFFICIAL)
    user = row.user
    assert (user.is_official, user.is_coordinator, user.is_committee) == (True, False, False)
    assert (user.organisation, user.organisations_as(Role.OFFICIAL)) == (
        row.organisation, {row.organisation_id},
    )  # fmt: skip
    assert (user.has_access, UserFactory().has_access, UserFactory(is_staff=True).has_access) == (
        True, False, True,
    )  # fmt: skip


def test_a_profile_speaks_the_readers_language_and_swedish_where_it_must():
    profile = ProfileFactory(
        texts={"definition": {"sv": "Ett utbyte", "en": "An exchange"}, "bara": {"sv": "Svenska"}},
        exclusions=[{"code": "x", "sv": "Klagomål", "en": "Complaints"}],
    )
    with translation.override("en"):
        assert (profile.text("definition"), profile.text("bara")) == ("An exchange", "Svenska")
        assert profile.listed(profile.exclusions) == [("x", "Complaints")]
    assert (profile.text("definition"), profile.text("saknas")) == ("Ett utbyte", "")


def test_before_a_profile_is_loaded_there_is_an_empty_one():
    assert Profile.objects.current().city_name == "Dialogportalen"


def test_a_link_holds_on_its_days_between_areas_that_are_there():
    moved, before, after = AreaFactory(), AreaFactory(), AreaFactory()
    AreaParentFactory(child=moved, parent=before, valid_to=LAST)
    AreaParentFactory(child=moved, parent=after, valid_from=FIRST)
    AreaParentFactory(child=AreaFactory(), parent=AreaFactory(valid_to=LAST))
    links = moved.parent_links.model.objects
    assert [link.parent for link in links.in_force(LAST) if link.child == moved] == [before]
    assert [link.parent for link in links.in_force()] == [after]


@pytest.mark.parametrize("works_for", ["first", "middle", "today", "beside"])
def test_who_works_for_any_body_of_a_chain_answers_for_all_of_it(works_for):
    today = OrganisationFactory()
    middle = OrganisationFactory(valid_to=LAST, successor=today)
    first = OrganisationFactory(valid_to=LAST, successor=middle)
    beside = OrganisationFactory(valid_to=LAST, successor=today)
    bodies = {"first": first, "middle": middle, "today": today, "beside": beside}
    OrganisationFactory(successor=OrganisationFactory())
    user = MembershipFactory(organisation=bodies[works_for], role=Role.OFFICIAL).user
    assert user.bodies_as(Role.OFFICIAL) == {row.pk for row in bodies.values()}
    assert user.bodies_as(Role.COORDINATOR) == set()


def test_one_query_says_what_each_body_says_itself():
    one, other = OrganisationFactory(valid_to=LAST), OrganisationFactory(valid_to=LAST)
    Organisation.objects.filter(pk=one.pk).update(successor=other)
    Organisation.objects.filter(pk=other.pk).update(successor=one)
    OrganisationFactory(valid_to=LAST, successor=one)
    OrganisationFactory(valid_to=LAST)
    rows = Organisation.objects.all()
    said = {row.pk: row.current().pk for row in rows if row.successor_id}
    assert rows.successors() == said
