"""Where viewpoints wait, per administration and age (R045)."""

import datetime
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.unhandled import unhandled
from dialogues.enums import FeedbackReach, State
from tests.factories import DialogueFactory, OrganisationFactory, coordinator, official
from tests.factories.feedback import MeasureFactory, ViewpointFactory
from tests.rows import rows_read

PAGE = reverse("unhandled")


def held(owner, days, number=1, **fields):
    day = timezone.localdate() - datetime.timedelta(days=days)
    dialogue = DialogueFactory(owner=owner, starts_on=day, ends_on=day, **fields)
    return [ViewpointFactory(dialogue=dialogue) for _one in range(number)]


@pytest.fixture
def strategist(client, db):
    user = coordinator()
    client.force_login(user)
    return user


def test_they_are_counted_by_owner_and_age_and_the_oldest_stand_first(client, strategist):
    young, old = OrganisationFactory(name="Unga"), OrganisationFactory(name="Gamla")
    gone = OrganisationFactory(name="Borta", valid_to="2023-06-30", successor=old)
    held(young, 10, 2)
    held(young, 200)
    held(gone, 800)
    (first, second) = unhandled(strategist)
    assert (first.organisation, first.oldest, first.total) == (old, 1, 1)
    assert (second.organisation, second.new, second.older, second.total) == (young, 2, 1, 3)
    page = client.get(PAGE).content.decode()
    assert page.index("Gamla") < page.index("Unga")
    assert PAGE in client.get("/").content.decode()


def test_each_link_leads_to_the_dialogues_that_were_counted(client, strategist):
    today = OrganisationFactory(name="I dag")
    gone = OrganisationFactory(name="Borta", valid_to="2023-06-30", successor=today)
    (waits,) = held(gone, 10)
    DialogueFactory(owner=gone)
    links = re.findall(r'<th scope="row">(.*?)</th>', client.get(PAGE).content.decode())
    (address,) = re.findall(r'href="([^"]*)"', links[0])
    assert links[0].startswith("I dag <a")
    hits = client.get(unescape(address)).context["hits"]
    assert [hit["dialogue"] for hit in hits] == [waits.dialogue]


def test_an_answer_or_a_measure_is_an_end_to_waiting(strategist):
    owner, today = OrganisationFactory(), timezone.localdate()
    sent = {"feedback_given_on": today, "feedback_reach": FeedbackReach.TARGETED}
    held(owner, 10, **sent)
    held(owner, 10, state=State.ONGOING)
    one, _other = held(owner, 10, 2)
    for _time in range(2):
        MeasureFactory(dialogue=one.dialogue).viewpoints.add(one)
    assert [row.total for row in unhandled(strategist)] == [1]


def test_what_has_no_day_is_counted_apart(strategist):
    ViewpointFactory(dialogue=DialogueFactory(starts_on=None, ends_on=None))
    (row,) = unhandled(strategist)
    assert (row.undated, row.total, row.since) == (1, 1, None)


def test_only_a_coordinator_sees_it(client, db):
    client.force_login(official())
    for url in (PAGE, reverse("unhandled-export", args=["csv"])):
        assert client.get(url).status_code == 403
    assert PAGE not in client.get("/").content.decode()


def test_it_comes_as_a_file(client, strategist):
    held(OrganisationFactory(name="Unga"), 10)
    content = client.get(reverse("unhandled-export", args=["csv"])).getvalue().decode("utf-8-sig")
    assert content.splitlines()[1].startswith("Unga;1;1;0;0;0;")


def test_the_register_is_added_up_in_the_database(strategist):
    owner = OrganisationFactory()
    held(owner, 10)
    assert strategist.is_coordinator
    before = rows_read(lambda: unhandled(strategist))
    for number in range(12):
        held(owner, number * 60)
    assert rows_read(lambda: unhandled(strategist)) == before


def test_bodies_that_were_followed_twice_are_not_asked_for_one_by_one(
    strategist, django_assert_num_queries
):
    today = OrganisationFactory(name="I dag")
    for number in range(3):
        between = OrganisationFactory(valid_to="2023-06-30", successor=today)
        held(OrganisationFactory(valid_to="2018-12-31", successor=between), 10 + number)
    assert strategist.is_coordinator
    with django_assert_num_queries(3):
        (row,) = unhandled(strategist)
    assert (row.organisation, row.total, row.since) == (
        today, 3, timezone.localdate() - datetime.timedelta(days=12),
    )  # fmt: skip


def test_the_page_costs_the_same_for_one_and_for_thirty(
    client, strategist, django_assert_max_num_queries
):
    for number in range(30):
        held(OrganisationFactory(), number * 20)
    with django_assert_max_num_queries(12):
        assert client.get(PAGE).status_code == 200
