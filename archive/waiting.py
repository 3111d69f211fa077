"""What waits for a user, as ids: one query for the number at the top of every page and for the list
on the first page, so that the two never differ."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from archive.committee import owners_of
from archive.enums import OverlapKind
from archive.whole_plans import going_back
from dialogportal.local_cache import cache
from dialogues.enums import ImportState, State
from dialogues.models import FileImport, Notification
from dialogues.models.querysets import AWAITING_FEEDBACK, CARRIED_OUT, UNDER_WAY
from dialogues.permissions import strategist_review
from feedback.models import Viewpoint
from municipality.enums import Decider, Role
from municipality.models import Profile, User

MOST_NOTICES = 10
MOST_IMPORTS = 3
MOST_EACH = 15  # with 20 the first page of who has all kinds of duties exceeded its 60 kB
KEPT_SECONDS = 60

OWED, REFERRED, PLAN, START, CARRY_OUT = "owed", "referred", "plan", "start", "carry out"
MANAGER, DECIDE, QUESTIONS, OPINION = "manager", "decide", "questions", "opinion"
MEETING = "meeting"
COLLISION, PERSONAL, IMPORT, NOTICE = "collision", "personal data", "import", "notice"

# Plain SQL: every page asks, and Django needs longer to write it than PostgreSQL to answer. Each
# kind of duty reads its dialogues once: {what waits: (which of them, by which day)}.
OF_TYPE = "type_id IN (SELECT id FROM municipality_dialoguetype WHERE decider = ANY(%({name})s))"
DECIDED_ON = "EXISTS (SELECT FROM dialogues_decision WHERE dialogue_id = dialogue.id)"
# Ended by one who owes residents a meeting instead; no other end does (R061, R086).
SAID_NO = """(EXISTS (
    SELECT FROM dialogues_inquiry WHERE dialogue_id = dialogue.id
    AND NOT (needs_knowledge AND is_open)
) OR EXISTS (
    SELECT FROM dialogues_historyentry WHERE dialogue_id = dialogue.id AND action = 'moved'
    AND detail IN ('reject', 'inform')
))"""
NO_MEETING = "NOT EXISTS (SELECT FROM dialogues_informationmeeting WHERE dialogue_id = dialogue.id)"
LAST_DAY = "coalesce(ends_on, starts_on)"
OURS = {
    OWED: (
        f"state = ANY(%(carried_out)s) AND {AWAITING_FEEDBACK} AND feedback_due IS NOT NULL",
        "feedback_due",
    ),
    REFERRED: (f"state = 'planning' AND {DECIDED_ON}", "starts_on"),
    PLAN: ("state = 'planning'", "starts_on"),
    START: ("state = 'decided' AND NOT is_registered_afterwards", "starts_on"),
    CARRY_OUT: (
        f"state = 'ongoing' AND NOT is_registered_afterwards AND {LAST_DAY} < %(today)s",
        LAST_DAY,
    ),
    MEETING: (f"state = 'no_dialogue' AND {SAID_NO} AND {NO_MEETING}", "created_at::date"),
    MANAGER: (f"state = 'submitted' AND {OF_TYPE.format(name='manager')}", "decision_meeting_on"),
}
DECISIONS = {
    DECIDE: (f"state = 'submitted' AND {OF_TYPE.format(name='committee')}", "decision_meeting_on"),
}
INQUIRIES = {
    QUESTIONS: (f"state = 'idea' AND {OF_TYPE.format(name='two_steps')}", "created_at::date"),
}
NO_OPINION = """NOT EXISTS (
    SELECT FROM dialogues_opinion AS opinion
    WHERE dialogue_id = dialogue.id AND NOT EXISTS (
        SELECT FROM dialogues_decision WHERE dialogue_id = dialogue.id AND at >= opinion.at
    )
)"""
# A decided plan that was changed is decided on anew before the dialogue begins.
OPINIONS = {
    OPINION: (
        NO_OPINION,
        "CASE state WHEN 'decided' THEN starts_on ELSE decision_meeting_on END",
    ),
}
LISTS = (*OURS, *DECISIONS, *INQUIRIES, *OPINIONS)
REVIEWED = f"""(
    state = %(reviewed)s AND {OF_TYPE.format(name="decided")}
    OR state = 'decided' AND id = ANY(%(going_back)s)
)"""
OF_DIALOGUES = """
SELECT list, id, 0::bigint, 0::bigint, number, 0::bigint, NULL::date FROM (
    SELECT list, id, row_number() OVER (PARTITION BY list ORDER BY day NULLS LAST, id) AS place,
        count(*) OVER (PARTITION BY list) AS number
    FROM (
        SELECT id, CASE {lists} END AS list, CASE {days} END AS day
        FROM dialogues_dialogue AS dialogue WHERE withdrawn_on IS NULL AND {scope}
    ) AS sorted WHERE list IS NOT NULL
) AS placed WHERE place <= %(most)s
"""
# Only those are listed by overlaps that are under way and not withdrawn: the rest are removed. One
# row for each dialogue of ours, with the most urgent of those it collides with, how many they are,
# and when the first of them begins.
COLLISIONS = """
    WITH mine AS MATERIALIZED (
        SELECT id FROM dialogues_dialogue
        WHERE owner_id = ANY(%(ours)s) AND state = ANY(%(under_way)s) AND withdrawn_on IS NULL
    ), unresolved AS MATERIALIZED (
        SELECT id, same_group, is_first, CASE WHEN is_first THEN first_id ELSE second_id END AS own,
            CASE WHEN is_first THEN second_id ELSE first_id END AS other
        FROM (
            SELECT *, first_id = ANY(ARRAY(SELECT id FROM mine)) AS is_first FROM archive_overlap
            WHERE first_id = ANY(ARRAY(SELECT id FROM mine))
            OR second_id = ANY(ARRAY(SELECT id FROM mine))
        ) AS overlap WHERE past_on IS NULL AND note = '' AND kind = %(collision)s
    ), listed AS (
        SELECT *, count(*) OVER () AS number FROM (
            SELECT DISTINCT ON (own) *, count(*) OVER (PARTITION BY own) AS with_how_many
            FROM unresolved ORDER BY own, same_group DESC, other
        ) AS each_own ORDER BY same_group DESC, own LIMIT %(most)s
    )
    SELECT 'collision', id, own, other, number, with_how_many, (
        SELECT min(starts_on) FROM unresolved JOIN dialogues_dialogue AS met ON met.id = other
        WHERE unresolved.own = listed.own AND starts_on > %(today)s
    ) FROM listed ORDER BY same_group DESC, own
