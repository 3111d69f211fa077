"""Errors whose sentence may be shown to the reader."""


class Refused(Exception):
    """An action that was not done; ``str()`` is a whole sentence in the reader's language."""


class NotAllowed(Refused):
    """The user may see the thing but not do this with it."""


class Outdated(Refused):
    """Somebody else has changed the row since the form was opened."""


class Removed(Refused):
    """Somebody else has removed the row since the form was opened."""
