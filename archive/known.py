"""What is known before a dialogue is planned (R048–R050, R053, R137)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BooleanField, F, Q, QuerySet, Value

from archive import under_way
from archive.candidates import any_of, meaning
from archive.criteria import Criteria, in_area
from archive.hits import answer_tag, hits, shown_dialogues
from archive.search import AREA_IDS, Answer, search
from archive.under_way import Near
from dialogportal.language import QueryWord
from dialogportal.local_cache import cache
from dialogues.enums import Status
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from feedback.themes import ThemeSuggester
from municipality.enums import AreaRelation
from municipality.models import Theme, User

# More bury what goes on there and what was learnt elsewhere.
MOST_HITS = 6
MOST_UNDER_WAY = 12
MOST_LESSONS = 5
MOST_UNANSWERED = 5
# Of what holds the words in the whole city and has something to teach.
MOST_RANKED = 200
SUGGESTER_KEPT_SECONDS = 60
UNDER_WAY, LESSONS, ASKED, BY_WORDS = "under way", "lessons", "asked", "by words"


@dataclass
class Known:
    """The page's answers, in its order."""

    answer: Answer
    criteria: Criteria
    hits: list[dict[str, Any]]
    already_asked: list[Dialogue] = field(default_factory=list)
    unanswered: list[Dialogue] = field(default_factory=list)
    under_way: dict[str, Any] = field(default_factory=dict)
    has_more_under_way: bool = False
    lessons: list[Dialogue] = field(default_factory=list)

    @property
    def waiting(self) -> list[tuple[Dialogue, str]]:
        """Those without an answer, with what is known of it."""
        return [(row, answer_tag(row)[1]) for row in self.unanswered]

    @property
    def is_promised(self) -> bool:
        """Whether any of those without an answer had been promised one by a day."""
        return any(row.feedback_due for row in self.unanswered)


def known_before(criteria: Criteria, user: User) -> Known:
    """What was asked and answered, what goes on in the area, and what was learnt elsewhere."""
    held = replace(criteria, status=Status.CARRIED_OUT)
    answer = search(held, user)
    themes = themes_of(criteria)
    around = _around(criteria, user, themes, answer.query)
    shown = answer.dialogue_ids[:MOST_HITS]
    near = under_way.nearest_first([Near(*row) for row in around[UNDER_WAY]], criteria)
    learnt = dict.fromkeys(pk for pk, _areas, _same in (*around[LESSONS], *around[BY_WORDS]))
    lesson_ids = [pk for pk in learnt if pk not in shown][:MOST_LESSONS]
    asked_ids = [pk for pk, _areas, _same in around[ASKED]]
    listed = near[:MOST_UNDER_WAY]
    dialogues = shown_dialogues(
        {*shown, *lesson_ids, *asked_ids, *(place.id for place in listed)}, user
    )
    rows = [
        under_way.shown(dialogues[place.id], place) for place in listed if place.id in dialogues
    ]
    under_way.add_contacts(rows)
    known = Known(
        answer=answer,
        criteria=held,
        hits=hits([dialogues[pk] for pk in shown if pk in dialogues], answer, user, criteria.words),
        under_way=under_way.drawn(rows),
        has_more_under_way=len(near) > len(listed),
        lessons=[dialogues[pk] for pk in lesson_ids if pk in dialogues],
    )
    _warn(known, [dialogues[pk] for pk in asked_ids if pk in dialogues])
    return known


def themes_of(criteria: Criteria) -> list[int]:
    """Ids of the themes of the question: the one chosen, else those its words suggest."""
    if "theme" in criteria.rows:
        return [criteria.rows["theme"].id]
    suggester: ThemeSuggester | None = cache.get("theme-suggester")
    if suggester is None:
        suggester = ThemeSuggester(Theme.objects.filter(in_use=True))
        cache.set("theme-suggester", suggester, SUGGESTER_KEPT_SECONDS)
    return suggester.of_text(criteria.words)


def _around(
    criteria: Criteria, user: User, themes: Sequence[int], query: Sequence[QueryWord]
) -> dict[str, list[tuple[int, list[int], bool]]]:
    """{list: rows of (id, area ids, same theme)} for what stands beside the hits; one query."""
    lists = {
        UNDER_WAY: under_way.columns(under_way.near_today(criteria, user, held=True), themes),
        LESSONS: _on_themes(lessons(user), themes)[: MOST_LESSONS + MOST_HITS],
        ASKED: _on_themes(unanswered(criteria, user), themes)[:MOST_UNANSWERED],
        BY_WORDS: lessons_by_words(user, query),
    }
    labelled = [rows.annotate(list=Value(name)) for name, rows in lists.items()]
    found: dict[str, list[tuple[int, list[int], bool]]] = {name: [] for name in lists}
    for pk, areas, same_theme, name in labelled[0].union(*labelled[1:], all=True):
        found[name].append((pk, areas, same_theme))
    return found


def _on_themes(found: DialogueQuerySet, themes: Sequence[int]) -> QuerySet[Any, Any]:
    link = Dialogue.themes.through.objects.filter(theme__in=themes)
    same = Value(True, output_field=BooleanField())
    return found.filter(pk__in=link.values("dialogue")).values_list("pk", AREA_IDS, same)


def lessons(user: User) -> DialogueQuerySet:
    """Good examples and lessons, from anywhere: the good examples first (R057, R137)."""
    found: DialogueQuerySet = Dialogue.objects.visible_to(user)
    return found.filter(Q(is_good_example=True) | ~Q(lessons="")).order_by(
        "-is_good_example", F("starts_on").desc(nulls_last=True), "-pk"
    )


def lessons_by_words(user: User, query: Sequence[QueryWord]) -> QuerySet[Any, Any]:
    """The same of what holds the question's words anywhere in the city, best first.

    A part of a word alone may mean something else.
    """
    tokens = any_of([token for word in query for token in meaning(word)])
    words = SearchQuery(tokens, search_type="raw", config="simple")
    some = lessons(user).order_by().filter(search=words).values("pk")[:MOST_RANKED]
    best = SearchRank(F("search"), words, normalization=1).desc()
    found = Dialogue.objects.filter(pk__in=some).order_by(best, "-pk")
    same = Value(False, output_field=BooleanField())
    return found.values_list("pk", AREA_IDS, same)[: MOST_LESSONS + MOST_HITS]


def unanswered(criteria: Criteria, user: User) -> DialogueQuerySet:
    """Where residents of the area have been asked and still await an answer (R053)."""
    inside = replace(criteria, only_near=AreaRelation.INSIDE if criteria.area else None)
    found: DialogueQuerySet = in_area(Dialogue.objects.visible_to(user), inside)
    return found.awaiting_feedback().newest_first()


def _warn(known: Known, same_theme: Sequence[Dialogue]) -> None:
    """Say whom the residents of the area have already answered, above all without an answer.

    That is what the search found in the area itself, and what shares the question's theme there.
    """
    relations = known.answer.relations
    found = [
        hit["dialogue"]
        for hit in known.hits
        if relations.get(hit["id"], AreaRelation.INSIDE) == AreaRelation.INSIDE
    ]
    by_id = {dialogue.pk: dialogue for dialogue in [*found, *same_theme]}
    known.unanswered = [row for row in by_id.values() if row.awaits_feedback][:MOST_UNANSWERED]
    known.already_asked = found
