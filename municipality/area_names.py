"""Names of areas: from CAPITALS to how they are written, and to addresses."""

from collections.abc import Container

from django.utils.text import slugify

from municipality.enums import AreaLevel

# What kind of place it is, written small after the name itself: Gamla stan, Hässelby gård.
_COMMON_WORDS = frozenset(
    "backe berg bro by centrum dal fält gata gatan gård gårds hamn hamnen hage hed holme höjd "
    "industriomr industriområde kyrka kyrkby lund mark mossen park parken plan plats skog slott "
    "stad stan station strand torg trädgårdsstad udde vik villastad villaområde väg ås äng ängar "
    "och i på vid".split()
)
_SHORTENED = {"industriomr": "industriområde"}
_SWEDISH_LEVEL = {
    AreaLevel.CITY: "stad",
    AreaLevel.COMMITTEE: "namndomrade",
    AreaLevel.DISTRICT: "stadsdel",
    AreaLevel.PLACE: "plats",
}


def in_small_letters(name: str) -> str:
    """A name in CAPITALS as it is usually written: "HÄSSELBY GÅRD" → "Hässelby gård".

    A name that already has small letters is left alone.
    """
    if name != name.upper():
        return name
    words = name.lower().split()
    return " ".join(
        _SHORTENED.get(word, word) if place and word in _COMMON_WORDS else _capitalised(word)
        for place, word in enumerate(words)
    )


def _capitalised(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def address_for(name: str, level: AreaLevel, taken: Container[str]) -> str:
    """A free slug: of the name; with the level; with a number."""
    base = slugify(name)[:110] or "omrade"
    with_level = f"{base}-{_SWEDISH_LEVEL[level]}"
    number, slug = 1, base
    while slug in taken:
        slug = with_level if number == 1 else f"{with_level}-{number}"
        number += 1
    return slug
