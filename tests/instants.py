"""What a colleague does in the instant between a page's fetch of a row and its lock."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def meanwhile(act):
    """Act once, just before the first row is locked."""
    left = [act]

    def run(execute, sql, params, many, context):
        if " FOR " in sql and " UPDATE" in sql and left:
            left.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield
    assert not left, "nothing was locked"
