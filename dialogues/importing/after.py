"""What a large change of the register asks of the database and of the search."""

from __future__ import annotations

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

# The archive lies above the register, so its job is asked for by name.
COUNT_WORDS = "archive.tasks.refresh_lexemes"
ENOUGH_TO_ANALYSE = 1_000


def refresh_after(table: str, stored: int) -> None:
    """Let the database look at the table anew, and the search count its words."""
    if stored >= ENOUGH_TO_ANALYSE:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
    try:
        with transaction.atomic():
            app.configure_task(COUNT_WORDS, queueing_lock="refresh-lexemes").defer(timestamp=0)
    except AlreadyEnqueued:
        pass


def count_words_now() -> None:
    """Count the words of the search at once, for a command that may run where no worker does."""
    app.tasks[COUNT_WORDS](timestamp=0)
