"""The to-do list: what, why, by when, one link each; and the number at the top is the list's."""

import datetime

import pytest
from django.utils import timezone

from archive.actions.overlaps import resolve_overlap
from archive.models import Overlap
from archive.overlaps import recompute
from archive.to_do import to_do
from archive.waiting import unread, waiting_count
from dialogportal.local_cache import cache
from dialogportal.periods import month_word
from dialogues.enums import HistoryAction, MoveName, State
from dialogues.history import record
from dialogues.models import (
    Decision,
    Dialogue,
    InformationMeeting,
    Inquiry,
    Opinion,
    Plan,
    PlanVersion,
)
from municipality.enums import Decider, OrganisationKind, Role
from municipality.models import User
from tests.factories import (
    DialogueTypeFactory,
    MembershipFactory,
    OrganisationFactory,
    ProfileFactory,
    coordinator,
    dialogue_in_state,
)
from tests.factories.archive import NotificationFactory

TODAY = timezone.localdate


def ago(days):
    return TODAY() - datetime.timedelta(days=days)


def soon():
    return ago(-40)


def day_and_month(day):
    return f"{day.day} {month_word(day)}"


def todo(user):
    """(due, title, address), what is urgent first, as a new request reads it."""
    cache.clear()
    fresh = User.objects.get(pk=user.pk)
    items = to_do(fresh)
    assert waiting_count(fresh) == len(items) + len(unread(fresh))
    return [(item.due, item.title, item.url) for item in items]


@pytest.fixture
def committee(city):
    """Järva's committee decides on its plans; its secretary."""
    city.committee = OrganisationFactory(
        name="Järva stadsdelsnämnd", kind=OrganisationKind.COMMITTEE_DISTRICT
    )
    city.office.deciding_committee = city.committee
    city.office.save()
    city.secretary = MembershipFactory(
        organisation=city.committee, role=Role.COMMITTEE, is_secretary=True
    ).user
    return city


def ours(city, state, **fields):
    values = {"owner": city.office, "type": city.kind, "title": "Torget", **fields}
    return dialogue_in_state(state, **values)


def refer_back(dialogue, committee, reason):
    version = PlanVersion.objects.create(dialogue=dialogue, number=1, by_label="Handläggare")
    Decision.objects.create(
        dialogue=dialogue, plan_version=version, outcome="refer_back", committee=committee,
        meeting_date=ago(3), paragraph="12", case_number="1.2-3/2026", reason=reason,
        submitted_on=ago(20), by_label="Sekreterare",
    )  # fmt: skip


def test_a_plan_says_how_much_hinders_it(city):
    plan = ours(city, State.PLANNING, starts_on=soon())
    ((due, title, url),) = todo(city.user)
    day = f"{soon().day} "
    assert (due.startswith(day), title, url) == (
        True,
        "Gör klar planen: Torget",
        f"/dialoger/{plan.reference}/plan/#hinders",
    )
    text = to_do(User.objects.get(pk=city.user.pk))[0].text
    assert text.endswith("saker hindrar inlämning.")


def test_where_no_dialogue_is_held_residents_are_to_be_told(city):
    plans = {name: ours(city, State.NO_DIALOGUE, title=name) for name in MoveName.values}
    for name, plan in plans.items():
        record(dialogue=plan, by=city.user, action=HistoryAction.MOVED, detail=name)
    waits = {"reject", "inform"}
    since = f"sedan {day_and_month(TODAY())}"
    assert set(todo(city.user)) == {
        (
            since,
            f"Skriv om informationsmötet: {name}",
            f"/dialoger/{plans[name].reference}/informationsmote/",
        )
        for name in waits
    }
    for name in waits:
        InformationMeeting.objects.create(
            dialogue=plans[name], held_on=TODAY(), place="Biblioteket",
            why_this_decision="Lagen kräver det.", why_no_dialogue="Inget gick att påverka.",
        )  # fmt: skip
    assert todo(city.user) == []


def test_the_number_of_hindrances_is_read_again_when_the_plan_was_written_in(
    city, django_assert_num_queries
):
    plan = ours(city, State.PLANNING)
    before = to_do(city.user)[0].text
    Dialogue.objects.filter(pk=plan.pk).update(question="Var?", purpose="Att veta.")
    assert to_do(city.user)[0].text == before  # no action did that: the plan was not looked at
    record(dialogue=plan, by=city.user, action=HistoryAction.CHANGED)
    after = to_do(city.user)[0].text
    assert int(after.split()[0]) == int(before.split()[0]) - 2


