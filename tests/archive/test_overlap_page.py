"""Both parties see that their dialogues meet, and write how it is resolved (R051, R052, R056)."""

import datetime
import threading
import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.html import escape

from archive.actions.overlaps import after_dialogue_changed, mend_overlaps, resolve_overlap
from archive.models import Overlap
from archive.overlap_notices import COLLISIONS, ONE_COLLISION, ONE_GAIN, RESOLVED
from archive.overlaps import recompute
from dialogportal.exceptions import NotAllowed, Outdated, Removed
from dialogues.enums import State, TargetGroup
from dialogues.models import Dialogue, Notification
from municipality.enums import OrganisationKind
from municipality.models import Organisation
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ThemeFactory,
    UserFactory,
    committee_member,
    coordinator,
    dialogue_in_state,
    official,
)

NOTE = "Vi delar mötet den 4 mars. Exploateringskontoret bokar lokalen."


def planned(city, owner, **fields):
    values = {
        "state": State.DECIDED, "areas": [city.tensta], "owner": owner, "type": city.kind,
        "starts_on": datetime.date(2027, 3, 1), "ends_on": datetime.date(2027, 3, 20),
    } | fields  # fmt: skip
    return dialogue_in_state(**values)


@pytest.fixture
def meet(city):
    """A dialogue of Järva's and one of another administration's that collide."""
    body = OrganisationFactory(
        name="Exploateringskontoret", kind=OrganisationKind.ADMINISTRATION_SPECIALIST
    )
    mine = planned(city, city.office, title="Ljus på torget", themes=[city.lighting])
    other = planned(city, body, title="Torget byggs om", themes=[city.lighting])
    recompute(mine.pk)
    contact = MembershipFactory(organisation=body, is_contact_person=True).user
    return SimpleNamespace(
        mine=mine, other=other, body=body, contact=contact, overlap=Overlap.objects.get(),
        city=city, user=city.user,
    )  # fmt: skip


def url(meet, dialogue=None):
    return f"/dialoger/{(dialogue or meet.mine).reference}/krockar/"


def note_url(meet, dialogue=None):
    return f"{url(meet, dialogue)}{meet.overlap.pk}/"


def test_both_parties_read_who_where_when_and_about_what(client, meet):
    Dialogue.objects.update(target_groups=[TargetGroup.YOUTH])
    recompute(meet.mine.pk)
    for user, dialogue, other in (
        (meet.user, meet.mine, meet.other),
        (meet.contact, meet.other, meet.mine),
    ):
        client.force_login(user)
        page = client.get(url(meet, dialogue)).content.decode()
        for words in (
            other.title, other.owner.name, "1–20 mar 2027", "Krock", "Samma plats: Tensta.",
            "Samma tema: Belysning.", f"Samma målgrupp: {TargetGroup.YOUTH.label}.",
        ):  # fmt: skip
            assert words in page, words
    contacts = [row["contacts"] for row in client.get(url(meet)).context["rows"]]
    assert contacts == [[meet.contact.email]]


@pytest.mark.parametrize(
    ("mine", "other", "places"),
    [
        (["jarva"], ["tensta", "rinkeby"], ["Rinkeby", "Tensta"]),
        (["tensta"], ["before"], ["Tensta"]),
        ([], ["alvik"], ["Alvik"]),
        ([], [], ["hela staden"]),
    ],
)
def test_the_common_ground_is_named_by_the_smaller_area(web, meet, mine, other, places):
    for dialogue, names in ((meet.mine, mine), (meet.other, other)):
        dialogue.areas.set([getattr(meet.city, name) for name in names])
        Dialogue.objects.filter(pk=dialogue.pk).update(is_city_wide=not names)
    recompute(meet.mine.pk)
    assert [row["places"] for row in web.get(url(meet)).context["rows"]] == [places]


