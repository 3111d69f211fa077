"""Load population figures."""

from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand

from municipality.enums import AreaLevel, Measure
from municipality.management.loader import add_load_options, load_and_report
from municipality.population import PopulationOptions, load_population


class Command(BaseCommand):
    help = (
        "Load population figures from a table (CSV or XLSX) with a row for each area. "
        "A second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="MEASURE=COLUMN[:share]",
            help=f"Measures: {', '.join(Measure.values)}. :share when 0.19 means 19 %%.",
        )
        parser.add_argument("--name-column", default="", help="The column of areas' names.")
        parser.add_argument("--level", default="", choices=["", *AreaLevel.values])
        parser.add_argument(
            "--year", type=int, help="The year of the figures, unless the columns' names say it."
        )
        parser.add_argument("--source", default="", help="Whose figures they are, such as SCB.")
        add_load_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = PopulationOptions(
            columns=tuple(options["column"]),
            name_column=options["name_column"],
            level=options["level"],
            year=options["year"],
            source=options["source"],
        )
        load_and_report(self, lambda: load_population(options["file"], wanted), options)
