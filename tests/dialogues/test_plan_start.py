"""Starting a plan: from another one, with what others learnt, and the ten principles beside it."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues import plan, principles
from dialogues.enums import EvaluatedAspect, HistoryAction, Outcome, PartnerKind, State
from dialogues.lessons import lessons_column
from dialogues.models import Decision, Dialogue, Partner, Plan, PlanVersion
from feedback.models import FeedbackPlan
from municipality.enums import Level
from participation.models import GroupAssessment, TargetGroupAnalysis
from tests.factories import (
    DialogueFactory,
    DialogueTypeFactory,
    MethodFactory,
    OrganisationFactory,
    ProfileFactory,
    ThemeFactory,
    official,
)
from tests.participation.sections import address, again


@pytest.fixture
def planning(jarva):
    return DialogueFactory(owner=jarva, state=State.PLANNING, purpose="", question="Min fråga?")


@pytest.fixture
def planner(jarva):
    return official(organisation=jarva)


@pytest.fixture
def writer(client, planner):
    client.force_login(planner)
    return client


def earlier(**fields):
    dialogue = DialogueFactory(question="Deras fråga?", purpose="Deras syfte", **fields)
    dialogue.themes.add(ThemeFactory(name_sv="Trygghet"))
    Plan.objects.create(
        dialogue=dialogue, version=1, benefit="Deras nytta", budget=100, communication="Deras"
    )
    FeedbackPlan.objects.create(
        dialogue=dialogue, version=1, responsible="Chefen", due_on=datetime.date(2025, 1, 1)
    )
    return dialogue


def copying(dialogue):
    return reverse("plan-copy", args=[dialogue.reference])


def test_an_empty_plan_offers_own_plans_and_good_examples(writer, planning, jarva):
    own = earlier(owner=jarva, title="Egen")
    good = earlier(title="Gott", is_good_example=True, good_example_reason="Bra")
    other = earlier(title="Annans")
    offer = writer.get(reverse("plan", args=[planning.reference])).content.decode()
    assert f'href="{copying(planning)}"' in offer
    page = writer.get(copying(planning)).content.decode()
    assert own.reference in page
    assert good.reference in page
    assert other.reference not in page
    assert writer.post(copying(planning), {"source": other.reference}).status_code == 400


def test_a_plan_is_lent_too_where_the_benefit_was_weighed_before_it_was_begun(writer, planning):
    """By the committee's two questions, or by the search before planning (R077)."""
    url = reverse("plan", args=[planning.reference])
    Plan.objects.create(dialogue=planning, version=1, benefit="Vi vet inte varför.")
    assert f'href="{copying(planning)}"' in writer.get(url).content.decode()
    Plan.objects.update(communication="Affischer.")
    assert f'href="{copying(planning)}"' not in writer.get(url).content.decode()


def year(number):
    return {"starts_on": datetime.date(number, 1, 1), "ends_on": None}


def test_a_good_example_without_a_plan_lends_how_it_was_held(writer, planning, jarva):
    good = {"is_good_example": True, "good_example_reason": "Bra"}
    method, theme = MethodFactory(), ThemeFactory()
    planning.themes.add(theme)
    newest = DialogueFactory(methods=[method], **year(2025), **good)
    on_theme = DialogueFactory(
        recruitment=["outreach"], methods=[method], themes=[theme], **year(2021), **good
    )
    own = earlier(owner=jarva, **year(2020))
    DialogueFactory(recruitment=[], **good)
    DialogueFactory(recruitment=["outreach"], owner=jarva)
    offered = [
        code
        for code, _title in writer.get(copying(planning)).context["form"]["source"].field.choices
    ]
    assert offered == [own.reference, on_theme.reference, newest.reference]
    assert writer.post(copying(planning), {"source": on_theme.reference}).status_code == 302
    mine = again(planning)
    assert (mine.recruitment, list(mine.methods.all())) == (["outreach"], [method])


def test_copying_fills_what_is_empty_and_nothing_else(writer, planning, jarva):
    Plan.objects.create(dialogue=planning, version=1, benefit="Min nytta")
    source = earlier(owner=jarva)
    assert writer.post(copying(planning), {"source": source.reference}).status_code == 302
    mine = again(planning)
    assert (mine.question, mine.purpose) == ("Min fråga?", "Deras syfte")
    assert [str(theme) for theme in mine.themes.all()] == ["Trygghet"]
    assert (mine.plan.benefit, mine.plan.communication) == ("Min nytta", "Deras")
    assert mine.plan.budget is None
    assert (mine.feedback_plan.responsible, mine.feedback_plan.due_on) == ("Chefen", None)
    entry = planning.history.get(action=HistoryAction.PLAN_COPIED)
    assert entry.detail == source.reference


