"""Text from other systems, with its HTML, hidden characters and odd spaces, to plain text."""

import html
import re
import unicodedata

_INLINE = frozenset(
    "a abbr acronym address b bdi bdo big center cite code del dfn em font i img input ins kbd"
    " label mark q s samp small span strike strong sub sup svg path tt u var wbr html body head"
    " meta link iframe object form button option select textarea tbody thead tfoot col colgroup"
    " caption figure figcaption main nav aside video audio source embed area map base".split()
)
_BREAKS = {
    **dict.fromkeys("br li div tr hr dd dt section article header footer option".split(), "\n"),
    **dict.fromkeys("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre".split(), "\n\n"),
    **dict.fromkeys(("td", "th"), " "),
}
_DROPPED = frozenset(("script", "style", "title", "noscript", "template"))
# Attributes are bounded, so that a text full of "<a <a <a" costs no more than another.
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})((?:[\s/][^<>]{0,4000})?)>|<!--|<[!?][^<>]{0,4000}>"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SPACES = re.compile(r"[^\S\n]+")
_LINE_EDGES = re.compile(r" ?\n ?")
_MANY_BREAKS = re.compile(r"\n{3,}")
# What XML, and so Word and Excel, cannot hold, wherever it was pasted from.
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _removed_characters() -> dict[int, str | None]:
    """Control, bidirectional override, zero-width and lone surrogate characters go; the C1
    range is what Windows-1252 read as Latin-1 leaves behind, and becomes what was meant."""
    table: dict[int, str | None] = dict.fromkeys(range(0x20))
    table |= {0x09: " ", 0x0A: "\n", 0x0B: "\n", 0x0C: "\n", 0x7F: None}
    for code in range(0x80, 0xA0):
        table[code] = bytes([code]).decode("cp1252", "ignore") or None
    table[0x85] = "…"
    for code in (0xAD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        table[code] = None
    table |= {0x2028: "\n", 0x2029: "\n"}
    table |= dict.fromkeys(range(0xD800, 0xE000))
    return table


_REMOVED = _removed_characters()


def plain_text(text: str) -> str:
    """Tags and hidden characters removed, entities decoded, whitespace tidied, NFC.

    ``<br>``, ``<p>`` and the like become line breaks; the content of scripts and styles goes.
    Only real tags are tags: "a < b", "<3" and "<not html>" survive.
    """
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        # With the semicolon only: "?a=1&region=2" holds no ® sign.
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_REMOVED)
        text = _SPACES.sub(" ", text)
        text = _MANY_BREAKS.sub("\n\n", _LINE_EDGES.sub("\n", text))
    elif "  " in text:
        text = _SPACES.sub(" ", text)
    return unicodedata.normalize("NFC", text).strip()


def _without_tags(text: str) -> str:
    pieces: list[str] = []
    place = 0
    last_comment_end = text.rfind("-->")
    dropping, kept = "", 0  # the element being dropped, and how many pieces stood before it
    for match in _TAG.finditer(text):
        if match.start() < place:
            continue
        replacement = _replacement(match)
        if replacement is None:
            continue
        pieces.append(text[place : match.start()])
        place = match.end()
        name = (match[2] or "").lower()
        if match[0] == "<!--":
            if place <= last_comment_end:
                place = text.find("-->", place) + 3
        elif dropping:
            if match[1] and name == dropping:
                del pieces[kept:]
                dropping = ""
        elif name in _DROPPED and not match[1]:
            dropping, kept = name, len(pieces)
        else:
            pieces.append(replacement)
    pieces.append(text[place:])
    return "".join(pieces)


def _replacement(match: re.Match[str]) -> str | None:
    """What stands in a tag's place, or None when it is not a tag but something a person wrote."""
    if match[2] is None:
        return ""
    name = match[2].lower()
    if name in _BREAKS:
        return _BREAKS[name]
    return "" if name in _INLINE or name in _DROPPED or ":" in name else None
