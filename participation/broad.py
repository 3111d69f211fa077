"""Words that name everybody, disability or older people in what an official writes (R104, R117,
R118)."""

from __future__ import annotations

import re

# "All inhabitants of the district" is no group (R104); "those who live in sheltered housing" is.
EVERY = re.compile(r"(alla|allt|samtliga|hela|varje|envar|all|every|everyone|everybody|anyone)$")
PEOPLE = re.compile(
    r"(boende|besökare|besökarna|invånare|invånarna|medborgare|medborgarna|befolkningen"
    r"|kommuninvånare|kommuninvånarna|människor|personer|intresserade|berörda"
    r"|\w{3,}bor|\w{3,}borna|stockholmare|stockholmarna|stadsdelen|området|närområdet|staden|kommunen|åldrar|residents|inhabitants|visitors|people"
    r"|citizens)$"
)
# These say "all" by themselves.
WHOLE = re.compile(r"(allmänhet|allmänheten|befolkningen|public)$")
FILLING = re.compile(r"(de|den|det|våra|vår|breda|stora|övriga|the|our|general)$")
WHERE = re.compile(r"(i|på|inom|vid|kring|runt|omkring|nära|in|of|at|near|within)$")
WHO = re.compile(r"(som|who|that)$")
BEING = re.compile(
    r"(bor|verkar|vistas|arbetar|lever|finns|rör|besöker|använder|berörs|vill|lives?|works?|visits?)$"
)
# A home of a certain kind, or who is meant more closely, makes a group of it.
HOMES = re.compile(
    r"\w*(bostad|bostäder|bostaden|bostäderna|boenden|boendet|hem|hemmet|hemmen|hus|huset|husen"
    r"|rätt|rätter|lägenhet|lägenheter|villa|villor|särskilt|housing|homes?|flats?)$"
    r"|\w+boende$|lss$"
)
CLOSER = re.compile(r"(med|utan|över|under|mellan|från|födda|with|without|over|under|born|from)$")
BETWEEN = re.compile(r"[,;/&+]|\boch\b|\bsamt\b|\beller\b|\band\b|\bor\b")
DISABILITY = re.compile(
    r"funktionsneds|funktionshind|funktionsvari|handikapp|rullstol|rörelsehind|rörelseneds"
    r"|synskad|synneds|synsvag|\bblind|hörselskad|hörselneds|\bdöv|utvecklingsstörn|autis"
    r"|\blss\b|\bnpf\b|disabilit|disabled|wheelchair|\bdeaf"
)


OLDER = re.compile(r"\b(äldre|pensionär|senior|servicehus|older|elderly)")


def names_everybody(words: str) -> bool:
    """Whether a group in own words is the whole population: “Alla boende i stadsdelen”."""
    text = words.casefold()
    if any(HOMES.match(word) for word in re.findall(r"\w+", text)):
        return False
    first, *others = BETWEEN.split(text)
    return _is_all(first, alone=True) or any(_is_all(part, alone=False) for part in others)


def names_disability(text: str) -> bool:
    """Whether a text speaks of people with disabilities."""
    return bool(DISABILITY.search(text.casefold()))


def names_older(text: str) -> bool:
    """Whether a text speaks of older people."""
    return bool(OLDER.search(text.casefold()))


def _is_all(part: str, *, alone: bool) -> bool:
    """Whether a part is everybody; ``alone``: without the word "all" as well."""
    words = [word for word in re.findall(r"\w+", part) if not FILLING.match(word)]
    if any(CLOSER.match(word) or word.isdigit() for word in words):
        return False
    said_all = bool(words and EVERY.match(words[0]))
    while words and EVERY.match(words[0]):
        words = words[1:]
    if words and WHOLE.match(words[0]):
        return True
    if not said_all and not (alone and words and PEOPLE.match(words[0])):
        return False
    who = words[0] if words else ""
    rest = words[1:] if PEOPLE.match(who) else words
    # "Visitors to the library" are its users; "all visitors" are everybody.
    if not said_all and rest and who.startswith(("besökar", "visitor")):
        return False
    return _says_no_more(rest)


def _says_no_more(rest: list[str]) -> bool:
    """Whether what follows only says where, or that they live there."""
    if not rest:
        return True
    if WHO.match(rest[0]):
        return len(rest) > 1 and bool(BEING.match(rest[1]))
    return bool(WHERE.match(rest[0]))
