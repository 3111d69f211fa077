"""With whom a dialogue was held."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.enums import PartnerKind
from dialogues.models.dialogue import Dialogue


class Partner(models.Model):
    """Somebody the dialogue was held together with (R033)."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="partners")
    kind = models.CharField(_("kind"), max_length=15, choices=PartnerKind.choices)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [models.UniqueConstraint("dialogue", "kind", "name", name="partner_once")]

    def __str__(self) -> str:
        return self.name
