"""The search over dialogues and viewpoints together (DESIGN section 7, R047)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from archive import candidates
from archive.candidates import Found, FoundViewpoints, Scope, round_down
from archive.criteria import Criteria, matching, relations_of
from archive.lexemes import Frequencies, frequencies, probably_meant
from archive.register import Register, current
from dialogportal.language import QueryWord, index_words, query_words, rank
from dialogportal.local_cache import cache
from feedback.models import Viewpoint
from municipality.enums import AreaRelation
from municipality.models import Theme, User

# How many of the picked texts are ranked closely; the rest keep the order they were picked in.
RANKED_VIEWPOINTS = 80
RANKED_DIALOGUES = 30
# How many of the best dialogues are placed by nearness and age, too.
PLACED_DIALOGUES = 300
MOST_LISTED = 1_000
# What a dialogue's best viewpoint and the number of them add to what its own text says.
BEST_VIEWPOINT, EACH_VIEWPOINT = 0.6, 0.08
# Of the dialogues that a search is narrowed to so many of the newest are looked at.
MOST_IN_SCOPE = 20_000
NEARNESS = {
    AreaRelation.INSIDE: 1.0,
    AreaRelation.BESIDE: 0.7,
    AreaRelation.ABOVE: 0.7,
    AreaRelation.CITY_WIDE: 0.6,
}
# Scores this near each other count as equally good: the newest comes first.
EQUALLY_GOOD = 0.1
SYNONYMS_KEPT_SECONDS = 60


@dataclass
class Answer:
    """What a search found: ids, best first.

    ``more_*`` is 0 where all are listed, else a number that there are more of. ``divided``: the
    bits in ``register`` of the dialogues that the numbers beside the filters are of.
    """

    query: tuple[QueryWord, ...] = ()
    dialogue_ids: list[int] = field(default_factory=list)
    viewpoint_ids: list[int] = field(default_factory=list)
    more_dialogues: int = 0
    more_viewpoints: int = 0
    relations: dict[int, AreaRelation] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    divided: int = 0


def search(criteria: Criteria, user: User) -> Answer:
    """Answer a search. Reads a bounded number of rows however much the archive holds."""
    if not user.has_access:
        return Answer()
    register = current()
    query = query_words(criteria.words, theme_synonyms()) if criteria.words else ()
    if not query:
        return _without_words(register, criteria, user)
    counts = frequencies({token for word in query for token in _tokens(word)})
    query, meant = _corrected(query, counts)
    answer = Answer(query=query, meant=meant, register=register)
    scope = _scope(register, matching(criteria, register)) if criteria.narrows else None
    wanted = candidates.terms(query, counts.dialogues, counts.all_dialogues)
    dialogues = candidates.dialogues(wanted, counts, scope, register)
    wanted = candidates.terms(query, counts.viewpoints, counts.all_viewpoints)
    read = dialogues.ids[:RANKED_DIALOGUES]
    viewpoints = candidates.viewpoints(wanted, counts, scope, RANKED_VIEWPOINTS, read)
    from_viewpoints = _viewpoints(answer, counts, viewpoints)
    own_texts = {
        pk: viewpoints.dialogue_texts[pk] for pk in read if pk in viewpoints.dialogue_texts
    }
    _dialogues(answer, counts, dialogues, own_texts, from_viewpoints, criteria)
    answer.divided = register.bits(answer.dialogue_ids)
    return answer


def _scope(register: Register, bits: int) -> Scope:
    records = register.records_of(bits)[:MOST_IN_SCOPE]
    return Scope([row.id for row in records], [row.viewpoints for row in records])


def theme_synonyms() -> dict[str, list[str]]:
    """{lemma: words that mean the same} of the themes' synonym groups."""
    known: dict[str, list[str]] | None = cache.get("theme-synonyms")
    if known is None:
        known = {}
        for groups in Theme.objects.filter(in_use=True).values_list("synonyms", flat=True):
            for group in groups:
                words = [word.strip() for word in group.split("=")]
                for word in words:
                    others = [other for other in words if other != word]
                    known.setdefault(index_words(word).lemmas, []).extend(others)
        cache.set("theme-synonyms", known, SYNONYMS_KEPT_SECONDS)
    return known


def _tokens(word: QueryWord) -> tuple[str, ...]:
    return (word.word, *word.synonyms, *word.parts)


