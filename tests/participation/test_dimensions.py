"""The six dimensions of an analysis: one in which no group is affected is said to be so (R101)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from dialogues.actions.plan_copy import copy_plan
from dialogues.enums import PlanStep, State
from dialogues.models import Dialogue, HistoryEntry, Plan
from dialogues.plan import blockers, find_section
from dialogues.versions import content_of, differences, freeze, labelled
from participation.enums import GONE_THROUGH, Dimension, KnownGroup
from participation.models import GroupAssessment, UnaffectedDimension
from tests.factories import (
    DialogueFactory,
    GroupAssessmentFactory,
    TargetGroupAnalysisFactory,
    UnaffectedDimensionFactory,
)
from tests.participation.sections import address, again, found, told

SLUG = "malgrupper"
ROW = "Också övervägt"


@pytest.fixture
def analysis(planning):
    made = TargetGroupAnalysisFactory(dialogue=planning)
    GroupAssessmentFactory(analysis=made, is_primary=True, reached_how="Skolan")
    return made


def sent(client, dialogue, **fields):
    """All that the page's form holds as it stands, with what else is filled in."""
    form = client.get(address(dialogue, SLUG)).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | fields


def send(client, dialogue, **fields):
    return client.post(address(dialogue, SLUG), sent(client, dialogue, **fields), follow=True)


def unaffected(dialogue):
    rows = UnaffectedDimension.objects.filter(analysis__dialogue=dialogue)
    return {row.dimension: row.why for row in rows}


def changes():
    """What the last entry of the history says of it."""
    entries = HistoryEntry.objects.filter(changes__has_key="unaffected")
    return entries.latest("pk").changes["unaffected"]


# Saying so


def test_a_dimension_is_said_to_have_no_affected_group_with_why_or_without(
    writer, planning, analysis
):
    send(writer, planning, none_sex="on", none_education="on", why_education="Alla kan svara.")
    assert unaffected(planning) == {"sex": "", "education": "Alla kan svara."}
    sentence = "Ingen grupp berörs särskilt utifrån kön eller utbildningsnivå (Alla kan svara)."
    assert told(planning, SLUG)[ROW] == sentence
    assert dict(find_section(SLUG).at_first(again(planning)))[ROW] == sentence
    assert changes() == ["", sentence]


def test_it_is_taken_back_and_a_why_without_the_tick_says_nothing(writer, planning, analysis):
    UnaffectedDimensionFactory(analysis=analysis, why="Alla bor där")
    send(writer, planning, none_sex="", why_age="Ingen")
    assert unaffected(planning) == {}
    assert changes() == ["Ingen grupp berörs särskilt utifrån kön (Alla bor där).", ""]
    assert ROW not in told(planning, SLUG)


def test_the_same_sent_twice_writes_nothing_new(writer, planning, analysis):
    send(writer, planning, none_sex="on")
    before = HistoryEntry.objects.count()
    send(writer, planning)
    assert (HistoryEntry.objects.count(), unaffected(planning)) == (before, {"sex": ""})


def test_it_can_be_said_before_any_group_is_named_and_no_group_is_no_answer(writer, planning):
    send(writer, planning, none_sex="on")
    assert unaffected(planning) == {"sex": ""}
    assert found(planning, SLUG) == {"groups": True}


def test_a_why_says_nobodys_number(writer, planning, analysis):
    answer = send(writer, planning, none_sex="on", why_sex="Ring 070-174 06 05")
    assert (answer.status_code, unaffected(planning)) == (400, {})


# What is not said


def test_dimensions_of_which_nothing_is_said_are_weighed_in_and_told_to_who_decides(
    planning, analysis
):
    for dimension in (Dimension.ABILITY, Dimension.BACKGROUND, Dimension.EDUCATION):
        UnaffectedDimensionFactory(analysis=analysis, dimension=dimension)
    assert found(planning, SLUG) == {"none_sex": False}
    (finding,) = find_section(SLUG).findings(again(planning))
    assert (finding.text, finding.unsaid) == (
        "Ange en grupp, eller att ingen berörs särskilt, utifrån kön och sysselsättning.",
        "om någon grupp berörs särskilt utifrån kön och sysselsättning",
    )
    for dimension in (Dimension.SEX, Dimension.OCCUPATION):
        UnaffectedDimensionFactory(analysis=analysis, dimension=dimension)
    assert found(planning, SLUG) == {}


