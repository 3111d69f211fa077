"""A database of its own for a bench: made empty, filled, dropped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from psycopg.conninfo import make_conninfo


@contextmanager
def scratch_database() -> Iterator[str]:
    """Set Django up on a new, migrated database on the portal's server; drop it afterwards.

    Yields its libpq address. Import models inside the block.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialogportal.settings")
    os.environ["DATABASE_POOL"] = "False"
    django.setup()
    from django.db import connection  # noqa: PLC0415 settings must be read first

    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    before = connection.settings_dict["NAME"]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    given = connection.settings_dict
    address = {
        "dbname": name,
        "user": given["USER"],
        "password": given["PASSWORD"],
        "host": given["HOST"],
        "port": given["PORT"],
    }
    try:
        yield make_conninfo("", **{key: value for key, value in address.items() if value})
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
