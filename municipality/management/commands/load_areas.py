"""Load a city's areas from GeoJSON."""

from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from municipality.area_loading import AreaOptions, ParentsFile, load_areas
from municipality.enums import AreaLevel
from municipality.loading import read_period
from municipality.management.loader import add_load_options, load_and_report


class Command(BaseCommand):
    help = (
        "Load areas from a GeoJSON file with polygons in WGS84 degrees. Load the present division "
        "before earlier ones. A second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON with a feature for each area.")
        parser.add_argument("--level", required=True, choices=AreaLevel.values)
        parser.add_argument("--name-property", default="", help="The property with the name.")
        parser.add_argument(
            "--titlecase", action="store_true", help="Write names in CAPITALS with small letters."
        )
        parser.add_argument("--division", default="", help="What this division is called.")
        parser.add_argument("--valid-from", default="", help="First day of the areas, 2023-07-01.")
        parser.add_argument("--valid-to", default="", help="Last day of the areas.")
        parents = parser.add_mutually_exclusive_group()
        parents.add_argument("--parent", default="", help="The area that all are part of.")
        parents.add_argument("--parent-property", default="", help="The property that names it.")
        parents.add_argument("--parents", type=Path, help="A table that says what is part of what.")
        table = parser.add_argument_group("with --parents")
        table.add_argument("--name-column", default="name", help="Its column of areas' names.")
        table.add_argument("--parent-column", default="parent", help="Its column of parents.")
        table.add_argument("--parents-from", default="", help="First day of these ties.")
        table.add_argument("--parents-to", default="", help="Last day of these ties.")
        table.add_argument(
            "--make-parents-under",
            default="",
            metavar="NAME",
            help="Make parents that are not there, such as abolished areas, as parts of NAME.",
        )
        table.add_argument("--parent-division", default="", help="The division of those made.")
        add_load_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["make_parents_under"] and not options["parents"]:
            raise CommandError(_("--make-parents-under needs a table: give --parents as well."))
        try:
            period = read_period(options["valid_from"], options["valid_to"])
            parents_period = read_period(options["parents_from"], options["parents_to"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        parents_file = options["parents"] and ParentsFile(
            path=options["parents"],
            name_column=options["name_column"],
            parent_column=options["parent_column"],
            period=parents_period,
            make_under=options["make_parents_under"],
            division=options["parent_division"],
        )
        wanted = AreaOptions(
            level=AreaLevel(options["level"]),
            name_property=options["name_property"],
            titlecase=options["titlecase"],
            division=options["division"],
            period=period,
            parent=options["parent"],
            parent_property=options["parent_property"],
            parents_file=parents_file,
        )
        load_and_report(self, lambda: load_areas(options["file"], wanted), options)
