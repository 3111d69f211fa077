"""The search over dialogues and viewpoints together (DESIGN section 7, R047)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from django.db import connection

from archive import candidates
from archive.candidates import Found, Scope, int_array, round_down, scope_of
from archive.criteria import Criteria, matching
from archive.lexemes import Frequencies, frequencies, probably_meant
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
NEARNESS = {
    AreaRelation.INSIDE: 1.0,
    AreaRelation.BESIDE: 0.7,
    AreaRelation.ABOVE: 0.7,
    AreaRelation.CITY_WIDE: 0.6,
}
# Scores this near each other count as equally good: the newest comes first.
EQUALLY_GOOD = 0.1
SYNONYMS_KEPT_SECONDS = 60
# Newest first, and the place in the list of relations of the nearest area of each (NULL: none).
NEWEST_FIRST = """
SELECT array_agg(id), array_agg(nearest) FROM (
    SELECT id, {nearest} AS nearest FROM dialogues_dialogue WHERE id = ANY(%(ids)s::bigint[])
    ORDER BY starts_on DESC NULLS LAST, id DESC
) AS newest_first
"""
NEAREST = """(
    SELECT min(place) FROM dialogues_dialogue_areas AS link
    JOIN unnest(%(near_areas)s::bigint[], %(near_places)s::int[]) AS near (area, place)
        ON near.area = link.area_id
    WHERE link.dialogue_id = dialogues_dialogue.id
)"""


@dataclass
class Answer:
    """What a search found: ids, best first.

    ``more_*`` is 0 where all are listed, else a number that there are more of. ``scope`` are all
    that pass the filters, where there are no words.
    """

    query: tuple[QueryWord, ...] = ()
    dialogue_ids: list[int] = field(default_factory=list)
    viewpoint_ids: list[int] = field(default_factory=list)
    more_dialogues: int = 0
    more_viewpoints: int = 0
    relations: dict[int, AreaRelation] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)
    scope: Scope | None = None


def search(criteria: Criteria, user: User) -> Answer:
    """Answer a search. Reads a bounded number of rows however much the archive holds."""
    if not user.has_access:
        return Answer()
    query = query_words(criteria.words, theme_synonyms()) if criteria.words else ()
    if not query:
        return _without_words(scope_of(matching(criteria, user)), criteria, user)
    counts = frequencies({token for word in query for token in _tokens(word)})
    query, meant = _corrected(query, counts)
    if meant:
        counts = frequencies({token for word in query for token in _tokens(word)})
    answer = Answer(query=query, meant=meant)
    scope = scope_of(matching(criteria, user)) if criteria.narrows else None
    viewpoint_scores, viewpoint_dialogues = _viewpoints(answer, counts, scope)
    _dialogues(answer, counts, scope, viewpoint_scores, viewpoint_dialogues, criteria)
    return answer


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
    """The query with what unknown words probably meant beside them, and what was taken for what."""
    # A word is unknown though its parts be known: "cykelbanna" holds "cykel".
    unknown = [
        word.word
        for word in query
        if not any(
            counts.viewpoints.get(token) or counts.dialogues.get(token)
            for token in (word.word, *word.synonyms)
        )
    ]
    meant = probably_meant(unknown)
    corrected = tuple(
        word._replace(synonyms=(*word.synonyms, meant[word.word])) if word.word in meant else word
        for word in query
    )
    shown = {word.shown or word.word: meant[word.word] for word in query if word.word in meant}
    return corrected, shown


def _without_words(scope: Scope, criteria: Criteria, user: User) -> Answer:
    """Filters only: the newest first."""
    dialogue_ids = scope.ids[:MOST_LISTED]
    found = Viewpoint.objects.visible_to(user).order_by("-pk")
    if criteria.narrows:
        found = found.filter(dialogue__in=scope.holding(MOST_LISTED))
    more_viewpoints = sum(scope.viewpoints)
    return Answer(
        scope=scope,
        dialogue_ids=dialogue_ids,
        viewpoint_ids=list(found.values_list("pk", flat=True)[:MOST_LISTED]),
        more_dialogues=round_down(len(scope.ids) - 1) if len(scope.ids) > MOST_LISTED else 0,
        more_viewpoints=round_down(more_viewpoints - 1) if more_viewpoints > MOST_LISTED else 0,
        relations=relations_of(dialogue_ids, criteria),
    )


def _viewpoints(
    answer: Answer, counts: Frequencies, scope: Scope | None
) -> tuple[dict[int, float], dict[int, int]]:
    """Fill in the viewpoints; return their scores, and the dialogue of each."""
    wanted = candidates.terms(answer.query, counts.viewpoints, counts.all_viewpoints)
    found = candidates.viewpoints(wanted, counts, scope, RANKED_VIEWPOINTS)
    length = counts.viewpoint_length
    ranked = _ranked(answer, found, counts.viewpoints, counts.all_viewpoints, length)
    answer.viewpoint_ids = [*ranked, *found.ids[len(ranked) :]]
    answer.more_viewpoints = found.more_than
    return ranked, dict(zip(found.ids, found.dialogue_ids, strict=True))


def _ranked(
    answer: Answer, found: Found, counts: dict[str, int], total: int, length: float
) -> dict[int, float]:
    """{id: score} of the candidates with texts, best first."""
    texts = [
        (pk, title, lemmas, parts)
        for pk, (title, lemmas, parts) in zip(found.ids, found.texts, strict=False)
    ]
    return dict(rank(answer.query, texts, counts, total, length))


def _dialogues(
    answer: Answer,
    counts: Frequencies,
    scope: Scope | None,
    viewpoint_scores: dict[int, float],
    viewpoint_dialogues: dict[int, int],
    criteria: Criteria,
) -> None:
    """Fill in the dialogues: by their own text and by what residents said in them."""
    wanted = candidates.terms(answer.query, counts.dialogues, counts.all_dialogues)
    found = candidates.dialogues(wanted, counts, scope, RANKED_DIALOGUES)
    length = counts.dialogue_length
    scores = _ranked(answer, found, counts.dialogues, counts.all_dialogues, length)
    lowest = min(scores.values(), default=0.0)
    scores.update(dict.fromkeys(found.ids[len(scores) :], lowest / 2))
    for pk, score in _from_viewpoints(viewpoint_scores, viewpoint_dialogues).items():
        scores[pk] = scores.get(pk, 0.0) + score
    in_order = sorted(scores, key=lambda pk: (-scores[pk], -pk))
    best = in_order[:PLACED_DIALOGUES]
    newest, relations = _newest_first(best, criteria)
    for pk, relation in relations.items():
        scores[pk] *= NEARNESS[relation]
    answer.relations = relations
    placed = [*_best_first(scores, newest), *in_order[PLACED_DIALOGUES:]]
    answer.dialogue_ids = placed[:MOST_LISTED]
    is_cut = found.more_than or len(scores) > MOST_LISTED
    answer.more_dialogues = MOST_LISTED if is_cut else 0


def relations_of(ids: list[int], criteria: Criteria) -> dict[int, AreaRelation]:
    """How near dialogues lie to the area searched; empty without one."""
    return _newest_first(ids, criteria)[1] if criteria.near else {}


def _newest_first(ids: list[int], criteria: Criteria) -> tuple[list[int], dict[int, AreaRelation]]:
    """The dialogues by age, and where an area is searched how near each lies to it."""
    with connection.cursor() as cursor:
        sql = NEWEST_FIRST.format(nearest=NEAREST if criteria.near else "NULL::int")
        cursor.execute(sql, {"ids": int_array(ids)} | nearness_columns(criteria))
        newest, places = cursor.fetchone()
    if not criteria.near:
        return newest or [], {}
    found = [relation_at(place) for place in places or []]
    return newest or [], dict(zip(newest or [], found, strict=True))


def nearness_columns(criteria: Criteria) -> dict[str, str]:
    """The areas around the one searched, and of each the place of its relation among all."""
    order = list(AreaRelation)
    pairs = [(pk, order.index(relation)) for relation, pks in criteria.near.items() for pk in pks]
    return {
        "near_areas": int_array(pk for pk, _place in pairs),
        "near_places": int_array(place for _pk, place in pairs),
    }


def relation_at(place: int | None) -> AreaRelation:
    """The relation that NEAREST found: a dialogue's nearest area counts."""
    return AreaRelation.CITY_WIDE if place is None else list(AreaRelation)[place]


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
