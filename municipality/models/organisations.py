"""Organisations with kinds, validity and successors (R019, R037)."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogportal.sorting import swedish_order
from municipality.enums import CARRYING_OUT_KINDS, DECIDING_KINDS, OrganisationKind
from municipality.models.validity import valid_on


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def in_force(self, on: datetime.date | None = None) -> OrganisationQuerySet:
        """Those valid on a day, today unless told."""
        return self.filter(valid_on(on))

    def carrying_out(self) -> OrganisationQuerySet:
        """Administrations and companies: those that hold dialogues."""
        return self.filter(kind__in=CARRYING_OUT_KINDS)

    def deciding(self) -> OrganisationQuerySet:
        """Committees and boards."""
        return self.filter(kind__in=DECIDING_KINDS)

    def successors(self) -> dict[int, int]:
        """{id of an abolished body: id of the one that answers for it today}; one query (R037).

        The same as ``Organisation.current`` says of each.
        """
        abolished = self.filter(valid_to__lt=timezone.localdate(), successor__isnull=False)
        follows: dict[int, int] = dict(abolished.values_list("pk", "successor_id"))
        return {pk: _last_of(pk, follows) for pk in follows}

    def in_swedish_order(self) -> OrganisationQuerySet:
        return self.order_by(swedish_order("name"))


def _last_of(pk: int, follows: dict[int, int]) -> int:
    body, seen = pk, {pk}
    while body in follows and follows[body] not in seen:
        body = follows[body]
        seen.add(body)
    return body


class Organisation(models.Model):
    """A committee, an administration, a company or an association."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=OrganisationKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    deciding_committee = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="administrations",
        verbose_name=_("deciding committee or board"),
    )
    area = models.ForeignKey(
        "municipality.Area", models.SET_NULL, null=True, blank=True, verbose_name=_("own area")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("followed by"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                "name", "kind", "valid_from", name="organisation_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="organisation_validity_in_order",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")),
                name="organisation_not_its_own_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        return self.short_name or self.name

    @property
    def is_abolished(self) -> bool:
        return self.valid_to is not None and self.valid_to < timezone.localdate()

    def current(self) -> Organisation:
        """The body that answers for this one's dialogues today: itself or its last successor."""
        body, seen = self, {self.pk}
        while body.is_abolished and body.successor is not None and body.successor_id not in seen:
            body = body.successor
            seen.add(body.pk)
        return body
