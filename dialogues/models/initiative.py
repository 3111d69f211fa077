"""What committees and residents propose a dialogue on, and what the city did with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.enums import InitiativeOutcome, Initiator, MatterState
from dialogues.models.dialogue import Dialogue
from municipality.models import Area, Organisation, User

LONGEST = 4_000
FROM_WHOM = [one for one in Initiator if one in (Initiator.RESIDENTS, Initiator.CIVIL_SOCIETY)]


class Proposed(models.Model):
    """What both kinds have in common."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("description"), max_length=LONGEST, blank=True)
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    dialogue = models.ForeignKey(
        Dialogue,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dialogue that came of it"),
    )
    form_token = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    changed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Matter(Proposed):
    """A matter or a decision ahead that a committee finds suitable for a dialogue (R080)."""

    committee = models.ForeignKey(
        Organisation, models.PROTECT, related_name="matters", verbose_name=_("committee")
    )
    decided_on = models.DateField(_("when it is to be decided"), null=True, blank=True)
    state = models.CharField(
        _("what became of it"),
        max_length=10,
        choices=MatterState.choices,
        default=MatterState.WAITING,
    )
    reason = models.TextField(_("why no dialogue"), max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("matter suitable for dialogue")
        verbose_name_plural = _("matters suitable for dialogue")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MatterState.DROPPED) | ~Q(reason=""),
                name="matter_dropped_has_reason",
                violation_error_message=_("Say why there is no dialogue."),
            ),
        ]


class Initiative(Proposed):
    """What residents or civil society began or asked for. Never who the resident is (R081)."""

    initiator = models.CharField(
        _("from whom"), max_length=15, choices=[(one.value, one.label) for one in FROM_WHOM]
    )
    association = models.CharField(_("association or organisation"), max_length=160, blank=True)
    received_by = models.ForeignKey(
        Organisation, models.PROTECT, related_name="initiatives", verbose_name=_("received by")
    )
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    outcome = models.CharField(
        _("what the city did"),
        max_length=10,
        choices=InitiativeOutcome.choices,
        default=InitiativeOutcome.WAITING,
    )
    outcome_text = models.TextField(_("what was done, and why"), max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["-received_on", "-id"]
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=InitiativeOutcome.WAITING) | ~Q(outcome_text=""),
                name="initiative_outcome_is_told",
                violation_error_message=_("Say what was done, and why."),
            ),
            models.CheckConstraint(
                condition=Q(initiator=Initiator.CIVIL_SOCIETY) & ~Q(association="")
                | Q(initiator=Initiator.RESIDENTS, association=""),
                name="initiative_names_associations_only",
                violation_error_message=_("Name the association, never a resident."),
            ),
        ]
