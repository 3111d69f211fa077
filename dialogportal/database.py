"""Where the database is, and whether it can serve the portal. Django's settings read this."""

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

NAME = "dialogportal"  # of the embedded role and database, and of any database not named
OLDEST_SERVED = 15
# A page asks for a few thousand rows: to start helpers or a compiler takes longer than that.
ONE_PROCESS_A_QUERY = "-c max_parallel_workers_per_gather=0 -c jit=off"
# The pool waits ever longer between its tries to reach a database that is away. Soon it gives up
# instead, so that the first who asks for a page when the database is back has it tried at once.
POOL = {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 2}
WAY_OUT = "set DATABASE_URL to a PostgreSQL of your own"


class DatabaseUnavailable(Exception):
    """The database cannot be used; the message is a sentence that says what to do."""


def django_database(url: str) -> dict[str, Any]:
    """Turn whatever libpq accepts as an address into Django's dictionary of a database.

    Raises DatabaseUnavailable when libpq would not understand it.
    """
    try:
        found = conninfo_to_dict(url)
    except psycopg.Error as error:
        raise DatabaseUnavailable(
            f"DATABASE_URL is not an address PostgreSQL understands ({str(error).strip()}). "
            "It looks like postgresql://user:password@host:5432/dialogportal."
        ) from None
    found.setdefault("options", ONE_PROCESS_A_QUERY)
    return {
        "ENGINE": "dialogportal.postgresql",
        "NAME": found.pop("dbname", NAME),
        "USER": found.pop("user", ""),
        "PASSWORD": found.pop("password", ""),
        "HOST": found.pop("host", ""),
        "PORT": found.pop("port", ""),
        # What dialogportal.written_query asks is prepared at once; Django's own queries never are.
        "OPTIONS": found | {"prepare_threshold": 0},
    }


def check(url: str) -> None:
    """Raise DatabaseUnavailable unless the PostgreSQL at ``url`` answers and can serve us."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
            row = connection.execute("SHOW server_encoding").fetchone()
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise DatabaseUnavailable(
            f"The database does not answer: {reason} Check DATABASE_URL (here or in .env): that "
            "the server runs, and that host, port, user, password and database name are right. "
            "Without DATABASE_URL the portal uses a PostgreSQL of its own."
        ) from None
    if version < OLDEST_SERVED:
        raise DatabaseUnavailable(
            f"The server at DATABASE_URL is PostgreSQL {version}. The portal needs "
            f"{OLDEST_SERVED} or later: upgrade it, or point DATABASE_URL to a newer one."
        )
    if row != ("UTF8",):
        raise DatabaseUnavailable(
            f"The database at DATABASE_URL is encoded in {row and row[0]}, the portal needs UTF8: "
            "create it with CREATE DATABASE dialogportal ENCODING 'UTF8' TEMPLATE template0."
        )
