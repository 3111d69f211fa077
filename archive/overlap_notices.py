"""Telling the contact persons of other administrations with whom a plan meets (R056).

An administration that has none would hear of nothing: then its coordinators, or the city's, are
told to let it know and to have one named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from archive.enums import OverlapKind
from archive.models import Overlap
from archive.overlaps import Change
from dialogues.models import Dialogue, Notification
from municipality.enums import Role
from municipality.models import Membership, Organisation, User

ONE_COLLISION = gettext_noop("“%(theirs)s” (%(owner)s) collides with your dialogue “%(yours)s”.")
COLLISIONS = gettext_noop("“%(theirs)s” (%(owner)s) collides with %(count)s of your dialogues.")
ONE_GAIN = gettext_noop(
    "“%(theirs)s” (%(owner)s) can be coordinated with your dialogue “%(yours)s”."
)
GAINS = gettext_noop(
    "“%(theirs)s” (%(owner)s) can be coordinated with %(count)s of your dialogues."
)
RESOLVED = gettext_noop(
    "%(owner)s has written how “%(theirs)s” and your dialogue “%(yours)s” are coordinated."
)
ONE_UNTOLD = gettext_noop(
    "“%(theirs)s” (%(owner)s) meets “%(yours)s”. Nobody at %(body)s was told, since it has no"
    " contact person. Let them know, and have one named."
)
UNTOLD = gettext_noop(
    "“%(theirs)s” (%(owner)s) meets %(count)s dialogues of %(body)s. Nobody there was told, since"
    " it has no contact person. Let them know, and have one named."
)
ABOUT_OVERLAPS = (ONE_COLLISION, COLLISIONS, ONE_GAIN, GAINS)
ABOUT_UNTOLD = (ONE_UNTOLD, UNTOLD)
PARTY = ("reference", "title", "owner", "created_by")
Party = tuple[Dialogue, OverlapKind]


def tell(dialogue: Dialogue, changes: Sequence[Change], *, by: User | None) -> list[User]:
    """Tell the others' people what has arisen, in the caller's transaction; returns whom.

    A person has one unread notice about a dialogue: it says what holds now, and goes with what it
    was about. Those who plan both know it from their plan and their to-do list. Where a body has
    nobody to tell, coordinators are told so.
    """
    if not changes:
        return []
    successors = Organisation.objects.successors()
    kinds = _kinds(dialogue)
    wanted = {*kinds, *(one.other_id for one in changes)}
    others = Dialogue.objects.only(*PARTY).in_bulk(wanted)
    body_of = {pk: successors.get(row.owner_id, row.owner_id) for pk, row in others.items()}
    own = successors.get(dialogue.owner_id, dialogue.owner_id)
    meeting: dict[int, list[Party]] = defaultdict(list)
    for pk, kind in kinds.items():
        meeting[body_of[pk]].append((others[pk], kind))
    arisen = {one.other_id for one in changes if one.has_arisen}
    gone = {body_of[one.other_id] for one in changes} - meeting.keys()
    _forget(dialogue, gone, meeting.keys())
    concerned = [others[pk] for pk in arisen if body_of[pk] != own]
    people, untold = _people(concerned, successors, by)
    for user, bodies in people.items():
        _write(user, dialogue, [party for body in bodies for party in meeting[body]])
    _forget_untold(dialogue, {body_of[one.other_id] for one in changes} - untold)
    coordinators = _coordinators(untold, successors, by)
    for user, without in coordinators.items():
        for body in without:
            _write_untold(user, dialogue, body, [other for other, _kind in meeting[body]])
    return [*people, *(user for user in coordinators if user not in people)]


def tell_of_note(overlap: Overlap, writer_of: Dialogue, *, by: User) -> list[User]:
    """Tell the other party's people how it is resolved; returns whom."""
    other = overlap.other(writer_of)
    successors = Organisation.objects.successors()
    if successors.get(other.owner_id, other.owner_id) == successors.get(
        writer_of.owner_id, writer_of.owner_id
    ):
        return []
    people, _untold = _people([other], successors, by)
    params = {"owner": writer_of.owner.current().name, "about": writer_of.reference,
              "theirs": writer_of.title, "yours": other.title}  # fmt: skip
    for user in people:
        _store(user, (RESOLVED,), RESOLVED, params, overlaps_url(other), yours=other.title)
    return list(people)


def overlaps_url(dialogue: Dialogue) -> str:
    return reverse("overlap-list", args=[dialogue.reference])


def _kinds(dialogue: Dialogue) -> dict[int, OverlapKind]:
    """{id of the other: what they are to each other} of the dialogue's overlaps, by urgency."""
    rows = Overlap.objects.of(dialogue).that_hold().order_by("kind", "pk")
    return {
        second if first == dialogue.pk else first: OverlapKind(kind)
        for first, second, kind in rows.values_list("first", "second", "kind")
    }


