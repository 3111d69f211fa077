"""What an analysis says, in words: of a group, and of the whole for the committee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from participation.enums import GONE_THROUGH, Dimension
from participation.models import JUDGED, GroupAssessment


def assessment_text(group: GroupAssessment) -> str:
    """“Primary. Much affected, no influence today, seldom heard. Reached through the school.”"""
    judged = [
        str(getattr(group, f"get_{name}_display")())
        for name in JUDGED
        if getattr(group, name) is not None
    ]
    parts = [
        _("Primary") if group.is_primary else "",
        capfirst(", ".join(judged)),
        _("Reached through: %(how)s") % {"how": group.reached_how} if group.reached_how else "",
    ]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def listed(names: Iterable[str]) -> str:
    """“a, b and c”."""
    every = list(names)
    if len(every) < 2:
        return "".join(every)
    return _("%(first)s and %(last)s") % {"first": ", ".join(every[:-1]), "last": every[-1]}


def either(names: Iterable[str]) -> str:
    """“a, b or c”."""
    every = list(names)
    if len(every) < 2:
        return "".join(every)
    return _("%(first)s or %(last)s") % {"first": ", ".join(every[:-1]), "last": every[-1]}


def dimension_in_sentence(dimension: Dimension) -> str:
    name = str(dimension.label)
    return name[:1].lower() + name[1:]


def unaffected_sentence(unaffected: Mapping[str, str]) -> str:
    """One sentence of the dimensions gone through without an affected group, each with why (R101):
    “… by sex (all live there) or level of education.” Empty where there is none."""
    named = []
    for dimension in GONE_THROUGH:
        if dimension in unaffected:
            why = unaffected[dimension].strip().rstrip(".")
            named.append(dimension_in_sentence(dimension) + (f" ({why})" if why else ""))
    if not named:
        return ""
    text = _("No group by %(dimensions)s is affected in particular.")
    return text % {"dimensions": either(named)}


def in_sentence(group: GroupAssessment) -> str:
    """A known group's name within a sentence; own words as they were written."""
    name = str(group)
    return name if group.own_words else name[:1].lower() + name[1:]


def computed_sentence(groups: Sequence[GroupAssessment], *, is_everyone: bool) -> str:
    """One sentence for the committee from what is judged; empty while nothing is."""
    if is_everyone:
        return _("The dialogue turns to all who live or move here, no group before another.")
    primary = [group for group in groups if group.is_primary]
    if not primary:
        return ""
    names = listed(in_sentence(group) for group in primary)
    if all(group.is_missed for group in primary):
        text = _("The dialogue turns first to %(groups)s, who are much affected and seldom heard.")
    else:
        text = _("The dialogue turns first to %(groups)s.")
    return text % {"groups": names}
