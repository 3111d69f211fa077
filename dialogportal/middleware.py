"""Middleware of our own: what is kept of a page, its language, and what a stranger may send."""

import sys
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_cache_control

# No form that can be sent without a log-in comes near it.
MOST_BYTES_OF_STRANGERS = 1024 * 1024
CHUNK = 64 * 1024
LONGEST_NUMBER = 18


class NoStoreMiddleware:
    """No browser and no proxy keeps what the portal answers: pages, downloads, refusals.

    At a desk that several share, the next person must not come to the last one's pages with the
    back button. Static files are answered before, and are kept for long.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_cache_control(response, private=True, no_store=True)
        return response


class StrangersBodyMiddleware:
    """Refuse large bodies of those who are not logged in, before anything of them is kept.

    The check of a form's token reads the whole body, files to the disk, before any view asks who
    sends it. A body in pieces that does not tell its length is refused too. What logged-in users
    send, their views measure.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asking who it is costs queries: only where the answer matters.
        if _is_large(request) and not request.user.is_authenticated:
            _throw_away(request)
            page = render_to_string("413.html", {"portal": None})
            return HttpResponse(page, status=413)
        return self.get_response(request)


def _throw_away(request: HttpRequest) -> None:
    """Read what somebody whose session has ended may well have sent, and keep nothing of it: most
    browsers show an answer only when they have sent everything."""
    left = _length(request)
    if left > settings.IMPORT_MAX_BYTES + MOST_BYTES_OF_STRANGERS:
        return
    # Whoever hangs up in the middle is a stranger still, and no fault of the portal's.
    with suppress(UnreadablePostError):
        while left > 0 and (piece := request.read(min(left, CHUNK))):
            left -= len(piece)


def _is_large(request: HttpRequest) -> bool:
    if not request.META.get("CONTENT_LENGTH"):
        return "HTTP_TRANSFER_ENCODING" in request.META
    return _length(request) > MOST_BYTES_OF_STRANGERS


def _length(request: HttpRequest) -> int:
    """How many bytes the body is said to have; endlessly many where that is no number."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    # The longest numbers are no numbers to Python.
    return int(text) if len(text) <= LONGEST_NUMBER and text.isdecimal() else sys.maxsize


class LanguageMiddleware:
    """Speak the language the reader chose with the switch, otherwise Swedish.

    Django's own LocaleMiddleware would obey the browser's languages; a Swedish official with an
    English browser is to meet Swedish.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
