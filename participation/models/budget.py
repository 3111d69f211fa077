"""A participatory budget: whose money, how much, and what the residents' order means (R096)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogportal.longest import texts_not_too_long
from dialogues.models import Dialogue
from dialogues.models.plan import LONGEST
from municipality.models import Organisation
from participation.enums import BudgetKind, BudgetPart, Weight


class ParticipatoryBudget(models.Model):
    """One row a dialogue that hands a sum to residents to set in order."""

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="participatory_budget")
    decided_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participatory_budgets",
        verbose_name=_("who decides to have it"),
    )
    part = models.CharField(
        _("how much of the budget"), max_length=10, choices=BudgetPart.choices, blank=True
    )
    covers = models.TextField(_("which parts it holds"), max_length=LONGEST, blank=True)
    amount = models.PositiveBigIntegerField(_("amount, kronor"), null=True, blank=True)
    kind = models.CharField(
        _("kind of budget"), max_length=12, choices=BudgetKind.choices, blank=True
    )
    weight = models.CharField(
        _("what the residents’ order is"), max_length=10, choices=Weight.choices, blank=True
    )
    share = models.DecimalField(
        _("part of the inhabitants that is to take part, per cent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
    )
    share_reached = models.DecimalField(
        _("part of the inhabitants that took part, per cent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Known when the dialogue has been held."),
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("participatory budget")
        verbose_name_plural = _("participatory budgets")
        constraints = [
            texts_not_too_long("participatory_budget_text_not_too_long", "covers"),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__range=(0, 100)),
                name="participatory_budget_share_in_per_cent",
                violation_error_message=_("A part is between 0 and 100 per cent."),
            ),
            models.CheckConstraint(
                condition=Q(share_reached=None) | Q(share_reached__range=(0, 100)),
                name="participatory_budget_share_reached_in_per_cent",
                violation_error_message=_("A part is between 0 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.dialogue)
