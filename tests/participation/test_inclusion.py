"""Recruitment and outreach, adaptation and rights: what they ask, and what they lack."""

import pytest

from dialogues.enums import Recruitment, State, TargetGroup
from dialogues.models import Dialogue, Plan
from dialogues.plan import find_section
from municipality.models import Profile
from participation.enums import KnownGroup
from participation.models import ParticipationPlan
from tests.factories import (
    GroupAssessmentFactory,
    ParticipationPlanFactory,
    TargetGroupAnalysisFactory,
)
from tests.participation.sections import address, again, found, send, told

HEADINGS = ("child_rights", "young_people", "gender_equality", "minorities", "age_friendly")
LANGUAGES = [
    {"code": "fi", "sv": "finska", "en": "Finnish", "minority": True},
    {"code": "se", "sv": "samiska", "en": "Sami", "minority": True},
    {"code": "so", "sv": "somaliska", "en": "Somali", "minority": False},
]


def set_rules(**rules):
    profile = Profile.objects.get()
    profile.rules = rules
    profile.save()


def with_group(dialogue, **values):
    analysis = TargetGroupAnalysisFactory(dialogue=dialogue)
    return GroupAssessmentFactory(analysis=analysis, reached_how="Skolan", **values)


# Recruitment and outreach


def test_outreach_must_be_considered_with_a_reason(writer, planning):
    assert found(planning, "rekrytering") == {"recruitment_0": True, "outreach_0": True}
    send(writer, planning, "rekrytering", recruitment=["targeted"], outreach="False")
    assert again(planning).participation_plan.outreach is False
    assert found(planning, "rekrytering") == {"outreach_reason": True}
    sent = {"outreach": "True", "outreach_reason": "Få annars", "outreach_languages": "somaliska"}
    functions = {"outreach_functions": ["citizen_host", "housing_host"]}
    send(writer, planning, "rekrytering", recruitment=["targeted"], **sent, **functions)
    assert found(planning, "rekrytering") == {}
    assert told(planning, "rekrytering") == {
        "Hur deltagarna bjuds in": "Riktad rekrytering",
        "Uppsökande arbete": "Ja",
        "Varför, eller varför inte": "Få annars",
        "Vilka som söker upp": "Medborgarvärdar, bovärdar",
        "Språk de talar": "somaliska",
    }
    assert again(planning).recruitment == [Recruitment.TARGETED]


@pytest.mark.parametrize(
    ("ways", "warned"),
    [
        (["open"], True),
        (["open", "self_selected"], True),
        (["open", "outreach"], False),
        (["random_sample"], False),
    ],
)
def test_an_open_invitation_alone_is_warned_of_where_the_unheard_come_first(planning, ways, warned):
    with_group(planning, is_primary=True)
    Dialogue.objects.filter(pk=planning.pk).update(recruitment=ways)
    ParticipationPlanFactory(dialogue=planning, outreach=True, outreach_reason="Ja")
    assert found(planning, "rekrytering") == ({"recruitment_0": False} if warned else {})


def test_an_open_invitation_is_enough_for_those_who_are_heard(planning):
    with_group(planning, is_primary=True, heard_today=4)
    Dialogue.objects.filter(pk=planning.pk).update(recruitment=["open"])
    ParticipationPlanFactory(dialogue=planning, outreach=False, outreach_reason="Alla kommer")
    assert found(planning, "rekrytering") == {}


@pytest.mark.parametrize(
    ("group", "text"),
    [
        ({"affected": 1}, "unga 13–19 år"),
        ({"heard_today": None}, "Överväg en väg till för dem som inte hörs annars"),
        ({"group": "", "own_words": "Alla boende", "heard_today": 4}, "som redan hörs"),
        ({"is_primary": False, "heard_today": 4}, "som redan hörs"),
    ],
)
def test_an_open_invitation_alone_is_warned_of_unless_all_first_are_heard(planning, group, text):
    with_group(planning, **{"is_primary": True, **group})
    Dialogue.objects.filter(pk=planning.pk).update(recruitment=["open"])
    ParticipationPlanFactory(dialogue=planning, outreach=True, outreach_reason="Ja")
    (warning,) = find_section("rekrytering").findings(again(planning))
    assert (warning.field, warning.is_blocker) == ("recruitment_0", False)
    assert text in warning.text


