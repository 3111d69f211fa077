"""What the worker does for people's accounts."""

from smtplib import SMTPException

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from municipality import reset_mail


# Tried for half an hour: who waits for the link asks anew after that.
@app.task(
    name=reset_mail.MAIL_RESET_LINK,
    pass_context=False,
    retry=RetryStrategy(max_attempts=15, wait=2 * 60, retry_exceptions=[SMTPException, OSError]),
)
def mail_reset_link(user_id: int | None, language: str) -> None:
    """Mail somebody the link to choose a new password."""
    reset_mail.mail_reset_link(user_id, language)
