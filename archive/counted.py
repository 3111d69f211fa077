"""What is counted beside the dialogues (R086, R157)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import ngettext

from dialogues.enums import Counted


def apart(found: Mapping[str, int]) -> list[str]:
    """What is counted apart in words, given {what a record counts as: how many}; nothing where
    there is none."""
    meetings = found.get(Counted.INFORMATION, 0)
    other = found.get(Counted.APART, 0)
    not_held = found.get(Counted.NOT_HELD, 0)
    words = [
        (other, ngettext("%(count)s counted apart", "%(count)s counted apart", other)),
        (
            meetings,
            ngettext("%(count)s information meeting", "%(count)s information meetings", meetings),
        ),
        (not_held, ngettext("%(count)s not held", "%(count)s not held", not_held)),
    ]
    return [text % {"count": number} for number, text in words if number]