def test_an_official_of_either_owner_writes_how_it_is_resolved_and_both_read_it(client, meet):
    for user, dialogue, note in (
        (meet.user, meet.mine, NOTE),
        (meet.contact, meet.other, f"{NOTE} Klart."),
    ):
        client.force_login(user)
        page = client.get(note_url(meet, dialogue))
        version = page.context["form"].initial["version"]
        answer = client.post(note_url(meet, dialogue), {"note": note, "version": version})
        assert (answer.status_code, answer.url) == (302, url(meet, dialogue))
        meet.overlap.refresh_from_db()
        assert (meet.overlap.note, meet.overlap.noted_by) == (note, user)
        for each in (meet.mine, meet.other):
            page = client.get(url(meet, each)).content.decode()
            assert (note in page, "Krock, löst" in page) == (True, True)
            assert note in client.get(f"{each.get_absolute_url()}historik/").content.decode()
    assert meet.overlap.noted_by_label == f"{meet.contact}, Exploateringskontoret"


@pytest.mark.parametrize("who", ["another body's official", "coordinator", "committee"])
def test_others_read_and_a_hand_made_post_gets_the_sentence(client, meet, who):
    user = {
        "another body's official": official,
        "coordinator": coordinator,
        "committee": committee_member,
    }[who]()
    client.force_login(user)
    sentence = (
        "Bara handläggare på Exploateringskontoret och Järva stadsdelsförvaltning kan skriva hur"
        " det löses."
    )
    assert "Bara handläggare hos de två ansvariga" in client.get(url(meet)).content.decode()
    assert client.get(note_url(meet)).status_code == 403
    answer = client.post(note_url(meet), {"note": NOTE, "version": 1})
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    with pytest.raises(NotAllowed):
        resolve_overlap(by=user, overlap=meet.overlap, version=1, note=NOTE)
    meet.overlap.refresh_from_db()
    assert meet.overlap.note == ""


def test_who_works_for_nobody_does_not_know_of_it(client, meet):
    client.force_login(UserFactory())
    assert client.get(url(meet)).status_code == 404
    assert client.post(note_url(meet), {"note": NOTE, "version": 1}).status_code == 404


def test_an_overlap_of_other_dialogues_is_not_there(web, meet):
    stranger = planned(meet.city, meet.body, areas=[meet.city.alvik])
    assert web.get(note_url(meet, stranger)).status_code == 302
    assert web.post(note_url(meet, stranger), {"note": NOTE, "version": 1}).status_code == 400
    meet.overlap.refresh_from_db()
    assert meet.overlap.note == ""


def test_two_who_write_at_once_see_both_texts(web, meet):
    resolve_overlap(by=meet.contact, overlap=meet.overlap, version=1, note="Vi flyttar till maj.")
    answer = web.post(note_url(meet), {"note": NOTE, "version": 1})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert NOTE in page
    assert "Vi flyttar till maj." in page
    again = web.post(
        note_url(meet), {"note": NOTE, "version": answer.context["form"].data["version"]}
    )
    assert again.status_code == 302
    meet.overlap.refresh_from_db()
    assert meet.overlap.note == NOTE


def test_the_same_form_sent_twice_is_saved_once(web, meet):
    for _time in range(2):
        assert web.post(note_url(meet), {"note": NOTE, "version": 1}).status_code == 302
    assert meet.mine.history.count() == 1


@pytest.mark.parametrize("note", ["   ", "Ring Anna, 070-123 45 67"])
def test_a_note_says_something_and_names_nobody(web, meet, note):
    answer = web.post(note_url(meet), {"note": note, "version": 1})
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {"note"}


def test_what_was_typed_stays_when_the_two_no_longer_meet(web, meet):
    meet.other.areas.set([meet.city.alvik])
    recompute(meet.other.pk)
    answer = web.post(note_url(meet), {"note": NOTE, "version": 1})
    assert answer.status_code == 400
    assert NOTE in answer.content.decode()
    with pytest.raises(Removed):
        resolve_overlap(by=meet.user, overlap=meet.overlap, version=1, note=NOTE)


