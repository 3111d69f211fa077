"""Boxes and buttons to tick, for lists that are too long to stand one under another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.translation import ngettext

Options = list[tuple[Any, str]]
Grouped = list[tuple[str, Options]]


class InColumns(forms.widgets.ChoiceWidget):
    """Choices in columns; those in groups are folded, groups with something chosen open and first.

    ``hints`` maps a choice's value to a sentence below it, ``opened`` names a group that is open
    while nothing is chosen yet.
    """

    template_name = "dialogues/widgets/checks.html"
    draws_itself = True
    hints: dict[Any, Any] = {}
    opened = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups, loose = [], []
        for group_name, options, _index in context["widget"]["optgroups"]:
            for option in options:
                option["hint"] = self.hints.get(option["value"], "")
            if group_name:
                chosen = sum(option["selected"] for option in options)
                text = ngettext("%(n)s chosen", "%(n)s chosen", chosen) % {"n": chosen}
                group = {"name": group_name, "options": options, "chosen": chosen}
                groups.append({**group, "chosen_text": text})
            else:
                loose.extend(options)
        is_new = not any(group["chosen"] for group in groups)
        for group in groups:
            group["is_open"] = group["chosen"] or (is_new and group["name"] == self.opened)
        groups.sort(key=lambda group: not group["is_open"])
        _make_linkable(groups, context["widget"]["attrs"].get("id"))
        for option in [*loose, *(option for group in groups for option in group["options"])]:
            option["flat"] = flatatt(option["attrs"])
        context["widget"].update(groups=groups, loose=loose)
        return context


def _make_linkable(groups: list[dict[str, Any]], widget_id: str | None) -> None:
    """Call the first choice in sight "…_0": the summary of what is wrong links there. Django
    numbers choices in groups "…_0_0" and so on."""
    if groups and widget_id:
        groups[0]["options"][0]["attrs"]["id"] = f"{widget_id}_0"


class Checks(InColumns, forms.CheckboxSelectMultiple):
    """Several of a list."""


class Radios(InColumns, forms.RadioSelect):
    """One of a list."""


def several(
    choices: Iterable[tuple[Any, Any]], label: Any, **options: Any
) -> forms.MultipleChoiceField:
    """A field for an array column of fixed choices."""
    return forms.MultipleChoiceField(
        choices=choices, label=label, required=False, widget=Checks, **options
    )


def several_numbers(choices: Iterable[tuple[int, Any]], label: Any) -> Any:
    """A field for an array column of numbers."""
    return forms.TypedMultipleChoiceField(
        choices=choices, label=label, coerce=int, required=False, widget=Checks
    )


def several_rows(queryset: Any, label: Any, **options: Any) -> forms.ModelMultipleChoiceField:
    """A field for a many-to-many relation."""
    return forms.ModelMultipleChoiceField(
        queryset, label=label, required=False, widget=Checks, **options
    )
