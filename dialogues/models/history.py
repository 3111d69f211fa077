"""Who changed what and when, and what users are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.models.dialogue import Dialogue
from municipality.models import User


class HistoryEntry(models.Model):
    """One change of a dialogue. Append-only: a database trigger refuses changes.

    ``changes`` maps a field's name to [before, after] as text. ``by_label`` stays when a user's
    account is removed.
    """

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(
        User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    by_label = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=40)
    detail = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("change")
        verbose_name_plural = _("history")
        indexes = [models.Index(fields=["dialogue", "-at"], name="history_of_dialogue")]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"


class Notification(models.Model):
    """Something a user can act on: shown in the to-do list, mailed once a day if wanted.

    ``message`` is an English source sentence with %(name)s places, ``params`` fills them.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    message = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    url = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(
                fields=["user", "-created_at"],
                condition=models.Q(read_at=None),
                name="notification_unread",
            )
        ]

    def __str__(self) -> str:
        return self.message