def test_what_was_agreed_stays_when_it_is_past_and_cannot_be_changed(web, meet):
    resolve_overlap(by=meet.user, overlap=meet.overlap, version=1, note=NOTE)
    meet.other.areas.set([meet.city.alvik])
    recompute(meet.other.pk)
    page = web.get(url(meet))
    assert [row["overlap"].note for row in page.context["past"]] == [NOTE]
    assert page.context["rows"] == []
    answer = web.post(note_url(meet), {"note": "Nej.", "version": 2})
    assert (answer.status_code, "Nej." in answer.content.decode()) == (400, True)
    meet.overlap.refresh_from_db()
    assert meet.overlap.note == NOTE


@pytest.mark.django_db(transaction=True)
def test_of_two_notes_in_the_same_instant_one_is_saved_and_the_other_refused(meet):
    outcomes, ready = [], threading.Barrier(2)

    def write(user, text):
        try:
            overlap = Overlap.objects.select_related("first__owner", "second__owner").get()
            ready.wait(10)
            resolve_overlap(by=user, overlap=overlap, version=1, note=text)
            outcomes.append("saved")
        except Outdated:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=write, args=pair)
        for pair in ((meet.user, "Vårt förslag."), (meet.contact, "Deras förslag."))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["refused", "saved"]


@pytest.mark.django_db(transaction=True)
def test_a_note_and_a_change_of_the_dialogue_at_once_do_not_wait_for_each_other_for_ever(meet):
    """The change holds the dialogue and wants the overlap; the note must not hold that already."""
    outcomes, changed = [], threading.Event()

    def change():
        with transaction.atomic():
            Dialogue.objects.select_for_update().get(pk=meet.mine.pk)
            Dialogue.objects.filter(pk=meet.mine.pk).update(target_groups=["youth"])
            Dialogue.objects.filter(pk=meet.other.pk).update(target_groups=["youth"])
            changed.set()
            time.sleep(0.5)
            recompute(meet.mine.pk)

    def write():
        changed.wait(10)
        resolve_overlap(by=meet.user, overlap=meet.overlap, version=1, note=NOTE)

    def run(what):
        try:
            what()
            outcomes.append("done")
        except OperationalError as fault:
            outcomes.append(str(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[what]) for what in (change, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    meet.overlap.refresh_from_db()
    assert (outcomes, meet.overlap.same_group, meet.overlap.note) == (["done"] * 2, True, NOTE)


def test_the_list_costs_the_same_queries_for_one_and_for_thirty(
    web, meet, django_assert_max_num_queries
):
    web.get(url(meet))
    with django_assert_max_num_queries(12) as few:
        web.get(url(meet))
    for number in range(29):
        body = OrganisationFactory(name=f"Förvaltning {number:02}")
        planned(meet.city, body, themes=[ThemeFactory()], areas=[meet.city.jarva])
    recompute(meet.mine.pk)
    with django_assert_max_num_queries(12) as many:
        page = web.get(url(meet))
    assert (len(many), page.context["page"].paginator.count) == (len(few), 30)
    assert len(page.content) < 60_000


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.PLANNING, "Ingen annan dialog krockar"),
        (State.IDEA, "Ännu inget att jämföra"),
        (State.CLOSED, "Pågår eller planeras inte"),
    ],
)
def test_an_empty_page_says_why(web, city, state, words):
    dialogue = dialogue_in_state(state, owner=city.office, type=city.kind)
    assert words in web.get(f"{dialogue.get_absolute_url()}krockar/").content.decode()


# Notices


def texts(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("message", "url"))


def told(dialogue, by=None):
    after_dialogue_changed(Dialogue.objects.get(pk=dialogue.pk), by=by)