def test_a_plan_referred_back_says_why(committee):
    plan = ours(committee, State.PLANNING)
    refer_back(plan, committee.committee, "Målgruppen saknas.")
    assert todo(committee.user) == [
        ("", "Komplettera planen: Torget", f"/dialoger/{plan.reference}/plan/")
    ]
    assert to_do(committee.user)[0].text.endswith(": Målgruppen saknas.")


@pytest.mark.parametrize(
    ("state", "days_ago", "expected"),
    [
        (
            State.DECIDED,
            {"starts_on": 3, "ends_on": -40},
            ("sen 3 dagar", "Starta dialogen: Torget", "steg/start/"),
        ),
        (
            State.DECIDED,
            {"starts_on": 0, "ends_on": -40},
            (day_and_month(TODAY()), "Beslutat: Torget", "steg/start/"),
        ),
        (
            State.ONGOING,
            {"starts_on": 9, "ends_on": 2},
            ("sen 2 dagar", "Markera som genomförd: Torget", "steg/carry_out/"),
        ),
        (State.ONGOING, {"starts_on": 9, "ends_on": -40}, None),
        (
            State.FEEDBACK,
            {"feedback_due": 4},
            ("sen 4 dagar", "Återkoppla till deltagarna: Torget", ""),
        ),
        (State.CANCELLED, {}, None),
    ],
)
def test_what_is_to_be_done_for_a_dialogue_goes_by_its_state_and_days(
    city, state, days_ago, expected
):
    dialogue = ours(city, state, **{name: ago(days) for name, days in days_ago.items()})
    rows = [(due, title, url) for due, title, url in todo(city.user)]
    wanted = []
    if expected:
        due, title, end = expected
        wanted = [(due, title, f"/dialoger/{dialogue.reference}/{end}")]
    assert rows == wanted


def test_what_is_decided_says_what_remains_before_its_start(committee):
    """Also what begins far ahead, or on no day yet; what changed since is submitted again."""
    functions = dict.fromkeys(("process_owner", "process_leader", "communication_by"), "Chef")
    whole = functions | {"experts_confirmed": True}
    kind = DialogueTypeFactory(decider=Decider.COMMITTEE)
    found = {}
    for title, day, columns in (
        ("Utan roller", soon(), {}), ("Klar", soon(), whole), ("Ändrad", None, whole),
    ):  # fmt: skip
        row = ours(
            committee, State.DECIDED, title=title, starts_on=day, ends_on=day, type=kind,
            purpose="Att veta.",
        )  # fmt: skip
        Plan.objects.create(dialogue=row, **columns)
        found[title] = row
    PlanVersion.objects.create(dialogue=found["Ändrad"], number=1, content=[], by_label="Någon")
    record(dialogue=found["Ändrad"], by=committee.user, action=HistoryAction.CHANGED)
    start = "/dialoger/{}/steg/start/"
    day = day_and_month(soon())
    assert todo(committee.user) == [
        (day, "Beslutat: Utan roller", start.format(found["Utan roller"].reference)),
        (day, "Beslutat: Klar", found["Klar"].get_absolute_url()),
        ("", "Beslutat: Ändrad", start.format(found["Ändrad"].reference)),
    ]
    assert [one.text for one in to_do(committee.user)] == [
        "4 saker återstår före starten.", "Klar att starta.", "1 sak återstår före starten.",
    ]  # fmt: skip


def test_a_collision_waits_until_somebody_writes_how_it_is_resolved(city):
    fields = {"areas": [city.tensta], "starts_on": soon(), "ends_on": soon()}
    mine = ours(city, State.DECIDED, **fields)
    other = OrganisationFactory(name="Exploateringskontoret")
    theirs = ours(city, State.SUBMITTED, owner=other, title="Torget byggs om", **fields)
    contact = MembershipFactory(organisation=other).user
    recompute(mine.pk)
    overlap = Overlap.objects.get()
    for user, dialogue in ((city.user, mine), (contact, theirs)):
        ((due, title, url),) = [row for row in todo(user) if "krock" in row[1]]
        assert (due.split()[0], title, url) == (
            str(soon().day),
            f"Skriv hur krocken löses: {dialogue.title}",
            f"/dialoger/{dialogue.reference}/krockar/{overlap.pk}/",
        )
    assert todo(MembershipFactory().user) == []
    resolve_overlap(by=contact, overlap=overlap, version=1, note="Vi flyttar.")
    assert [row for user in (city.user, contact) for row in todo(user) if "krock" in row[1]] == []


