"""What a record says of itself that usually is no dialogue: warned of, never refused (R022)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from dialogues.enums import Openness, Purpose
from dialogues.models import Dialogue
from municipality.enums import Level
from municipality.models import Profile


def _already_decided(dialogue: Dialogue) -> bool:
    """Of types that are to give residents a say; guidance may be information alone."""
    return dialogue.openness == Openness.NOTHING and dialogue.type.minimum_level > Level.INFORMATION


def _one_politician(dialogue: Dialogue) -> bool:
    is_tied = dialogue.case_number or dialogue.feeds_decision or dialogue.feeds_committee_id
    meets = dialogue.purposes == [Purpose.MEET_POLITICIANS]
    return meets and dialogue.elected_participants == 1 and not is_tied


def _no_elected(dialogue: Dialogue) -> bool:
    return dialogue.type.is_default and dialogue.elected_participants == 0


# {code of a profile's caution: (fields that show it, test)}. Everyday contact shows in no field.
SIGNS: dict[str, tuple[frozenset[str], Callable[[Dialogue], bool]]] = {
    "already_decided": (frozenset({"openness", "type"}), _already_decided),
    "one_politician": (
        frozenset({"purposes", "elected_participants", "case_number"}),
        _one_politician,
    ),
    "no_elected": (frozenset({"elected_participants", "type"}), _no_elected),
}


def cautions_for(dialogue: Dialogue, fields: Collection[str] | None = None) -> list[str]:
    """The city's cautions that fit the record; with ``fields`` those that these bear on."""
    fitting = {
        code
        for code, (shown_by, fits) in SIGNS.items()
        if (fields is None or not shown_by.isdisjoint(fields)) and fits(dialogue)
    }
    if not fitting:
        return []
    profile = Profile.objects.current()
    return [text for code, text in profile.listed(profile.cautions) if code in fitting]
