"""Load the demo city."""

from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from archive.demo.load import is_empty, load_city, log_ins


class Command(BaseCommand):
    help = (
        "Load the demo city: Stockholm's organisations and areas, made-up dialogues and "
        "viewpoints, accounts to log in with. All or nothing; only into an empty database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing where there is something already."
        )
        parser.add_argument("--quiet", action="store_true", help="Print nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                _("The demo city is for trying the portal out. It is not loaded in production.")
            )
        quiet = options["quiet"]
        if is_empty():
            if not quiet:
                self.stdout.write(_("Loading the demo city. It takes less than a minute …"))
            dialogues, viewpoints = load_city()
            if not quiet:
                self.stdout.write(
                    _("%(dialogues)d dialogues with %(viewpoints)d viewpoints are loaded.")
                    % {"dialogues": dialogues, "viewpoints": viewpoints}
                )
        elif not options["if_empty"]:
            raise CommandError(
                _(
                    "The register is not empty. The demo city is loaded only into an empty "
                    "database: name another one in DATABASE_URL."
                )
            )
        if not quiet:
            self._print_log_ins()

    def _print_log_ins(self) -> None:
        rows = [(role, email, settings.DEMO_PASSWORD) for role, email in log_ins()]
        if not rows:
            return
        titles = (_("Role"), _("E-mail"), _("Password"))
        widths = [max(len(row[column]) for row in [titles, *rows]) for column in range(3)]
        self.stdout.write("")
        for row in [titles, *rows]:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            self.stdout.write("  ".join(cells).rstrip())
