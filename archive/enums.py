"""Fixed lists of the archive."""

from django.db import models
from django.utils.translation import pgettext_lazy


class OverlapKind(models.TextChoices):
    """What two dialogues under way are to each other (R052)."""

    COLLISION = "collision", pgettext_lazy("overlap", "Collision")
    GAIN = "gain", pgettext_lazy("overlap", "Coordination gain")


class OverlapHistory(models.TextChoices):
    """What the history of both dialogues says of an overlap; the values are the English words."""

    RESOLVED = (
        "Wrote how an overlap is resolved",
        pgettext_lazy("history", "Wrote how an overlap is resolved"),
    )
