"""What is known before a dialogue is planned (R048–R050, R053, R137)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from archive.criteria import Criteria, in_area
from archive.hits import TAG_OF_STATUS, hits
from archive.search import Answer, relations_of, search
from dialogportal import periods
from dialogportal.drawing import Bar, timeline
from dialogues.enums import State, Status
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from feedback.models import Viewpoint
from feedback.themes import ThemeSuggester
from municipality.enums import AreaRelation
from municipality.models import Membership, Theme, User

MOST_HITS = 10
MOST_UNDER_WAY = 12
MOST_LESSONS = 5
HALF_A_YEAR = datetime.timedelta(days=183)
TIMELINE_MONTHS = 13


@dataclass
class Known:
    """The page's three answers, in its order."""

    answer: Answer
    hits: list[dict[str, Any]]
    asked_and_unanswered: list[Dialogue]
    under_way: list[dict[str, Any]]
    timeline: dict[str, Any] | None
    lessons: list[Dialogue]


def known_before(criteria: Criteria, user: User) -> Known:
    """What was asked and answered, what goes on in the area, and what was learnt elsewhere."""
    answer = search(replace(criteria, status=Status.CARRIED_OUT), user)
    shown = answer.dialogue_ids[:MOST_HITS]
    found = hits(shown, answer, user, "")
    waiting = [
        hit["dialogue"]
        for hit in found
        if hit["dialogue"].awaits_feedback
        and answer.relations.get(hit["id"], AreaRelation.INSIDE) == AreaRelation.INSIDE
    ]
    near = under_way(criteria, user)
    return Known(
        answer=answer,
        hits=found,
        asked_and_unanswered=waiting,
        under_way=near,
        timeline=_timeline([row["dialogue"] for row in near]),
        lessons=lessons(criteria, user, shown),
    )


def under_way(criteria: Criteria, user: User) -> list[dict[str, Any]]:
    """What is going on or planned in the area within half a year before and after today.

    Each with how near it lies and whom to get in touch with.
    """
    today = timezone.localdate()
    found: DialogueQuerySet = in_area(Dialogue.objects.visible_to(user), criteria)
    found = found.with_status(Status.PLANNED, Status.ONGOING) | found.filter(state=State.PLANNING)
    rows = list(
        found.between(today - HALF_A_YEAR, today + HALF_A_YEAR)
        .select_related("owner")
        .order_by("starts_on", "pk")[:MOST_UNDER_WAY]
    )
    relations = relations_of([row.pk for row in rows], criteria)
    order = list(AreaRelation)
    rows.sort(key=lambda row: order.index(relations.get(row.pk, AreaRelation.INSIDE)))
    contacts = contact_addresses({row.owner_id for row in rows})
    return [
        {
            "dialogue": row,
            "relation": relations.get(row.pk),
            "period": periods.by_day(row.starts_on, row.ends_on),
            "tag": TAG_OF_STATUS[row.status],
            "contacts": contacts.get(row.owner_id, []),
        }
        for row in rows
    ]


def contact_addresses(organisation_ids: set[int]) -> dict[int, list[str]]:
    """{organisation id: e-mail addresses of its contact persons} (R146)."""
    found: dict[int, list[str]] = {}
    contacts = Membership.objects.filter(
        organisation__in=organisation_ids, is_contact_person=True, user__is_active=True
    ).values_list("organisation_id", "user__email")
    for organisation, email in contacts:
        found.setdefault(organisation, []).append(email)
    return found


def _timeline(rows: Sequence[Dialogue]) -> dict[str, Any] | None:
    today = timezone.localdate()
    bars = [
        Bar(
            title=row.title,
            start=row.starts_on,
            end=row.ends_on or row.starts_on,
            state=TAG_OF_STATUS[row.status],
            url=row.get_absolute_url(),
            text=row.owner.short,
        )
        for row in rows
        if row.starts_on
    ]
    if not bars:
        return None
    return timeline(bars, first=today - HALF_A_YEAR, months=TIMELINE_MONTHS, today=today)


def lessons(criteria: Criteria, user: User, already_shown: Sequence[int]) -> list[Dialogue]:
    """Good examples and lessons on the question's themes, from anywhere (R057, R137)."""
    theme_ids = ThemeSuggester(Theme.objects.filter(in_use=True)).of_text(criteria.words)
    if "theme" in criteria.rows:
        theme_ids = [criteria.rows["theme"].id]
    if not theme_ids:
        return []
    found = (
        Dialogue.objects.visible_to(user)
        .filter(Q(is_good_example=True) | ~Q(lessons=""), themes__in=theme_ids)
        .exclude(pk__in=already_shown)
        .select_related("owner")
        .distinct()
        .order_by("-is_good_example", "-starts_on", "-pk")
    )
    return list(found[:MOST_LESSONS])


def as_they_stood(
    references: Sequence[str], judgements: dict[str, str], user: User
) -> list[dict[str, Any]]:
    """The hits an official had in view, as they stand now, with how they were judged."""
    by_reference = {
        row.reference: row
        for row in Dialogue.objects.visible_to(user)
        .filter(reference__in=references)
        .select_related("owner")
    }
    return [
        {
            "reference": row.reference,
            "title": row.title,
            "owner": row.owner.name,
            "period": periods.by_month(row.starts_on, row.ends_on or row.starts_on),
            "status": row.status.value,
            "awaits_feedback": row.awaits_feedback,
            "viewpoints": row.viewpoint_count,
            "judgement": judgements.get(reference, ""),
        }
        for reference in references
        if (row := by_reference.get(reference))
    ]


def viewpoints_as_read(ids: Sequence[int], user: User) -> list[dict[str, Any]]:
    """The viewpoints picked for reuse: their texts as this reader may see them."""
    found = (
        Viewpoint.objects.visible_to(user)
        .select_related("dialogue__owner__successor")
        .in_bulk(list(ids))
    )
    return [
        {"id": pk, "text": row.text_for(user), "dialogue": row.dialogue.reference}
        for pk in ids
        if (row := found.get(pk))
    ]
