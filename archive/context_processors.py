"""What the top of every page says waits for the reader."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from archive.waiting import waiting_count


def waiting(request: HttpRequest) -> dict[str, Any]:
    """Add ``todo_count``, what the first page shows as waiting; asked for only where shown."""
    user = getattr(request, "user", None)  # none where the request was refused before
    if user is None or not user.is_authenticated:
        return {}
    return {"todo_count": cache(partial(waiting_count, user))}