"""
COUNT = "SELECT count(*) FROM ({sql}) AS waiting"
OTHER_ROWS = """
SELECT '{name}', id, 0::bigint, 0::bigint, 0::bigint, 0::bigint, NULL::date FROM ({sql}) AS rows
"""


@dataclass(frozen=True)
class Duties:
    """For whom a user answers: ids of owners of dialogues, by what the user does for them."""

    ours: set[int] = field(default_factory=set)
    decided_for: set[int] = field(default_factory=set)
    asks_questions: bool = False
    reviewed: State | None = None
    going_back: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Question:
    """A query for (what waits, id, the fields of a Collision but the last two, of how many, and
    those two), with all but today's date."""

    sql: str
    parameters: dict[str, Any]


class Collision(NamedTuple):
    """The ids of a dialogue of ours and of the most urgent that it collides with; with how many it
    does, and when the first of them begins, if that is ahead."""

    own: int
    other: int
    with_how_many: int
    begins_on: datetime.date | None


@dataclass(frozen=True)
class Waiting:
    """{what waits: ids, the most urgent first}; ``collisions``: {overlap's id: what collides};
    ``unseen``: how many wait beside those."""

    duties: Duties
    ids: dict[str, list[int]]
    collisions: dict[int, Collision]
    unseen: int

    @property
    def dialogue_ids(self) -> set[int]:
        found = {pk for name in LISTS for pk in self.ids.get(name, ())}
        return found | {pk for one in self.collisions.values() for pk in (one.own, one.other)}


