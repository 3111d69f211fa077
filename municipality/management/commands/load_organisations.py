"""Load a city's organisations."""

from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand

from municipality.enums import OrganisationKind
from municipality.management.loader import add_load_options, load_and_report
from municipality.organisation_loading import COLUMNS, load_organisations


class Command(BaseCommand):
    help = (
        "Load committees, administrations and companies from a table (CSV or XLSX) with the "
        f"columns {', '.join(COLUMNS)}; all but name and kind may be missing. Kinds: "
        f"{', '.join(OrganisationKind.values)}. Organisations are named by their names. "
        "A second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        add_load_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        load_and_report(self, lambda: load_organisations(options["file"]), options)
