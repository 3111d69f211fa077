"""The target-group analysis: adding, judging, what it lacks, and two who write at once."""

import pytest
from django.db import IntegrityError, transaction

from dialogues.enums import State, TargetGroup
from dialogues.models import Dialogue, HistoryEntry
from dialogues.plan import find_section
from municipality.models import Profile
from participation.enums import GONE_THROUGH, Dimension, KnownGroup
from participation.forms.analysis import MOST_GROUPS
from participation.models import GroupAssessment, TargetGroupAnalysis
from tests.factories import (
    AreaFactory,
    GroupAssessmentFactory,
    TargetGroupAnalysisFactory,
    UnaffectedDimensionFactory,
    official,
)
from tests.participation.sections import address, again, found, hidden, told

SLUG = "malgrupper"


def row(number, group=KnownGroup.YOUTH, **judged):
    """One row as its form sends it."""
    sent = {"group": group, "dimension": str(group).split("-")[0], **judged}
    return {f"g{number}_{name}": value for name, value in sent.items()}


YOUTH = row(0, affected=4, influence_today=1, heard_today=2, is_primary="on", reached_how="Skolan")


def send(client, dialogue, *rows, **fields):
    url = address(dialogue, SLUG)
    versions = {"seen": hidden(client, url), "version": hidden_version(client, url)}
    sent = {name: value for one in rows for name, value in one.items()}
    return client.post(url, {**versions, **sent, **fields})


def hidden_version(client, url):
    return client.get(url).context["form"]["version"].value() or ""


def groups(dialogue):
    return [str(group) for group in GroupAssessment.objects.filter(analysis__dialogue=dialogue)]


def judged(analysis, **values):
    return GroupAssessmentFactory(analysis=analysis, **values)


@pytest.fixture
def analysis(planning):
    """With all dimensions gone through but the one of the factory's groups."""
    made = TargetGroupAnalysisFactory(dialogue=planning)
    for dimension in GONE_THROUGH:
        if dimension != Dimension.AGE:
            UnaffectedDimensionFactory(analysis=made, dimension=dimension)
    return made


# Writing


def test_a_group_is_added_with_one_press_and_the_reader_taken_to_it(writer, planning):
    answer = send(writer, planning, add=KnownGroup.YOUTH)
    assert answer.url == f"{address(planning, SLUG)}#g0"
    answer = send(writer, planning, YOUTH, add=KnownGroup.FOREIGN_BORN_WOMEN)
    assert answer.url.endswith("#g1")
    assert groups(planning) == ["Unga 13–19 år", "Utrikes födda kvinnor"]
    # What was judged in the first row is saved by the same press.
    assert GroupAssessment.objects.get(group=KnownGroup.YOUTH).reached_how == "Skolan"


def test_a_group_is_added_in_own_words_and_once(writer, planning):
    send(writer, planning, add="own", new_words="Skejtare", new_dimension="tie")
    own = {"g0_own_words": "Skejtare", "g0_dimension": "tie", "g0_group": ""}
    send(writer, planning, own, add="own", new_words="skejtare ", new_dimension="tie")
    assert groups(planning) == ["Skejtare"]


def test_words_written_but_not_added_are_not_lost(writer, planning):
    send(writer, planning, YOUTH, new_words="Skejtare", new_dimension="tie")
    assert groups(planning) == ["Unga 13–19 år", "Skejtare"]


def test_a_group_is_removed(writer, planning):
    send(writer, planning, YOUTH, row(1, KnownGroup.PARENTS))
    send(writer, planning, YOUTH, row(1, KnownGroup.PARENTS), remove="0")
    assert groups(planning) == ["Föräldrar"]


def test_what_is_written_about_a_group_is_not_lost_by_one_press(writer, planning, analysis):
    judged(analysis)
    judged(analysis, group=KnownGroup.PARENTS, order=1, affected=None, influence_today=None,
           heard_today=None)  # fmt: skip
    page = writer.get(address(planning, SLUG)).content.decode()
    assert page.count("Ta bort gruppen och det som står om den") == 1
    assert page.count('name="remove"') == 2


@pytest.mark.parametrize("sent", [YOUTH, {"is_everyone": "on", "everyone_reason": "Rör alla"}])
def test_the_register_finds_a_dialogue_by_no_group_that_was_taken_away(writer, planning, sent):
    send(writer, planning, sent)
    assert again(planning).target_groups
    send(writer, planning, row(0, KnownGroup.PARENTS))
    assert (again(planning).target_groups, again(planning).target_group_text) == ([], "")


