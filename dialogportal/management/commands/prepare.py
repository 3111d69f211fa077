"""Everything `make run` needs before the web server, in one Django start."""

import errno
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import CommandParser, call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dialogportal import prepared
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
        said = StringIO()
        if settings.DEMO:
            call_command("load_demo_city", "--if-empty", stdout=self.stdout)
            call_command("load_demo_city", "--if-empty", stdout=said)  # only the accounts, now
        prepared.remember(settings.DATABASE_URL, said.getvalue())
        self.stdout.write(self.style.SUCCESS(prepared.address(options["port"])))


def refuse_taken_port(port: int) -> None:
    """Raise CommandError when another program serves on ``port`` of this machine."""
    fault = prepared.bind_fault(port)
    if fault:
        reason = "in use" if fault.errno == errno.EADDRINUSE else "not ours to open"
        raise CommandError(f"Port {port} is {reason}. Choose another: make run PORT=8001")
