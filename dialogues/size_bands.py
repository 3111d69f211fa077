"""How large a dialogue was, in the bands of the national mapping (R012)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SizeBand(models.TextChoices):
    """Bands of the number of participants."""

    UNDER_25 = "0-24", _("under 25 participants")
    FROM_25 = "25-49", _("25–49 participants")
    FROM_50 = "50-149", _("50–149 participants")
    FROM_150 = "150-499", _("150–499 participants")
    FROM_500 = "500-", _("500 participants or more")


# The source's bands overlap at 25, 50, 150 and 500; here each begins with its lower bound.
LOWER_BOUNDS = (
    (500, SizeBand.FROM_500),
    (150, SizeBand.FROM_150),
    (50, SizeBand.FROM_50),
    (25, SizeBand.FROM_25),
    (0, SizeBand.UNDER_25),
)


def size_band(participants: int | None) -> SizeBand | None:
    """The band of a number of participants; None when the number is not known."""
    if participants is None:
        return None
    return next(band for bound, band in LOWER_BOUNDS if participants >= bound)