def test_what_an_idea_was_registered_with_stays_while_no_group_is_primary(writer, planning):
    Dialogue.objects.filter(pk=planning.pk).update(target_groups=[TargetGroup.YOUTH])
    for _time in range(2):
        send(writer, planning, row(0, affected=_time + 1))
    assert again(planning).target_groups == [TargetGroup.YOUTH]


def test_words_written_when_another_group_is_removed_are_a_group_of_their_own(writer, planning):
    send(writer, planning, YOUTH, remove="0", new_words="Skejtare", new_dimension="tie")
    group = GroupAssessment.objects.get(analysis__dialogue=planning)
    assert (str(group), group.affected, group.is_primary) == ("Skejtare", None, False)


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "x"])
def test_to_remove_what_is_no_row_removes_nothing(writer, planning, number):
    assert send(writer, planning, YOUTH, remove=number).status_code == 302
    assert groups(planning) == ["Unga 13–19 år"]


def test_people_with_disabilities_are_offered_as_a_group_too(writer, planning):
    page = writer.get(address(planning, SLUG)).content.decode()
    assert f'value="{KnownGroup.DISABILITY}"' in page
    send(writer, planning, row(0, KnownGroup.DISABILITY, is_primary="on"))
    assert groups(planning) == ["Personer med funktionsnedsättning"]
    assert Dialogue.objects.get().target_groups == [TargetGroup.DISABILITY]


def test_the_groups_of_the_idea_are_a_start(writer, planning):
    Dialogue.objects.filter(pk=planning.pk).update(
        target_groups=[TargetGroup.YOUTH, TargetGroup.DISABILITY, TargetGroup.ALL_RESIDENTS]
    )
    rows = writer.get(address(planning, SLUG)).context["form"].group_rows()
    assert [one["name"] for one in rows] == ["Personer med funktionsnedsättning", "Unga 13–19 år"]
    assert not TargetGroupAnalysis.objects.exists()


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(writer, planning):
    too_long = "Via " + "skolan " * 50
    answer = send(writer, planning, {**YOUTH, "g0_reached_how": too_long}, sentence="Min mening")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#id_g0_reached_how"' in page
    assert too_long.strip() in page
    assert "Min mening" in page
    assert groups(planning) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"g0_group": "finns-inte", "g0_dimension": "age"},
        {"g0_group": KnownGroup.YOUTH, "g0_dimension": "finns-inte"},
        {**YOUTH, "g0_affected": "9"},
        {"new_words": "x" * 81},
    ],
)
def test_a_hand_made_row_is_refused(writer, planning, sent):
    assert send(writer, planning, sent).status_code == 400
    assert groups(planning) == []


def test_a_row_with_two_names_or_twice_the_same_is_one_group(writer, planning):
    both = {**YOUTH, "g0_own_words": "Unga"}
    send(writer, planning, both, row(1, KnownGroup.YOUTH))
    assert groups(planning) == ["Unga 13–19 år"]


def test_more_groups_than_an_analysis_holds_are_refused(writer, planning):
    many = [
        {f"g{n}_own_words": f"Grupp {n}", f"g{n}_dimension": "tie", f"g{n}_group": ""}
        for n in range(MOST_GROUPS + 1)
    ]
    assert send(writer, planning, *many).status_code == 400
    assert groups(planning) == []


def test_the_register_finds_the_dialogue_by_its_primary_groups(writer, planning):
    women = row(1, KnownGroup.FOREIGN_BORN_WOMEN, is_primary="on")
    send(writer, planning, YOUTH, women, row(2, KnownGroup.OLDER), new_words="Skejtare")
    saved = again(planning)
    assert saved.target_groups == ["youth", "girls_women", "foreign_born"]
    actions = HistoryEntry.objects.filter(dialogue=planning).values_list("action", flat=True)
    assert sorted(actions) == ["changed", "plan changed"]


def test_the_same_sent_twice_writes_nothing_new(writer, planning):
    send(writer, planning, YOUTH)
    before = HistoryEntry.objects.count()
    assert send(writer, planning, YOUTH).status_code == 302
    assert HistoryEntry.objects.count() == before
    assert TargetGroupAnalysis.objects.get().version == 1


# What it lacks


