"""What a found dialogue or viewpoint says on the page, and why it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.candidates import any_of, int_array, meaning
from archive.counted import apart
from archive.search import MOST_LISTED, Answer
from dialogportal import periods
from dialogportal.language import QueryWord, excerpt, mark
from dialogportal.language.marking import Segments
from dialogportal.written_query import WrittenQuery, among
from dialogues.enums import Counted, State, Status
from dialogues.indexing import INDEX_FIELDS, linked_names
from dialogues.models import Dialogue
from dialogues.models.querysets import may_see_lists
from feedback.enums import ViewpointKind
from feedback.models import Viewpoint
from municipality.enums import AreaRelation, Level
from municipality.models import User

QUOTE_LENGTH = 260
RESULT_LENGTH = 240
QUOTES = 2
MONTHS_TOLD = 24
# For each dialogue: how many of its viewpoints match, and the best two of them.
MATCHING = """
SELECT best.total, held.id, held.dialogue_id, held.text, held.kind, held.said_on, held.personal_data
FROM unnest(%(ids)s::bigint[]) AS dialogue (id)
CROSS JOIN LATERAL (
    SELECT few.id, count(*) OVER () AS total, ts_rank(few.search, %(words)s::tsquery, 1) AS score
    FROM (
        SELECT id, search FROM feedback_viewpoint
        WHERE dialogue_id = dialogue.id AND search @@ %(words)s::tsquery LIMIT %(most)s
    ) AS few
    ORDER BY score DESC, few.id DESC LIMIT %(quotes)s
) AS best
JOIN feedback_viewpoint AS held ON held.id = best.id
ORDER BY best.score DESC, held.id DESC
"""
# In the order of the model's fields, too.
QUOTED = ("id", "dialogue_id", "text", "kind", "said_on", "personal_data")
# What a page shows of a dialogue needs none of what the index is made of.
NOT_SHOWN = (*INDEX_FIELDS, "search")
# Where else words may have been found, what says most first.
FIELDS_SEARCHED = (
    "question", "background", "result_summary", "proposals", "purpose", "lessons", "feedback_text",
    "target_group_text", "other_comments", "case_number", "reference", "plan_reference",
    "feeds_decision", "statutory_ground", "languages", "recruitment_text", "actors_to_involve",
)  # fmt: skip
# All that hits, lessons and what is under way say of a dialogue.
SHOWN = (
    *FIELDS_SEARCHED, "title", "outcome", "level", "starts_on", "ends_on", "state", "participants",
    "viewpoint_count", "is_good_example", "good_example_reason", "feedback_due",
    "feedback_given_on", "feedback_reach", "owner__name", "owner__short_name", "owner__valid_to",
    "owner__successor", "owner__successor__name", "owner__successor__short_name",
    "owner__successor__valid_to", "owner__successor__successor",
)  # fmt: skip
# Django makes such a list anew for each label it is asked for.
KINDS = dict(ViewpointKind.choices)
TAG_OF_STATUS = {
    Status.IDEA: "idea",
    Status.PLANNED: "planned",
    Status.ONGOING: "ongoing",
    Status.CARRIED_OUT: "done",
    Status.NOT_HELD: "none",
}


def shown_dialogues(ids: Iterable[int], user: User) -> dict[int, Dialogue]:
    """The dialogues of these ids that the user may see, with what a page shows of them."""
    if not may_see_lists(user):
        return {}
    return {dialogue.pk: dialogue for dialogue in _shown().all(int_array(ids))}


@cache
def _shown() -> WrittenQuery[Dialogue]:
    found = Dialogue.objects.in_lists().with_counted().select_related("owner__successor")
    return WrittenQuery(found.only(*SHOWN).filter(among("dialogues_dialogue.id")))


def hits(
    dialogues: Sequence[Dialogue], answer: Answer, user: User, words: str
) -> list[dict[str, Any]]:
    """What components/hit.html shows for each dialogue, in their order; ``words`` as typed."""
    matching = matching_viewpoints(dialogues, answer.query)
    # Read for all at once, and only where a hit is shown for none of its own texts.
    names = cache(partial(linked_names, [dialogue.pk for dialogue in dialogues]))
    words_alone = f"{reverse('search')}?{urlencode({'q': words})}"
    found = []
    for dialogue in dialogues:
        viewpoints, total = matching.get(dialogue.pk, ([], 0))
        quotes = [quote(viewpoint, answer.query, user) for viewpoint in viewpoints]
        shown = hit(dialogue, answer, quotes)
        if total > len(quotes):
            only_there = f"dialogue={dialogue.reference}&show=viewpoints"
            shown["more_url"] = f"{words_alone}&{only_there}"
            shown["more_text"] = _all_matching(total)
        if answer.query and not quotes:
            texts = [shown["title_segments"], shown["result_segments"]]
            shown["reason"] = reason(dialogue, answer.query, texts, names)
        found.append(shown)
    return found


def hit(dialogue: Dialogue, answer: Answer, quotes: list[dict[str, Any]]) -> dict[str, Any]:
    """One dialogue: title with the found words marked, facts, what came of it, quotes."""
    came_of_it = (
        dialogue.outcome or dialogue.result_summary or dialogue.question or dialogue.background
    )
    result = excerpt(came_of_it, answer.query, RESULT_LENGTH) if came_of_it else []
    return {
        "id": dialogue.pk,
        "dialogue": dialogue,
        "url": dialogue.get_absolute_url(),
        "title_segments": mark(dialogue.title, answer.query),
        "facts": facts(dialogue, answer.relations.get(dialogue.pk)),
        "level": dialogue.level,
        "level_name": Level(dialogue.level).label if dialogue.level else "",
        "tags": tags(dialogue),
        "result_segments": result,
        "reason": None,
        "quotes": quotes,
        "more_url": "",
        "more_text": "",
    }


def reason(
    dialogue: Dialogue,
    query: Sequence[QueryWord],
    shown: Sequence[Segments],
    names: Callable[[], Mapping[int, Sequence[tuple[str, str]]]],
) -> dict[str, Any] | None:
    """Where the words stand, of a dialogue none of whose viewpoints match; None where its title and
    result, ``shown``, say it.

    A word itself says more than its parts: those in the title are no reason as long as it stands
    somewhere. ``names`` gives those of partners and occasions.
    """
    whole = [word._replace(parts=()) for word in query]
    if any(_is_marked(mark("".join(text for text, _marked in each), whole)) for each in shown):
        return None
    found = _where(_own_texts(dialogue), whole) or _where(names()[dialogue.pk], whole)
    if found or any(map(_is_marked, shown)):
        return found
    # Parts too short to be marked where they might confuse are a reason where there is no other.
    parts = [word._replace(synonyms=(*word.synonyms, *word.parts)) for word in query]
    found = _where(_own_texts(dialogue), parts) or _where(names()[dialogue.pk], parts)
    return found or {"label": _("The words stand in the dialogue's documents"), "segments": []}


def _own_texts(dialogue: Dialogue) -> Iterator[tuple[str, str]]:
    """(label, text) of the other fields that are filled in."""
    fields = {field.name: field for field in Dialogue._meta.concrete_fields}
    for name in FIELDS_SEARCHED:
        if text := getattr(dialogue, name):
            yield str(fields[name].verbose_name), text


def _where(texts: Iterable[tuple[str, str]], query: Sequence[QueryWord]) -> dict[str, Any] | None:
    """The first of the labelled texts that holds a word, with the word marked."""
    for label, text in texts:
        segments = excerpt(text, query, RESULT_LENGTH)
        if _is_marked(segments):
            return {"label": capfirst(label), "segments": segments}
    return None


def _is_marked(segments: Segments) -> bool:
    return any(marked for _text, marked in segments)


def _all_matching(total: int) -> str:
    if total > MOST_LISTED:
        return _("More than %(count)s viewpoints that match") % {"count": _grouped(MOST_LISTED)}
    return ngettext("The viewpoint that matches", "All %(count)s viewpoints that match", total) % {
        "count": total
    }


def facts(dialogue: Dialogue, relation: AreaRelation | None = None) -> list[tuple[str, bool]]:
    """Who, how near (the strong one), when, how many: short, for one row."""
    row = [(dialogue.owner.name, False)]
    if relation:
        row.append((str(relation.label), True))
    if dialogue.starts_on:
        when = periods.by_month(dialogue.starts_on, dialogue.ends_on or dialogue.starts_on)
        row.append((when, False))
    if dialogue.participants is not None:
        people = ngettext(
            "%(count)s participant", "%(count)s participants", dialogue.participants
        ) % {"count": dialogue.participants}
        row.append((people, False))
    if dialogue.viewpoint_count:
        said = ngettext("%(count)s viewpoint", "%(count)s viewpoints", dialogue.viewpoint_count) % {
            "count": dialogue.viewpoint_count
        }
        row.append((said, False))
    return row


def tags(dialogue: Dialogue) -> list[tuple[str, str]]:
    """Where it stands, and whether those who took part have had their answer (R053)."""
    found: list[tuple[str, str]] = []
    if dialogue.status != Status.CARRIED_OUT:
        found.append((TAG_OF_STATUS[dialogue.status], str(State(dialogue.state).label)))
    else:
        found.append(answer_tag(dialogue))
    if dialogue.is_good_example:
        found.append(("example", _("Good example")))
    if getattr(dialogue, "counted", "") == Counted.INFORMATION:
        found.append(("none", _("Information meeting")))
    return found


def answer_tag(dialogue: Dialogue) -> tuple[str, str]:
    """Whether those who took part have had their answer, as far as the register knows.

    Without a promised day an answer may well have been given and never written down: nobody is
    told that people wait.
    """
    if not dialogue.awaits_feedback:
        return "closed", _("Participants have had an answer")
    if dialogue.feedback_due is None:
        if dialogue.feedback_given_on:
            return "waits", _("The answer has only been published")
        return "waits", _("No answer to participants is registered")
    months = dialogue.months_waited
    text = waited(months) if months else _("Participants await an answer")
    return "late" if dialogue.feedback_is_overdue else "waits", text


def waited(months: int) -> str:
    """How long participants have waited: months, from two years on years."""
    if months >= MONTHS_TOLD:
        years = months // 12
        return ngettext(
            "Participants have waited %(count)s year for an answer",
            "Participants have waited %(count)s years for an answer",
            years,
        ) % {"count": years}
    return ngettext(
        "Participants have waited %(count)s month for an answer",
        "Participants have waited %(count)s months for an answer",
        months,
    ) % {"count": months}


def quote(viewpoint: Viewpoint, query: Sequence[QueryWord], user: User) -> dict[str, Any]:
    """A viewpoint's best part with the found words marked, and when it was said."""
    when = periods.by_month(viewpoint.said_on, viewpoint.said_on) if viewpoint.said_on else ""
    kind = KINDS.get(viewpoint.kind, viewpoint.kind) if viewpoint.kind else _("viewpoint")
    return {
        "id": viewpoint.pk,
        "segments": excerpt(viewpoint.text_for(user), query, QUOTE_LENGTH),
        "source": ", ".join(part for part in (str(kind), when) if part),
    }