def _people(
    dialogues: Sequence[Dialogue], successors: dict[int, int], by: User | None
) -> tuple[dict[User, set[int]], set[int]]:
    """{contact person, or official who registered one of them: bodies that they answer for}, but
    for who did it; and the bodies that have none at all."""
    bodies = {successors.get(row.owner_id, row.owner_id) for row in dialogues}
    creators = {row.created_by_id for row in dialogues if row.created_by_id}
    former = {pk for pk, today in successors.items() if today in bodies}
    rows = Membership.objects.filter(
        Q(is_contact_person=True) | Q(role=Role.OFFICIAL, user__in=creators),
        organisation__in=bodies | former,
        user__is_active=True,
    )
    found: dict[User, set[int]] = defaultdict(set)
    for row in rows.select_related("user").order_by("user", "pk"):
        found[row.user].add(successors.get(row.organisation_id, row.organisation_id))
    without = bodies.difference(*found.values())
    return {user: answered for user, answered in found.items() if user != by}, without


def _coordinators(
    bodies: set[int], successors: dict[int, int], by: User | None
) -> dict[User, list[int]]:
    """{coordinator: the bodies with nobody to tell}: the body's own, or else all of the city."""
    if not bodies:
        return {}
    rows = Membership.objects.filter(role=Role.COORDINATOR, user__is_active=True)
    every: dict[User, set[int]] = defaultdict(set)
    for row in rows.select_related("user").order_by("user", "pk"):
        every[row.user].add(successors.get(row.organisation_id, row.organisation_id))
    with_own = bodies & set().union(*every.values())
    told = {
        user: sorted(body for body in bodies if body not in with_own or body in own)
        for user, own in every.items()
        if user != by
    }
    return {user: found for user, found in told.items() if found}


def _write(user: User, dialogue: Dialogue, parties: Sequence[Party]) -> None:
    """The user's notice about a dialogue that meets these of theirs."""
    collisions = [other for other, kind in parties if kind == OverlapKind.COLLISION]
    chosen = collisions or [other for other, _kind in parties]
    one, several = (ONE_COLLISION, COLLISIONS) if collisions else (ONE_GAIN, GAINS)
    params: dict[str, Any] = {
        "theirs": dialogue.title,
        "owner": dialogue.owner.current().name,
        "about": dialogue.reference,
    }
    if len(chosen) == 1:
        params["yours"] = chosen[0].title
        _store(user, ABOUT_OVERLAPS, one, params, overlaps_url(chosen[0]))
    else:
        params["count"] = len(chosen)
        _store(user, ABOUT_OVERLAPS, several, params, overlaps_url(dialogue))


def _write_untold(user: User, dialogue: Dialogue, body: int, others: Sequence[Dialogue]) -> None:
    """A coordinator's notice that a body knows nothing of what it meets; the page that it leads to
    says who is missing, and where one is named."""
    params: dict[str, Any] = {
        "theirs": dialogue.title,
        "owner": dialogue.owner.current().name,
        "about": dialogue.reference,
        "body": Organisation.objects.values_list("name", flat=True).get(pk=body),
        "body_id": body,
    }
    one = len(others) == 1
    params |= {"yours": others[0].title} if one else {"count": len(others)}
    message = ONE_UNTOLD if one else UNTOLD
    _store(user, ABOUT_UNTOLD, message, params, overlaps_url(dialogue), body_id=body)


def _store(
    user: User, kinds: Iterable[str], message: str, params: dict[str, Any], url: str, **same: Any
) -> None:
    """A new notice, or the unread one about the same made to say it; it is mailed anew."""
    also = {f"params__{name}": value for name, value in same.items()}
    unread = Notification.objects.select_for_update().filter(
        user=user, message__in=kinds, params__about=params["about"], read_at=None, **also
    )
    notice = unread.first() or Notification(user=user)
    notice.message, notice.params, notice.url = message, params, url
    notice.created_at, notice.mailed_at = timezone.now(), None
    notice.save()


def _forget(dialogue: Dialogue, bodies: set[int], still: Iterable[int]) -> None:
    """Take back what nobody has read and no longer holds."""
    if not bodies:
        return
    unread = Notification.objects.filter(
        read_at=None, message__in=ABOUT_OVERLAPS, params__about=dialogue.reference
    )
    theirs = Membership.objects.filter(organisation__in=bodies).values("user")
    others = Membership.objects.filter(organisation__in=list(still)).values("user")
    unread.filter(user__in=theirs).exclude(user__in=others).delete()


def _forget_untold(dialogue: Dialogue, bodies: set[int]) -> None:
    """The same of what coordinators were told, also where somebody has been told since."""
    if not bodies:
        return
    Notification.objects.filter(
        read_at=None,
        message__in=ABOUT_UNTOLD,
        params__about=dialogue.reference,
        params__body_id__in=list(bodies),
    ).delete()
