"""A small notation for varied text: ``[a|b]`` picks one, ``{slot}`` is filled in.

Alternatives nest. A template is parsed once into tuples and written out many times.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
Part = str | tuple[str, ...] | list["Template"]
Template = tuple[Part, ...]
LOOSE = re.compile(r",? *([?])| +(?=,)")
TOKEN = re.compile(r"[\[\]|]|\{[^{}]+\}|[^\[\]|{}]+")


def parse(text: str) -> Template:
    """A template from its notation. Raises ValueError when brackets don't match."""
    tokens = TOKEN.findall(text)
    parts, end = _parse_parts(tokens, 0)
    if end != len(tokens):
        raise ValueError(f"unmatched bracket in {text!r}")
    return parts


def _parse_parts(tokens: Sequence[str], at: int) -> tuple[Template, int]:
    parts: list[Part] = []
    while at < len(tokens) and tokens[at] not in "|]":
        word = tokens[at]
        if word == "[":
            options = []
            while word != "]":
                option, at = _parse_parts(tokens, at + 1)
                if at == len(tokens):
                    raise ValueError("an alternative is not closed")
                options.append(option)
                word = tokens[at]
            parts.append(options)
        elif word.startswith("{"):
            parts.append((word[1:-1],))
        else:
            parts.append(word)
        at += 1
    return tuple(parts), at


def parse_lines(text: str) -> list[Template]:
    """One template for each line that is not empty."""
    return [parse(line.strip()) for line in text.splitlines() if line.strip()]


class Slots:
    """What fills the slots of one text: the same slot gets the same value all through it."""

    def __init__(self, rng: Random, choices: Mapping[str, Sequence[Template | str]]) -> None:
        self.rng = rng
        self.choices = choices
        self.picked: dict[str, str] = {}

    def value(self, name: str) -> str:
        if name not in self.picked:
            choice = pick(self.rng, self.choices[name])
            self.picked[name] = choice if isinstance(choice, str) else self.write(choice)
        return self.picked[name]

    def write(self, template: Template) -> str:
        """The template as text."""
        out: list[str] = []
        for part in template:
            if isinstance(part, str):
                out.append(part)
            elif isinstance(part, tuple):
                out.append(self.value(part[0]))
            else:
                out.append(self.write(pick(self.rng, part)))
        return "".join(out)

    def line(self, templates: Sequence[Template]) -> str:
        """One of the templates as text, with single spaces and no comma left hanging."""
        text = " ".join(self.write(pick(self.rng, templates)).split())
        return LOOSE.sub(r"\1", text).rstrip(" ,")


def pick(rng: Random, options: Sequence[T]) -> T:
    return options[int(rng.random() * len(options))]


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
