"""Two dialogues that meet in the same place (R051, R052)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.enums import OverlapKind
from dialogues.models import Dialogue
from municipality.models import User


class OverlapQuerySet(models.QuerySet["Overlap"]):
    def visible_to(self, user: User) -> OverlapQuerySet:
        """Those of which the user may see both dialogues."""
        seen = Dialogue.objects.visible_to(user).values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def of(self, dialogue: Dialogue) -> OverlapQuerySet:
        return self.filter(Q(first=dialogue) | Q(second=dialogue))

    def that_hold(self) -> OverlapQuerySet:
        return self.filter(past_on=None)


class Overlap(models.Model):
    """A collision or a coordination gain between two dialogues; ``first`` has the lower id.

    Kept by ``archive.overlaps.recompute`` in the transaction that changes a dialogue. One that no
    longer holds is removed, unless it carries a note: then ``past_on`` says since when.
    """

    # Without the database's own check: it would lock the other dialogue's row while this one's is
    # locked, and two who change each their own would wait for each other for ever.
    first = models.ForeignKey(
        Dialogue, models.CASCADE, related_name="overlaps_with_later", db_constraint=False
    )
    second = models.ForeignKey(
        Dialogue, models.CASCADE, related_name="overlaps_with_earlier", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=OverlapKind.choices)
    same_group = models.BooleanField(_("the same target group"), default=False, db_default=False)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    past_on = models.DateField(_("no longer so since"), null=True, blank=True)
    note = models.TextField(_("how it is resolved"), blank=True, default="", db_default="")
    noted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    # Stays when the account is removed.
    noted_by_label = models.CharField(max_length=200, blank=True, default="", db_default="")
    noted_at = models.DateTimeField(_("written"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = OverlapQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("overlap")
        verbose_name_plural = _("overlaps")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="overlap_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="overlap_in_order"),
            models.CheckConstraint(
                condition=Q(note="", noted_at=None, noted_by=None, noted_by_label="")
                | (~Q(note="") & Q(noted_at__isnull=False) & ~Q(noted_by_label="")),
                name="overlap_note_signed",
            ),
            models.CheckConstraint(
                condition=Q(past_on=None) | ~Q(note=""), name="overlap_past_has_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} – {self.second_id}"

    def other(self, dialogue: Dialogue) -> Dialogue:
        """The party that is not ``dialogue``."""
        return self.second if self.first_id == dialogue.pk else self.first
