"""Fixed lists of the archive."""

from django.db import models
from django.utils.translation import pgettext_lazy


class OverlapKind(models.TextChoices):
    """What two dialogues under way are to each other (R052)."""

    COLLISION = "collision", pgettext_lazy("overlap", "Collision")
    GAIN = "gain", pgettext_lazy("overlap", "Coordination gain")


class OverlapHistory(models.TextChoices):
    """What is done to an overlap, as the history of both dialogues tells it."""

    RESOLVED = "overlap resolved", pgettext_lazy("history", "Wrote how an overlap is resolved")
