"""The first page, saved searches, notices and the daily mail."""

import datetime
import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.formats import date_format

from archive.mail import MailLost, mail_at_once, mail_daily
from archive.models import SavedSearch
from archive.saved import MOST_SAVED, save_search, tell_of_new_matches
from dialogportal.exceptions import NotAllowed
from dialogues.enums import State
from dialogues.models import Dialogue, FileImport, Notification
from feedback.models import Viewpoint
from municipality.enums import NoticeMail
from tests.archive.lost_mail import SlowBackend
from tests.factories import DialogueFactory, official
from tests.factories.archive import NotificationFactory, SavedSearchFactory
from tests.factories.feedback import ViewpointFactory
from tests.factories.imports import upload_dialogues


@pytest.fixture(autouse=True)
def _no_debug_mail(settings):
    settings.PORTAL_URL = "https://dialog.example.se"


def settle():
    """Let all that is registered be an hour old."""
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    for rows in (Dialogue.objects, Viewpoint.objects):
        rows.update(created_at=an_hour_ago)


def save(web, name="Ljus", query="q=belysning&area=tensta"):
    return web.post("/sok/spara/", {"name": name, "query": query}, follow=True)


def test_a_search_is_kept_under_its_name_and_found_on_the_first_page(web):
    save(web)
    page = web.get("/").content.decode()
    assert '<a href="/sok/?q=belysning&amp;area=tensta">Ljus</a>' in page


def test_the_same_name_again_replaces_the_search(web, city):
    save(web)
    save(web, query="?q=lampor&page=3&show=viewpoints")
    assert [row.criteria for row in SavedSearch.objects.all()] == [{"q": ["lampor"]}]


@pytest.mark.parametrize("name", ["", "   ", "\x00"])
def test_a_search_without_a_name_is_refused_and_still_shown(web, name):
    page = save(web, name)
    assert "Ge sökningen ett namn." in page.content.decode()
    assert page.context["criteria"].words == "belysning"
    assert SavedSearch.objects.count() == 0


def test_a_long_name_is_cut(web):
    save(web, "å" * 500)
    assert SavedSearch.objects.get().name == "å" * 120


def test_a_long_search_is_kept_whole(web):
    words = " ".join(["gångväg"] * 60)
    web.post("/sok/spara/", {"name": "lång", "query": f"q={words}"})
    assert SavedSearch.objects.get().criteria == {"q": [words]}


def test_nobody_saves_more_searches_than_the_first_page_can_show(web, city):
    for number in range(MOST_SAVED):
        SavedSearchFactory(user=city.user, name=f"nr {number}")
    answer = web.post("/sok/spara/", {"name": "en till", "query": "q=ljus"}, follow=True)
    assert f"Man kan ha högst {MOST_SAVED} sparade sökningar." in answer.content.decode()
    web.post("/sok/spara/", {"name": "nr 3", "query": "q=torget"})
    assert SavedSearch.objects.count() == MOST_SAVED
    assert SavedSearch.objects.get(name="nr 3").criteria == {"q": ["torget"]}


@pytest.mark.django_db(transaction=True)
def test_two_tabs_do_not_save_more_than_that_either(city):
    for number in range(MOST_SAVED - 1):
        SavedSearchFactory(user=city.user, name=f"nr {number}")
    refused = []

    def second_tab():
        try:
            save_search(by=city.user, name="två", query=QueryDict("q=torget"))
        except NotAllowed as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    other = threading.Thread(target=second_tab)
    with transaction.atomic():
        save_search(by=city.user, name="ett", query=QueryDict("q=ljus"))
        other.start()
        other.join(0.5)
    other.join()
    assert len(refused) == 1
    assert SavedSearch.objects.count() == MOST_SAVED


