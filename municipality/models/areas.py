"""Areas as a tree whose branches have validity dates (R025), and what is known of them."""

from __future__ import annotations

import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogportal.sorting import swedish_order
from municipality.enums import AreaLevel, Measure
from municipality.models.validity import valid_on


class AreaQuerySet(models.QuerySet["Area"]):
    def in_force(self, on: datetime.date | None = None) -> AreaQuerySet:
        """Those valid on a day, today unless told."""
        return self.filter(valid_on(on))

    def in_swedish_order(self) -> AreaQuerySet:
        return self.order_by(swedish_order("name"))


class Area(models.Model):
    """A part of the city: the city itself, a committee's area, a district or a place.

    ``leaf_ids`` holds the smallest areas it covers under every division it ever belonged to, and
    ``neighbour_ids`` those of its own level that touch it. Both are kept by
    ``municipality.areas.rebuild_relations``; with them "in, around, beside" is one comparison of
    arrays, also between a district committee's area of before 2023 and one of after.
    """

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=140, unique=True)
    level = models.CharField(_("level"), max_length=12, choices=AreaLevel.choices)
    division = models.CharField(_("division"), max_length=80, blank=True)
    parents = models.ManyToManyField(
        "self",
        through="AreaParent",
        through_fields=("child", "parent"),
        symmetrical=False,
        related_name="children",
        verbose_name=_("part of"),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    boundary = models.JSONField(_("boundary (GeoJSON geometry)"), null=True, blank=True)
    latitude = models.FloatField(_("centre, latitude"), null=True, blank=True)
    longitude = models.FloatField(_("centre, longitude"), null=True, blank=True)
    is_priority = models.BooleanField(_("socio-economically disadvantaged"), default=False)
    leaf_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    neighbour_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        indexes = [GinIndex(fields=["leaf_ids"], name="area_leaf_ids")]
        constraints = [
            models.UniqueConstraint(
                "name", "level", "division", "valid_from", name="area_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="area_validity_in_order",
            ),
            models.CheckConstraint(
                # Both or none: a comparison with NULL alone would let one of them through.
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="area_centre_in_degrees",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("area", args=[self.slug])

    @property
    def is_abolished(self) -> bool:
        return self.valid_to is not None and self.valid_to < timezone.localdate()


class AreaParentQuerySet(models.QuerySet["AreaParent"]):
    def in_force(self, on: datetime.date | None = None) -> AreaParentQuerySet:
        """Links that hold on a day, today unless told, between areas that were there then (R025).

        The link made last comes last: it wins where only one is asked for.
        """
        areas = valid_on(on, "child__") & valid_on(on, "parent__")
        return self.filter(valid_on(on), areas).order_by("pk")


class AreaParent(models.Model):
    """That an area was part of another during a time."""

    child = models.ForeignKey(Area, models.CASCADE, related_name="parent_links")
    parent = models.ForeignKey(Area, models.CASCADE, related_name="child_links")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = AreaParentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "child", "parent", "valid_from", name="area_parent_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="area_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.child} ⊂ {self.parent}"


class PopulationFigure(models.Model):
    """One figure of an area's population, with its year and source (R119)."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="figures")
    measure = models.CharField(_("measure"), max_length=20, choices=Measure.choices)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ["measure", "-year"]
        verbose_name = _("population figure")
        verbose_name_plural = _("population figures")
        constraints = [
            models.UniqueConstraint("area", "measure", "year", "source", name="figure_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="figure_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.get_measure_display()} {self.value} ({self.year})"
