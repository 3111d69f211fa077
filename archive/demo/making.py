"""Plausible dialogues over 2009–2026, made up from the kinds in subjects_*.toml."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from archive.demo.facts import administration_on, districts, organisations, read_toml
from archive.demo.grammar import Slots, parse_lines, pick
from archive.demo.happening import TODAY, count_participants, evaluate, make_occasions
from archive.demo.places import Choices, choices_for, names_of, place_table, title_choices
from archive.demo.records import DemoDialogue
from archive.demo.sayings import Topic, make_viewpoints
from archive.demo.writing import group_text, report_line, tidy, write_results

RECRUITMENTS = (
    "open",
    "targeted",
    "outreach",
    "passers_by",
    "random_sample",
    "self_selected",
    "any_time",
)
PROCESS_KINDS = {
    "Medborgarbudget", "Brukarråd", "Ungdomspanel", "Tidig dialog", "Pensionärsråd",
    "Funktionshinderråd", "Brottsförebyggande råd", "Företagarråd",
}  # fmt: skip
# Districts with woods and water but hardly any homes.
EMPTY = {"Flaten", "Djurgården", "Norra Djurgården", "Långholmen", "Ulvsunda industriområde"}
CITY_WIDE: Choices = {
    "där": ["i flera stadsdelar", "i ytterstaden"],
    "spot": ["i flera stadsdelar", "i ytterstaden"],
    "gatan": ["huvudgatorna"],
    "pågatan": ["längs huvudgatorna"],
    "torget": ["torgen"],
    "påtorget": ["på torgen"],
    "parken": ["parkerna"],
    "iparken": ["i parkerna"],
    "ip": ["idrottsplatserna"],
    "påip": ["på idrottsplatserna"],
    "istadsdel": ["i hela staden"],
    "stadsdel": ["staden"],
    "icentrum": ["i stadsdelarnas centrum"],
}
UPCOMING = ("idea", "planning", "submitted", "decided", "ongoing", "ongoing")
# The first official's to-do list is to begin with the stories told by hand: what else their
# administration and those before it promised until then has been answered.
ANSWERS = ("sdf-jarva", "sdf-rinkeby-kista", "sdf-spanga-tensta")
ANSWERED_UNTIL = datetime.date(2025, 11, 1)


@dataclass
class City:
    """What has been used so far: titles and texts must not come twice."""

    rng: Random
    titles: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    made: list[DemoDialogue] = field(default_factory=list)


@cache
def subjects() -> dict[str, dict[str, Any]]:
    """The kinds of dialogues by key."""
    found: dict[str, dict[str, Any]] = {}
    for name in ("subjects_place.toml", "subjects_people.toml"):
        found |= read_toml(name)
    for row in found.values():
        row |= {name: parse_lines(row[name]) for name in ("titles", "questions", "backgrounds")}
    return found


@cache
def inhabited(nature: bool = False) -> list[str]:
    """Districts to choose among; priority areas twice, since more is asked there."""
    known = set(place_table()) - (set() if nature else EMPTY)
    return [
        each.name
        for each in districts()
        for _ in range(2 if each.is_priority else 1)
        if each.name in known
    ]


def make_dialogues(city: City) -> None:
    """Adds every kind's number of dialogues to the city."""
    for key, subject in subjects().items():
        for number in range(subject["n"]):
            city.made.append(make_dialogue(city, f"{key}-{number + 1}", subject))
    link_chains(city)


def make_dialogue(city: City, key: str, subject: dict[str, Any]) -> DemoDialogue:
    """One dialogue of a kind, with everything that hangs on it."""
    rng = city.rng
    state = pick(rng, UPCOMING) if rng.random() < 0.17 else "past"
    start, end = _period(rng, state, subject)
    place = _place(rng, subject)
    area = next(each for each in districts() if each.name == place[0])
    committee_area = area.committee_area(start or TODAY)
    choices = _choices(subject, place, committee_area, start or TODAY)
    scope = subject.get("scope", "district")
    dialogue = DemoDialogue(
        key=key,
        title=_title(city, subject, choices),
        question=tidy(Slots(rng, choices).line(subject["questions"])),
        background=tidy(Slots(rng, choices).line(subject["backgrounds"])),
        purpose="",
        owner=_owner(rng, subject, committee_area, start or TODAY),
        state=state,
        type=subject.get("type", "citizen"),
        level=pick(rng, subject["levels"]),
        purposes=subject["purposes"][: 1 + int(rng.random() * 3)],
        themes=list(subject["themes"]),
        areas={"district": [place[0]], "area": [committee_area], "city": []}[scope],
        area_level={"district": "district", "area": "committee", "city": "city"}[scope],
        starts_on=start,
        ends_on=end,
        kind=pick(rng, subject["kinds"]),
        feeds_decision=tidy(Slots(rng, choices).line(parse_lines(subject["decision"]))),
    )
    _design(rng, dialogue, subject)
    _describe(rng, dialogue, subject, choices)
    _gather(rng, dialogue, choices)
    _settle(rng, dialogue)
    _carry_out(city, dialogue, subject, choices, place)
    return dialogue


