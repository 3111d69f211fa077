"""Which dialogues meet: in place, in time, in theme and in target group (R051, R052)."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from archive.enums import OverlapKind
from archive.models import Overlap
from archive.overlaps import recompute, recompute_all
from dialogues.actions.register import change_dialogue, restore_dialogue, withdraw_dialogue
from dialogues.enums import MoveName, State, TargetGroup
from dialogues.models import Dialogue
from dialogues.process import move
from municipality.enums import Decider
from tests.factories import DialogueTypeFactory, ThemeFactory, UserFactory, dialogue_in_state

COLLISION, GAIN = OverlapKind.COLLISION, OverlapKind.GAIN
MARCH = datetime.date(2027, 3, 1)
YOUTH, OLDER, ALL = TargetGroup.YOUTH, TargetGroup.OLDER, TargetGroup.ALL_RESIDENTS


def planned(day=MARCH, days=30, **fields):
    fields = {"state": State.DECIDED, "starts_on": day, **fields}
    if fields["starts_on"]:
        fields.setdefault("ends_on", day + datetime.timedelta(days=days))
    return dialogue_in_state(**{"ends_on": None, **fields})


def meeting(one, other):
    """(kind, same group) of the overlap between two, None where there is none."""
    low, high = sorted((one.pk, other.pk))
    found = Overlap.objects.filter(first=low, second=high).values_list("kind", "same_group")
    return found.first()


def places(city):
    return {
        "same": [city.tensta],
        "above": [city.jarva],
        "below": [city.tensta],
        "of an earlier division": [city.before],
        "city": [city.city],
        "whole city": [],
        "beside": [city.rinkeby],
        "elsewhere": [city.alvik],
        "nowhere": [],
    }


@pytest.mark.parametrize(
    ("mine", "other", "meets"),
    [
        ("same", "same", True),
        ("same", "above", True),
        ("above", "below", True),
        ("same", "of an earlier division", True),
        ("same", "city", True),
        ("same", "whole city", True),
        ("whole city", "elsewhere", True),
        ("whole city", "whole city", True),
        ("nowhere", "whole city", True),
        ("same", "beside", False),
        ("same", "elsewhere", False),
        ("above", "elsewhere", False),
        ("same", "nowhere", False),
        ("nowhere", "nowhere", False),
    ],
)
def test_dialogues_meet_where_they_share_ground(city, mine, other, meets):
    one, two = (
        planned(areas=places(city)[place], is_city_wide=place == "whole city")
        for place in (mine, other)
    )
    for first in (one, two):  # whichever of them is computed
        Overlap.objects.all().delete()
        recompute(first.pk)
        assert meeting(one, two) == ((COLLISION, False) if meets else None)


@pytest.mark.parametrize(
    ("gap", "kind"),
    [(-10, COLLISION), (0, COLLISION), (7, COLLISION), (8, GAIN), (183, GAIN), (184, None)],
)
@pytest.mark.parametrize("earlier", [True, False])
def test_overlapping_and_adjoining_weeks_clash_and_half_a_year_can_be_coordinated(
    city, gap, kind, earlier
):
    mine = planned(areas=[city.tensta], themes=[city.lighting])
    day = MARCH + datetime.timedelta(days=30 + gap)
    if earlier:
        day = MARCH - datetime.timedelta(days=20 + gap)
    other = planned(day, 20, areas=[city.tensta], themes=[city.lighting])
    recompute(mine.pk)
    assert meeting(mine, other) == ((kind, False) if kind else None)


@pytest.mark.parametrize(
    ("theme", "mine", "others", "in_time", "expected"),
    [
        (False, [], [], True, (COLLISION, False)),
        (False, [YOUTH], [OLDER], True, (COLLISION, False)),
        (False, [YOUTH], [YOUTH, OLDER], True, (COLLISION, True)),
        (True, [YOUTH], [], True, (COLLISION, False)),
        (False, [ALL], [ALL], True, (COLLISION, True)),
        (False, [], [], False, None),
        (False, [YOUTH], [OLDER], False, None),
        (False, [YOUTH], [YOUTH, OLDER], False, (GAIN, True)),
        (True, [YOUTH], [OLDER], False, (GAIN, False)),
        (True, [], [], False, (GAIN, False)),
        # Everybody is no group to coordinate about.
        (False, [ALL], [ALL], False, None),
    ],
)
def test_theme_and_group_say_what_can_be_gained(city, theme, mine, others, in_time, expected):
    lighting, other_theme = city.lighting, ThemeFactory()
    one = planned(areas=[city.tensta], themes=[lighting], target_groups=mine)
    other = planned(
        MARCH if in_time else MARCH + datetime.timedelta(days=90),
        areas=[city.jarva],
        themes=[lighting if theme else other_theme],
        target_groups=others,
    )
    recompute(one.pk)
    assert meeting(one, other) == expected


MEETING = {State.PLANNING, State.SUBMITTED, State.DECIDED, State.ONGOING}


@pytest.mark.parametrize("mine", State)
def test_only_what_is_under_way_meets(city, mine):
    day = datetime.date(2025, 1, 7)
    one = planned(day, days=10, state=mine, areas=[city.tensta])
    others = {state: planned(day, days=10, state=state, areas=[city.tensta]) for state in State}
    for first in (one, *others.values()):
        recompute(first.pk)
    meets = MEETING | {State.IDEA} if mine in MEETING else MEETING if mine == State.IDEA else set()
    assert {state for state, other in others.items() if meeting(one, other)} == meets


def test_an_idea_without_dates_is_no_party_and_a_plan_without_dates_collides_with_nothing(city):
    soon = timezone.localdate() + datetime.timedelta(days=60)
    mine = planned(soon, areas=[city.tensta], themes=[city.lighting])
    idea = planned(None, state=State.IDEA, areas=[city.tensta], themes=[city.lighting])
    undated = planned(None, state=State.PLANNING, areas=[city.tensta], themes=[city.lighting])
    recompute(mine.pk)
    assert (meeting(mine, idea), meeting(mine, undated)) == (None, (GAIN, False))


def test_what_goes_on_without_an_end_goes_on_until_today(city):
    today = timezone.localdate()
    ongoing = planned(today - datetime.timedelta(days=300), state=State.ONGOING, ends_on=None,
                      areas=[city.tensta])  # fmt: skip
    mine = planned(today + datetime.timedelta(days=7), areas=[city.tensta])
    recompute(mine.pk)
    assert meeting(mine, ongoing) == (COLLISION, False)


def change(dialogue, **changes):
    links = {name: changes.pop(name) for name in ("areas", "themes") if name in changes}
    saved = Dialogue.objects.get(pk=dialogue.pk)
    return change_dialogue(
        by=UserFactory(), dialogue=saved, version=saved.version, values=changes, links=links
    )


@pytest.mark.parametrize("what", ["dates", "areas", "city wide", "themes", "groups"])
def test_every_change_that_matters_is_reckoned_with_at_once(city, what):
    other = planned(
        areas=[city.tensta], themes=[city.lighting], target_groups=[YOUTH, OLDER]
    )  # fmt: skip
    apart = {
        "dates": {"day": MARCH + datetime.timedelta(days=400), "areas": [city.tensta]},
        "areas": {"areas": [city.alvik]},
        "city wide": {"areas": []},
        "themes": {"day": MARCH + datetime.timedelta(days=90), "areas": [city.tensta]},
        "groups": {"areas": [city.tensta]},
    }[what]
    mine = planned(**apart)
    near = {
        "dates": {"starts_on": MARCH, "ends_on": MARCH},
        "areas": {"areas": [city.jarva]},
        "city wide": {"is_city_wide": True},
        "themes": {"themes": [city.lighting]},
        "groups": {"target_groups": [YOUTH]},
    }[what]
    recompute(mine.pk)
    before = meeting(mine, other)
    change(mine, **near)
    expected = {"themes": (GAIN, False), "groups": (COLLISION, True)}
    assert (before, meeting(mine, other)) == (
        (COLLISION, False) if what == "groups" else None,
        expected.get(what, (COLLISION, False)),
    )


def test_every_move_of_the_process_is_reckoned_with(city):
    """An idea that is planned meets others from then on; what is cancelled meets nobody."""
    kind = DialogueTypeFactory(decider=Decider.NOBODY)
    fields = {"areas": [city.tensta], "owner": city.office, "type": kind}
    mine, other = planned(state=State.IDEA, **fields), planned(state=State.IDEA, **fields)
    recompute(mine.pk)
    met = [meeting(mine, other)]
    for name in (MoveName.BEGIN, MoveName.CANCEL):
        move(mine, name, by=city.user, reason="Stadsdelen byggs inte om." * (name == "cancel"))
        met.append(meeting(mine, other))
    assert met == [None, (COLLISION, False), None]


def test_what_is_withdrawn_meets_nothing_until_it_is_restored(city):
    mine, other = planned(areas=[city.tensta]), planned(areas=[city.tensta])
    recompute(mine.pk)
    user = UserFactory()
    withdraw_dialogue(by=user, dialogue=mine, reason="En kurs.")
    assert meeting(mine, other) is None
    restore_dialogue(by=user, dialogue=mine)
    assert meeting(mine, other) == (COLLISION, False)


def note(overlap, text="Vi ställer samma frågor vid samma möte."):
    Overlap.objects.filter(pk=overlap.pk).update(
        note=text, noted_at="2027-01-01T12:00Z", noted_by_label="Handläggare"
    )


def test_what_a_note_was_written_about_stays_as_past_and_holds_again_if_it_comes_back(city):
    mine, other = planned(areas=[city.tensta]), planned(areas=[city.tensta])
    unnoted = planned(areas=[city.tensta])
    recompute(mine.pk)
    overlap = Overlap.objects.get(first=mine, second=other)
    note(overlap)
    change(mine, areas=[city.alvik])
    overlap.refresh_from_db()
    assert (overlap.past_on, meeting(mine, unnoted)) == (timezone.localdate(), None)
    change(mine, areas=[city.tensta])
    overlap.refresh_from_db()
    assert (overlap.past_on, overlap.note[:3]) == (None, "Vi ")


def test_computing_again_changes_nothing_and_tells_nothing(city):
    mine, other = planned(areas=[city.tensta]), planned(areas=[city.tensta])
    assert recompute(mine.pk) == [(other.pk, COLLISION, True)]
    found = Overlap.objects.values().get()
    assert (recompute(mine.pk), recompute(other.pk)) == ([], [])
    assert Overlap.objects.values().get() == found


def test_a_gain_that_becomes_a_collision_is_told_of_and_the_other_way_is_not(city):
    mine = planned(areas=[city.tensta], themes=[city.lighting])
    other = planned(
        MARCH + datetime.timedelta(days=90), areas=[city.tensta], themes=[city.lighting]
    )
    assert recompute(mine.pk) == [(other.pk, GAIN, True)]
    Dialogue.objects.filter(pk=other.pk).update(starts_on=MARCH, ends_on=MARCH)
    assert recompute(mine.pk) == [(other.pk, COLLISION, True)]
    Dialogue.objects.filter(pk=other.pk).update(starts_on="2027-06-01", ends_on="2027-06-02")
    assert (recompute(mine.pk), meeting(mine, other)) == ([], (GAIN, False))


def test_the_nightly_round_mends_what_no_action_told_of(city):
    mine, other = planned(areas=[city.tensta]), planned(areas=[city.tensta])
    gone = planned(areas=[city.tensta])
    recompute(gone.pk)
    Dialogue.objects.filter(pk=gone.pk).update(state=State.CANCELLED)
    assert recompute_all() > 0
    pairs = list(Overlap.objects.values_list("first", "second"))
    assert (pairs, recompute_all()) == ([(mine.pk, other.pk)], 0)


@pytest.mark.parametrize(
    "broken",
    [
        {"note": "Vi pratas vid."},
        {"noted_by_label": "Någon"},
        {"past_on": "2027-01-01"},
        {"second_id": 1, "first_id": 2},
    ],
)
def test_the_database_refuses_what_cannot_be(city, broken):
    mine = planned(areas=[city.tensta])
    planned(areas=[city.tensta])
    recompute(mine.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Overlap.objects.update(**broken)


@pytest.mark.django_db(transaction=True)
def test_two_who_move_into_each_others_weeks_at_once_both_learn_of_it(city):
    """Neither sees what the other has not yet committed; and neither waits for ever."""
    apart = MARCH + datetime.timedelta(days=400)
    pair = [planned(areas=[city.tensta]), planned(apart, areas=[city.tensta])]
    new = [{"starts_on": "2028-01-03", "ends_on": "2028-01-04"}] * 2
    changed_both, faults = threading.Barrier(2), []

    def move(dialogue, values):
        try:
            with transaction.atomic():
                Dialogue.objects.select_for_update().get(pk=dialogue.pk)
                Dialogue.objects.filter(pk=dialogue.pk).update(**values)
                changed_both.wait(10)
                recompute(dialogue.pk)
        except Exception as fault:  # noqa: BLE001 told below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=each) for each in zip(pair, new, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (faults, meeting(*pair)) == ([], (COLLISION, False))
