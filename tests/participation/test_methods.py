"""Methods: what is suggested and why, and what is told."""

import pytest

from dialogues.models import Dialogue
from municipality.enums import Level, MethodClass
from participation.suggestions import place_text, suggested
from tests.factories import (
    GroupAssessmentFactory,
    MethodFactory,
    ParticipationPlanFactory,
    TargetGroupAnalysisFactory,
)
from tests.participation.sections import address, again, found, send, told

WIDE = {"many_few": 1, "shallow_deep": 1, "measure_reason": 1, "reaction_learning": 1}
DEEP = {"many_few": 5, "shallow_deep": 5, "measure_reason": 5, "reaction_learning": 5}


@pytest.fixture
def catalogue(db):
    return [
        MethodFactory(name_sv="Enkät", usual_levels=[2], **WIDE),
        MethodFactory(name_sv="Öppet möte", usual_levels=[1, 2, 3]),
        MethodFactory(name_sv="Ärlig jury", usual_levels=[2, 3], **DEEP),
        MethodFactory(
            name_sv="Uppsökande dialog", usual_levels=[3], method_class=MethodClass.TARGET_GROUP
        ),
    ]


def names(dialogue, catalogue, **scales):
    plan = ParticipationPlanFactory.build(dialogue=dialogue, **scales)
    return {str(one.method): one.reasons for one in suggested(dialogue, plan, catalogue)}


def test_nothing_is_suggested_while_nothing_is_known(planning, catalogue):
    assert names(planning, catalogue) == {}


def test_the_level_suggests_in_the_order_of_names(planning, catalogue):
    planning.level = Level.CONSULTATION
    why = ["vanlig på nivån ”Konsultation”"]
    assert names(planning, catalogue) == {"Enkät": why, "Ärlig jury": why, "Öppet möte": why}
    assert list(names(planning, catalogue)) == ["Enkät", "Ärlig jury", "Öppet möte"]


def test_the_scales_leave_out_what_lies_far_off_and_say_what_fits(planning, catalogue):
    planning.level = Level.CONSULTATION
    found = names(planning, catalogue, **{**DEEP, "many_few": 4})
    assert list(found) == ["Ärlig jury", "Öppet möte"]
    assert found["Ärlig jury"][1] == ("passar: höra färre, djupare samtal, resonera och lärande")


def test_those_who_are_seldom_heard_are_gone_to(planning, catalogue):
    analysis = TargetGroupAnalysisFactory(dialogue=planning)
    GroupAssessmentFactory(analysis=analysis, is_primary=True)
    assert names(again(planning), catalogue) == {
        "Uppsökande dialog": ["söker upp dem som sällan hörs"]
    }


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (1, "höra många"),
        (2, "hellre höra många"),
        (3, "mellan höra många och höra färre"),
        (4, "hellre höra färre"),
        (5, "höra färre"),
    ],
)
def test_a_place_on_a_scale_is_told_in_words(place, text):
    assert place_text("many_few", place) == text


def test_any_method_may_be_chosen_and_is_told(writer, planning, catalogue):
    Dialogue.objects.filter(pk=planning.pk).update(level=Level.CO_DECISION)
    assert found(planning, "metoder")["methods"] is True
    answers = {
        "design_participants": "Lottas",
        "design_communication": "I smågrupper",
        "design_decision": "Nämnden läser",
    }
    sent = {"methods": [catalogue[0].pk], "many_few": "4", **answers}
    assert send(writer, planning, "metoder", **sent).status_code == 302
    assert found(planning, "metoder") == {}
    said = told(planning, "metoder")
    assert (said["Metoder"], said["Vilken sorts samtal"]) == ("Enkät", "Hellre höra färre")
    assert said["Hur deltagarna väljs ut"] == "Lottas"


def test_what_often_fits_stands_first_with_why_and_when_it_is_of_use(writer, planning, catalogue):
    Dialogue.objects.filter(pk=planning.pk).update(level=Level.CONSULTATION)
    catalogue[0].guidance_sv = "Samma frågor till många."
    catalogue[0].save()
    page = writer.get(address(planning, "metoder")).content.decode()
    assert "Passar ofta här" in page
    assert "Vanlig på nivån ”Konsultation”. Samma frågor till många." in page


def test_a_chosen_method_that_is_no_longer_offered_stays(writer, planning, catalogue):
    old = MethodFactory(name_sv="Telefonkedja", in_use=False)
    planning.methods.set([old])
    page = writer.get(address(planning, "metoder")).content.decode()
    assert "Telefonkedja" in page
    send(writer, planning, "metoder", methods=[old.pk])
    assert list(again(planning).methods.all()) == [old]


def test_a_method_chosen_by_somebody_else_meanwhile_is_shown(writer, planning, catalogue):
    url = address(planning, "metoder")
    seen = writer.get(url).context["form"]["seen"].value()
    planning.methods.set([catalogue[1]])
    answer = writer.post(url, {"seen": seen, "methods": [catalogue[0].pk]})
    assert answer.status_code == 400
    conflicts = answer.context["form"].conflicts
    assert conflicts == [{"label": "Metoder", "yours": "Enkät", "saved": "Öppet möte"}]


def test_the_page_keeps_within_its_queries(
    writer, planning, catalogue, django_assert_max_num_queries
):
    ParticipationPlanFactory(dialogue=planning)
    planning.methods.set(catalogue)
    with django_assert_max_num_queries(12):
        writer.get(address(planning, "metoder"))
