"""A mail server that does not take everything."""

from smtplib import SMTPServerDisconnected

from django.core.mail.backends.locmem import EmailBackend

UNREACHABLE = "borta@example.se"


class LostBackend(EmailBackend):
    """Breaks off at mails to one address."""

    def send_messages(self, messages):
        if any(UNREACHABLE in message.to for message in messages):
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return super().send_messages(messages)