def duties_of(user: User) -> Duties:
    """As memberships and the city's profile say now."""
    rules = Profile.objects.current().rules
    reviewed, back = None, []
    if user.is_coordinator:
        # Where it is demanded, the strategist is heard before the plan is submitted (R071).
        states = {"required": State.PLANNING, "advisory": State.SUBMITTED}
        reviewed = states.get(strategist_review())
        # Before it is submitted anew, too; where the opinion is advice, that is soon enough.
        back = going_back(user) if reviewed == State.PLANNING else []
    committees = user.bodies_as_secretary()
    return Duties(
        ours=user.bodies_as(Role.OFFICIAL),
        decided_for=owners_of(user, committees) if committees else set(),
        asks_questions=bool(rules.get("prerequisite_questions", True)),
        reviewed=reviewed,
        going_back=back,
    )


def waiting_for(user: User) -> Waiting:
    """What waits for the user now."""
    duties = duties_of(user)
    question = _question(user, duties)
    cache.set(_key(user), question, KEPT_SECONDS)
    ids: dict[str, list[int]] = {}
    collisions = {}
    in_all: dict[str, int] = {}
    for name, pk, own, other, number, with_how_many, begins_on in _ask(question, "{sql}"):
        ids.setdefault(name, []).append(pk)
        in_all[name] = in_all.get(name, 0) or number
        if name == COLLISION:
            collisions[pk] = Collision(own, other, with_how_many, begins_on)
    unseen = sum(max(number - len(ids[name]), 0) for name, number in in_all.items())
    return Waiting(duties, ids, collisions, unseen)


def waiting_count(user: User) -> int:
    """How much the first page shows as waiting for the user: what to do and notices; one query.

    For whom the user answers seldom changes and is kept for a minute: every page asks for this.
    """
    question = cache.get(_key(user))
    if question is None:
        question = _question(user, duties_of(user))
        cache.set(_key(user), question, KEPT_SECONDS)
    ((number,),) = _ask(question, COUNT)
    return int(number)


def _ask(question: Question, around: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        parameters = question.parameters | {"today": timezone.localdate()}
        cursor.execute(around.format(sql=question.sql), parameters)
        return cursor.fetchall()


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


def _lists(lists: dict[str, tuple[str, str]], scope: str) -> str:
    """The dialogues of a scope, each in the first list that it belongs to."""
    names = " ".join(f"WHEN {which} THEN '{name}'" for name, (which, _day) in lists.items())
    days = " ".join(f"WHEN {which} THEN {day}" for which, day in lists.values())
    return OF_DIALOGUES.format(lists=names, days=days, scope=scope)


def _question(user: User, duties: Duties) -> Question:
    """The lists of those duties that the user has, as one query."""
    parts = []
    rows: dict[str, Any] = {NOTICE: unread(user)}
    if duties.ours:
        parts = [_lists(OURS, "owner_id = ANY(%(ours)s)"), COLLISIONS]
        rows[PERSONAL] = to_look_at(user, duties.ours)[:1]
        rows[IMPORT] = checked_imports(user, duties.ours)
    if duties.decided_for:
        wanted = DECISIONS | INQUIRIES if duties.asks_questions else DECISIONS
        parts.append(_lists(wanted, "owner_id = ANY(%(decided_for)s)"))
    if duties.reviewed:
        parts.append(_lists(OPINIONS, REVIEWED))
    by_committee = [Decider.COMMITTEE, Decider.COMMITTEE_TWO_STEPS]
    parameters: dict[str, Any] = {
        "ours": list(duties.ours),
        "decided_for": list(duties.decided_for),
        "reviewed": duties.reviewed,
        "going_back": duties.going_back,
        "carried_out": list(CARRIED_OUT),
        "under_way": list(UNDER_WAY),
        "collision": OverlapKind.COLLISION,
        "manager": [Decider.MANAGER],
        "committee": by_committee,
        "two_steps": [Decider.COMMITTEE_TWO_STEPS],
        "decided": [*by_committee, Decider.MANAGER],
        "most": MOST_EACH,
    }
    for name, queryset in rows.items():
        sql, values = queryset.values("pk").query.sql_with_params()
        names_of = [f"{name.split()[0]}_{place}" for place in range(len(values))]
        parameters |= dict(zip(names_of, values, strict=True))
        sql %= tuple(f"%({one})s" for one in names_of)
        parts.append(OTHER_ROWS.format(name=name, sql=sql.replace('AS "pk"', "")))
    return Question(" UNION ALL ".join(f"({part})" for part in parts), parameters)
