"""The search over dialogues and viewpoints together (DESIGN section 7, R047)."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef

from archive import candidates
from archive.criteria import Criteria, matching
from archive.lexemes import Frequencies, frequencies, probably_meant
from dialogportal.language import QueryWord, index_words, query_words, rank
from dialogportal.local_cache import cache
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from feedback.models import Viewpoint
from municipality.enums import AreaRelation
from municipality.models import Theme, User

# How many of the picked texts are ranked closely; the rest keep the order they were picked in.
RANKED_VIEWPOINTS = 120
RANKED_DIALOGUES = 40
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
AREA_IDS = ArraySubquery(
    Dialogue.areas.through.objects.filter(dialogue=OuterRef("pk")).values("area_id")
)
STARTS_AND_AREAS = """
SELECT id, starts_on, ARRAY(
    SELECT area_id FROM dialogues_dialogue_areas WHERE dialogue_id = dialogues_dialogue.id
) FROM dialogues_dialogue WHERE id = ANY(%s)
"""


@dataclass
class Answer:
    """What a search found: ids, best first. ``*_cut`` says that there are more than listed."""

    query: tuple[QueryWord, ...] = ()
    dialogue_ids: list[int] = field(default_factory=list)
    viewpoint_ids: list[int] = field(default_factory=list)
    dialogues_cut: bool = False
    viewpoints_cut: bool = False
    relations: dict[int, AreaRelation] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)


def search(criteria: Criteria, user: User) -> Answer:
    """Answer a search. Reads a bounded number of rows however much the archive holds."""
    if not user.has_access:
        return Answer()
    scope = matching(criteria, user)
    query = query_words(criteria.words, theme_synonyms()) if criteria.words else ()
    if not query:
        return _without_words(scope, criteria)
    counts = frequencies({token for word in query for token in _tokens(word)})
    query, meant = _corrected(query, counts)
    if meant:
        counts = frequencies({token for word in query for token in _tokens(word)})
    answer = Answer(query=query, meant=meant)
    narrowed = scope if criteria.narrows else None
    viewpoint_scores, viewpoint_dialogues = _viewpoints(
        answer, counts, narrowed, of_one_dialogue=criteria.dialogue is not None
    )
    _dialogues(answer, counts, narrowed, viewpoint_scores, viewpoint_dialogues, criteria)
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


def _without_words(scope: DialogueQuerySet, criteria: Criteria) -> Answer:
    """Filters only: the newest first."""
    newest = scope.newest_first().values_list("pk", AREA_IDS)[: MOST_LISTED + 1]
    areas: dict[int, list[int]] = dict(newest)
    dialogue_ids = list(areas)[:MOST_LISTED]
    found = Viewpoint.objects.order_by("-pk")
    if criteria.narrows:
        found = found.filter(dialogue__in=dialogue_ids)
    viewpoint_ids = list(found.values_list("pk", flat=True)[: MOST_LISTED + 1])
    answer = Answer(
        dialogue_ids=dialogue_ids,
        viewpoint_ids=viewpoint_ids[:MOST_LISTED],
        dialogues_cut=len(areas) > MOST_LISTED,
        viewpoints_cut=len(viewpoint_ids) > MOST_LISTED,
    )
    if criteria.near:
        answer.relations = {pk: nearest(areas[pk], criteria) for pk in dialogue_ids}
    return answer


def _viewpoints(
    answer: Answer,
    counts: Frequencies,
    scope: DialogueQuerySet | None,
    *,
    of_one_dialogue: bool,
) -> tuple[dict[int, float], dict[int, int]]:
    """Fill in the viewpoints; return their scores, and the dialogue of each."""
    wanted = candidates.terms(answer.query, counts.viewpoints, counts.all_viewpoints)
    if of_one_dialogue and scope is not None:
        found = candidates.all_viewpoints(wanted, scope, RANKED_VIEWPOINTS)
    else:
        found = candidates.viewpoints(wanted, counts, scope, RANKED_VIEWPOINTS)
    ranked = rank(
        answer.query,
        [(row.id, *row.texts) for row in found.rows if row.texts],
        counts.viewpoints,
        counts.all_viewpoints,
        counts.viewpoint_length,
    )
    best = [pk for pk, _score in ranked]
    answer.viewpoint_ids = best + [row.id for row in found.rows if not row.texts]
    answer.viewpoints_cut = found.is_cut
    return dict(ranked), {row.id: row.dialogue_id for row in found.rows}


def _dialogues(
    answer: Answer,
    counts: Frequencies,
    scope: DialogueQuerySet | None,
    viewpoint_scores: dict[int, float],
    viewpoint_dialogues: dict[int, int],
    criteria: Criteria,
) -> None:
    """Fill in the dialogues: by their own text and by what residents said in them."""
    wanted = candidates.terms(answer.query, counts.dialogues, counts.all_dialogues)
    found = candidates.dialogues(wanted, counts, scope, RANKED_DIALOGUES)
    ranked = rank(
        answer.query,
        [(row.id, *row.texts) for row in found.rows if row.texts],
        counts.dialogues,
        counts.all_dialogues,
        counts.dialogue_length,
    )
    scores = dict(ranked)
    lowest = min(scores.values(), default=0.0)
    scores.update({row.id: lowest / 2 for row in found.rows if not row.texts})
    for pk, score in _from_viewpoints(viewpoint_scores, viewpoint_dialogues).items():
        scores[pk] = scores.get(pk, 0.0) + score
    starts = {}
    for pk, starts_on, area_ids in _starts_and_areas(list(scores)):
        starts[pk] = starts_on
        if criteria.near:
            answer.relations[pk] = nearest(area_ids, criteria)
            scores[pk] *= NEARNESS[answer.relations[pk]]
    answer.dialogue_ids = _best_first(scores, starts)[:MOST_LISTED]
    answer.dialogues_cut = found.is_cut or len(scores) > MOST_LISTED


def _starts_and_areas(ids: list[int]) -> list[tuple[int, datetime.date | None, list[int]]]:
    """(id, first day, area ids) of dialogues; one array, not a thousand parameters."""
    with connection.cursor() as cursor:
        cursor.execute(STARTS_AND_AREAS, [ids])
        return list(cursor.fetchall())


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


def _best_first(scores: dict[int, float], starts: dict[int, datetime.date | None]) -> list[int]:
    """Ids by score; among those about equally good, the newest first."""
    top = max(scores.values(), default=0.0) or 1.0
    return sorted(
        starts,
        key=lambda pk: (
            -round(scores[pk] / top / EQUALLY_GOOD),
            -(starts[pk] or datetime.date.min).toordinal(),
            -scores[pk],
        ),
    )


def nearest(area_ids: Sequence[int], criteria: Criteria) -> AreaRelation:
    """How near a dialogue of these areas lies to the area searched: its nearest area counts."""
    for relation in AreaRelation:
        if not set(area_ids).isdisjoint(criteria.near.get(relation, ())):
            return relation
    return AreaRelation.CITY_WIDE