def test_no_analysis_hinders(planning):
    assert found(planning, SLUG) == {"groups": True}


def test_a_city_that_asks_for_it_softly_is_only_warned(planning):
    Profile.objects.update(rules={"target_group_analysis": "soft"})
    Profile.objects.get().save()
    assert found(planning, SLUG) == {"groups": False}


def test_everyone_needs_a_reason_and_gets_a_warning(planning, analysis):
    TargetGroupAnalysis.objects.update(is_everyone=True, information_reaches="Brev hem")
    assert found(planning, SLUG) == {"everyone_reason": True}
    TargetGroupAnalysis.objects.update(everyone_reason="Alla berörs lika")
    assert found(planning, SLUG) == {"is_everyone": False}


def test_a_primary_group_without_a_way_in_hinders(planning, analysis):
    judged(analysis, is_primary=True)
    assert found(planning, SLUG) == {"g0_reached_how": True}


def test_a_group_that_is_not_judged_hinders(planning, analysis):
    judged(analysis, heard_today=None, is_primary=True, reached_how="Skolan")
    assert found(planning, SLUG) == {"g0_heard_today_0": True}


def test_a_missed_group_that_is_not_primary_is_weighed_in(planning, analysis):
    judged(analysis)
    judged(analysis, group=KnownGroup.PARENTS, order=1, is_primary=True, reached_how="Förskolan")
    assert found(planning, SLUG) == {"g0_is_primary": False}


def test_without_a_primary_group_the_information_must_reach_both_sexes(planning, analysis):
    judged(analysis, heard_today=4)
    assert found(planning, SLUG) == {"information_reaches": True}


def test_leaving_out_needs_a_reason(planning, analysis):
    judged(analysis, is_primary=True, reached_how="Skolan")
    TargetGroupAnalysis.objects.update(left_out="Villaägare")
    assert found(planning, SLUG) == {"left_out_reason": True}


def test_everybody_in_own_words_needs_a_reason_and_gets_the_warning(writer, planning):
    own = {"g0_own_words": "Alla boende i stadsdelen", "g0_group": "", "g0_dimension": "tie",
           "g0_affected": 2, "g0_influence_today": 3, "g0_heard_today": 3,
           "g0_is_primary": "on", "g0_reached_how": "Affischer"}  # fmt: skip
    send(writer, planning, own, information_reaches="Brev hem till alla")
    assert found(planning, SLUG) == {"everyone_reason": True}
    assert again(planning).target_groups == [TargetGroup.ALL_RESIDENTS]
    page = writer.get(address(planning, SLUG)).content.decode()
    assert '<details class="everyone" open>' in page
    TargetGroupAnalysis.objects.update(everyone_reason="Alla berörs lika")
    assert found(planning, SLUG) == {"is_everyone": False}
    assert told(planning, SLUG)["Vilka dialogen vänder sig till"] == (
        "Dialogen vänder sig till alla som bor eller rör sig här, ingen grupp före någon annan."
    )


def test_everybody_beside_a_group_that_comes_first_is_no_evasion(planning, analysis):
    judged(analysis, is_primary=True, reached_how="Skolan")
    judged(analysis, group="", own_words="Alla boende", order=1, heard_today=4)
    assert found(planning, SLUG) == {}


@pytest.mark.parametrize(
    ("left_out", "warned"),
    [
        ("Personer med funktionsnedsättning", True),
        ("De som sitter i rullstol", True),
        ("Villaägare, de hörs ofta", False),
    ],
)
def test_people_with_disabilities_cannot_be_left_out(planning, analysis, left_out, warned):
    judged(analysis, is_primary=True, reached_how="Skolan")
    TargetGroupAnalysis.objects.update(left_out=left_out, left_out_reason="Tas i annan dialog")
    assert found(planning, SLUG) == ({"left_out": False} if warned else {})


# What it says


def test_people_with_disabilities_are_told_to_be_part_of_every_group(planning):
    assert find_section(SLUG).told_small(again(planning)) == []
    judged(TargetGroupAnalysisFactory(dialogue=planning))
    assert find_section(SLUG).told_small(again(planning)) == [
        ("Personer med funktionsnedsättning", "Ingår i alla grupper: barn, unga och vuxna.")
    ]


