"""Django's PostgreSQL, which hands out no connection that died while it lay in the pool."""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """After a restart of PostgreSQL nobody gets an error page for each connection that was open.

    The pool's own check asks the server before every request, and where several connections are
    dead it waits seconds between them. To look at the socket costs a thousandth of a millisecond.
    """

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection that lives; the dead ones before it leave the pool, which makes others."""
        connection = super().get_new_connection(conn_params)
        while self.pool and _has_ended(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def _has_ended(connection: Any) -> bool:
    """The server says nothing to a connection without a question, unless it takes its leave."""
    ear = select.poll()
    ear.register(connection.fileno(), select.POLLIN)
    return bool(ear.poll(0))
