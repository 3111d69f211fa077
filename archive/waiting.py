"""What waits for a user, as ids: one query for the number at the top of every page and for the list
on the first page, so that the two never differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from archive.committee import owners_of
from archive.enums import OverlapKind
from dialogportal.local_cache import cache
from dialogues.enums import ImportState, State
from dialogues.models import FileImport, Notification
from dialogues.models.querysets import AWAITING_FEEDBACK, CARRIED_OUT, UNDER_WAY
from feedback.models import Viewpoint
from municipality.enums import Decider, Role
from municipality.models import Profile, User

MOST_NOTICES = 10
MOST_IMPORTS = 3
MOST_EACH = 5
KEPT_SECONDS = 60

OWED, REFERRED, PLAN, START, CARRY_OUT = "owed", "referred", "plan", "start", "carry out"
MANAGER, DECIDE, QUESTIONS, OPINION = "manager", "decide", "questions", "opinion"
COLLISION, PERSONAL, IMPORT, NOTICE = "collision", "personal data", "import", "notice"

# Plain SQL: every page asks, and Django needs longer to write these than PostgreSQL to answer.
OF_TYPE = "type_id IN (SELECT id FROM municipality_dialoguetype WHERE decider = ANY(%({name})s))"
DECIDED_ON = "EXISTS (SELECT FROM dialogues_decision WHERE dialogue_id = dialogue.id)"
OPINION_GIVEN = "EXISTS (SELECT FROM dialogues_opinion WHERE dialogue_id = dialogue.id)"
OURS, THEIRS = "owner_id = ANY(%(ours)s)", "owner_id = ANY(%(decided_for)s)"
LAST_DAY = "coalesce(ends_on, starts_on)"
BY_MEETING = "decision_meeting_on NULLS LAST, id"
# {what waits: (whose dialogues, which of them, the most urgent first)}
LISTS = {
    OWED: (
        OURS,
        f"state = ANY(%(carried_out)s) AND {AWAITING_FEEDBACK} AND feedback_due IS NOT NULL",
        "feedback_due, id",
    ),
    REFERRED: (OURS, f"state = 'planning' AND {DECIDED_ON}", "starts_on NULLS LAST, id"),
    PLAN: (OURS, f"state = 'planning' AND NOT {DECIDED_ON}", "starts_on NULLS LAST, id"),
    START: (OURS, "state = 'decided' AND starts_on < %(today)s", "starts_on, id"),
    CARRY_OUT: (
        OURS,
        f"state = 'ongoing' AND NOT is_registered_afterwards AND {LAST_DAY} < %(today)s",
        f"{LAST_DAY}, id",
    ),
    MANAGER: (OURS, f"state = 'submitted' AND {OF_TYPE.format(name='manager')}", BY_MEETING),
    DECIDE: (THEIRS, f"state = 'submitted' AND {OF_TYPE.format(name='committee')}", BY_MEETING),
    QUESTIONS: (THEIRS, f"state = 'idea' AND {OF_TYPE.format(name='two_steps')}", "id"),
    OPINION: (
        OF_TYPE.format(name="decided"),
        f"state = %(reviewed)s AND NOT {OPINION_GIVEN}",
        BY_MEETING,
    ),
}
ONE_LIST = """(
    SELECT '{name}' AS list, id, 0::bigint, 0::bigint FROM dialogues_dialogue AS dialogue
    WHERE withdrawn_on IS NULL AND {whose} AND {which} ORDER BY {order} LIMIT %(most)s
)"""
# Only those are listed by overlaps that are under way and not withdrawn: the rest are removed.
COLLISIONS = """(
    WITH mine AS MATERIALIZED (
        SELECT id FROM dialogues_dialogue
        WHERE owner_id = ANY(%(ours)s) AND state = ANY(%(under_way)s) AND withdrawn_on IS NULL
    )
    SELECT 'collision', id, first_id, second_id FROM archive_overlap
    WHERE (
        first_id = ANY(ARRAY(SELECT id FROM mine)) OR second_id = ANY(ARRAY(SELECT id FROM mine))
    ) AND past_on IS NULL AND note = '' AND kind = %(collision)s
    ORDER BY same_group DESC, id LIMIT %(most)s
)"""
COUNT = "SELECT count(*) FROM ({sql}) AS waiting"
OTHER_ROWS = "(SELECT '{name}', id, 0::bigint, 0::bigint FROM ({sql}) AS rows)"


@dataclass(frozen=True)
class Duties:
    """For whom a user answers: ids of owners of dialogues, by what the user does for them."""

    ours: set[int] = field(default_factory=set)
    decided_for: set[int] = field(default_factory=set)
    asks_questions: bool = False
    reviewed: State | None = None


@dataclass(frozen=True)
class Waiting:
    """{what waits: ids, the most urgent first}; ``parties``: {overlap's id: its two dialogues}."""

    duties: Duties
    ids: dict[str, list[int]]
    parties: dict[int, tuple[int, int]]

    @property
    def dialogue_ids(self) -> set[int]:
        found = {pk for name in LISTS for pk in self.ids.get(name, ())}
        return found | {pk for both in self.parties.values() for pk in both}


def duties_of(user: User) -> Duties:
    """As memberships and the city's profile say now."""
    rules = Profile.objects.current().rules
    reviewed = None
    if user.is_coordinator:
        # Where it is demanded, the strategist is heard before the plan is submitted (R071).
        states = {"required": State.PLANNING, "advisory": State.SUBMITTED}
        reviewed = states.get(rules.get("strategist_review", "advisory"))
    committees = user.bodies_as_secretary()
    return Duties(
        ours=user.bodies_as(Role.OFFICIAL),
        decided_for=owners_of(user, committees) if committees else set(),
        asks_questions=bool(rules.get("prerequisite_questions", True)),
        reviewed=reviewed,
    )


def waiting_for(user: User) -> Waiting:
    """What waits for the user now."""
    duties = duties_of(user)
    cache.set(_key(user), duties, KEPT_SECONDS)
    sql, parameters = _query(user, duties)
    ids: dict[str, list[int]] = {}
    parties = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for name, pk, first, second in cursor.fetchall():
            ids.setdefault(name, []).append(pk)
            if name == COLLISION:
                parties[pk] = first, second
    return Waiting(duties, ids, parties)


def waiting_count(user: User) -> int:
    """How much the first page shows as waiting for the user: what to do and notices; one query.

    For whom the user answers seldom changes and is kept for a minute: every page asks for this.
    """
    duties = cache.get_or_set(_key(user), lambda: duties_of(user), KEPT_SECONDS)
    sql, parameters = _query(user, duties)
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(sql=sql), parameters)
        number: int = cursor.fetchone()[0]
    return number