def test_groups_ways_to_them_and_recruitment_are_lent_judgements_are_not(writer, planning, jarva):
    source = earlier(owner=jarva, recruitment=["outreach"])
    analysis = TargetGroupAnalysis.objects.create(
        dialogue=source, version=1, is_everyone=True, sentence="Deras"
    )
    GroupAssessment.objects.create(
        analysis=analysis,
        dimension="tie",
        own_words="Odlare",
        reached_how="Föreningen",
        is_primary=True,
        affected=4,
    )
    assert writer.post(copying(planning), {"source": source.reference}).status_code == 302
    mine = again(planning)
    group = mine.target_group_analysis.groups.get()
    assert (group.own_words, group.reached_how, group.is_primary) == ("Odlare", "Föreningen", True)
    assert group.affected is None
    assert (mine.target_group_analysis.sentence, mine.target_group_analysis.is_everyone) == (
        "",
        False,
    )
    assert mine.recruitment == ["outreach"]
    assert mine.purpose == "Deras syfte"


def test_copying_again_writes_nothing(writer, planning, jarva):
    source = earlier(owner=jarva)
    for _time in range(2):
        writer.post(copying(planning), {"source": source.reference})
    assert planning.history.filter(action=HistoryAction.PLAN_COPIED).count() == 1


def test_only_who_writes_the_plan_copies_into_it(client, planning, jarva):
    source = earlier(is_good_example=True, good_example_reason="Bra")
    client.force_login(official())
    assert client.get(copying(planning)).status_code == 403
    assert client.post(copying(planning), {"source": source.reference}).status_code == 403
    client.force_login(official(organisation=jarva))
    Dialogue.objects.filter(pk=planning.pk).update(state=State.SUBMITTED)
    assert client.post(copying(planning), {"source": source.reference}).status_code == 403
    assert not Plan.objects.filter(dialogue=planning).exists()


def test_without_anything_to_copy_the_page_says_so(writer, planning):
    page = writer.get(copying(planning)).content.decode()
    assert "Det finns ingen plan att utgå från än" in page


def learnt_from(planning, aspect):
    row = Dialogue.objects.annotate(learnt=lessons_column(aspect)).get(pk=planning.pk)
    return [lesson["reference"] for lesson in row.learnt]


def test_lessons_of_similar_dialogues_stand_beside_the_section_they_concern(
    writer, planner, planning, django_assert_max_num_queries
):
    theme, method = ThemeFactory(), MethodFactory()
    planning.themes.add(theme)
    planning.methods.add(method)
    same = DialogueFactory(themes=[theme], lessons="Börja hos skolan.", evaluated=["purpose"])
    plain = DialogueFactory(methods=[method], lessons="Lägg mer tid.")
    DialogueFactory(themes=[theme], lessons="Om metoden.", evaluated=["method"])
    DialogueFactory(lessons="Annat tema.")
    DialogueFactory(themes=[theme], lessons="Inte hållen.", state=State.DECIDED)
    DialogueFactory(themes=[theme], lessons="Borttagen.", withdrawn_on=datetime.date(2025, 1, 1),
                    withdrawn_reason="Nej")  # fmt: skip
    assert learnt_from(planning, EvaluatedAspect.PURPOSE) == [plain.reference, same.reference]
    with django_assert_max_num_queries(12):
        page = writer.get(address(planning, "syfte")).content.decode()
    assert "Lärdomar från 2 liknande dialoger" in page
    assert f'href="{same.get_absolute_url()}"' in page


def test_at_most_three_lessons_the_newest(writer, planner, planning):
    theme = ThemeFactory()
    planning.themes.add(theme)
    for year in range(2018, 2024):
        DialogueFactory(
            themes=[theme],
            lessons="x",
            starts_on=datetime.date(year, 1, 1),
            ends_on=datetime.date(year, 2, 1),
        )
    assert len(learnt_from(planning, EvaluatedAspect.METHOD)) == 3
    page = writer.get(address(planning, "syfte")).content.decode()
    years = re.findall(r"jan–feb (20\d\d)", page)
    assert years == ["2023", "2022", "2021"]


def standings(dialogue):
    row = again(dialogue)
    checked = principles.check(row, plan.progress(row))
    codes = [one.code for one in principles.PRINCIPLES]
    return dict(zip(codes, [one["kind"] for one in checked], strict=True))


def test_an_empty_plan_meets_little(planning):
    found = standings(planning)
    assert len(found) == 10
    assert found["considered"] == found["heard"] == found["feedback"] == "waits"
    assert found["reasons"] == "none"


