"""Viewpoints as people write them: short and long, angry and grateful, misspelt here and there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from archive.demo.facts import DATA, read_toml
from archive.demo.grammar import Slots, Template, capital, parse_lines, pick
from archive.demo.places import Choices, voice_lines

KINDS = ("worse", "improve", "good", "question")
YOUNG_ASPECTS = {"fritidsgård", "skolgård", "skolmat", "ungjobb"}
OLD_ASPECTS = {"hemtjänst", "äldreboende", "träffpunkt"}
# Numbers that PTS keeps for fiction, and numbers from Skatteverket's list for testing.
PHONES = [f"070-174 06 {number:02d}" for number in range(5, 100)]
TEST_NUMBERS = (
    "900721-2393",
    "900728-2388",
    "900730-2384",
    "19900602-2397",
    "19910717-2380",
    "931217-2381",
    "20000102-2391",
    "000103-2382",
    "20000105-2380",
)
MAIL_NAMES = (
    "boende",
    "granne",
    "hundagare",
    "farfar",
    "cyklist",
    "brf.styrelsen",
    "familjen",
    "nattuggla",
)


@dataclass(frozen=True)
class Aspect:
    """One thing people speak of, e.g. lighting: what they say, and what officials make of it."""

    key: str
    theme: str
    by: str
    label: str
    says: dict[str, list[Template]]
    finding: list[Template]
    measure: list[Template]
    answer: list[Template]
    refuse: list[Template]


@cache
def aspects() -> dict[str, Aspect]:
    """All aspects by key."""
    found = {}
    for path in sorted((DATA / "aspects").glob("*.toml")):
        for key, row in read_toml(f"aspects/{path.name}").items():
            says = {name: parse_lines(row[name]) for name in (*KINDS, "short", "more")}
            official = {
                name: parse_lines(row[name]) for name in ("finding", "measure", "answer", "refuse")
            }
            found[key] = Aspect(key, row["theme"], row["by"], row["label"], says, **official)
    return found


@cache
def slips() -> dict[str, str]:
    """Common misspellings and everyday spellings, by the right word."""
    text = read_toml("voices.toml")["slips"]
    pairs = [line.split("=", 1) for line in text.split("\n") if "=" in line]
    return {right: wrong for right, wrong in pairs if right != wrong}


def write_viewpoint(rng: Random, aspect: Aspect, kind: str, choices: Choices) -> str:
    """One viewpoint in Swedish about an aspect."""
    slots = Slots(rng, choices)
    sentences = _sentences(rng, slots, aspect, kind)
    text = _join(rng, sentences)
    if aspect.key in YOUNG_ASPECTS and rng.random() < 0.12:
        text = f"{slots.line(voice_lines()['teen'])} {text[:1].lower()}{text[1:]}"
    return _handwriting(rng, text)


def _sentences(rng: Random, slots: Slots, aspect: Aspect, kind: str) -> list[str]:
    voices, says = voice_lines(), aspect.says
    age = "_young" if aspect.key in YOUNG_ASPECTS else "_old" if aspect.key in OLD_ASPECTS else ""
    who, ending = voices[f"who{age}"], voices[f"ending{age}"]
    shape = rng.random()
    core = slots.line(says[kind])
    if kind == "question" and rng.random() < 0.9:
        core = core.rstrip("?") + "?"
    if shape < (0.14 if kind == "improve" else 0.05 if kind == "worse" else 0):
        return [slots.line(says["short"])]
    if shape < 0.18 and kind == "improve":
        words = list(dict.fromkeys(slots.line(says["short"]) for _ in range(3)))
        return [
            "\n".join(f"- {word}" for word in words) if rng.random() < 0.35 else ", ".join(words)
        ]
    if shape < 0.42:
        return [core]
    if shape < 0.63:
        return [core, _more(rng, slots, aspect, kind)]
    if shape < 0.73:
        return [slots.line(who), core]
    if shape < 0.82:
        return [*_opened(slots, kind, core), slots.line(ending)]
    if shape < 0.88:
        return [*_opened(slots, kind, core), _more(rng, slots, aspect, kind)]
    if shape < 0.93:
        return [core, slots.line(voices["doubt" if kind != "good" else "glad"])]
    slots.picked.pop("där", None)  # a longer text goes on to another spot
    other = slots.line(says["improve" if kind != "improve" else "worse"])
    parts = [slots.line(who), core, _more(rng, slots, aspect, kind)]
    parts.append(f"{slots.line(voices['link'])} {other}")
    if rng.random() < 0.6:
        parts.append(slots.line(ending if rng.random() < 0.7 else voices["doubt"]))
    return parts


def _more(rng: Random, slots: Slots, aspect: Aspect, kind: str) -> str:
    """A second sentence: an experience or, after praise and questions, something that fits."""
    voices = voice_lines()
    if kind == "good":
        return slots.line(voices["glad"])
    if kind == "worse" and rng.random() < 0.1:
        return slots.line(voices["rage"])
    if kind == "worse" and rng.random() < 0.2:
        return slots.line(aspect.says["improve"])
    return slots.line(aspect.says["more"])


def _opened(slots: Slots, kind: str, core: str) -> list[str]:
    opening = slots.line(voice_lines()["opening"])
    if opening.endswith(("!", ".")):
        return [opening.rstrip("."), core]
    if opening.endswith(("tycker", "att")) and kind != "worse":
        return [core]
    return [f"{opening} {core}"]


def _join(rng: Random, sentences: list[str]) -> str:
    """Sentences put together with the writer's own punctuation."""
    careful = rng.random() < 0.72
    stop = (
        pick(rng, (".", ".", ".", ".", ".", "!", "...", "!!"))
        if careful
        else pick(rng, (".", ",", "", " -"))
    )
    out = ""
    for number, sentence in enumerate(sentences):
        last = number == len(sentences) - 1
        text = capital(sentence) if careful or (number == 0 and rng.random() < 0.6) else sentence
        closed = text.endswith(("?", "!", ".", ":"))
        mark = stop if last or rng.random() < 0.3 or stop in (",", "", " -") else "."
        if last and not careful and rng.random() < 0.6:
            end = ""
        else:
            end = "" if closed else (("." if stop in (",", " -") else stop) if last else mark)
        glue = "" if last else ("\n" if len(sentences) > 3 and rng.random() < 0.2 else " ")
        out += text + end + glue
    return out


