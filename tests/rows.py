"""How much a function reads: a page may not read more rows as the register grows."""

from django.db import connection


def rows_read(function):
    """How many rows the database hands over, by query."""
    read = []

    def count(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        read.append(context["cursor"].rowcount)
        return answer

    with connection.execute_wrapper(count):
        function()
    return read
