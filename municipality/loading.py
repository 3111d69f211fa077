"""What the commands that load a city's own files share: one report, and all or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from dialogportal.refusals import Refusal
from dialogportal.values import parse_date


@dataclass
class Report:
    """What a load made, changed, found as it should be, and refused; rows by their names."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    is_stored: bool = False

    def store(self, row: models.Model, label: str = "", **values: Any) -> None:
        """Give a row its values, and save it if it is new or differs.

        Raises ValueError with a sentence when a value does not fit its column.
        """
        label = label or str(row)
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        for name in differing:
            setattr(row, name, values[name])
        if row.pk is not None and not differing:
            self.unchanged.append(label)
            return
        _check_columns(row)
        if row.pk is None:
            row.save()
            self.made.append(label)
        else:
            row.save(update_fields=differing)
            self.changed.append(label)


def _check_columns(row: models.Model) -> None:
    relations = {f.name for f in row._meta.concrete_fields if f.is_relation}
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        parts = []
        for name, messages in error.message_dict.items():
            verbose = str(getattr(row._meta.get_field(name), "verbose_name", name))
            parts.append(f"{verbose}: {' '.join(messages)}")
        raise ValueError("; ".join(parts)) from error


def run_load(load: Callable[[], Report], *, dry_run: bool, skip_refused: bool) -> Report:
    """Run a load in one transaction; nothing is kept of a dry run, nor of a file with refused
    rows unless the rest of it was asked for."""
    with transaction.atomic():
        report = load()
        report.is_stored = not dry_run and (skip_refused or not report.refused)
        if not report.is_stored:
            transaction.set_rollback(True)
    return report


def check_period(valid_from: datetime.date | None, valid_to: datetime.date | None) -> None:
    """Raise ValueError when a validity ends before it begins."""
    if valid_from and valid_to and valid_to < valid_from:
        raise ValueError(
            _("It would end (%(end)s) before it begins (%(start)s).")
            % {"start": valid_from.isoformat(), "end": valid_to.isoformat()}
        )


def read_period(from_text: str, to_text: str) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day of a validity as cells say it; an empty cell means no limit.

    Raises ValueError.
    """
    valid_from = parse_date(from_text).start if from_text.strip() else None
    valid_to = parse_date(to_text).end if to_text.strip() else None
    check_period(valid_from, valid_to)
    return valid_from, valid_to