def test_a_dialogue_that_collides_with_many_is_one_line_with_the_day_of_the_first(city, client):
    fields = {"areas": [city.tensta], "ends_on": soon()}
    mine = ours(city, State.DECIDED, title="Gårdarna", starts_on=soon(), **fields)
    other = OrganisationFactory(name="Exploateringskontoret")
    tomorrow = TODAY() + datetime.timedelta(days=1)
    for title, day in (("Torget", soon()), ("Parken", tomorrow), ("Pågår redan", TODAY())):
        state = State.DECIDED if day > TODAY() else State.ONGOING
        ours(city, state, owner=other, title=title, starts_on=day, **fields)
    second = ours(city, State.PLANNING, title="Skolvägen", starts_on=soon(), **fields)
    for row in (mine, second):
        recompute(row.pk)
    title = "Skriv hur krockarna löses: "
    collisions = [row for row in to_do(city.user) if row.kind == "collision"]
    assert [(row.due_on, row.title, row.url) for row in collisions] == [
        (tomorrow, f"{title}Gårdarna", f"{mine.get_absolute_url()}krockar/"),
        (tomorrow, f"{title}Skolvägen", f"{second.get_absolute_url()}krockar/"),
    ]
    assert [row.text for row in collisions] == [
        "Den krockar med ”Torget” (Exploateringskontoret) och 3 dialoger till.",
        "Den krockar med ”Torget” (Exploateringskontoret) och 2 dialoger till.",
    ]
    client.force_login(city.user)
    assert client.get("/").context["todo_count"] == waiting_count(city.user)


def test_the_secretary_records_decisions_and_answers_the_two_questions(committee):
    two_steps = DialogueTypeFactory(decider=Decider.COMMITTEE_TWO_STEPS)
    idea = ours(committee, State.IDEA, title="Ljuset", type=two_steps)
    plan = ours(
        committee, State.SUBMITTED, decision_meeting_on=soon(), starts_on=soon(), ends_on=soon()
    )
    by_manager = ours(
        committee, State.SUBMITTED, title="Brukarrådet", starts_on=soon(), ends_on=soon(),
        type=DialogueTypeFactory(decider=Decider.MANAGER),
    )  # fmt: skip
    ours(committee, State.SUBMITTED, owner=OrganisationFactory(), starts_on=soon(), ends_on=soon())
    assert [row[1:] for row in todo(committee.secretary)] == [
        ("Registrera beslutet: Torget", f"/dialoger/{plan.reference}/beslut/#beslutet"),
        ("Besvara de två frågorna: Ljuset", f"/dialoger/{idea.reference}/fragorna/"),
    ]
    since = f"sedan {day_and_month(TODAY())}"
    assert [row[0] for row in todo(committee.secretary)] == [day_and_month(soon()), since]
    assert [row[1:] for row in todo(committee.user)] == [
        ("Registrera beslutet: Brukarrådet", f"/dialoger/{by_manager.reference}/beslut/#beslutet")
    ]
    member = MembershipFactory(organisation=committee.committee, role=Role.COMMITTEE).user
    assert todo(member) == []


def test_without_the_two_questions_nobody_waits_for_their_answers(committee):
    ProfileFactory(rules={"prerequisite_questions": False})
    two_steps = DialogueTypeFactory(decider=Decider.COMMITTEE_TWO_STEPS)
    ours(committee, State.IDEA, type=two_steps)
    assert todo(committee.secretary) == []


