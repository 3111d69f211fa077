"""Pages for what went wrong."""

import errno
import logging
import sys
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg.errors import DiskFull
from psycopg_pool import PoolTimeout

from dialogportal.exceptions import Gone

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class RefusalsInOneLine(logging.Filter):
    """Log what was refused (400–499: no right, a false host name …) without a traceback.

    Nothing is broken then, and anybody could fill the log with them.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = None
        return True


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """404; of what was taken out of use, the sentence about it."""
    gone = exception if isinstance(exception, Gone) else None
    return render(request, "404.html", {"gone": gone}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 507 when a disk is full; 503 when the database does not answer.

    None of the three pages needs a database.
    """
    status = _status(sys.exc_info()[1])
    response = HttpResponse(render_to_string(f"{status}.html", {"portal": None}), status=status)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def _status(error: BaseException | None) -> int:
    causes = list(_with_causes(error))
    if any(isinstance(cause, DiskFull) or _has_no_room(cause) for cause in causes):
        return 507
    if any(isinstance(cause, (OperationalError, InterfaceError, PoolTimeout)) for cause in causes):
        return 503
    return 500


def _has_no_room(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in NO_ROOM


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__
