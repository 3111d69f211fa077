"""Errors whose sentence may be shown to the reader."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class Refused(Exception):
    """An action that was not done; ``str()`` is a whole sentence in the reader's language."""


class NotAllowed(Refused, PermissionDenied):
    """The user may see the thing but not do this with it.

    Where a view does not tell it otherwise it is a 403 page with the sentence: what was allowed
    when the page was fetched may be no more when its row is locked.
    """


class Outdated(Refused):
    """Somebody else has changed the row since the form was opened."""


class Removed(Refused):
    """Somebody else has removed the row since the form was opened."""


class Gone(Http404):
    """What was here is out of use, and the reader may know of it: the 404 page says the sentence.

    ``url`` leads those who may to what is left of it.
    """

    def __init__(self, sentence: str, url: str = "") -> None:
        super().__init__(sentence)
        self.url = url
