"""Words that name everybody, disability or older people in what an official writes (R104, R117,
R118)."""

from __future__ import annotations

import re


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"({pattern})$", re.IGNORECASE)


# "All inhabitants of the district" is no group (R104); "those who live in sheltered housing" is.
EVERY = _word("alla|allt|samtliga|hela|varje|envar|all|every|everyone|everybody|anyone")
PEOPLE = _word(
    r"boende|besökare|besökarna|invånare|invånarna|medborgare|medborgarna|befolkningen"
    r"|kommuninvånare|kommuninvånarna|människor|personer|intresserade|berörda"
    r"|\w{3,}bor|\w{3,}borna|stockholmare|stockholmarna|stadsdelen|området|närområdet|staden"
    r"|kommunen|åldrar|åldersgrupper|residents|inhabitants|visitors|people|citizens"
)
# These say "all" by themselves.
WHOLE = _word("allmänhet|allmänheten|befolkningen|public")
FILLING = _word(
    "de|dom|den|det|våra|vår|breda|stora|övriga|kommunens|stadens|stadsdelens|områdets|the|our"
    "|general"
)
WHERE = _word("i|på|inom|vid|kring|runt|omkring|nära|in|of|at|near|within")
# Who is in the district, or in Tensta, is everybody; who is in hospital, in a street or in a
# school, by its name too, is not.
PLACE = _word(
    "stadsdel|stadsdelen|området|närområdet|stad|staden|kommun|kommunen|centrum|åldrar"
    "|åldersgrupper|area|district|neighbourhood|city|town|municipality|ages"
)
# A capital letter is the name of a place, but for these.
NO_DISTRICT = _word(
    r"\w+(gata|gatan|väg|vägen|gränd|gränden|torg|torget|stigen|street|road)|brf|bostadsrätts\w+"
    r"|\w*(förening|föreningen|klubb|klubben|råd|rådet|församling|församlingen|skola|skolan"
    r"|gymnasium|gymnasiet|bibliotek|biblioteket|sjukhuset|school|association|council)"
)
HERE = _word("här|där|sig|here|there")
WHO = _word("som|who|that")
BEING = _word("bor|verkar|vistas|arbetar|lever|finns|rör|lives?|works?")
CONCERNED = _word("berörs|vill|wants?")
# A home of a certain kind, or who is meant more closely, makes a group of it.
HOMES = _word(
    r"\w*(bostad|bostäder|bostaden|bostäderna|boenden|boendet|hem|hemmet|hemmen|hus|huset|husen"
    r"|rätt|rätter|lägenhet|lägenheter|villa|villor|särskilt|housing|homes?|flats?)"
    r"|\w+boende|lss"
)
CLOSER = _word("med|utan|över|under|mellan|från|födda|with|without|over|under|born|from")
BETWEEN = re.compile(r"[,;/&+]|\boch\b|\bsamt\b|\beller\b|\band\b|\bor\b", re.IGNORECASE)
DISABILITY = re.compile(
    r"funktionsneds|funktionshind|funktionsvari|handikapp|rullstol|rörelsehind|rörelseneds"
    r"|synskad|synneds|synsvag|\bblind|hörselskad|hörselneds|\bdöv|utvecklingsstörn|autis"
    r"|\blss\b|\bnpf\b|disabilit|disabled|wheelchair|\bdeaf"
)
OLDER = re.compile(r"\b(äldre|pensionär|senior|servicehus|older|elderly)")


def names_everybody(words: str) -> bool:
    """Whether a group in own words is the whole population: “Alla boende i stadsdelen”."""
    if any(HOMES.match(word) for word in re.findall(r"\w+", words)):
        return False
    first, *others = BETWEEN.split(words)
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
    who = words[0] if words else ""
    if not said_all and not (alone and (PEOPLE.match(who) or WHO.match(who))):
        return False
    rest = words[1:] if PEOPLE.match(who) else words
    # "Visitors to the library" are its users; "all visitors" are everybody.
    if not said_all and rest and who.casefold().startswith(("besökar", "visitor")):
        return False
    return _says_no_more(rest)


def _says_no_more(rest: list[str]) -> bool:
    """Whether what follows only says where everybody is, or that they live there."""
    if not rest:
        return True
    first, *after = rest
    if HERE.match(first):
        return _says_no_more(after)
    if WHO.match(first) and after:
        being = after[0]
        return bool(CONCERNED.match(being)) or (
            bool(BEING.match(being)) and _says_no_more(after[1:])
        )
    if not WHERE.match(first):
        return False
    while after and EVERY.match(after[0]):
        after = after[1:]
    if any(NO_DISTRICT.match(word) for word in after):
        return False
    if not after or not _is_place(after[0]):
        return False
    while after and _is_place(after[0]):
        after = after[1:]
    return _says_no_more(after)


def _is_place(word: str) -> bool:
    """Whether a word is a part of the city, by its name too: “Tensta”."""
    return bool(PLACE.match(word)) or (word.istitle() and not NO_DISTRICT.match(word))