def test_nobody_takes_away_anothers_search(web, city):
    other = SavedSearchFactory()
    assert web.post(f"/sok/{other.pk}/glom/").status_code == 404
    own = SavedSearchFactory(user=city.user)
    # Twice: a second press is no fault.
    for _time in range(2):
        assert web.post(f"/sok/{own.pk}/glom/").url == "/"
    assert list(SavedSearch.objects.all()) == [other]


def test_a_new_viewpoint_counts_where_it_was_said(web, city):
    whole_city = DialogueFactory(title="Ljuset", areas=[], is_city_wide=True)
    save(web)
    save(web, "Bara Tensta", "q=belysning&area=tensta&near=inside")
    save(web, "Hela staden", "q=belysning")
    for area in (city.tensta, city.rinkeby, city.jarva, city.alvik, city.bromma, None):
        ViewpointFactory(dialogue=whole_city, text="Bättre belysning", area=area)
        ViewpointFactory(dialogue=city.tensta_dialogue, text="Bättre belysning", area=area)
    settle()
    tell_of_new_matches()
    numbers = {row.params["name"]: row.params["viewpoints"] for row in Notification.objects.all()}
    # In and around Tensta: said there, in Rinkeby or Järva, or nobody knows where.
    assert numbers == {"Ljus": 8, "Bara Tensta": 2, "Hela staden": 12}


def test_what_is_new_gives_one_notice_and_what_is_old_none(web, city):
    save(web)
    assert tell_of_new_matches() == 0
    DialogueFactory(title="Belysning i Tensta", areas=[city.tensta])
    DialogueFactory(title="Lekplats i Tensta", areas=[city.tensta])
    ViewpointFactory(dialogue=city.tensta_dialogue, text="Mer belysning!")
    ViewpointFactory(dialogue=city.bromma_dialogue, text="Mer belysning!")
    settle()
    assert [tell_of_new_matches(), tell_of_new_matches()] == [1, 0]
    notice = Notification.objects.get()
    assert notice.params == {"name": "Ljus", "dialogues": 1, "viewpoints": 1}
    assert "Nytt i er sökning ”Ljus”. Dialoger: 1. Synpunkter: 1." in web.get("/").content.decode()


def test_a_search_has_one_unread_notice_and_that_has_all_numbers(web, city):
    save(web)
    for number in (1, 2):
        DialogueFactory.create_batch(number, title="Belysning", areas=[city.tensta])
        settle()
        tell_of_new_matches()
        Notification.objects.update(mailed_at=timezone.now())
    DialogueFactory(title="Belysning", areas=[city.tensta])
    settle()
    tell_of_new_matches()
    notice = Notification.objects.get()
    assert notice.params == {"name": "Ljus", "dialogues": 4, "viewpoints": 0}
    assert notice.mailed_at is None
    Notification.objects.update(read_at=timezone.now())
    DialogueFactory(title="Belysning", areas=[city.tensta])
    settle()
    tell_of_new_matches()
    assert [row.params["dialogues"] for row in Notification.objects.all()] == [1, 4]


def test_what_is_written_late_with_a_lower_id_is_told_of(web, city):
    save(web)
    late = DialogueFactory(title="Belysning", areas=[city.tensta])
    early = DialogueFactory(title="Annat", areas=[city.tensta])
    Dialogue.objects.filter(pk=late.pk).delete()  # still in another's open transaction
    assert tell_of_new_matches() == 0
    DialogueFactory(pk=late.pk, title="Belysning", areas=[city.tensta])
    settle()
    assert (late.pk < early.pk, tell_of_new_matches()) == (True, 1)


def test_notices_of_a_search_are_turned_off_and_on_again(web, city):
    save(web)
    saved = SavedSearch.objects.get()
    url = f"/sok/{saved.pk}/notiser/"
    assert f'action="{url}"' in web.get("/").content.decode()
    web.post(url)
    DialogueFactory(title="Belysning", areas=[city.tensta])
    settle()
    assert tell_of_new_matches() == 0
    web.post(url, {"wants": "1"})
    assert tell_of_new_matches() == 0
    DialogueFactory(title="Belysning", areas=[city.tensta])
    settle()
    assert tell_of_new_matches() == 1
    assert web.post(f"/sok/{SavedSearchFactory().pk}/notiser/").status_code == 404


