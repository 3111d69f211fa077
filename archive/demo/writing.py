"""What officials write about a dialogue: results, feedback, evaluation, documents."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from random import Random
from typing import Any

from archive.demo.facts import organisations, read_toml
from archive.demo.grammar import Slots, Template, capital, parse_lines, pick
from archive.demo.places import Choices
from archive.demo.records import DemoDialogue, DemoDocument, DemoMeasure
from archive.demo.voices import Aspect, aspects


@cache
def banks() -> dict[str, list[Template]]:
    """The banks of reports.toml, parsed."""
    return {name: parse_lines(text) for name, text in reports().items() if isinstance(text, str)}


@cache
def reports() -> dict[str, Any]:
    return read_toml("reports.toml")


def report_line(rng: Random, bank: str, choices: Choices) -> str:
    """One line of a bank, as a sentence."""
    return capital(Slots(rng, choices).line(banks()[bank]))


def tidy(text: str) -> str:
    """A sentence with its capital, and without "i Tensta i Tensta"."""
    text = re.sub(r"\bi parken i (parken )?", "i parken i ", text)
    text = re.sub(r"(i [A-ZÅÄÖ][\wåäö]+(?: [a-zåäö]+)?)(,?) \1", r"\1\2", text)
    return ". ".join(capital(part) for part in text.split(". "))


def listed(words: list[str]) -> str:
    """ "a, b och c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} och {words[-1]}"


def group_text(rng: Random, groups: list[str]) -> str:
    """The target groups in a sentence."""
    if groups == ["all_residents"]:
        return "Alla som bor eller vistas här; ingen särskild målgrupp."
    words = listed([reports()["group_words"][group] for group in groups])
    return report_line(rng, "reached", {"grupper": [words]})


def main_aspects(dialogue: DemoDialogue) -> list[tuple[Aspect, int]]:
    """What most of the viewpoints within the question are about, with counts."""
    counts = Counter(
        viewpoint.aspect
        for viewpoint in dialogue.viewpoints
        if viewpoint.in_scope and viewpoint.aspect
    )
    return [(aspects()[key], count) for key, count in counts.most_common(4)]


def write_results(rng: Random, dialogue: DemoDialogue, choices: Choices) -> None:
    """Summary, proposals, measures and documents that agree with the viewpoints' own numbers."""
    top = main_aspects(dialogue)
    if not top:
        return
    good = sum(viewpoint.kind == "good" for viewpoint in dialogue.viewpoints)
    outside = sum(not viewpoint.in_scope for viewpoint in dialogue.viewpoints)
    filled: Choices = {
        **choices,
        "antal": [str(len(dialogue.viewpoints))],
        "bra": [str(good)],
        "utanfor": [str(outside)],
    }
    for name, number, (aspect, count) in zip(
        ("ett", "tva", "tre"), ("n1", "n2", "n3"), top, strict=False
    ):
        filled |= {name: [aspect.label], number: [str(count)]}
    sentences = [report_line(rng, "result_start", filled)]
    if len(top) > 1:
        sentences.append(report_line(rng, "result_order", filled))
    # What a few said is no finding, and an official names the spot.
    findings = [aspect for number, (aspect, count) in enumerate(top[:3]) if not number or count > 3]
    choices = choices | {"där": choices.get("spot", choices["där"])}
    slots = Slots(rng, choices)
    for aspect in findings:
        sentences.append(capital(slots.line(aspect.finding)))
        slots.picked.pop("där", None)
    if len(top) > 2 and rng.random() < 0.5:
        sentences.append(report_line(rng, "result_split", filled))
    if good and rng.random() < 0.6:
        sentences.append(report_line(rng, "result_good", filled))
    if outside and rng.random() < 0.5:
        sentences.append(report_line(rng, "result_outside", filled))
    dialogue.result_summary = " ".join(sentences)
    _write_measures(rng, dialogue, top, slots)
    _write_documents(rng, dialogue, top, slots)


def _write_measures(
    rng: Random, dialogue: DemoDialogue, top: list[tuple[Aspect, int]], slots: Slots
) -> None:
    names = {body.slug: body.name for body in organisations()}
    given = dialogue.feedback_given_on is not None
    answers = []
    for aspect, _ in top[:3]:
        responsible = dialogue.owner if aspect.by in ("district", "owner") else aspect.by
        refused = rng.random() < 0.25
        title = f"Önskemål om {aspect.label}" if refused else capital(slots.line(aspect.measure))
        state = (
            "refused"
            if refused
            else pick(rng, ("done", "in_progress") if given else ("planned", "in_progress"))
        )
        answer = capital(slots.line(aspect.refuse if refused else aspect.answer))
        reason = answer if refused else ""
        dialogue.measures.append(DemoMeasure(title, responsible, state, reason, aspect.key))
        answers.append(answer)
    dialogue.proposals = "\n".join(f"– {measure.title}" for measure in dialogue.measures)
    dialogue.actors_to_involve = listed(
        sorted({names[measure.responsible] for measure in dialogue.measures})
    )
    if given:
        start, end = report_line(rng, "feedback_start", {}), report_line(rng, "feedback_end", {})
        dialogue.feedback_text = f"{start} {' '.join(answers)} {end}"
        dialogue.outcome = " ".join(answers)


def _write_documents(
    rng: Random, dialogue: DemoDialogue, top: list[tuple[Aspect, int]], slots: Slots
) -> None:
    quotes = [
        v.text
        for v in dialogue.viewpoints
        if v.in_scope and not v.has_personal_data and v.language == "sv"
    ]
    chosen = rng.sample(quotes, min(4, len(quotes)))
    text = [
        dialogue.title,
        "",
        dialogue.background,
        "",
        f"Frågan: {dialogue.question}",
        "",
        dialogue.result_summary,
    ]
    for aspect, count in top:
        text += [
            "",
            f"{capital(aspect.label)} ({count} synpunkter)",
            capital(slots.line(aspect.finding)),
        ]
    text += [
        "",
        "Röster ur materialet",
        *(f"”{quote}”" for quote in chosen),
        "",
        "Påhittat underlag för demostaden.",
    ]
    dialogue.documents.append(
        DemoDocument(f"Sammanställning: {dialogue.title}"[:200], "report", "\n".join(text))
    )
    if rng.random() < 0.25 and dialogue.occasions:
        dialogue.documents.append(_notes(dialogue, chosen))


def _notes(dialogue: DemoDialogue, quotes: list[str]) -> DemoDocument:
    """Notes of the first meeting."""
    first = dialogue.occasions[0]
    text = f"{first.title}, {first.venue}\n\n" + "\n".join(f"– {quote}" for quote in quotes)
    return DemoDocument(f"Minnesanteckningar: {dialogue.title}"[:200], "notes", text)
