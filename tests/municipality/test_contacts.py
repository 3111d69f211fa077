"""The directory of contact persons."""

import datetime

import pytest
from django.urls import reverse

from municipality.contacts import directory
from municipality.enums import OrganisationKind, Role
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    committee_member,
    coordinator,
    official,
)

pytestmark = pytest.mark.django_db
GONE = datetime.date(2023, 6, 30)
QUERIES = 8


def contact(organisation, email, **kwargs):
    return MembershipFactory(
        organisation=organisation, user=UserFactory(email=email), is_contact_person=True, **kwargs
    )


@pytest.fixture
def organisations():
    """Two administrations, one without contact person, a company, a committee, an abolished one."""
    rows = {
        "Årsta": OrganisationFactory(name="Årsta stadsdelsförvaltning"),
        "Bromma": OrganisationFactory(name="Bromma stadsdelsförvaltning"),
        "Bostäder": OrganisationFactory(name="Bostäder", kind=OrganisationKind.COMPANY),
        "Nämnd": OrganisationFactory(kind=OrganisationKind.COMMITTEE_DISTRICT),
    }
    rows["Kista"] = OrganisationFactory(
        name="Kista stadsdelsförvaltning", valid_to=GONE, successor=rows["Årsta"]
    )
    contact(rows["Årsta"], "arsta@example.se")
    contact(rows["Bostäder"], "bostader@example.se")
    contact(rows["Kista"], "kista@example.se")
    return rows


def page(client, user):
    client.force_login(user)
    return client.get(reverse("contact-list"))


def test_organisations_in_force_are_listed_by_kind_in_swedish_order(organisations):
    found = directory()
    assert [[row.name for row in group.organisations] for group in found.groups] == [
        ["Bromma stadsdelsförvaltning", "Årsta stadsdelsförvaltning"],
        ["Bostäder"],
    ]
    assert (found.total, found.without) == (3, 1)
    assert found.left_behind == [organisations["Kista"]]


def test_the_page_shows_role_and_address_and_says_who_has_none(client, organisations):
    text = page(client, official(organisation=organisations["Bromma"])).content.decode()
    assert 'Handläggare: <a href="mailto:arsta@example.se">arsta@example.se</a>' in text
    assert text.count("Ingen kontaktperson") == 1
    assert "kista@example.se" not in text


def test_an_account_that_is_closed_is_no_contact_person(organisations):
    user = organisations["Årsta"].memberships.get().user
    user.is_active = False
    user.save()
    assert directory().without == 2


@pytest.mark.parametrize(
    ("who", "status"),
    [(official, 200), (committee_member, 200), (coordinator, 200), (UserFactory, 403)],
)
def test_only_those_who_work_for_the_city_see_it(client, who, status):
    assert page(client, who()).status_code == status


def test_without_log_in_the_page_asks_for_it(client):
    response = client.get(reverse("contact-list"))
    assert (response.status_code, response.url) == (302, "/konto/login/?next=/kontakter/")


def test_the_coordinator_sees_who_was_left_behind_in_abolished_organisations(client, organisations):
    text = page(client, coordinator(organisation=organisations["Bromma"])).content.decode()
    assert "kista@example.se" in text


def test_without_organisations_the_page_says_what_to_do(client):
    user = official(organisation=OrganisationFactory(kind=OrganisationKind.CIVIL_SOCIETY))
    assert "load_organisations" in page(client, user).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_are_the_same_for_one_and_thirty_rows(client, rows, django_assert_num_queries):
    for n in range(rows):
        organisation = OrganisationFactory(
            deciding_committee=OrganisationFactory(kind=OrganisationKind.COMMITTEE_DISTRICT)
        )
        contact(organisation, f"kontakt{n}@example.se", role=Role.OFFICIAL)
    user = official(organisation=organisation)
    client.force_login(user)
    with django_assert_num_queries(QUERIES):
        response = client.get(reverse("contact-list"))
    assert len(response.content) < 60_000
