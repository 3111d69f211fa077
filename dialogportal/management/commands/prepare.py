"""Everything `make run` needs before the web server, in one Django start."""

import errno
import socket
from typing import Any

from django.conf import settings
from django.core.management import CommandParser, call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dialogportal.database import DatabaseUnavailable, check


class Command(BaseCommand):
    help = "Check the database, migrate it, load the demo city where it is empty, say where to go."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="Where the web server will be.")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(options["port"])
        try:
            check(settings.DATABASE_URL)
        except DatabaseUnavailable as error:
            raise CommandError(str(error)) from None
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO:
            call_command("load_demo_city", "--if-empty", stdout=self.stdout)
        address = f"http://127.0.0.1:{options['port']}/"
        self.stdout.write(self.style.SUCCESS(f"\nDialogportalen: {address}   (stop: Ctrl-C)\n"))


def refuse_taken_port(port: int) -> None:
    """Raise CommandError when another program serves on ``port`` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = "in use" if error.errno == errno.EADDRINUSE else "not ours to open"
            raise CommandError(
                f"Port {port} is {reason}. Choose another: make run PORT=8001"
            ) from None
