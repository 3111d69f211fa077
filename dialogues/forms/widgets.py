"""Boxes to tick for lists that are too long to stand one under another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

Options = list[tuple[Any, str]]
Grouped = list[tuple[str, Options]]


class Checks(forms.CheckboxSelectMultiple):
    """Boxes in columns; choices in groups are folded, those with something chosen open."""

    template_name = "dialogues/widgets/checks.html"
    draws_itself = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups, loose = [], []
        for group_name, options, _index in context["widget"]["optgroups"]:
            if group_name:
                chosen = sum(option["selected"] for option in options)
                groups.append({"name": group_name, "options": options, "chosen": chosen})
            else:
                loose.extend(options)
        context["widget"].update(groups=groups, loose=loose)
        return context


def several(choices: Iterable[tuple[Any, Any]], label: Any, **options: Any) -> forms.MultipleChoiceField:
    """A field for an array column of fixed choices."""
    return forms.MultipleChoiceField(
        choices=choices, label=label, required=False, widget=Checks, **options
    )


def several_rows(queryset: Any, label: Any, **options: Any) -> forms.ModelMultipleChoiceField:
    """A field for a many-to-many relation."""
    return forms.ModelMultipleChoiceField(
        queryset, label=label, required=False, widget=Checks, **options
    )
