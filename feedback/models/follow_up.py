"""The follow-up that those who took part are sent when some time has passed (R127, R138)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dialogues.models import Dialogue
from dialogues.models.decision import held
from municipality.models import User


class FollowUp(models.Model):
    """That it was sent, as somebody has marked by hand: the portal sends nothing itself.

    ``earliest_on``, the day of the decision or the dialogue's last, is copied from the dialogue, so
    that the database can see that the days come in order.
    """

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="follow_up")
    sent_on = models.DateField(_("follow-up sent"))
    earliest_on = models.DateField(null=True, editable=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    by_label = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.CheckConstraint(condition=~Q(by_label=""), name="follow_up_by_somebody"),
            models.CheckConstraint(
                condition=held("sent_on"),
                name="follow_up_sent",
                violation_error_message=_("The follow-up cannot have been sent on a day to come."),
            ),
            models.CheckConstraint(
                condition=Q(earliest_on=None) | Q(sent_on__gte=F("earliest_on")),
                name="follow_up_after_dialogue",
                violation_error_message=_("The dialogue was not over then."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sent_on}"