def _choices(
    subject: dict[str, Any], place: tuple[str, str, str], committee_area: str, day: datetime.date
) -> Choices:
    """What fills the slots of titles, questions and reports."""
    district, main_kind, main = place
    choices = title_choices(choices_for(district, day, main_kind, main), district)
    if main_kind:
        choices |= _only_main(main_kind, main)
    if subject.get("scope") == "city":
        choices |= CITY_WIDE
    return choices | {"omrade": [committee_area]}


def _design(rng: Random, dialogue: DemoDialogue, subject: dict[str, Any]) -> None:
    """When in the decision process, whose idea, and how."""
    phases = (1, 2, 3, 5, 6) if dialogue.state == "past" else (1, 2, 3)
    dialogue.openness = subject.get("openness") or pick(rng, ("whether", "how"))
    dialogue.orientation = [pick(rng, ("place", "theme", "target_group"))]
    dialogue.phases = sorted(rng.sample(phases, 1 + (rng.random() < 0.35)))
    ideas = ("official", "politician", "residents", "civil_society")
    dialogue.initiator = rng.choices(ideas, (60, 20, 13, 7))[0]
    number = min(len(subject["methods"]), 1 + int(rng.random() * 3))
    dialogue.methods = rng.sample(subject["methods"], number)


def _period(
    rng: Random, state: str, subject: dict[str, Any]
) -> tuple[datetime.date | None, datetime.date | None]:
    length = rng.choice((0, 0, 3, 10, 20, 35, 60, 90, 150))
    if state == "idea":
        return None, None
    if state == "ongoing":
        start = TODAY - datetime.timedelta(days=int(rng.random() * 50))
        return start, TODAY + datetime.timedelta(days=5 + int(rng.random() * 100))
    if state != "past":
        start = TODAY + datetime.timedelta(days=12 + int(rng.random() * 320))
        return start, start + datetime.timedelta(days=length)
    year = rng.choices(
        range(2009, 2027), [1, 1, 1.5, 1.5, 2, 2.5, 3, 3, 3, 3.5, 3.5, 2, 3, 5, 6, 7, 8, 6]
    )[0]
    month = (
        rng.choice((2, 3, 3, 4, 4, 5, 5, 6, 8, 9, 9, 10, 10, 11, 11, 12))
        if year < 2026
        else rng.randint(1, 8)
    )
    start = datetime.date(year, month, rng.randint(1, 28))
    return start, min(start + datetime.timedelta(days=length), TODAY - datetime.timedelta(days=20))


def _place(rng: Random, subject: dict[str, Any]) -> tuple[str, str, str]:
    """(district, kind of main place, its name)."""
    kind = subject["place"]
    for _ in range(200):
        district = pick(rng, inhabited(bool(subject.get("needs"))))
        names = names_of(district, kind) if kind else []
        if names:
            return district, kind, pick(rng, names)
        if not subject.get("needs") and kind in ("", "p"):
            return district, kind, ""
    raise ValueError(f"no district has a place of kind {kind!r}")


def _only_main(kind: str, main: str) -> Choices:
    """In titles and questions the main place is the only one of its kind."""
    bare = {"t": "torget", "g": "gatan", "p": "parken", "s": "skogen", "v": "vattnet", "i": "ip"}[
        kind
    ]
    return {bare: [main]} if main else {}


def _title(city: City, subject: dict[str, Any], choices: Choices) -> str:
    for _ in range(60):
        title = tidy(Slots(city.rng, choices).line(subject["titles"]))
        if title not in city.titles:
            break
    number = 2
    base = title
    while title in city.titles:
        title = f"{base}, del {number}"
        number += 1
    city.titles.add(title)
    return title


def _owner(rng: Random, subject: dict[str, Any], area: str, day: datetime.date) -> str:
    owner = pick(rng, subject["owner"])
    return administration_on(area, day) if owner == "district" else owner


def _describe(
    rng: Random, dialogue: DemoDialogue, subject: dict[str, Any], choices: Choices
) -> None:
    body = next(each for each in organisations() if each.slug == dialogue.owner)
    year = dialogue.starts_on.year if dialogue.starts_on else TODAY.year
    dialogue.feeds_committee = body.committee
    short = re.sub(r"[^a-z]", "", body.slug.removeprefix("sdf-"))[:3].upper()
    dialogue.case_number = (
        f"{short} {year}/{int(rng.random() * 900) + 40}" if rng.random() < 0.8 else ""
    )
    dialogue.form = "process" if dialogue.kind in PROCESS_KINDS else "activity"
    if dialogue.kind == "Samråd" and dialogue.owner in ("stadsbyggnad", "exploatering"):
        dialogue.is_statutory, dialogue.statutory_ground = True, "Plan- och bygglagen"
    dialogue.target_groups = subject["groups"][: 1 + int(rng.random() * len(subject["groups"]))]
    dialogue.target_group_text = group_text(rng, dialogue.target_groups)
    dialogue.recruitment = sorted(rng.sample(RECRUITMENTS, 1 + (rng.random() < 0.5)))
    dialogue.recruitment_text = report_line(rng, "recruitment", choices)
    decision = dialogue.feeds_decision
    weighing = f"{decision[:1].lower()}{decision[1:]}"
    purposes = (
        f"Ge underlag till: {decision}.",
        f"Nämnden ska kunna väga in vad de berörda vill innan beslutet om {weighing}.",
        "Ta reda på vad som behövs, av dem som berörs mest.",
    )
    dialogue.purpose = pick(rng, purposes)