def test_a_search_with_signs_the_database_cannot_hold_is_kept_without_them(web):
    web.post("/sok/spara/", {"name": "a", "query": "q=%00a&area=tensta%00&okänt=1"})
    assert SavedSearch.objects.get().criteria == {"q": ["a"], "area": ["tensta"]}


@pytest.mark.parametrize("first", ["/", "/omraden/"])
def test_the_top_of_a_page_counts_what_the_first_page_shows(web, city, first):
    for days in range(7):
        due = timezone.localdate() - datetime.timedelta(days=days)
        DialogueFactory(owner=city.office, feedback_due=due)
    ViewpointFactory(dialogue=city.tensta_dialogue, text="Ring 070-123 45 67.")
    NotificationFactory.create_batch(2, user=city.user)
    page = web.get(first).content.decode()
    counted = page.split('<span class="count">')[1].split("<")[0]
    home = web.get("/")
    shown = len(home.context["todo"]) + len(home.context["notices"])
    assert (counted, shown) == ("10", 10)
    web.post(f"/notiser/{home.context['notices'][0]['id']}/")
    assert '<span class="count">9<' in web.get("/").content.decode()


def test_an_area_that_is_no_more_does_not_stop_the_others(city):
    SavedSearchFactory(user=city.user, criteria={"area": ["borta"], "q": ["lampa"]})
    SavedSearchFactory(user=city.user, criteria={"q": ["lampa"]}, name="b")
    DialogueFactory(title="Lampa")
    settle()
    assert tell_of_new_matches() == 2


def test_a_notice_is_opened_or_put_aside(web, city):
    first, second = NotificationFactory.create_batch(2, user=city.user)
    assert web.post(f"/notiser/{first.pk}/", {"open": "1"}).url == "/sok/?q=ljus"
    assert web.post(f"/notiser/{second.pk}/").url == "/"
    assert Notification.objects.filter(read_at=None).count() == 0


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_a_notice_leads_nowhere_else(web, city, url):
    notice = NotificationFactory(user=city.user, url=url)
    assert web.post(f"/notiser/{notice.pk}/", {"open": "1"}).url == "/"


def test_nobody_opens_anothers_notice(web):
    notice = NotificationFactory()
    assert web.post(f"/notiser/{notice.pk}/").status_code == 404


@pytest.mark.parametrize("wanted", NoticeMail)
def test_each_chooses_when_notices_are_mailed(web, city, wanted):
    assert 'href="/konto/aviseringar/"' in web.get("/").content.decode()
    answer = web.post("/konto/aviseringar/", {"notice_mail": wanted}, follow=True)
    city.user.refresh_from_db()
    assert city.user.notice_mail == wanted
    assert city.user.email in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "hourly"])
def test_what_is_no_choice_is_refused(web, city, typed):
    answer = web.post("/konto/aviseringar/", {"notice_mail": typed})
    city.user.refresh_from_db()
    assert (answer.status_code, city.user.notice_mail) == (400, NoticeMail.DAILY)


def wants_mail(wanted=NoticeMail.DAILY, **fields):
    user = official()
    user.notice_mail = wanted
    user.save()
    NotificationFactory(user=user, **fields)
    return user


def test_who_wants_it_at_once_is_not_kept_until_the_day_and_who_wants_none_gets_none(db):
    users = {wanted: wants_mail(wanted) for wanted in NoticeMail}
    for send, wanted in ((mail_at_once, NoticeMail.AT_ONCE), (mail_daily, NoticeMail.DAILY)):
        mail.outbox.clear()
        assert [send(), send()] == [1, 0]
        assert [sent.to for sent in mail.outbox] == [[users[wanted].email]]