# Adaptation


def test_adaptation_is_weighed_in_and_told(writer, planning):
    assert found(planning, "anpassning") == {"adaptations_0": False}
    send(writer, planning, "anpassning", adaptations=["food", "time"], adaptation_notes="Soppa")
    assert found(planning, "anpassning") == {}
    assert told(planning, "anpassning") == {
        "Det som gör det möjligt att delta": "Mat, en tid på dagen som passar dem som ska komma",
        "Hur det ordnas": "Soppa",
    }


# Rights


@pytest.mark.parametrize(("rule", "hinders"), [("hard", True), ("soft", False), (None, True)])
def test_each_heading_asks_for_an_answer_as_strictly_as_the_city_wants(planning, rule, hinders):
    set_rules(**({"rights_assessment": rule} if rule else {}))
    assert found(planning, "rattigheter") == dict.fromkeys(HEADINGS, hinders)


def test_answers_are_saved_and_told(writer, planning):
    set_rules(languages=LANGUAGES)
    sent = {name: f"Om {name}" for name in HEADINGS}
    send(writer, planning, "rattigheter", **sent, minority_languages=["fi", "se"])
    assert found(planning, "rattigheter") == {}
    said = told(planning, "rattigheter")
    assert said["Informationen ges på"] == "finska, samiska"
    assert said["Barnets rätt"] == "Om child_rights"


def test_a_minority_language_left_out_is_pointed_at(planning):
    set_rules(languages=LANGUAGES, rights_assessment="hard")
    values = dict.fromkeys(HEADINGS, "Ja")
    ParticipationPlanFactory(dialogue=planning, minority_languages=["fi"], **values)
    assert found(planning, "rattigheter") == {"minority_languages_0": False}


def test_a_city_without_such_duties_is_not_asked_for_languages(writer, planning):
    set_rules(languages=LANGUAGES[2:])
    page = writer.get(address(planning, "rattigheter")).content.decode()
    assert "minority_languages" not in page
    assert send(writer, planning, "rattigheter", child_rights="Ja").status_code == 302


@pytest.mark.parametrize("older", [True, False])
def test_the_areas_of_an_age_friendly_city_are_shown_when_older_people_are_a_group(
    writer, planning, older
):
    with_group(planning, group=KnownGroup.OLDER if older else KnownGroup.YOUTH)
    page = writer.get(address(planning, "rattigheter")).content.decode()
    assert ("Samverkan och partnerskap" in page) is older
    assert ("age_friendly_areas_0" in found(planning, "rattigheter")) is older


@pytest.mark.parametrize(
    ("told", "is_asked"),
    [
        ("Affischer på servicehuset och i pensionärernas tidning", True),
        ("Affischer i skolan", False),
    ],
)
def test_they_are_shown_when_older_people_are_told_of_it_too(planning, told, is_asked):
    with_group(planning, is_primary=True)
    Plan.objects.create(dialogue=planning, communication=told)
    assert ("age_friendly_areas_0" in found(planning, "rattigheter")) is is_asked


def test_older_people_are_among_everybody(planning):
    TargetGroupAnalysisFactory(dialogue=planning, is_everyone=True)
    assert "age_friendly_areas_0" in found(planning, "rattigheter")


def test_older_people_of_the_idea_count_too(planning):
    Dialogue.objects.filter(pk=planning.pk).update(target_groups=[TargetGroup.OLDER])
    assert "age_friendly_areas_0" in found(planning, "rattigheter")


# All of them


@pytest.mark.parametrize("slug", ["rekrytering", "anpassning", "rattigheter"])
def test_nothing_is_saved_when_the_plan_is_closed_for_writing(writer, planning, slug):
    Dialogue.objects.filter(pk=planning.pk).update(state=State.SUBMITTED)
    assert writer.post(address(planning, slug), {"child_rights": "Ja"}).status_code == 409
    assert not ParticipationPlan.objects.exists()


@pytest.mark.parametrize("slug", ["rekrytering", "anpassning", "rattigheter"])
def test_a_section_keeps_within_its_queries(writer, planning, slug, django_assert_max_num_queries):
    with_group(planning, is_primary=True)
    ParticipationPlanFactory(dialogue=planning)
    with django_assert_max_num_queries(12):
        page = writer.get(address(planning, slug))
    assert len(page.content) <= 60_000