def test_the_finding_leads_to_its_box(writer, planning, analysis):
    page = writer.get(address(planning, SLUG)).content.decode()
    assert f"{address(planning, SLUG)}#id_none_sex" in page
    assert 'id="id_none_sex"' in page
    # A dimension with a group is not asked of, nor the tie to the place, which is none of the six.
    assert ('id="id_none_age"' in page, 'name="none_tie"' in page) == (False, False)


def test_it_hinders_no_submission(planning, analysis):
    assert SLUG not in {one.section for one in blockers(again(planning), PlanStep.SUBMIT)}


# Beside a group


def test_a_group_that_is_added_takes_it_back_and_the_reader_is_told(writer, planning, analysis):
    UnaffectedDimensionFactory(analysis=analysis, why="Alla bor där")
    answer = send(writer, planning, add=KnownGroup.GIRLS_WOMEN)
    assert unaffected(planning) == {}
    assert "Kön har en grupp nu: att ingen berörs är borttaget." in answer.content.decode()
    # Taken away again, the dimension is asked of anew.
    send(writer, planning, remove="1")
    assert (unaffected(planning), "none_sex" in found(planning, SLUG)) == ({}, True)


def test_a_group_in_own_words_takes_it_back_too(writer, planning, analysis):
    UnaffectedDimensionFactory(analysis=analysis, dimension=Dimension.OCCUPATION)
    send(writer, planning, new_words="Nattpersonal", new_dimension="occupation")
    assert unaffected(planning) == {}
    assert GroupAssessment.objects.filter(own_words="Nattpersonal").exists()


def test_a_dimension_that_there_is_none_of_is_refused(writer, planning, analysis):
    answer = send(writer, planning, new_words="Skejtare", new_dimension="x", none_x="on")
    assert answer.status_code == 400


def test_both_are_refused_and_what_was_sent_stays(writer, planning, analysis):
    answer = send(writer, planning, none_age="on", why_age="Alla åldrar")
    assert (answer.status_code, unaffected(planning)) == (400, {})
    page = answer.content.decode()
    text = "Unga 13–19 år hör till den här dimensionen. Ta bort gruppen ovan, eller krysset här."
    assert text in page
    assert ('value="Alla åldrar"' in page, 'id="id_none_age"' in page) == (True, True)


def test_a_colleague_who_added_a_group_meanwhile_is_not_overwritten(writer, planning, analysis):
    mine = sent(writer, planning, none_sex="on")
    GroupAssessmentFactory(
        analysis=analysis, dimension=Dimension.SEX, group=KnownGroup.YOUNG_GIRLS, order=1
    )
    type(analysis).objects.update(version=2)
    answer = writer.post(address(planning, SLUG), mine)
    assert (answer.status_code, unaffected(planning)) == (400, {})
    page = answer.content.decode()
    assert "Ingen grupp berörs särskilt utifrån kön." in page
    form = answer.context["form"]
    resent = {name: form[name].value() or "" for name in form.fields}
    answer = writer.post(address(planning, SLUG), resent)
    assert "Unga tjejer hör till den här dimensionen." in answer.content.decode()
    writer.post(address(planning, SLUG), resent | {"none_sex": ""})
    assert GroupAssessment.objects.filter(group=KnownGroup.YOUNG_GIRLS).exists()


def test_a_colleague_who_said_so_meanwhile_is_shown(writer, planning, analysis):
    mine = sent(writer, planning, sentence="Min mening")
    UnaffectedDimensionFactory(analysis=analysis)
    type(analysis).objects.update(version=2)
    answer = writer.post(address(planning, SLUG), mine)
    assert answer.status_code == 400
    assert "Ingen grupp berörs särskilt utifrån kön." in answer.content.decode()