def _handwriting(rng: Random, text: str) -> str:
    """Everyday spelling, slips of the finger, capitals: for some writers only."""
    habit = rng.random()
    if habit < 0.025:
        return text.upper().replace("...", "!")
    if habit < 0.12:
        text = text.lower()
    if habit > 0.8:
        text = _misspell(rng, text, 0.5)
    elif habit > 0.76:
        text = (
            text.replace("å", "a").replace("ä", "a").replace("ö", "o")
            if rng.random() < 0.12
            else _misspell(rng, text, 0.9)
        )
    if rng.random() < 0.04:
        text += pick(rng, (" :)", " :(", " ❤", " 😡", " 👍", " 🙏", "!!!"))
    return text


def _misspell(rng: Random, text: str, often: float) -> str:
    table = slips()
    words = text.split(" ")
    for index, word in enumerate(words):
        if word in table and rng.random() < often:
            words[index] = table[word]
    if rng.random() < 0.55:
        index = int(rng.random() * len(words))
        words[index] = _finger_slip(rng, words[index])
    return " ".join(words)


def _finger_slip(rng: Random, word: str) -> str:
    """Two letters swapped, one lost or one doubled, in a long lower-case word."""
    if len(word) < 6 or not word.isalpha() or not word.islower():
        return word
    at = 1 + int(rng.random() * (len(word) - 3))
    return pick(
        rng,
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        ),
    )


def write_foreign(rng: Random, choices: Choices) -> tuple[str, str]:
    """A viewpoint in another language: (text, language code)."""
    language = pick(rng, ("en", "en", "en", "en", "en", "fi", "es"))
    bank = {"en": "english", "fi": "finnish", "es": "spanish"}[language]
    text = Slots(rng, choices).line(voice_lines()[bank])
    if rng.random() < 0.3:
        extra = Slots(rng, choices).line(voice_lines()[bank])
        text = text if extra == text else f"{text} {extra}"
    return text.strip(), language


def contact_tail(rng: Random, choices: Choices) -> str:
    """A sentence with made-up personal data, to show that the portal masks it."""
    name = f"{pick(rng, MAIL_NAMES)}{int(rng.random() * 90) + 10}"
    filled: Choices = {
        **choices,
        "telefon": [pick(rng, PHONES)],
        "epost": [f"{name}@{pick(rng, ('example.se', 'example.com'))}"],
        "personnummer": [pick(rng, TEST_NUMBERS)],
    }
    return Slots(rng, filled).line(voice_lines()["contact"])
