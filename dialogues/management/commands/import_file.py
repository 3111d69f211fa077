"""Import a file as the portal's pages do, without clicking: for scripts and for large old files."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import translation

from dialogportal.exceptions import Refused
from dialogportal.refusals import FileRefused
from dialogues.actions import imports as actions
from dialogues.enums import ImportKind, ImportState
from dialogues.importing.after import count_words_now
from dialogues.importing.fields import LEAVE, REFUSE, Target
from dialogues.importing.names import LANGUAGES, folded
from dialogues.importing.report import sentence
from dialogues.importing.running import work_off
from dialogues.importing.targets import target_of
from dialogues.models import Dialogue, FileImport
from municipality.models import Organisation, User

EXAMPLES = 3


class Command(BaseCommand):
    help = (
        "Import earlier dialogues, or the viewpoints of one dialogue, from a CSV or XLSX file. "
        "The columns are guessed unless --map says what they hold. The same file again adds "
        "nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=ImportKind.values)
        parser.add_argument("--organisation", help="whose dialogues they are: its name")
        parser.add_argument("--dialogue", help="where the viewpoints were given: its reference")
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN",
            help="what a column holds; once given, nothing is guessed. Again for more columns.",
        )  # fmt: skip
        parser.add_argument(
            "--default", action="append", default=[], metavar="FIELD=VALUE",
            help="what holds where a row says nothing, e.g. type=Medborgardialog",
        )  # fmt: skip
        parser.add_argument(
            "--unknown", action="append", default=[], metavar="FIELD=refuse|leave",
            help="what happens with words that stand in no list of the portal",
        )  # fmt: skip
        parser.add_argument("--by", metavar="EMAIL", help="in whose name; needed for other owners")
        parser.add_argument("--dry-run", action="store_true", help="check every row, store none")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        file_import = self._upload(options)
        target = target_of(file_import.kind)
        actions.set_columns(
            file_import=file_import,
            mapping=_mapping(file_import, target, options["map"]),
            defaults=_defaults(file_import, target, options["default"], options["unknown"]),
            by=file_import.by,
        )
        state = ImportState.CHECKING if options["dry_run"] else ImportState.RUNNING
        FileImport.objects.filter(pk=file_import.pk).update(state=state)
        work_off(file_import.pk)
        file_import.refresh_from_db()
        if file_import.rows_stored:
            count_words_now()
        self._tell(file_import, time.perf_counter() - started)
        if options["dry_run"]:
            actions.remove(file_import=file_import, by=file_import.by)
        if file_import.state == ImportState.FAILED:
            raise CommandError(file_import.failure)

    def _upload(self, options: dict[str, Any]) -> FileImport:
        dialogue = _row(Dialogue, "reference", options["dialogue"])
        organisation = (
            dialogue.owner if dialogue else _row(Organisation, "name", options["organisation"])
        )
        if options["kind"] == ImportKind.VIEWPOINTS and dialogue is None:
            raise CommandError("Viewpoints need --dialogue.")
        if organisation is None:
            raise CommandError("Dialogues need --organisation.")
        try:
            with options["file"].open("rb") as file:
                return actions.upload(
                    by=_row(User, "email", options["by"]),
                    kind=options["kind"],
                    organisation=organisation,
                    dialogue=dialogue if options["kind"] == ImportKind.VIEWPOINTS else None,
                    file=File(file, options["file"].name),
                )
        except (FileRefused, Refused, OSError) as error:
            raise CommandError(str(error)) from error

    def _tell(self, file_import: FileImport, seconds: float) -> None:
        write = self.stdout.write
        for field, columns in file_import.mapping.items():
            write(f"  {field} = {', '.join(columns)}")
        write(
            f"Rows read {file_import.rows_read}, stored {file_import.rows_stored}, "
            f"there already {file_import.rows_known}, refused {file_import.rows_refused}; "
            f"{seconds:.1f} s"
        )
        reasons = file_import.refusals.values("reason", "column").annotate(count=Count("pk"))
        for row in reasons.order_by("-count"):
            same = file_import.refusals.filter(reason=row["reason"], column=row["column"])
            write(f"Refused {row['count']} times, in {row['column'] or 'the whole row'}:")
            for example in same[:EXAMPLES]:
                write(f"  row {example.row_number}, “{example.value}”: {sentence(example)}")
        for field, words in file_import.unmatched.items():
            listed = sorted(words.items(), key=lambda item: -item[1])
            text = ", ".join(f"{word} ({count})" for word, count in listed)
            write(f"Not in the list of {field}: {text}")


def _row(model: Any, column: str, value: str | None) -> Any:
    """The row that an option names, None when it was not given."""
    if not value:
        return None
    found = model._default_manager.filter(**{f"{column}__iexact": value}).order_by("-pk").first()
    if found is None:
        raise CommandError(f"There is no {model._meta.model_name} “{value}”.")
    return found


def _pairs(texts: list[str]) -> list[tuple[str, str]]:
    for text in texts:
        if "=" not in text:
            raise CommandError(f"Write FIELD=…, not “{text}”.")
    return [(name, value) for name, _sign, value in (text.partition("=") for text in texts)]


def _mapping(file_import: FileImport, target: Target, texts: list[str]) -> dict[str, list[str]]:
    names = {field.name for field in target.fields}
    found: dict[str, list[str]] = {}
    for name, column in _pairs(texts):
        if name not in names:
            raise CommandError(f"There is no field “{name}”. These there are: {sorted(names)}.")
        if column not in file_import.columns:
            raise CommandError(f"The file has no column “{column}”, only {file_import.columns}.")
        found.setdefault(name, []).append(column)
    return found or file_import.mapping


def _defaults(
    file_import: FileImport, target: Target, texts: list[str], unknown: list[str]
) -> dict[str, str]:
    found = dict(file_import.defaults)
    offered = {field.name: field.choices for field in target.fields if field.choices}
    for name, value in _pairs(texts):
        codes: dict[str, str] = {}
        for language in LANGUAGES:
            with translation.override(language):
                for code, word in offered[name]() if name in offered else ():
                    codes |= {folded(str(word)): code, folded(code): code}
        if value and folded(value) not in codes:
            raise CommandError(f"“{value}” is not offered for {name}.")
        found[name] = codes[folded(value)] if value else ""
    for name, choice in _pairs(unknown):
        if choice not in {REFUSE, LEAVE}:
            raise CommandError(f"Write {name}=refuse or {name}=leave.")
        found[f"unknown_{name}"] = choice
    return found
