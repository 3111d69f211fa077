"""Where an administration has nobody to tell of an overlap, coordinators are told so (R056)."""

import datetime

import pytest
from django.core import mail

from archive.actions.overlaps import after_dialogue_changed
from archive.mail import mail_daily
from archive.notices import unread
from archive.overlap_notices import ONE_UNTOLD, UNTOLD
from dialogues.enums import State
from dialogues.models import Dialogue, Notification
from municipality.enums import OrganisationKind, Role
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    coordinator,
    dialogue_in_state,
    official,
)


def planned(city, owner, **fields):
    return dialogue_in_state(
        State.DECIDED, areas=[city.tensta], owner=owner, type=city.kind,
        **{"starts_on": datetime.date(2027, 3, 1), "ends_on": datetime.date(2027, 3, 20), **fields},
    )  # fmt: skip


@pytest.fixture
def apart(city):
    """A plan that meets one of a body that has neither contact person nor registrar."""
    city.body = OrganisationFactory(
        name="Exploateringskontoret", kind=OrganisationKind.ADMINISTRATION_SPECIALIST
    )
    city.mine = planned(city, city.office, title="Ljus på torget")
    city.other = planned(city, city.body, title="Torget byggs om", created_by=None)
    city.strategist = coordinator(user__email="strateg@staden.example")
    city.bystander = official(organisation=city.body)
    return city


def told(dialogue, by=None):
    after_dialogue_changed(Dialogue.objects.get(pk=dialogue.pk), by=by)


def notices(user):
    rows = Notification.objects.filter(user=user).order_by("pk")
    return list(rows.values_list("message", "url"))


def test_the_citys_coordinators_are_told_once_and_in_words(client, apart):
    for _time in range(2):
        told(apart.mine, by=apart.user)
    address = f"/dialoger/{apart.mine.reference}/krockar/"
    assert notices(apart.strategist) == [(ONE_UNTOLD, address)]
    assert (notices(apart.bystander), notices(apart.user)) == ([], [])
    assert unread(apart.strategist)[0]["text"] == (
        "”Ljus på torget” (Järva stadsdelsförvaltning) berör ”Torget byggs om”. Ingen på"
        " Exploateringskontoret har fått veta det, för kontaktperson saknas. Hör av er dit, och se"
        " till att en kontaktperson utses."
    )
    # The page it leads to says who is missing and where one is named.
    client.force_login(apart.strategist)
    page = client.get(address).content.decode()
    there = f"/kontakter/#organisation-{apart.body.pk}"
    assert (f'href="{there}"' in page, "Se till att en utses" in page) == (True, True)
    directory = client.get("/kontakter/").content.decode()
    assert f'id="organisation-{apart.body.pk}"' in directory
    assert "Be en administratör av portalen" in directory


def test_several_dialogues_of_one_body_make_one_notice(apart):
    planned(apart, apart.body, created_by=None)
    told(apart.mine, by=apart.user)
    assert [message for message, _url in notices(apart.strategist)] == [UNTOLD]
    assert Notification.objects.get(user=apart.strategist).params["count"] == 2


def test_a_body_with_a_coordinator_of_its_own_needs_no_other(apart):
    own = coordinator(organisation=apart.body)
    told(apart.mine, by=apart.user)
    assert (len(notices(own)), notices(apart.strategist)) == (1, [])


@pytest.mark.parametrize("who", ["contact", "registrar", "themselves"])
def test_where_somebody_is_there_to_tell_coordinators_are_left_in_peace(apart, who):
    by = apart.user
    if who == "contact":
        MembershipFactory(organisation=apart.body, is_contact_person=True)
    else:
        Dialogue.objects.filter(pk=apart.other.pk).update(created_by=apart.bystander)
        by = apart.bystander if who == "themselves" else by
    told(apart.mine, by=by)
    assert notices(apart.strategist) == []


def test_a_contact_person_who_has_left_is_nobody_to_tell(apart):
    MembershipFactory(organisation=apart.body, is_contact_person=True, user__is_active=False)
    left = coordinator(user__is_active=False)
    told(apart.mine, by=apart.user)
    assert (len(notices(apart.strategist)), notices(left)) == (1, [])


def test_the_coordinator_who_made_the_change_knows_it(apart):
    MembershipFactory(user=apart.user, organisation=apart.office, role=Role.COORDINATOR)
    told(apart.mine, by=apart.user)
    assert (notices(apart.user), len(notices(apart.strategist))) == ([], 1)


def test_what_nobody_has_read_goes_when_the_two_no_longer_meet_or_somebody_is_named(apart):
    told(apart.mine, by=apart.user)
    apart.mine.areas.set([apart.alvik])
    told(apart.mine, by=apart.user)
    assert notices(apart.strategist) == []
    apart.mine.areas.set([apart.tensta])
    told(apart.mine, by=apart.user)
    assert len(notices(apart.strategist)) == 1
    contact = MembershipFactory(organisation=apart.body, is_contact_person=True).user
    planned(apart, apart.body, created_by=None)
    told(apart.mine, by=apart.user)
    assert (notices(apart.strategist), len(notices(contact))) == ([], 1)


def test_it_comes_in_the_daily_mail(apart, settings):
    settings.PORTAL_URL = "https://dialog.example.se"
    told(apart.mine, by=apart.user)
    assert mail_daily() == 1
    [letter] = mail.outbox
    assert letter.to == ["strateg@staden.example"]
    assert "kontaktperson saknas" in " ".join(letter.body.split())
    assert f"https://dialog.example.se/dialoger/{apart.mine.reference}/krockar/" in letter.body
