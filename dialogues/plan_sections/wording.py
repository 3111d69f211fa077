"""How a row of the plan is worded: columns' names, codes, amounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Choices, Model
from django.utils.translation import gettext as _

from dialogues.models import Dialogue
from dialogues.plan import Row

NAMES = {"Facebook"}


def label_of(name: str, model: type[Model] = Dialogue) -> str:
    """What a column is called, as a label."""
    label = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def rows_of(row: Model, *names: str) -> list[Row]:
    """(label, text) of columns that hold text."""
    return [(label_of(name, type(row)), getattr(row, name)) for name in names]


def in_words(choices: type[Choices], codes: Iterable[Any]) -> str:
    """Codes of a fixed list as words in a sentence: "Own budget, special democracy funds"."""
    first, *rest = [str(choices(code).label) for code in codes] or [""]
    return (", " if _is_simple([first, *rest]) else "; ").join([first, *map(_in_sentence, rest)])


def _is_simple(words: list[str]) -> bool:
    return not any("," in word for word in words)


def _in_sentence(word: str) -> str:
    return word if word in NAMES else word[:1].lower() + word[1:]


def kronor(amount: int | None) -> str:
    """An amount as Swedes write it: "185 000 kronor"; empty when it is not known."""
    if amount is None:
        return ""
    return _("%(amount)s kronor") % {"amount": f"{amount:,}".replace(",", "\N{NO-BREAK SPACE}")}
