"""What must hold of the database before the portal serves a city."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from municipality.models import User


@register(Tags.database)
def no_demo_accounts(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """An error where demo accounts exist outside the demo: their password is public.

    Run by ``migrate`` and by ``check --database default``.
    """
    if settings.DEMO:
        return []
    return [error for alias in databases or [] for error in _demo_accounts_in(alias)]


def _demo_accounts_in(alias: str) -> list[CheckMessage]:
    # Before the first migration there are no accounts at all.
    if User._meta.db_table not in connections[alias].introspection.table_names():
        return []
    count = User.objects.using(alias).filter(is_demo=True).count()
    if not count:
        return []
    return [
        Error(
            f"The database has {count} demo accounts, whose password is public.",
            hint="A city starts with an empty database, not with a demo's. To remove them: "
            "manage.py shell -c 'from municipality.models import User; "
            "User.objects.filter(is_demo=True).delete()'",
            id="municipality.E001",
        )
    ]
