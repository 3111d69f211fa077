"""Matters that committees keep, and initiatives with what the city did (R080, R081)."""

import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dialogues.models import Initiative, Matter
from tests.factories import (
    DialogueFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    coordinator,
    official,
)

ADD = {"matter": "/namnden/fragor/ny/", "initiative": "/initiativ/nytt/"}
LIST = {"matter": "/namnden/fragor/", "initiative": "/initiativ/"}


@pytest.fixture
def committee(db):
    return OrganisationFactory(name="Järva stadsdelsnämnd", kind="committee_district")


@pytest.fixture
def secretary(committee):
    user = UserFactory()
    MembershipFactory(user=user, organisation=committee, role="committee", is_secretary=True)
    return user


def member(committee):
    return MembershipFactory(organisation=committee, role="committee").user


def matter(committee, **fields):
    return {"title": "Ny lekplats", "committee": committee.pk, "state": "waiting", **fields}


def initiative(body, **fields):
    return {
        "title": "Odling på taket",
        "initiator": "residents",
        "received_by": body.pk,
        "received_on": "2026-01-12",
        "outcome": "waiting",
        **fields,
    }


def with_token(client, url, sent):
    page = client.get(url).content.decode()
    return sent | {"form_token": re.search(r'name="form_token" value="([^"]+)"', page)[1]}


def test_the_secretary_keeps_the_committees_matters(client, secretary, committee):
    client.force_login(secretary)
    sent = with_token(client, ADD["matter"], matter(committee, decided_on="2030-05-12"))
    for _time in range(2):
        assert client.post(ADD["matter"], sent).url == LIST["matter"]
    kept = Matter.objects.get()
    page = client.get(LIST["matter"]).content.decode()
    assert f'href="/namnden/fragor/{kept.pk}/"' in page
    assert "12 maj 2030" in page


def test_a_matter_tells_what_became_of_it(client, secretary, committee):
    client.force_login(secretary)
    kept = Matter.objects.create(title="Lekplats", committee=committee)
    url = reverse("matter-edit", args=[kept.pk])
    sent = matter(committee, version=1)
    assert client.post(url, sent | {"state": "dropped"}).status_code == 400
    assert client.post(url, sent | {"state": "begun"}).status_code == 400
    assert client.post(url, sent | {"came_of_it": "D-1999-0001"}).status_code == 400
    dialogue = DialogueFactory(title="Lekplatsdialogen")
    begun = sent | {"state": "begun", "came_of_it": dialogue.reference.lower()}
    assert client.post(url, begun).status_code == 302
    assert dialogue.get_absolute_url() in client.get(LIST["matter"]).content.decode()


def test_two_who_change_a_matter_at_once_see_both_texts(client, secretary, committee):
    client.force_login(secretary)
    kept = Matter.objects.create(title="Hennes", committee=committee, version=2)
    answer = client.post(
        reverse("matter-edit", args=[kept.pk]), matter(committee, title="Min", version=1)
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Hennes" in page
    assert "Min" in page


def test_only_its_secretary_changes_a_committees_matters(client, committee):
    kept = Matter.objects.create(title="Lekplats", committee=committee)
    other = UserFactory()
    elsewhere = OrganisationFactory(kind="committee_district")
    MembershipFactory(user=other, organisation=elsewhere, role="committee", is_secretary=True)
    for user in (member(committee), official(), coordinator(), other):
        client.force_login(user)
        assert client.get(LIST["matter"]).status_code == 200
        url = reverse("matter-edit", args=[kept.pk])
        assert client.get(url).status_code == 403
        assert client.post(url, matter(committee, version=1)).status_code == 403
        # A secretary of another committee cannot add to this one either.
        assert client.post(ADD["matter"], matter(committee)).status_code in {400, 403}
    assert Matter.objects.count() == 1


@pytest.mark.parametrize("kind", ["matter", "initiative"])
def test_an_outsider_sees_nothing(client, db, kind):
    client.force_login(UserFactory())
    assert client.get(LIST[kind]).status_code == 403
    assert client.get(ADD[kind]).status_code == 403


def test_an_initiative_is_registered_with_what_the_city_did(client, jarva):
    client.force_login(official(organisation=jarva))
    sent = with_token(client, ADD["initiative"], initiative(jarva))
    assert client.post(ADD["initiative"], sent).url == LIST["initiative"]
    kept = Initiative.objects.get()
    url = reverse("initiative-edit", args=[kept.pk])
    done = initiative(jarva, version=1, outcome="supported")
    assert client.post(url, done).status_code == 400
    told = done | {"outcome_text": "De får låna marken i två år."}
    assert client.post(url, told).status_code == 302
    page = client.get(LIST["initiative"]).content.decode()
    assert "De får låna marken i två år." in page
    assert "Staden stöder det" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"association": "Anna Andersson"}, "Skriv föreningens namn, aldrig en invånares."),
        ({"initiator": "civil_society"}, "Skriv föreningens eller organisationens namn."),
        ({"text": "Ring 070-174 06 35"}, "Här finns personuppgifter"),
        ({"received_on": "2099-01-01"}, "Den dagen har inte kommit än."),
    ],
)
def test_no_resident_is_named_and_no_day_lies_ahead(client, jarva, wrong, sentence):
    client.force_login(official(organisation=jarva))
    answer = client.post(ADD["initiative"], initiative(jarva, **wrong))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Initiative.objects.exists()


def test_the_database_refuses_names_and_outcomes_without_words(committee, jarva):
    day = datetime.date(2026, 1, 12)
    base = {"title": "x", "received_by": jarva, "received_on": day, "initiator": "residents"}
    for wrong in (
        {"association": "Anna"},
        {"initiator": "civil_society"},
        {"outcome": "answered"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Initiative.objects.create(**base | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.create(title="x", committee=committee, state="dropped")


def test_an_initiative_is_changed_by_who_received_it(client, jarva):
    kept = Initiative.objects.create(title="x", initiator="residents", received_by=jarva)
    url = reverse("initiative-edit", args=[kept.pk])
    client.force_login(official())
    assert client.get(url).status_code == 403
    assert client.post(url, initiative(jarva, version=1)).status_code == 403
    client.force_login(coordinator())
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("kind", ["matter", "initiative"])
@pytest.mark.parametrize("number", [1, 30])
def test_a_list_costs_the_same_for_one_row_and_for_thirty(
    client, secretary, committee, jarva, kind, number, django_assert_num_queries
):
    client.force_login(secretary)
    for _each in range(number):
        if kind == "matter":
            Matter.objects.create(title="x", committee=committee, dialogue=DialogueFactory())
        else:
            Initiative.objects.create(title="x", initiator="residents", received_by=jarva)
    client.get(LIST[kind])
    with django_assert_num_queries({"matter": 7, "initiative": 6}[kind]):
        client.get(LIST[kind])
