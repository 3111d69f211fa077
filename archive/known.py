"""What is known before a dialogue is planned (R048–R050, R053, R137)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from archive import under_way
from archive.around import Most, around
from archive.criteria import Criteria
from archive.hits import answer_tag, hits, shown_dialogues
from archive.search import Answer, search
from dialogportal.local_cache import cache
from dialogues.enums import Status
from dialogues.models import Dialogue
from feedback.themes import ThemeSuggester
from municipality.enums import AreaRelation
from municipality.models import Theme, User

# More bury what goes on there and what was learnt elsewhere.
MOST_HITS = 6
MOST_UNDER_WAY = 12
MOST_LESSONS = 5
MOST_UNANSWERED, MOST_ANSWERED = 5, 5
SUGGESTER_KEPT_SECONDS = 60


@dataclass
class Known:
    """The page's answers, in its order. ``already_asked`` are some of ``asked_in_all``."""

    answer: Answer
    criteria: Criteria
    hits: list[dict[str, Any]]
    already_asked: list[Dialogue] = field(default_factory=list)
    asked_in_all: int = 0
    unanswered: list[Dialogue] = field(default_factory=list)
    under_way: dict[str, Any] = field(default_factory=dict)
    has_more_under_way: bool = False
    lessons: list[Dialogue] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)

    @property
    def asked_beside(self) -> list[Dialogue]:
        """Those already asked that do not stand among the hits."""
        shown = {hit["id"] for hit in self.hits}
        return [row for row in self.already_asked if row.pk not in shown]

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
    shown = answer.dialogue_ids[:MOST_HITS]
    most = Most(MOST_UNDER_WAY + 1, MOST_LESSONS + MOST_HITS, MOST_UNANSWERED)
    beside = around(criteria, themes_of(criteria), answer, most)
    lesson_ids = [pk for pk in beside.lessons if pk not in shown][:MOST_LESSONS]
    listed = beside.under_way[:MOST_UNDER_WAY]
    asked = [*beside.asked, *beside.answered[:MOST_ANSWERED]]
    places = [place.id for place in listed]
    dialogues = shown_dialogues({*shown, *lesson_ids, *asked, *places}, user)
    rows = [
        under_way.shown(dialogues[place.id], place) for place in listed if place.id in dialogues
    ]
    under_way.add_contacts(rows)
    known = Known(
        answer=answer,
        criteria=held,
        hits=hits([dialogues[pk] for pk in shown if pk in dialogues], answer, user, criteria.words),
        under_way=under_way.drawn(rows),
        has_more_under_way=len(beside.under_way) > len(listed),
        lessons=[dialogues[pk] for pk in lesson_ids if pk in dialogues],
        counted=answer.register.divide("counted", answer.divided),
    )
    _warn(known, [dialogues[pk] for pk in asked if pk in dialogues], beside.answered)
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


def _warn(known: Known, same_theme: Sequence[Dialogue], answered: Iterable[int]) -> None:
    """Say whom the residents of the area have already answered, above all without an answer.

    That is what the search found in the area itself, and what shares the question's theme there:
    ``answered`` are the ids of all of these that were answered, ``same_theme`` some of them.
    """
    relations = known.answer.relations
    found = [
        hit["dialogue"]
        for hit in known.hits
        if relations.get(hit["id"], AreaRelation.INSIDE) == AreaRelation.INSIDE
    ]
    by_id = {dialogue.pk: dialogue for dialogue in [*found, *same_theme]}
    known.unanswered = [row for row in by_id.values() if row.awaits_feedback][:MOST_UNANSWERED]
    known.already_asked = list(by_id.values())
    known.asked_in_all = len({*by_id, *answered})
