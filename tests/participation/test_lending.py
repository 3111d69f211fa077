"""What a plan borrows of another one, and what is judged anew (R147)."""

import pytest

from dialogues.actions.plan_copy import copy_plan
from dialogues.enums import Recruitment
from dialogues.models import Dialogue
from dialogues.models.plan import Plan
from feedback.models import FeedbackPlan
from participation.enums import Weight
from participation.models import GroupAssessment, ParticipationPlan, ParticipatoryBudget
from tests.factories import (
    DialogueFactory,
    GroupAssessmentFactory,
    MethodFactory,
    OrganisationFactory,
    ParticipationPlanFactory,
    TargetGroupAnalysisFactory,
)
from tests.participation.sections import again


@pytest.fixture
def earlier(jarva):
    dialogue = DialogueFactory(
        owner=jarva, level=4, recruitment=[Recruitment.TARGETED], methods=[MethodFactory()]
    )
    Plan.objects.create(dialogue=dialogue)
    ParticipationPlanFactory(
        dialogue=dialogue, influence_statement="Deras löfte", treatment_statement="Läses i maj"
    )
    analysis = TargetGroupAnalysisFactory(dialogue=dialogue, sentence="Deras mening")
    GroupAssessmentFactory(analysis=analysis, is_primary=True, reached_how="Skolan")
    return dialogue


def test_ways_and_groups_are_lent_but_no_promise_and_no_judgement(planning, planner, earlier):
    copy_plan(by=planner, dialogue=planning, source=earlier)
    saved = again(planning)
    assert saved.recruitment == [Recruitment.TARGETED]
    assert list(saved.methods.all()) == list(earlier.methods.all())
    assert saved.level is None
    assert saved.participation_plan.treatment_statement == "Läses i maj"
    assert saved.participation_plan.influence_statement == ""
    assert saved.target_group_analysis.sentence == ""
    group = GroupAssessment.objects.get(analysis__dialogue=planning)
    assert (group.reached_how, group.affected) == ("Skolan", None)


def test_what_is_written_stays(planning, planner, earlier):
    mine = MethodFactory()
    planning.methods.set([mine])
    Dialogue.objects.filter(pk=planning.pk).update(recruitment=[Recruitment.OPEN])
    ParticipationPlan.objects.create(dialogue=planning, treatment_statement="Mitt")
    analysis = TargetGroupAnalysisFactory(dialogue=planning)
    GroupAssessmentFactory(analysis=analysis, reached_how="Idrotten")
    copy_plan(by=planner, dialogue=planning, source=earlier)
    saved = again(planning)
    assert (saved.recruitment, list(saved.methods.all())) == ([Recruitment.OPEN], [mine])
    assert saved.participation_plan.treatment_statement == "Mitt"
    assert GroupAssessment.objects.get(analysis=analysis).reached_how == "Idrotten"


def test_a_no_is_an_answer_that_stays(planning, planner, earlier):
    ParticipationPlan.objects.filter(dialogue=earlier).update(outreach=True)
    ParticipationPlan.objects.create(dialogue=planning, outreach=False, outreach_reason="Mitt nej")
    copy_plan(by=planner, dialogue=planning, source=again(earlier))
    assert again(planning).participation_plan.outreach is False


@pytest.mark.parametrize(
    ("mine", "lent"), [(None, "Många hörs sällan"), (True, "Många hörs sällan"), (False, "")]
)
def test_the_reason_for_a_yes_is_not_lent_to_a_no(planning, planner, earlier, mine, lent):
    theirs = {"outreach_reason": "Många hörs sällan", "outreach_languages": "somaliska"}
    ParticipationPlan.objects.filter(dialogue=earlier).update(outreach=True, **theirs)
    ParticipationPlan.objects.create(dialogue=planning, outreach=mine)
    copy_plan(by=planner, dialogue=planning, source=again(earlier))
    saved = again(planning).participation_plan
    assert (saved.outreach, saved.outreach_reason) == (mine is not False, lent)
    assert bool(saved.outreach_languages) is bool(lent)


def test_another_bodys_committee_and_name_are_not_lent(planning, planner, earlier):
    committee = OrganisationFactory(name="Deras nämnd")
    Plan.objects.update(budget_proposed_by="Deras förvaltning")
    FeedbackPlan.objects.create(dialogue=earlier, sender="Deras nämnd", form_text="Ett brev")
    ParticipatoryBudget.objects.create(
        dialogue=earlier, decided_by=committee, covers="Deras park", weight=Weight.ADVICE
    )
    method = MethodFactory(slug="medborgarbudget")
    for dialogue in (planning, earlier):
        dialogue.methods.add(method)
    copy_plan(by=planner, dialogue=planning, source=again(earlier))
    saved = again(planning)
    assert (saved.feedback_plan.form_text, saved.feedback_plan.sender) == ("Ett brev", "")
    assert not Plan.objects.filter(dialogue=planning).exclude(budget_proposed_by="").exists()
    budget = saved.participatory_budget
    assert (budget.weight, budget.decided_by, budget.covers) == (Weight.ADVICE, None, "")