def test_a_no_of_the_committee_waits_for_its_information_meeting(committee):
    known = ours(committee, State.NO_DIALOGUE, title="Redan känt")
    no = ours(committee, State.NO_DIALOGUE, title="Badet")
    Inquiry.objects.create(
        dialogue=no, committee=committee.committee, needs_knowledge=False, is_open=True,
        reason="Badet stängs.", meeting_date=TODAY(), paragraph="4", case_number="1",
        by_label="Sekreterare",
    )  # fmt: skip
    there = f"/dialoger/{no.reference}/informationsmote/"
    assert todo(committee.user) == [("", "Skriv om informationsmötet: Badet", there)]
    InformationMeeting.objects.create(
        dialogue=no, held_on=TODAY(), place="Biblioteket", why_this_decision="Lagen.",
        why_no_dialogue="Inget att påverka.",
    )  # fmt: skip
    assert todo(committee.user) == []
    assert known.state == State.NO_DIALOGUE


@pytest.mark.parametrize(
    ("rule", "waits"),
    [("advisory", State.SUBMITTED), ("required", State.PLANNING), ("off", None)],
)
def test_the_strategist_gives_an_opinion_where_the_city_wants_one(city, rule, waits):
    ProfileFactory(rules={"strategist_review": rule})
    plans = {
        state: ours(city, state, starts_on=soon(), ends_on=soon())
        for state in (State.PLANNING, State.SUBMITTED, State.DECIDED)
    }
    strategist = coordinator()
    expected = [f"/dialoger/{plans[waits].reference}/yttrande/"] if waits else []
    assert [row[2] for row in todo(strategist)] == expected
    for plan in plans.values():
        Opinion.objects.create(
            dialogue=plan, method="Bra.", by_label="Strateg", form_token=f"{plan.pk:032}"
        )
    assert todo(strategist) == []
    # What was said before the plan was referred back was said of another plan.
    if waits == State.PLANNING:
        refer_back(plans[waits], OrganisationFactory(), "Rollerna är oklara.")
        assert [row[2] for row in todo(strategist)] == expected


def test_what_is_withdrawn_waits_for_nobody(city):
    ours(city, State.PLANNING, withdrawn_on=TODAY(), withdrawn_reason="En kurs.")
    assert todo(city.user) == []


def test_the_latest_comes_first_and_what_has_no_day_last(city):
    ours(city, State.PLANNING, title="Utan dag")
    ours(city, State.DECIDED, title="Skulle ha börjat", starts_on=ago(3), ends_on=soon())
    ours(city, State.FEEDBACK, title="Lovat", feedback_due=ago(40))
    ours(city, State.PLANNING, title="Snart", starts_on=soon())
    assert [title.partition(": ")[2] for _due, title, _url in todo(city.user)] == [
        "Lovat", "Skulle ha börjat", "Snart", "Utan dag",
    ]  # fmt: skip


def test_the_number_at_the_top_is_that_of_the_first_page_on_every_page(web, city):
    for _number in range(23):
        ours(city, State.PLANNING)
    for _number in range(12):
        NotificationFactory(user=city.user)
    page = web.get("/")
    listed = len(page.context["todo"]) + len(page.context["notices"])
    top = f'<span class="count">{listed}</span>'
    assert (listed, top in page.content.decode()) == (25, True)
    assert "Av varje slag visas de 15 närmaste. 8 till väntar." in page.content.decode()
    assert top in web.get("/omraden/").content.decode()


def test_the_first_page_costs_the_same_for_one_of_each_and_for_many(
    client, committee, django_assert_max_num_queries
):
    ProfileFactory(rules={})
    for body, role in ((committee.office, Role.COORDINATOR), (committee.committee, Role.COMMITTEE)):
        MembershipFactory(user=committee.user, organisation=body, role=role, is_secretary=True)
    client.force_login(committee.user)

    def more(times):
        for _number in range(times):
            for state in (State.PLANNING, State.SUBMITTED, State.DECIDED, State.ONGOING):
                ours(committee, state, starts_on=ago(9), ends_on=ago(2), areas=[committee.tensta])
            ours(committee, State.FEEDBACK, feedback_due=ago(4))
            NotificationFactory(user=committee.user)
        client.get("/")

    more(1)
    with django_assert_max_num_queries(12) as few:
        client.get("/")
    more(30)
    with django_assert_max_num_queries(12) as many:
        page = client.get("/")
    assert len(few) == len(many)
    assert len(page.content) < 55_000


def test_the_number_is_one_query(client, committee, django_assert_num_queries):
    ours(committee, State.PLANNING)
    user = User.objects.get(pk=committee.user.pk)
    waiting_count(user)
    with django_assert_num_queries(1):
        assert waiting_count(user) == 1