def unread(user: User) -> QuerySet[Notification]:
    """The user's newest notices that are not read."""
    return Notification.objects.filter(user=user, read_at=None)[:MOST_NOTICES]


def checked_imports(user: User, bodies: set[int]) -> QuerySet[FileImport]:
    """The user's own imports that only need to be run."""
    seen = FileImport.objects.visible_to(user, bodies)
    return seen.filter(by=user, state=ImportState.CHECKED)[:MOST_IMPORTS]


def to_look_at(user: User, bodies: set[int]) -> Any:
    """Viewpoints with personal data that an official is to look at."""
    return Viewpoint.objects.visible_to(user).awaiting_look(bodies).order_by()


def _key(user: User) -> str:
    return f"duties-{user.pk}"


def _query(user: User, duties: Duties) -> tuple[str, dict[str, Any]]:
    """The lists of those duties that the user has, as one query."""
    names = [*(OWED, REFERRED, PLAN, START, CARRY_OUT, MANAGER)] if duties.ours else []
    if duties.decided_for:
        names += [DECIDE, QUESTIONS] if duties.asks_questions else [DECIDE]
    if duties.reviewed:
        names.append(OPINION)
    parts = [
        ONE_LIST.format(name=name, whose=whose, which=which, order=order)
        for name, (whose, which, order) in LISTS.items()
        if name in names
    ]
    by_committee = [Decider.COMMITTEE, Decider.COMMITTEE_TWO_STEPS]
    parameters: dict[str, Any] = {
        "ours": list(duties.ours),
        "decided_for": list(duties.decided_for),
        "reviewed": duties.reviewed,
        "carried_out": list(CARRIED_OUT),
        "under_way": list(UNDER_WAY),
        "collision": OverlapKind.COLLISION,
        "manager": [Decider.MANAGER],
        "committee": by_committee,
        "two_steps": [Decider.COMMITTEE_TWO_STEPS],
        "decided": [*by_committee, Decider.MANAGER],
        "today": timezone.localdate(),
        "most": MOST_EACH,
    }
    rows: dict[str, Any] = {NOTICE: unread(user)}
    if duties.ours:
        parts.append(COLLISIONS)
        rows[PERSONAL] = to_look_at(user, duties.ours)[:1]
        rows[IMPORT] = checked_imports(user, duties.ours)
    for name, queryset in rows.items():
        sql, values = queryset.values("pk").query.sql_with_params()
        names_of = [f"{name.split()[0]}_{place}" for place in range(len(values))]
        parameters |= dict(zip(names_of, values, strict=True))
        sql %= tuple(f"%({one})s" for one in names_of)
        parts.append(OTHER_ROWS.format(name=name, sql=sql.replace('AS "pk"', "")))
    return " UNION ALL ".join(parts), parameters
