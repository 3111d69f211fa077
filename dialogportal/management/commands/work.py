"""The worker. It does the jobs of the queue, and goes on when a database that was away is back."""

import asyncio
import logging
import signal
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError

SECONDS_BETWEEN_TRIES = 2
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do the jobs of the queue (imports, texts of documents, mail) until told to end."

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(work())


async def work() -> None:
    """Work until the process is told to end.

    Procrastinate's own worker ends as if it had been told to when the database is restarted, and
    with it the portal that honcho started, or all jobs where something else did.
    """
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        told.set()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)  # the second time it ends at once

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, end)
    while not told.is_set():
        await _until(told, _work_until_the_database_goes())
        await _until(told, asyncio.sleep(SECONDS_BETWEEN_TRIES))


async def _until(told: asyncio.Event, doing: Any) -> None:
    """Do something to its end, or until told otherwise: a job that has begun is still finished."""
    task, waiting = asyncio.ensure_future(doing), asyncio.ensure_future(told.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for each in (task, waiting):
        each.cancel()
        with suppress(asyncio.CancelledError):
            await each


async def _work_until_the_database_goes() -> None:
    waiting = app.connector
    assert isinstance(waiting, DjangoConnector)
    connector = waiting.get_worker_connector()
    try:
        with app.replace_connector(connector) as working:
            async with working.open_async():
                await working.run_worker_async(install_signal_handlers=False)
    except (ConnectorException, OperationalError) as error:
        reason = " ".join(str(error.__cause__ or error).split())
        logger.warning("The worker waits for the database: %s", reason)
    finally:
        # Connections that could not be opened would go on being tried.
        await connector.close_async()
