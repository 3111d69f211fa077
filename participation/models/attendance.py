"""Who came to a dialogue: how many of each group, never who (DESIGN section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.enums import TargetGroup
from dialogues.models import Dialogue

if TYPE_CHECKING:
    from typing import Any

# All who live there are no group among others: how many took part in all stands in the record.
COUNTED = tuple(group for group in TargetGroup if group != TargetGroup.ALL_RESIDENTS)


def _number(group: TargetGroup) -> models.PositiveIntegerField[Any, Any]:
    return models.PositiveIntegerField(group.label, null=True, blank=True)


class Attendance(models.Model):
    """One row a dialogue. A column for each of ``COUNTED``, empty where nobody counted; who is
    young and a tenant is counted in both."""

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="attendance")
    children = _number(TargetGroup.CHILDREN)
    youth = _number(TargetGroup.YOUTH)
    young_adults = _number(TargetGroup.YOUNG_ADULTS)
    parents = _number(TargetGroup.PARENTS)
    older = _number(TargetGroup.OLDER)
    girls_women = _number(TargetGroup.GIRLS_WOMEN)
    foreign_born = _number(TargetGroup.FOREIGN_BORN)
    newly_arrived = _number(TargetGroup.NEWLY_ARRIVED)
    disability = _number(TargetGroup.DISABILITY)
    service_users = _number(TargetGroup.SERVICE_USERS)
    tenants = _number(TargetGroup.TENANTS)
    businesses = _number(TargetGroup.BUSINESSES)
    associations = _number(TargetGroup.ASSOCIATIONS)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("who came")
        verbose_name_plural = _("who came")

    def __str__(self) -> str:
        return str(self.dialogue)