def _gather(rng: Random, dialogue: DemoDialogue, choices: Choices) -> None:
    """Partners, co-organisers and languages."""
    if rng.random() < 0.5:
        dialogue.partners = [("civil_society", report_line(rng, "partner", choices))]
    if rng.random() < 0.22:
        others = [
            slug
            for slug in (
                "trafik",
                "kultur",
                "utbildning",
                "idrott",
                "stockholmshem",
                "svenska-bostader",
            )
            if slug != dialogue.owner
        ]
        dialogue.co_organisers = [pick(rng, others)]
    if rng.random() < 0.25:
        dialogue.languages = pick(
            rng,
            (
                "svenska, engelska",
                "svenska, somaliska, arabiska",
                "svenska, finska",
                "svenska, arabiska, tigrinja",
                "svenska, lättläst svenska",
            ),
        )


def _settle(rng: Random, dialogue: DemoDialogue) -> None:
    """The state of a past dialogue and when feedback was promised and given."""
    if dialogue.state != "past":
        if dialogue.state in ("decided", "ongoing") and dialogue.ends_on:
            dialogue.feedback_due = dialogue.ends_on + datetime.timedelta(
                days=60 + int(rng.random() * 120)
            )
        return
    end = dialogue.ends_on or TODAY
    fate = rng.random()
    if fate < 0.07:
        dialogue.state = "cancelled" if fate < 0.04 else "no_dialogue"
        return
    dialogue.registered_afterwards = end.year < 2024
    dialogue.feedback_due = end + datetime.timedelta(days=pick(rng, (60, 90, 120, 180, 270, 365)))
    given = dialogue.feedback_due + datetime.timedelta(days=int(rng.gauss(10, 40)))
    answered = rng.random() < (0.8 if end.year < 2025 else 0.6)
    if answered and end < given <= TODAY:
        dialogue.feedback_given_on = given
        dialogue.feedback_reach = "targeted" if rng.random() < 0.7 else "open"
    if dialogue.owner in ANSWERS and dialogue.feedback_due < ANSWERED_UNTIL:
        dialogue.feedback_given_on = max(end, dialogue.feedback_due - datetime.timedelta(days=9))
        dialogue.feedback_reach = "targeted"
    closed = dialogue.feedback_given_on is not None or end.year < 2019
    dialogue.state = "closed" if closed else "feedback"


def _carry_out(
    city: City,
    dialogue: DemoDialogue,
    subject: dict[str, Any],
    choices: Choices,
    place: tuple[str, str, str],
) -> None:
    rng = city.rng
    if dialogue.state in ("cancelled", "no_dialogue"):
        dialogue.reason = report_line(
            rng, "cancelled" if dialogue.state == "cancelled" else "no_dialogue", choices
        )
        dialogue.registered_afterwards = False
        return
    if dialogue.state not in ("ongoing", "feedback", "closed"):
        return
    count_participants(rng, dialogue, subject["size"])
    dialogue.occasions = make_occasions(rng, dialogue, choices)
    days = [occasion.starts_on for occasion in dialogue.occasions if occasion.starts_on <= TODAY]
    share = 0.35 if dialogue.state == "ongoing" else 1.0
    base = dialogue.participants or subject["size"]
    wanted = int(min(330, max(9, base * (0.4 + rng.random() * 0.85))) * share)
    if days and wanted > 4 and rng.random() < 0.93:
        topic = Topic(
            subject["aspects"], _voiced_areas(rng, dialogue, place[0]), place[1], place[2], days
        )
        dialogue.viewpoints = make_viewpoints(rng, topic, wanted, city.texts)
    if dialogue.state != "ongoing":
        write_results(rng, dialogue, choices)
        evaluate(rng, dialogue, choices)


def _voiced_areas(rng: Random, dialogue: DemoDialogue, district: str) -> list[str]:
    """The districts that people in the dialogue speak of."""
    if dialogue.area_level == "district":
        return [district]
    known = set(place_table())
    names = [
        each.name
        for each in districts()
        if each.name in known - EMPTY
        and (
            not dialogue.areas
            or dialogue.areas[0] in (each.committee_area_2023, each.committee_area_before)
        )
    ]
    return rng.sample(names, min(len(names), 14))


def link_chains(city: City) -> None:
    """A dialogue may follow an earlier one in the same area on the same theme (R030)."""
    latest: dict[tuple[str, str], DemoDialogue] = {}
    dated = [each for each in city.made if each.starts_on and each.areas]
    for dialogue in sorted(dated, key=lambda each: (each.starts_on or TODAY, each.key)):
        place = (dialogue.areas[0], dialogue.themes[0])
        earlier = latest.get(place)
        if earlier and earlier.state in ("closed", "feedback"):
            dialogue.follows = [earlier.key]
        latest[place] = dialogue