def test_one_mail_a_day_holds_what_is_new_and_unread(db):
    user = wants_mail()
    NotificationFactory(user=user, read_at=timezone.now())
    with translation.override("en"):
        assert [mail_daily(), mail_daily()] == [1, 0]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([user.email], "1 nyhet i Dialogportalen")
    assert "https://dialog.example.se/sok/?q=ljus" in sent.body
    assert "”ljus”" in sent.body


def test_a_lost_mail_server_loses_nothing(db, settings):
    wants_mail()
    # Nobody listens on this port.
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    with pytest.raises(MailLost):
        mail_daily()
    assert Notification.objects.filter(mailed_at=None, read_at=None).count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail_daily() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mail_each_notice_once(settings):
    wants_mail()
    settings.EMAIL_BACKEND = "tests.archive.lost_mail.SlowBackend"
    sent = []

    def work():
        sent.append(mail_daily())
        connection.close()

    first, second = threading.Thread(target=work), threading.Thread(target=work)
    first.start()
    SlowBackend.has_begun.wait(10)
    threading.Timer(0.5, SlowBackend.may_go_on.set).start()
    second.start()
    for thread in (first, second):
        thread.join()
    assert (sorted(sent), len(mail.outbox)) == ([0, 1], 1)


def test_the_to_do_list_begins_with_the_longest_overdue_answer(web, city):
    today = timezone.localdate()
    for title, days in (("Nyss", -3), ("Länge", -30), ("Snart", 10)):
        due = today + datetime.timedelta(days=days)
        DialogueFactory(
            title=title,
            owner=city.office,
            feedback_due=due,
            participants_quality="counted",
            participants=12,
        )
    ViewpointFactory(dialogue=city.tensta_dialogue, text="Ring 070-123 45 67.")
    todo = web.get("/").context["todo"]
    assert [row.title for row in todo] == [
        "Återkoppla till deltagarna: Länge",
        "Återkoppla till deltagarna: Nyss",
        "Återkoppla till deltagarna: Snart",
        "Granska 1 synpunkt som kan innehålla personuppgifter",
    ]
    assert todo[0].due == "sen 30 dagar"
    promised = date_format(today - datetime.timedelta(days=30))
    assert todo[0].text == f"Svar lovat till den {promised}. 12 personer väntar på svar."


def test_two_checked_imports_of_one_file_are_told_apart_by_their_time(web, city):
    for minute in (5, 40):
        row = upload_dialogues(city.office, b"Rubrik\nTorget\n", by=city.user)
        at = datetime.datetime(2026, 9, 12, 14, minute, tzinfo=timezone.get_current_timezone())
        FileImport.objects.filter(pk=row.pk).update(state="checked", created_at=at)
    texts = [row.text for row in web.get("/").context["todo"]]
    assert sorted(text.partition(".")[0] for text in texts) == [
        "Uppladdad 12 sep 14:05",
        "Uppladdad 12 sep 14:40",
    ]


def test_who_took_over_from_an_abolished_body_has_its_duties(client, city):
    old = city.bromma_dialogue.owner
    old.valid_to, old.successor = datetime.date(2023, 6, 30), city.office
    old.save()
    DialogueFactory(title="Arvet", owner=old, feedback_due=timezone.localdate())
    client.force_login(city.user)
    todo = client.get("/").context["todo"]
    assert [row.title for row in todo] == ["Återkoppla till deltagarna: Arvet"]


def test_the_first_page_shows_what_is_under_way_around_the_readers_area(web, city):
    today = timezone.localdate()
    DialogueFactory(
        title="Nära", areas=[city.tensta], state=State.ONGOING, starts_on=today, ends_on=today
    )
    DialogueFactory(
        title="Fjärran", areas=[city.alvik], state=State.ONGOING, starts_on=today, ends_on=today
    )
    page = web.get("/")
    assert [row["dialogue"].title for row in page.context["under_way"]] == ["Nära"]
    assert '<option value="jarva" selected>' in page.content.decode()