def test_who_decides_reads_which_groups_are_often_missed(planning, analysis):
    def often_missed():
        return dict(find_section(SLUG).at_first(again(planning)))["Missas ofta, inte primära här"]

    assert often_missed() == ""
    judged(analysis, group=KnownGroup.NEWLY_ARRIVED, is_primary=True)
    judged(analysis, group=KnownGroup.PARENTS, order=1, heard_today=2)
    assert often_missed() == "Föräldrar, unga 13–19 år, personer med kort utbildning"
    judged(analysis, group=KnownGroup.YOUTH, order=2, heard_today=4)
    assert often_missed() == "Föräldrar, personer med kort utbildning"


def test_it_is_told_in_words_with_a_sentence_of_its_own_or_the_officials(planning, analysis):
    judged(analysis, is_primary=True, reached_how="fritidsgården")
    said = told(planning, SLUG)
    assert said["Vilka dialogen vänder sig till"] == (
        "Dialogen vänder sig först till unga 13–19 år, som berörs mycket och sällan hörs."
    )
    assert said["Unga 13–19 år"] == (
        "Primär. Berörs mycket, inget inflytande i dag, hörs sällan. Nås genom: fritidsgården."
    )
    TargetGroupAnalysis.objects.update(sentence="Först de unga.")
    assert told(planning, SLUG)["Vilka dialogen vänder sig till"] == "Först de unga."


# Two who write at once


def test_both_texts_are_shown_and_nobodys_group_is_lost(writer, planning, analysis):
    judged(analysis, is_primary=True, reached_how="Skolan")
    url = address(planning, SLUG)
    mine = {"seen": hidden(writer, url), "version": "1", **YOUTH, "g0_reached_how": "Idrotten"}
    judged(analysis, group=KnownGroup.PARENTS, order=1)
    TargetGroupAnalysis.objects.update(version=2, sentence="Hennes mening")
    answer = writer.post(url, {**mine, "sentence": "Min mening"})
    assert answer.status_code == 400
    page = answer.content.decode()
    for text in ("Min mening", "Hennes mening", "Nås genom: Skolan", "Nås genom: Idrotten"):
        assert text in page
    form = answer.context["form"]
    assert [one["name"] for one in form.group_rows()] == ["Unga 13–19 år", "Föräldrar"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert writer.post(url, sent | {"g0_is_primary": "on"}).status_code == 302
    assert groups(planning) == ["Unga 13–19 år", "Föräldrar"]
    assert again(planning).target_group_analysis.sentence == "Min mening"


# Who may


@pytest.mark.parametrize("state", [State.IDEA, State.SUBMITTED, State.ONGOING])
def test_nothing_is_saved_when_the_plan_is_closed_for_writing(writer, planning, state):
    Dialogue.objects.filter(pk=planning.pk).update(state=state)
    answer = writer.post(address(planning, SLUG), {**YOUTH, "g0_reached_how": "Fritidsgården"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert ("Fritidsgården" in page, ">Spara<" in page) == (True, False)
    assert groups(planning) == []


def test_an_official_of_another_body_writes_nothing(client, planning):
    client.force_login(official())
    assert client.post(address(planning, SLUG), YOUTH).status_code == 403
    assert groups(planning) == []


# The database


@pytest.mark.parametrize(
    "values",
    [
        {"group": "", "own_words": ""},
        {"group": KnownGroup.YOUTH, "own_words": "Unga"},
        {"group": KnownGroup.PARENTS, "affected": 5},
        {"group": KnownGroup.PARENTS, "heard_today": 0},
    ],
)
def test_the_database_refuses_what_is_no_assessment(analysis, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        judged(analysis, **values)


@pytest.mark.parametrize(
    "values", [{"group": KnownGroup.YOUTH}, {"group": "", "own_words": "SKEJTARE"}]
)
def test_the_database_holds_a_group_once(analysis, values):
    judged(analysis)
    judged(analysis, group="", own_words="Skejtare")
    with pytest.raises(IntegrityError), transaction.atomic():
        judged(analysis, **values)


def test_a_page_costs_the_same_queries_with_one_group_as_with_all_it_holds(
    writer, planning, analysis, django_assert_max_num_queries
):
    for number in range(MOST_GROUPS):
        judged(analysis, group="", own_words=f"Grupp {number}", order=number)
    planning.areas.set([AreaFactory(), AreaFactory()])
    with django_assert_max_num_queries(12):
        page = writer.get(address(planning, SLUG))
    assert len(page.content) <= 60_000
