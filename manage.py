#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import OperationalError

from dialogportal.database import DatabaseUnavailable, check


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialogportal.settings")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError:
        _say_why_the_database_does_not_answer()
        raise


def _say_why_the_database_does_not_answer() -> None:
    """End with the sentence of ``database.check`` if that is what is wrong."""
    try:
        check(settings.DATABASE_URL)
    except DatabaseUnavailable as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
