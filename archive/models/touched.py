"""Which dialogues were touched by which transaction (ADR 0010)."""

from django.db import models
from django.db.models.functions import Now


class Touched(models.Model):
    """Written by triggers on a dialogue and on what it is found by (migration 0005), read by
    ``archive.register``. No dialogue: any may have changed. Kept for a day."""

    dialogue = models.BigIntegerField(null=True)
    transaction = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return f"{self.dialogue or 'all'} by {self.transaction}"
