"""Write docs/process.md from the table of the process, or say that it has drifted."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dialogues.diagram import page


class Command(BaseCommand):
    help = "Write docs/process.md from the table of the process; with --check only compare."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing, fail on a drift")

    def handle(self, *args, **options):
        path = Path(settings.BASE_DIR) / "docs" / "process.md"
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        if there == page():
            self.stdout.write(f"{path.name} is as the table says.")
            return
        if options["check"]:
            raise CommandError(f"{path} has drifted. Write it anew: manage.py process_diagram")
        path.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{path.name} is written anew.")
