"""The first rows of a file as they are understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from dialogportal.tabular import Row
from dialogues.importing.fields import WRONG_WIDTH, Problem, Target
from dialogues.models import FileImport

SHOWN_ROWS = 3
LONGEST_SHOWN = 140


def understood(
    file_import: FileImport, target: Target, rows: list[Row], *, show: Callable[[str], str] = str
) -> dict[str, Any]:
    """{"numbers": row numbers, "lines": [{"label", "cells": [{"text", "problem"}]}], "other": …}.

    A line for each field that a column is mapped to, a cell for each row, its text as ``show``
    gives it; nothing is stored.
    """
    session = target.begin(file_import)
    shown: list[dict[str, str]] = []
    faults: list[list[Problem]] = []
    for row in rows[:SHOWN_ROWS]:
        session.reader.begin(row.cells)
        session.read()
        wrong_width = [Problem("", "", WRONG_WIDTH)] if row.problem else []
        shown.append(dict(session.reader.shown))
        faults.append([*wrong_width, *session.reader.problems])
    lines = [
        {
            "label": field.label,
            "cells": [
                {
                    "text": _cut(show(texts.get(field.name, ""))),
                    "problem": _sentences(problems, field.name),
                }
                for texts, problems in zip(shown, faults, strict=True)
            ],
        }
        for field in target.fields
        if field.name in session.reader.columns
    ]
    other = {problem for problems in faults for problem in map(_whole_row, problems) if problem}
    return {
        "numbers": [row.number for row in rows[:SHOWN_ROWS]],
        "lines": lines,
        "other": sorted(other - {sentence for line in lines for sentence in _all(line)}),
    }


def _sentences(problems: list[Problem], field: str) -> str:
    return " ".join(_(each.reason) % each.params for each in problems if each.field == field)


def _whole_row(problem: Problem) -> str:
    return _(problem.reason) % problem.params


def _all(line: dict[str, Any]) -> set[str]:
    return {cell["problem"] for cell in line["cells"]}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
