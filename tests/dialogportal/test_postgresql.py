"""Connections that lie in the pool while PostgreSQL goes away."""

import time
from copy import deepcopy

import psycopg
import pytest
from django.db import OperationalError, connection

from dialogportal.database import POOL
from dialogportal.postgresql.base import DatabaseWrapper

MOST = 3


@pytest.fixture
def pooled(db):
    """Three of the portal's threads, which share a pool as in one web process."""
    settings = deepcopy(connection.settings_dict)
    settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": MOST, "timeout": 5}
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


def test_living_connections_are_used_again(pooled):
    used = set()
    for _ in range(10):
        used.add(server_process(pooled[0]))
        pooled[0].close()
    assert len(used) <= MOST


def test_one_that_dies_in_the_middle_is_told_and_the_next_question_is_answered(pooled):
    end([server_process(pooled[0])])
    with pytest.raises(psycopg.OperationalError):
        pooled[0].connection.execute("SELECT 1")
    pooled[0].close()
    assert server_process(pooled[0])


def test_a_pool_whose_database_is_away_soon_stops_waiting_between_its_tries(db, tmp_path):
    settings = deepcopy(connection.settings_dict)
    settings["HOST"] = str(tmp_path)
    settings["OPTIONS"]["pool"] = {**POOL, "timeout": 1}
    thread = DatabaseWrapper(settings, alias=connection.alias)
    with pytest.raises(OperationalError):
        thread.ensure_connection()
    pool = thread.pool
    end = time.monotonic() + 10
    while pool.get_stats()["pool_size"] and time.monotonic() < end:
        time.sleep(0.1)
    thread.close_pool()
    assert time.monotonic() < end
