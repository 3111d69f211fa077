"""Fixed lists about what residents said."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ViewpointKind(models.TextChoices):
    """What a viewpoint is (R041)."""

    GOOD = "good", pgettext_lazy("viewpoint", "Good today")
    WORSE = "worse", pgettext_lazy("viewpoint", "Worse today")
    IMPROVE = "improve", pgettext_lazy("viewpoint", "How to improve")
    QUESTION = "question", pgettext_lazy("viewpoint", "Question")


class PlaceMark(models.TextChoices):
    """What a place on the map was marked as (R041)."""

    GOOD = "good", _("A good place")
    DEVELOP = "develop", _("A place to develop")


class PersonalData(models.TextChoices):
    """Whether a text holds personal data, and whether an official has looked at it."""

    NONE = "none", _("None found")
    WAITING = "waiting", _("Found, waits to be looked at")
    REMOVED = "removed", _("Removed")
    KEPT = "kept", _("Looked at: not personal data")