def plan_the_answer(dialogue):
    FeedbackPlan.objects.create(
        dialogue=dialogue,
        due_on=datetime.date(2030, 1, 1),
        channels=["email"],
        responsible="En",
        sender="Nämnden",
        reach="targeted",
        success_for_residents=["trust"],
        success_for_organisation=["decision"],
        evaluation="Enkät",
    )


def test_principles_are_met_by_what_the_plan_says(planning):
    Dialogue.objects.filter(pk=planning.pk).update(level=Level.CONSULTATION)
    Plan.objects.create(
        dialogue=planning,
        benefit="Ja",
        why_dialogue="Ja",
        changes_policy=True,
        change_reason="Ja",
    )
    plan_the_answer(planning)
    Partner.objects.create(dialogue=planning, kind=PartnerKind.CIVIL_SOCIETY, name="Föreningen")
    found = standings(planning)
    for code in ("considered", "heard", "reasons", "feedback", "associations", "evaluation"):
        assert found[code] == "done", code


@pytest.mark.parametrize("reach", ["", "open"])
def test_only_published_feedback_does_not_meet_the_principle(planning, reach):
    FeedbackPlan.objects.create(
        dialogue=planning,
        due_on=datetime.date(2030, 1, 1),
        channels=["website"],
        responsible="En",
        sender="Nämnden",
        reach=reach,
    )
    assert standings(planning)["feedback"] == "waits"


def decide(dialogue, outcome):
    """A committee's decision on record."""
    today = timezone.localdate()
    reason = "" if outcome == Outcome.APPROVE else "Läggs om"
    Decision.objects.create(
        dialogue=dialogue,
        plan_version=PlanVersion.objects.create(dialogue=dialogue, number=1, by_label="En"),
        outcome=outcome,
        committee=OrganisationFactory(),
        meeting_date=today,
        submitted_on=today,
        feedback_date=today if outcome == Outcome.APPROVE else None,
        paragraph="4",
        case_number="Dnr 1",
        reason=reason,
        by_label="En",
    )


@pytest.mark.parametrize(
    ("decider", "state", "outcome", "kind"),
    [
        ("committee", State.PLANNING, None, "waits"),
        ("committee", State.DECIDED, None, "waits"),
        ("committee", State.DECIDED, Outcome.APPROVE, "done"),
        ("committee", State.PLANNING, Outcome.REFER_BACK, "waits"),
        ("committee", State.SUBMITTED, Outcome.APPROVE, "waits"),
        ("manager", State.DECIDED, None, "none"),
    ],
)
def test_the_elected_answer_for_what_a_committee_decides(jarva, decider, state, outcome, kind):
    dialogue = DialogueFactory(owner=jarva, state=state, type=DialogueTypeFactory(decider=decider))
    if outcome:
        decide(dialogue, outcome)
    assert standings(dialogue)["responsibility"] == kind


def test_once_carried_out_the_principles_ask_what_came_of_it(planning):
    Plan.objects.create(dialogue=planning, benefit="Ja", why_dialogue="Ja", changes_policy=False)
    plan_the_answer(planning)
    held = Dialogue.objects.filter(pk=planning.pk)
    codes = ("considered", "feedback", "evaluation")
    assert {standings(planning)[code] for code in codes} == {"done"}
    held.update(state=State.FEEDBACK, starts_on="2024-01-01", evaluation_kind="not_made")
    assert {standings(planning)[code] for code in codes} == {"waits"}
    held.update(
        result_summary="Mer ljus",
        evaluation_kind="reflection",
        feedback_given_on="2024-03-01",
        feedback_reach="targeted",
    )
    assert {standings(planning)[code] for code in codes} == {"done"}


def test_a_city_words_its_own_principles(planning):
    listed = [{"code": "heard", "sv": "Alla ska bli hörda.", "en": "All are to be heard."}]
    ProfileFactory(rules={"principles": listed})
    row = again(planning)
    checked = principles.check(row, plan.progress(row))
    assert [one["text"] for one in checked] == ["Alla ska bli hörda."]


def test_the_plans_page_shows_the_principles_within_its_queries(
    writer, planning, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        page = writer.get(reverse("plan", args=[planning.reference])).content.decode()
    assert "Tio principer" in page
    assert "Egen bedömning" in page


def test_owner_of_another_city_body_is_not_offered(planner, planning):
    earlier(owner=OrganisationFactory())
    from dialogues.actions.plan_copy import plans_to_copy

    assert list(plans_to_copy(planner, planning)) == []
