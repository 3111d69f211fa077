"""Which groups a question concerns, which are heard, and which must be reached (R100–R106)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dialogportal.longest import texts_not_too_long
from dialogues.models import Dialogue
from dialogues.models.plan import LONGEST
from participation.enums import (
    GONE_THROUGH,
    Affected,
    Dimension,
    Heard,
    Influence,
    KnownGroup,
)

JUDGED = ("affected", "influence_today", "heard_today")
# All that an assessment says of its group.
ASSESSED = ("dimension", "group", "own_words", *JUDGED, "is_primary", "reached_how")


class TargetGroupAnalysis(models.Model):
    """One row a dialogue, with a row for each group."""

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="target_group_analysis")
    is_everyone = models.BooleanField(
        _("all who live or move here, no group before another"), default=False
    )
    everyone_reason = models.TextField(
        _("why no group comes before another"), max_length=LONGEST, blank=True
    )
    left_out = models.TextField(
        _("groups left out to make room for others"), max_length=LONGEST, blank=True
    )
    left_out_reason = models.TextField(_("why they are left out"), max_length=LONGEST, blank=True)
    sentence = models.TextField(_("the committee's sentence"), max_length=LONGEST, blank=True)
    information_reaches = models.TextField(
        _("how the information reaches both girls and women, boys and men"),
        max_length=LONGEST,
        blank=True,
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("target-group analysis")
        verbose_name_plural = _("target-group analyses")
        constraints = [
            texts_not_too_long(
                "analysis_texts_not_too_long", "everyone_reason", "left_out", "left_out_reason",
                "sentence", "information_reaches",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.dialogue)


class GroupAssessment(models.Model):
    """What is known of one group: a known one by its code, another in the official's words."""

    analysis = models.ForeignKey(TargetGroupAnalysis, models.CASCADE, related_name="groups")
    order = models.PositiveSmallIntegerField(default=0)
    dimension = models.CharField(_("dimension"), max_length=12, choices=Dimension.choices)
    group = models.CharField(_("group"), max_length=40, choices=KnownGroup.choices, blank=True)
    own_words = models.CharField(_("group in own words"), max_length=80, blank=True)
    affected = models.PositiveSmallIntegerField(
        _("affected"), choices=Affected.choices, null=True, blank=True
    )
    influence_today = models.PositiveSmallIntegerField(
        _("influence today"), choices=Influence.choices, null=True, blank=True
    )
    heard_today = models.PositiveSmallIntegerField(
        _("heard today"), choices=Heard.choices, null=True, blank=True
    )
    is_primary = models.BooleanField(_("primary target group"), default=False)
    reached_how = models.CharField(_("how it is reached"), max_length=300, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        constraints = [
            models.UniqueConstraint(
                "analysis", "group", condition=~Q(group=""), name="assessment_group_once"
            ),
            models.UniqueConstraint(
                "analysis",
                Lower("own_words"),
                condition=~Q(own_words=""),
                name="assessment_own_words_once",
            ),
            models.CheckConstraint(
                condition=(Q(group="") & ~Q(own_words="")) | (~Q(group="") & Q(own_words="")),
                name="assessment_of_one_group",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__range": (1, 4)}),
                    name=f"assessment_{name}_in_range",
                )
                for name in JUDGED
            ),
        ]

    def __str__(self) -> str:
        return self.own_words or str(self.get_group_display())

    @property
    def key(self) -> str:
        """What makes it the same group."""
        return self.group or self.own_words.casefold()

    @property
    def is_seldom_heard(self) -> bool:
        """Seldom or hardly ever heard, by what is judged."""
        return self.heard_today is not None and self.heard_today <= Heard.SELDOM

    @property
    def is_judged(self) -> bool:
        """Whether it can stand in the picture."""
        return self.affected is not None and self.heard_today is not None

    @property
    def is_missed(self) -> bool:
        """Much affected and seldom heard, by what is judged (R103)."""
        if self.affected is None:
            return False
        return self.affected >= Affected.MUCH and self.is_seldom_heard


class UnaffectedDimension(models.Model):
    """That a dimension was gone through and no group of it is affected in particular (R101).

    A trigger refuses it beside a group of the same dimension, and such a group beside it.
    """

    analysis = models.ForeignKey(TargetGroupAnalysis, models.CASCADE, related_name="unaffected")
    dimension = models.CharField(_("dimension"), max_length=12, choices=Dimension.choices)
    why = models.CharField(_("why no group of it is affected"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dimension without an affected group")
        verbose_name_plural = _("dimensions without an affected group")
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "dimension"], name="unaffected_dimension_once"
            ),
            models.CheckConstraint(
                condition=Q(dimension__in=[dimension.value for dimension in GONE_THROUGH]),
                name="unaffected_dimension_of_the_six",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_dimension_display())
