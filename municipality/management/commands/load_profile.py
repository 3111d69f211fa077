"""Load a city's profile."""

from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand

from municipality.loading import Report
from municipality.management.loader import add_load_options, load_and_report
from municipality.profile_files import find_profile, read_profile
from municipality.profile_loading import load_profile


class Command(BaseCommand):
    help = (
        "Load a profile: the city's definition of dialogue, its types and who decides on them, "
        "exclusions, rules, methods and themes. A second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("profile", help="stockholm, malmo, sollentuna or a TOML file.")
        add_load_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        def load() -> Report:
            return load_profile(read_profile(find_profile(options["profile"])))

        load_and_report(self, load, options)
