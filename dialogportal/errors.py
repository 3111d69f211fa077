"""Pages for what went wrong."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer. Neither page needs a database."""
    database_is_down = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError, PoolTimeout))
    status = 503 if database_is_down else 500
    response = HttpResponse(render_to_string(f"{status}.html", {"portal": None}), status=status)
    if database_is_down:
        response.headers["Retry-After"] = "30"
    return response
