"""Notices of overlaps by e-mail: at once or once a day, and none lost (R056)."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from archive.actions.overlaps import after_dialogue_changed
from archive.mail import MAIL_AT_ONCE, MailLost, mail_at_once, mail_daily
from archive.tasks import send_daily_mail, send_mail_at_once
from dialogues.enums import State
from dialogues.models import Notification
from municipality.enums import NoticeMail
from tests.archive.lost_mail import UNREACHABLE
from tests.factories import MembershipFactory, OrganisationFactory, dialogue_in_state


@pytest.fixture
def meet(city, settings):
    """A plan that collides with another administration's; nobody has been told."""
    settings.PORTAL_URL = "https://dialog.example.se"
    body = OrganisationFactory(name="Exploateringskontoret")
    fields = {
        "state": State.DECIDED, "areas": [city.tensta], "type": city.kind,
        "starts_on": datetime.date(2027, 3, 1), "ends_on": datetime.date(2027, 3, 20),
    }  # fmt: skip
    city.mine = dialogue_in_state(owner=city.office, title="Ljus på torget", **fields)
    city.other = dialogue_in_state(owner=body, title="Torget byggs om", **fields)
    city.contact = MembershipFactory(organisation=body, is_contact_person=True).user
    return city


def wants(user, wanted):
    user.notice_mail = wanted
    user.save(update_fields=["notice_mail"])


def jobs():
    return ProcrastinateJob.objects.filter(task_name=MAIL_AT_ONCE).count()


@pytest.mark.parametrize(
    ("wanted", "at_once", "daily"),
    [(NoticeMail.AT_ONCE, 1, 0), (NoticeMail.DAILY, 0, 1), (NoticeMail.NONE, 0, 0)],
)
def test_it_is_mailed_as_the_contact_person_wants(
    meet, django_capture_on_commit_callbacks, wanted, at_once, daily
):
    wants(meet.contact, wanted)
    with django_capture_on_commit_callbacks(execute=True):
        after_dialogue_changed(meet.mine, by=meet.user)
    assert (jobs(), mail_at_once(), mail_daily()) == (at_once, at_once, daily)
    assert Notification.objects.filter(user=meet.contact).count() == 1
    for sent in mail.outbox:
        assert sent.to == [meet.contact.email]
        assert "”Ljus på torget” (Järva stadsdelsförvaltning) krockar" in sent.body
        assert f"https://dialog.example.se{meet.other.get_absolute_url()}krockar/" in sent.body


def test_who_works_for_nobody_any_more_is_told_nothing(meet):
    wants(meet.contact, NoticeMail.DAILY)
    after_dialogue_changed(meet.mine, by=meet.user)
    meet.contact.memberships.all().delete()
    assert mail_daily() == 0
    assert mail.outbox == []


def test_one_job_waits_however_much_is_new(meet, django_capture_on_commit_callbacks):
    wants(meet.contact, NoticeMail.AT_ONCE)
    for days in (0, 400, 0):
        meet.mine.starts_on = datetime.date(2027, 3, 1) + datetime.timedelta(days=days)
        meet.mine.ends_on = meet.mine.starts_on
        meet.mine.save()
        with django_capture_on_commit_callbacks(execute=True):
            after_dialogue_changed(meet.mine, by=meet.user)
    assert jobs() == 1


def test_a_title_writes_no_lines_of_its_own_in_the_mail(meet):
    meet.mine.title = "Ljus\r\n\r\nLogga in här: https://ond.example/"
    meet.mine.save()
    after_dialogue_changed(meet.mine, by=meet.user)
    mail_daily()
    lines = mail.outbox[0].body.splitlines()
    assert [line for line in lines if line.startswith("Logga in")] == []
    assert any("”Ljus Logga in här: https://ond.example/”" in line for line in lines)


def test_computing_again_mails_nothing_again(meet):
    after_dialogue_changed(meet.mine, by=meet.user)
    assert mail_daily() == 1
    after_dialogue_changed(meet.mine, by=meet.user)
    after_dialogue_changed(meet.other, by=meet.contact)
    mail_daily()
    assert [sent.to for sent in mail.outbox if sent.to == [meet.contact.email]] == [
        [meet.contact.email]
    ]


@pytest.mark.parametrize(
    ("send", "wanted"), [(mail_daily, NoticeMail.DAILY), (mail_at_once, NoticeMail.AT_ONCE)]
)
def test_a_lost_mail_server_loses_no_notice_and_hinders_nobody_else(meet, settings, send, wanted):
    body = meet.other.owner
    unlucky = MembershipFactory(
        user__email=UNREACHABLE, organisation=body, is_contact_person=True
    ).user
    for user in (meet.contact, unlucky):
        wants(user, wanted)
    after_dialogue_changed(meet.mine, by=meet.user)
    settings.EMAIL_BACKEND = "tests.archive.lost_mail.LostBackend"
    with pytest.raises(MailLost):
        send()
    assert [sent.to for sent in mail.outbox] == [[meet.contact.email]]
    notice = Notification.objects.get(user=unlucky)
    assert (notice.read_at, notice.mailed_at) == (None, None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (send(), send()) == (1, 0)
    assert [sent.to for sent in mail.outbox[1:]] == [[UNREACHABLE]]


def test_the_worker_tries_the_lost_mail_again():
    """The day's mail for half a day; what is to go at once has a round of its own."""
    strategy = send_daily_mail.retry_strategy
    assert (strategy.max_attempts * strategy.wait, strategy.retry_exceptions) == (
        12 * 60 * 60,
        [MailLost],
    )
    rounds = app.periodic_registry.periodic_tasks
    assert {"archive.mail_at_once", "archive.tasks.send_daily_mail"} <= {
        name for name, _periodic_id in rounds
    }


@pytest.mark.parametrize("left", ["doing", "todo"])
def test_a_mail_job_that_was_killed_or_waits_to_be_tried_again_holds_up_no_other(db, left):
    later = timezone.now() + datetime.timedelta(minutes=30)
    first = send_daily_mail.configure(schedule_at=later).defer()
    # As the queue has it when the worker is killed in the middle.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [left, first])
        for task in (send_mail_at_once, *([send_daily_mail] if left == "doing" else [])):
            wanted = task.defer()
            cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")
            assert cursor.fetchone() == (wanted,)


def test_a_mail_server_that_never_answers_does_not_keep_the_worker(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 60
