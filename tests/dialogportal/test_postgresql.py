"""Connections that lie in the pool while PostgreSQL goes away."""

from copy import deepcopy

import psycopg
import pytest
from django.db import connection

from dialogportal.postgresql.base import DatabaseWrapper


@pytest.fixture
def pooled(db):
    """Three of the portal's threads, which share a pool as in one web process."""
    settings = deepcopy(connection.settings_dict)
    settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 4, "timeout": 5}
    threads = [DatabaseWrapper(settings, alias=connection.alias) for _ in range(3)]
    yield threads
    for each in threads:
        each.close()
    threads[0].close_pool()


def server_process(thread):
    with thread.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end(processes):
    with connection.cursor() as cursor:
        # Waits until it is gone, or ten seconds.
        for process in processes:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [process])
            assert cursor.fetchone()[0]


def test_no_connection_that_died_in_the_pool_costs_anybody_a_page(pooled):
    before = {server_process(thread) for thread in pooled}
    for thread in pooled:
        thread.close()
    end(before)
    after = {server_process(thread) for thread in pooled}
    assert (len(before), len(after), before & after) == (3, 3, set())


def test_a_living_connection_is_used_again(pooled):
    first = server_process(pooled[0])
    pooled[0].close()
    assert server_process(pooled[0]) == first


def test_one_that_dies_in_the_middle_is_told_and_the_next_question_is_answered(pooled):
    end([server_process(pooled[0])])
    with pytest.raises(psycopg.OperationalError):
        pooled[0].connection.execute("SELECT 1")
    pooled[0].close()
    assert server_process(pooled[0])
