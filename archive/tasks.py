"""What the worker does for the archive."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from archive.actions.overlaps import mend_overlaps
from archive.lexemes import refresh
from archive.mail import MAIL_AT_ONCE, MailLost, mail_at_once, mail_daily
from archive.models import Touched
from archive.register import KEPT_TOUCHED
from archive.saved import tell_of_new_matches


@app.periodic(cron="15 3 * * *")
@app.task(queueing_lock="refresh-lexemes", pass_context=False)
def refresh_lexemes(timestamp: int = 0) -> None:
    """Count the words of the archive anew: every night, and asked for by imports."""
    refresh()


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="tell-of-new-matches", pass_context=False)
def look_through_saved_searches(timestamp: int = 0) -> None:
    """Tell users of what is new in their saved searches."""
    tell_of_new_matches()


# A mail server that is down is tried again for half a day; the notices wait in their rows.
@app.periodic(cron="30 6 * * *")
@app.task(
    queueing_lock="daily-mail",
    pass_context=False,
    retry=RetryStrategy(max_attempts=24, wait=30 * 60, retry_exceptions=[MailLost]),
)
def send_daily_mail(timestamp: int = 0) -> None:
    """One e-mail a day to those who want it."""
    mail_daily()


# Asked for when a notice is written, and every ten minutes for what was lost.
@app.periodic(cron="*/10 * * * *")
@app.task(name=MAIL_AT_ONCE, queueing_lock=MAIL_AT_ONCE, pass_context=False)
def send_mail_at_once(timestamp: int = 0) -> None:
    """What is new, to those who want it as it comes."""
    mail_at_once()


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="forget-touched", pass_context=False)
def forget_touched(timestamp: int = 0) -> None:
    """Take away what every process has read long ago."""
    Touched.objects.filter(at__lt=timezone.now() - KEPT_TOUCHED).delete()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="recompute-overlaps", pass_context=False)
def recompute_overlaps(timestamp: int = 0) -> None:
    """Reckon with what no action tells of: a new day, areas drawn anew."""
    mend_overlaps()
