"""Mail servers that do not take everything, or take their time."""

import threading
from smtplib import SMTPServerDisconnected

from django.core.mail.backends.locmem import EmailBackend

UNREACHABLE = "borta@example.se"


class LostBackend(EmailBackend):
    """Breaks off at mails to one address."""

    def send_messages(self, messages):
        if any(UNREACHABLE in message.to for message in messages):
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return super().send_messages(messages)


class SlowBackend(EmailBackend):
    """Takes a mail when ``may_go_on`` is set, and says that it has begun."""

    has_begun, may_go_on = threading.Event(), threading.Event()

    def send_messages(self, messages):
        self.has_begun.set()
        self.may_go_on.wait(10)
        return super().send_messages(messages)