def matching_viewpoints(
    dialogues: Sequence[Dialogue], query: Sequence[QueryWord]
) -> dict[int, tuple[list[Viewpoint], int]]:
    """{dialogue id: (the best two matching viewpoints, how many match, at most 1,001)}."""
    if not query or not dialogues:
        return {}
    by_id = {dialogue.pk: dialogue for dialogue in dialogues}
    parameters: dict[str, int | str] = {
        "ids": int_array(by_id),
        "words": any_of([token for word in query for token in meaning(word)]),
        "most": MOST_LISTED + 1,
        "quotes": QUOTES,
    }
    with connection.cursor() as cursor:
        cursor.execute(MATCHING, parameters)
        rows = cursor.fetchall()
    found: dict[int, tuple[list[Viewpoint], int]] = {}
    for total, *values in rows:
        viewpoint = Viewpoint.from_db(DEFAULT_DB_ALIAS, QUOTED, values)
        viewpoint.dialogue = by_id[viewpoint.dialogue_id]
        found.setdefault(viewpoint.dialogue_id, ([], total))[0].append(viewpoint)
    return found


def viewpoint_rows(
    viewpoint_ids: Sequence[int], answer: Answer, user: User
) -> list[dict[str, Any]]:
    """Viewpoints for the tab that lists them alone: the quote and the dialogue it comes from."""
    found = (
        Viewpoint.objects.visible_to(user)
        .select_related("dialogue__owner__successor", "area")
        .defer("words", "part_words", "search", *(f"dialogue__{name}" for name in NOT_SHOWN))
        .in_bulk(list(viewpoint_ids))
    )
    return [
        quote(found[pk], answer.query, user)
        | {"dialogue": found[pk].dialogue, "area": found[pk].area}
        for pk in viewpoint_ids
        if pk in found
    ]


def count_text(answer: Answer, found: Mapping[str, int]) -> str:
    """ "7 dialogues, 1 information meeting, 83 viewpoints", read aloud when it changes; ``found``:
    what the records listed count as."""
    beside = apart(found) if not answer.more_dialogues else []
    dialogues = found.get(Counted.DIALOGUE, 0)
    viewpoints = len(answer.viewpoint_ids)
    parts = [
        _("More than %(count)s dialogues") % {"count": _grouped(answer.more_dialogues)}
        if answer.more_dialogues
        else ngettext("%(count)s dialogue", "%(count)s dialogues", dialogues)
        % {"count": dialogues},
        *beside,
        _("more than %(count)s viewpoints") % {"count": _grouped(answer.more_viewpoints)}
        if answer.more_viewpoints
        else ngettext("%(count)s viewpoint", "%(count)s viewpoints", viewpoints)
        % {"count": viewpoints},
    ]
    return ", ".join(parts)


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)
