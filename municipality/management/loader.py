"""What the load_… commands have in common: their options and how they report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dialogportal.refusals import FileRefused
from municipality.loading import Report, run_load


def add_load_options(parser: CommandParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="Report, but store nothing.")
    parser.add_argument(
        "--skip-refused",
        action="store_true",
        help="Store the rest although some rows are refused. Otherwise it is all or nothing.",
    )


def load_and_report(
    command: BaseCommand, load: Callable[[], Report], options: dict[str, Any]
) -> None:
    """Run a load and print what came out. Raises CommandError when nothing could be stored."""
    dry_run, skip_refused = options["dry_run"], options.get("skip_refused", False)
    try:
        report = run_load(load, dry_run=dry_run, skip_refused=skip_refused)
    except FileRefused as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(
            _("The file %(name)s cannot be read: %(reason)s.")
            % {"name": error.filename, "reason": error.strerror}
        ) from None
    command.stdout.write(_counted(_("Made"), report.made))
    command.stdout.write(_counted(_("Changed"), report.changed))
    command.stdout.write(_("Unchanged: %(count)d") % {"count": len(report.unchanged)})
    command.stdout.write(_("Refused: %(count)d") % {"count": len(report.refused)})
    for refusal in report.refused:
        command.stdout.write(f"  {refusal.number}: {refusal.reason}")
    if dry_run:
        command.stdout.write(_("This was a dry run. Nothing was stored."))
    elif not report.is_stored:
        raise CommandError(
            _(
                "Nothing was stored, because something was refused. Correct the file, "
                "or store the rest with --skip-refused."
            )
        )


def _counted(title: str, names: list[str]) -> str:
    return f"{title}: {len(names)}" + (f" ({'; '.join(names)})" if names else "")
