"""Errors whose sentence may be shown to the reader."""

from django.core.exceptions import PermissionDenied


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
