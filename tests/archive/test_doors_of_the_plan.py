"""The pages beside the table of moves are tried by those whom they do not concern (R151)."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import Overlap
from archive.overlaps import recompute
from dialogues.enums import State
from dialogues.models import (
    Decision,
    Dialogue,
    HistoryEntry,
    InformationMeeting,
    Inquiry,
    Opinion,
    Plan,
)
from municipality.enums import Decider
from participation.models import LoopRound
from tests.factories import (
    AreaFactory,
    DialogueKindFactory,
    LoopStepFactory,
    OrganisationFactory,
    ProfileFactory,
    ThemeFactory,
    UserFactory,
    committee_member,
    coordinator,
    dialogue_in_state,
    official,
)
from tests.factories.process import decided, dialogue_walked_to, make_house, minutes

pytestmark = pytest.mark.usefixtures("small_plan")
KEPT = (
    Decision, Dialogue, HistoryEntry, InformationMeeting, Inquiry, LoopRound, Opinion, Overlap,
    Plan,
)  # fmt: skip
CLOSED = {"other official": 403, "other secretary": 403, "outsider": 404, "nobody": 302}
READ_BY_ALL = {"other official": 200, "other secretary": 200, "outsider": 404, "nobody": 302}


def information_meeting(house):
    dialogue = dialogue_walked_to(State.NO_DIALOGUE, house=house)
    sent = {
        "held_on": timezone.localdate(), "place": "Biblioteket", "why_this_decision": "Lagen.",
        "why_no_dialogue": "Inget gick att påverka.",
    }  # fmt: skip
    return house.official, reverse("information-meeting", args=[dialogue.reference]), sent


def opinion(house):
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    sent = {"method": "Gå hem till folk.", "form_token": uuid.uuid4()}
    return coordinator(), reverse("opinion", args=[dialogue.reference]), sent


def decision(house):
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    sent = {**decided(), "version": 1}
    return house.secretary, reverse("decision", args=[dialogue.reference]), sent


def inquiry(house):
    dialogue = dialogue_walked_to(State.IDEA, Decider.COMMITTEE_TWO_STEPS, house)
    sent = minutes(needs_knowledge="yes", is_open="yes", assignment="Utred ljuset.")
    return house.secretary, reverse("inquiry", args=[dialogue.reference]), sent


def plan_copy(house):
    source = dialogue_walked_to(State.DECIDED, house=house)
    dialogue = dialogue_walked_to(State.PLANNING, house=house, title="En till")
    Plan.objects.create(dialogue=source, experts="Ljusdesigner")
    sent = {"source": source.reference}
    return house.official, reverse("plan-copy", args=[dialogue.reference]), sent


def loop(house):
    LoopStepFactory()
    kind = DialogueKindFactory(slug="komplex-fraga")
    dialogue = dialogue_walked_to(State.PLANNING, house=house, kind=kind)
    return house.official, reverse("loop", args=[dialogue.reference]), {"after": "0"}


def overlap(house):
    days = {"starts_on": datetime.date(2027, 3, 1), "ends_on": datetime.date(2027, 3, 20)}
    both = {"areas": [AreaFactory()], "themes": [ThemeFactory()], "state": State.DECIDED, **days}
    mine = dialogue_in_state(owner=house.owner, **both)
    dialogue_in_state(owner=OrganisationFactory(), type=mine.type, **both)
    recompute(mine.pk)
    there = reverse("overlap-note", args=[mine.reference, Overlap.objects.get().pk])
    return house.official, there, {"note": "Vi delar mötet den 4 mars.", "version": 1}


def kept():
    return {model: list(model.objects.order_by("pk").values()) for model in KEPT}


@pytest.mark.parametrize(
    ("door", "read"),
    [
        (information_meeting, CLOSED),
        (opinion, CLOSED),
        (decision, READ_BY_ALL),
        (inquiry, CLOSED),
        (plan_copy, CLOSED),
        (loop, READ_BY_ALL),
        (overlap, CLOSED),
    ],
)
def test_a_page_beside_the_moves_is_shut_to_whom_it_does_not_concern(db, settings, door, read):
    more = ["dialogues.plan_sections.PARTNERS", "participation.plan_sections.COMPLEX_ISSUE"]
    if door in (plan_copy, loop):
        settings.PLAN_SECTIONS = [*settings.PLAN_SECTIONS, *more]
    ProfileFactory(rules={"strategist_review": "advisory"})
    rightful, page, sent = door(make_house())
    form = f"{page}borja/" if door is loop else page
    people = {
        "other official": official(),
        "other secretary": committee_member(is_secretary=True),
        "outsider": UserFactory(),
        "nobody": None,
    }
    before, got = kept(), {}
    for role, user in people.items():
        client = Client()
        if user:
            client.force_login(user)
        answers = client.get(page), client.post(form, sent)
        got[role] = tuple(one.status_code for one in answers)
        if user is None:
            assert all(one.url.startswith(reverse("account_login")) for one in answers)
    assert got == {role: (read[role], CLOSED[role]) for role in people}
    assert kept() == before
    # The door is there, and what was sent would have been kept.
    client = Client()
    client.force_login(rightful)
    assert client.get(page).status_code == 200
    assert client.post(form, sent).status_code == 302
    assert kept() != before
