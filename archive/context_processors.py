"""What the top of every page says waits for the reader."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from archive.notices import waiting_count


def waiting(request: HttpRequest) -> dict[str, Any]:
    """Add ``todo_count``, what the first page shows as waiting; asked for only where shown."""
    user = request.user
    return {"todo_count": cache(partial(waiting_count, user))} if user.is_authenticated else {}
