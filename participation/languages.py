"""Languages that a city's profile lists (R110, R116)."""

from __future__ import annotations

from municipality.models import Profile


def spoken_languages(profile: Profile) -> list[tuple[str, str]]:
    """(code, name in the reader's language) of those that dialogues are often held in."""
    return profile.listed(profile.rules.get("languages", []))


def minority_languages(profile: Profile) -> list[tuple[str, str]]:
    """Those of national minorities for which the city has special duties."""
    rows = profile.rules.get("languages", [])
    return profile.listed([row for row in rows if row.get("minority")])