@pytest.fixture
def apart(meet):
    """The two do not meet yet; the other one's contact person and its official know nothing."""
    meet.creator = official(organisation=meet.body)
    Dialogue.objects.filter(pk=meet.other.pk).update(created_by=meet.creator)
    Overlap.objects.all().delete()
    return meet


def test_the_others_contact_person_and_the_official_who_registered_it_are_told_once(apart):
    bystander = official(organisation=apart.body)
    for _time in range(3):
        told(apart.mine, by=apart.user)
    expected = [(ONE_COLLISION, url(apart, apart.other))]
    assert (texts(apart.contact), texts(apart.creator)) == (expected, expected)
    assert (texts(bystander), texts(apart.user)) == ([], [])


def test_the_notice_stands_on_the_first_page_in_words(client, apart):
    told(apart.mine, by=apart.user)
    client.force_login(apart.contact)
    page = client.get("/").content.decode()
    sentence = (
        "”Ljus på torget” (Järva stadsdelsförvaltning) krockar med er dialog ”Torget byggs om”."
    )
    assert escape(sentence) in page or sentence in page


def test_several_of_ones_own_make_one_notice(apart):
    planned(apart.city, apart.body)
    told(apart.mine, by=apart.user)
    assert texts(apart.contact) == [(COLLISIONS, url(apart))]
    assert Notification.objects.filter(user=apart.contact).get().params["count"] == 2


def test_a_notice_not_yet_read_is_made_to_say_what_holds_now(apart):
    Dialogue.objects.filter(pk=apart.other.pk).update(starts_on="2027-06-01", ends_on="2027-06-02")
    told(apart.mine, by=apart.user)
    assert texts(apart.contact) == [(ONE_GAIN, url(apart, apart.other))]
    Dialogue.objects.filter(pk=apart.other.pk).update(starts_on="2027-03-01", ends_on="2027-03-02")
    told(apart.mine, by=apart.user)
    assert texts(apart.contact) == [(ONE_COLLISION, url(apart, apart.other))]
    apart.mine.areas.set([apart.city.alvik])
    told(apart.mine, by=apart.user)
    assert texts(apart.contact) == []


def test_one_that_was_read_stays_and_what_arises_anew_is_told_anew(apart):
    told(apart.mine, by=apart.user)
    Notification.objects.update(read_at=timezone.now())
    apart.mine.areas.set([apart.city.alvik])
    told(apart.mine, by=apart.user)
    apart.mine.areas.set([apart.city.tensta])
    told(apart.mine, by=apart.user)
    assert len(texts(apart.contact)) == 2


def test_the_one_who_made_the_change_is_not_told_of_it(apart):
    told(apart.mine, by=apart.contact)
    assert (texts(apart.contact), len(texts(apart.creator))) == ([], 1)


def test_those_who_plan_both_are_not_told(apart):
    planned(apart.city, apart.city.office, title="Vårt andra möte")
    told(apart.mine, by=apart.creator)
    assert texts(apart.user) == []


def test_who_answers_for_an_abolished_owner_is_told(apart):
    before = OrganisationFactory(name="Gatukontoret", valid_to="2020-12-31", successor=apart.body)
    Dialogue.objects.filter(pk=apart.other.pk).update(owner=before, created_by=None)
    told(apart.mine, by=apart.user)
    assert len(texts(apart.contact)) == 1
    assert Organisation.objects.get(pk=before.pk).current() == apart.body


def test_the_nightly_round_tells_of_what_it_finds_once(apart):
    mend_overlaps()
    first = Notification.objects.count()
    mend_overlaps()
    assert (first > 0, Notification.objects.count()) == (True, first)


def test_the_other_party_is_told_that_it_is_resolved(meet):
    resolve_overlap(by=meet.user, overlap=meet.overlap, version=1, note=NOTE)
    assert texts(meet.contact) == [(RESOLVED, url(meet, meet.other))]
    assert texts(meet.user) == []