def _corrected(
    query: tuple[QueryWord, ...], counts: Frequencies
) -> tuple[tuple[QueryWord, ...], dict[str, str]]:
    """The query with what unknown words probably meant beside them, and what was taken for what;
    ``counts`` gets how common that is."""
    # A word is unknown though its parts be known: "cykelbanna" holds "cykel".
    unknown = [
        word.word
        for word in query
        if not any(
            counts.viewpoints.get(token) or counts.dialogues.get(token)
            for token in (word.word, *word.synonyms)
        )
    ]
    meant = probably_meant(unknown, counts)
    corrected = tuple(
        word._replace(synonyms=(*word.synonyms, meant[word.word])) if word.word in meant else word
        for word in query
    )
    shown = {word.shown or word.word: meant[word.word] for word in query if word.word in meant}
    return corrected, shown


def _without_words(register: Register, criteria: Criteria, user: User) -> Answer:
    """Filters only: the newest first."""
    bits = matching(criteria, register)
    scope = _scope(register, bits)
    dialogue_ids = scope.ids[:MOST_LISTED]
    found = Viewpoint.objects.visible_to(user).order_by("-pk")
    if criteria.narrows:
        found = found.filter(dialogue__in=scope.holding(MOST_LISTED))
    more_viewpoints = sum(scope.viewpoints)
    return Answer(
        register=register,
        divided=bits,
        dialogue_ids=dialogue_ids,
        viewpoint_ids=list(found.values_list("pk", flat=True)[:MOST_LISTED]),
        more_dialogues=round_down(len(scope.ids) - 1) if len(scope.ids) > MOST_LISTED else 0,
        more_viewpoints=round_down(more_viewpoints - 1) if more_viewpoints > MOST_LISTED else 0,
        relations=relations_of(register.known(dialogue_ids), criteria),
    )


def _viewpoints(answer: Answer, counts: Frequencies, found: FoundViewpoints) -> dict[int, float]:
    """Fill in the viewpoints; return what they say for each dialogue."""
    length = counts.viewpoint_length
    scores = _ranked(answer, found.texts, counts.viewpoints, counts.all_viewpoints, length)
    answer.viewpoint_ids = [*scores, *found.ids[len(scores) :]]
    answer.more_viewpoints = found.more_than
    return _from_viewpoints(scores, dict(zip(found.ids, found.dialogue_ids, strict=True)))


def _ranked(
    answer: Answer, texts: dict[int, list[str]], counts: dict[str, int], total: int, length: float
) -> dict[int, float]:
    """{id: score} of candidates with their (title, lemmas, parts), best first."""
    rows = [(pk, title, lemmas, parts) for pk, (title, lemmas, parts) in texts.items()]
    return dict(rank(answer.query, rows, counts, total, length))


def _dialogues(
    answer: Answer,
    counts: Frequencies,
    found: Found,
    texts: dict[int, list[str]],
    from_viewpoints: dict[int, float],
    criteria: Criteria,
) -> None:
    """Fill in the dialogues: by their own text and by what residents said in them."""
    length = counts.dialogue_length
    scores = _ranked(answer, texts, counts.dialogues, counts.all_dialogues, length)
    lowest = min(scores.values(), default=0.0)
    scores.update(dict.fromkeys(found.ids[RANKED_DIALOGUES:], lowest / 2))
    for pk, score in from_viewpoints.items():
        scores[pk] = scores.get(pk, 0.0) + score
    in_order = sorted(sorted(scores, reverse=True), key=scores.__getitem__, reverse=True)
    best = in_order[:PLACED_DIALOGUES]
    newest = sorted(answer.register.known(best))
    answer.relations = relations_of(newest, criteria)
    for pk, relation in answer.relations.items():
        scores[pk] *= NEARNESS[relation]
    ids = [record.id for record in newest]
    placed = [*_best_first(scores, ids), *in_order[PLACED_DIALOGUES:]]
    answer.dialogue_ids = placed[:MOST_LISTED]
    is_cut = found.more_than or len(scores) > MOST_LISTED
    answer.more_dialogues = MOST_LISTED if is_cut else 0


def _from_viewpoints(scores: dict[int, float], dialogues: dict[int, int]) -> dict[int, float]:
    """What the matching viewpoints say for each dialogue: the best one, and how many they are."""
    best: dict[int, float] = {}
    number: dict[int, int] = {}
    for viewpoint, dialogue in dialogues.items():
        best[dialogue] = max(best.get(dialogue, 0.0), scores.get(viewpoint, 0.0))
        number[dialogue] = number.get(dialogue, 0) + 1
    return {
        pk: score * (BEST_VIEWPOINT + EACH_VIEWPOINT * math.log2(number[pk]))
        for pk, score in best.items()
    }


def _best_first(scores: dict[int, float], newest_first: list[int]) -> list[int]:
    """Ids by score; among those about equally good, the newest comes first."""
    top = max((scores[pk] for pk in newest_first), default=0.0) or 1.0
    return sorted(newest_first, key=lambda pk: -round(scores[pk] / top / EQUALLY_GOOD))