# What is kept


def test_it_is_kept_in_a_version_and_taking_it_back_differs(writer, planner, planning, analysis):
    UnaffectedDimensionFactory(analysis=analysis)
    version = freeze(again(planning), by=planner)
    send(writer, planning, none_sex="", none_education="on")
    changed = {
        change.label: (change.before, change.after)
        for change in differences(version.content, content_of(again(planning)))
    }
    assert changed == {
        ROW: (
            "Ingen grupp berörs särskilt utifrån kön.",
            "Ingen grupp berörs särskilt utifrån utbildningsnivå.",
        )
    }


def test_the_committee_and_the_decision_basis_tell_it_in_one_sentence(writer, planning, analysis):
    UnaffectedDimensionFactory(analysis=analysis)
    Dialogue.objects.filter(pk=planning.pk).update(state=State.SUBMITTED)
    for name in ("decision", "decision-basis", "plan"):
        page = writer.get(reverse(name, args=[planning.reference])).content.decode()
        assert "Ingen grupp berörs särskilt utifrån kön." in page, name


def test_a_copied_plan_considers_them_anew(planning, planner, jarva):
    earlier = DialogueFactory(owner=jarva)
    Plan.objects.create(dialogue=earlier)
    theirs = TargetGroupAnalysisFactory(dialogue=earlier)
    GroupAssessmentFactory(analysis=theirs)
    UnaffectedDimensionFactory(analysis=theirs, dimension=Dimension.EDUCATION)
    # What was said here stays, but of a dimension that gets a group.
    mine = TargetGroupAnalysisFactory(dialogue=planning)
    for dimension in (Dimension.SEX, Dimension.AGE):
        UnaffectedDimensionFactory(analysis=mine, dimension=dimension)
    copy_plan(by=planner, dialogue=planning, source=earlier)
    assert GroupAssessment.objects.get(analysis=mine).group == KnownGroup.YOUTH
    assert unaffected(planning) == {"sex": ""}


# The database


@pytest.mark.parametrize("dimension", [Dimension.TIE, "x", Dimension.SEX])
def test_the_database_holds_each_of_the_six_once(analysis, dimension):
    UnaffectedDimensionFactory(analysis=analysis)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnaffectedDimensionFactory(analysis=analysis, dimension=dimension)


def test_the_database_refuses_it_beside_a_group(analysis):
    with pytest.raises(IntegrityError, match="a group of this dimension"), transaction.atomic():
        UnaffectedDimensionFactory(analysis=analysis, dimension=Dimension.AGE)


def test_the_database_refuses_a_group_beside_it(analysis):
    UnaffectedDimensionFactory(analysis=analysis)
    with pytest.raises(IntegrityError, match="no group of this"), transaction.atomic():
        GroupAssessmentFactory(
            analysis=analysis, dimension=Dimension.SEX, group=KnownGroup.GIRLS_WOMEN
        )


def test_the_page_costs_as_much_with_all_said(
    writer, planning, analysis, django_assert_max_num_queries
):
    for dimension in GONE_THROUGH:
        if dimension != Dimension.AGE:
            UnaffectedDimensionFactory(analysis=analysis, dimension=dimension)
    with django_assert_max_num_queries(12):
        writer.get(address(planning, SLUG))


# What a version calls a group


def test_a_group_that_the_plan_no_longer_has_is_named_in_the_readers_language(planning, analysis):
    GroupAssessmentFactory(
        analysis=analysis, group="", own_words="Skejtare", dimension=Dimension.TIE, order=1
    )
    before = content_of(again(planning))
    GroupAssessment.objects.all().delete()
    now = again(planning)
    with translation.override("en"):
        changes = labelled(differences(before, content_of(now)), now)
    names = {change.label: change.is_kept_label for change in changes if not change.after}
    assert names == {"Whom the dialogue turns to": False, "Youth 13–19": False, "Skejtare": True}
