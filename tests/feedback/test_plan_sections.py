"""The plan of the time after the dialogue: reception, feedback, evaluation (R045, R120, R135)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dialogues.enums import State, Step
from dialogues.models import Dialogue
from feedback.forms.plan import FeedbackPlanForm
from feedback.models import FeedbackPlan
from municipality.enums import Decider
from tests.factories import DialogueFactory, OrganisationFactory, ProfileFactory, official
from tests.participation.sections import address, again, found, send, told

ENDS = datetime.date(2030, 3, 20)
LATER = datetime.date(2030, 5, 15)


@pytest.fixture
def planning(db):
    ProfileFactory(rules={"feedback_plan": "hard"})
    committee = OrganisationFactory(name="Järva stadsdelsnämnd", kind="committee_district")
    owner = OrganisationFactory(name="Järva stadsdelsförvaltning", deciding_committee=committee)
    return DialogueFactory(
        owner=owner, state=State.PLANNING, starts_on=datetime.date(2030, 2, 3), ends_on=ENDS
    )


@pytest.fixture
def writer(client, planning):
    client.force_login(official(organisation=planning.owner))
    return client


FULL = {
    "due_on": LATER,
    "reach": "targeted",
    "channels": ["email"],
    "responsible": "Enheten",
    "sender": "Nämnden",
}


def test_nobody_is_asked_before_somebody_takes_care_of_the_answers(writer, planning):
    assert found(planning, "mottagande") == {"received_by": True}
    send(writer, planning, "mottagande", received_by="Enheten för områdesutveckling")
    assert found(planning, "mottagande") == {}
    assert told(planning, "mottagande") == {
        "Vem som tar hand om synpunkterna": "Enheten för områdesutveckling"
    }


def test_the_feedback_plan_wants_day_form_responsible_and_sender(writer, planning):
    assert found(planning, "aterkoppling") == {
        "due_on": True,
        "channels_0": True,
        "responsible": True,
        "sender": True,
        "reach_0": False,
    }
    send(writer, planning, "aterkoppling", **FULL)
    assert found(planning, "aterkoppling") == {}


def test_the_city_may_only_advise_a_whole_feedback_plan_but_not_be_without_its_day(planning):
    ProfileFactory._meta.model.objects.first().delete()
    ProfileFactory(rules={"feedback_plan": "soft"})
    assert found(planning, "aterkoppling") == {
        "due_on": True,
        "channels_0": False,
        "responsible": False,
        "sender": False,
        "reach_0": False,
    }


def test_the_committee_is_offered_as_sender(writer, planning):
    page = writer.get(address(planning, "aterkoppling")).content.decode()
    assert 'value="Järva stadsdelsnämnd"' in page


def test_who_decides_is_offered_as_sender_and_not_a_committee_that_does_not(planning):
    planning.type.decider = Decider.MANAGER
    planning.type.save()
    row = again(planning)
    form = FeedbackPlanForm(instance=FeedbackPlan(), user=official(), dialogue=row)
    assert form["sender"].value() == "Järva stadsdelsförvaltning"


def test_an_abolished_committee_is_not_offered_as_sender(planning):
    committee = planning.owner.deciding_committee
    committee.valid_to, committee.successor = "2023-06-30", OrganisationFactory(name="Nya nämnden")
    committee.save()
    form = FeedbackPlanForm(instance=FeedbackPlan(), user=official(), dialogue=again(planning))
    assert form["sender"].value() == "Nya nämnden"


def test_feedback_before_the_end_is_refused_at_its_field_and_by_the_database(writer, planning):
    answer = send(writer, planning, "aterkoppling", **FULL | {"due_on": "2030-03-19"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Dialogen slutar 20 mar 2030. Återkopplingen kan inte ges före det." in page
    assert 'value="2030-03-19"' in page
    for name in ("due_on", "committee_due_on"):
        with pytest.raises(IntegrityError), transaction.atomic():
            FeedbackPlan.objects.create(dialogue=planning, **{name: datetime.date(2030, 3, 19)})


def test_a_dialogue_made_longer_says_that_the_feedback_comes_too_early(writer, planning):
    send(writer, planning, "aterkoppling", **FULL, committee_due_on=LATER)
    Dialogue.objects.filter(pk=planning.pk).update(ends_on=datetime.date(2030, 6, 1))
    assert found(planning, "aterkoppling") == {"due_on": True, "committee_due_on": True}
    # The other sections of the row are saved all the same.
    assert send(writer, planning, "mottagande", received_by="Enheten").status_code == 302


def test_only_publishing_is_warned_of(writer, planning):
    send(writer, planning, "aterkoppling", **FULL | {"reach": "open"})
    assert found(planning, "aterkoppling") == {"reach_0": False}


def test_success_is_settled_beforehand_for_both(writer, planning):
    assert found(planning, "utvardering") == {"success_for_residents_0": True}
    send(writer, planning, "utvardering", success_for_residents=["trust"])
    assert found(planning, "utvardering") == {
        "success_for_organisation_0": False,
        "evaluation": False,
    }
    send(
        writer,
        planning,
        "utvardering",
        success_for_organisation_text="Nämnden kan välja.",
        evaluation="Enkät i april.",
        evaluated=["method"],
    )
    assert told(planning, "utvardering") == {
        "Hur det syns, för organisationen": "Nämnden kan välja.",
        "Vad som utvärderas": "Metod",
        "Hur och när det utvärderas": "Enkät i april.",
    }


GOOD = {
    "success_for_residents": ["trust"],
    "success_for_residents_text": "Fler går den vägen hem.",
    "success_for_organisation_text": "Beslutet håller.",
}


def test_what_was_to_be_a_good_result_stands_beside_how_it_went(
    writer, planning, django_assert_max_num_queries
):
    days = {"starts_on": datetime.date(2025, 2, 3), "ends_on": datetime.date(2025, 3, 20)}
    Dialogue.objects.update(state=State.FEEDBACK, lessons="Börja i tid.", **days)
    heading = "Ett bra resultat, enligt planen"
    edit = reverse("dialogue-edit", args=[planning.reference, Step.RESULTS.value])
    pages = [edit, planning.get_absolute_url()]
    for page in pages:
        assert heading not in writer.get(page).content.decode()
    FeedbackPlan.objects.create(dialogue=planning, **GOOD)
    for page in pages:
        with django_assert_max_num_queries(12):
            text = writer.get(page).content.decode()
        assert text.count(heading) == 1
        assert "Fler går den vägen hem." in text
        assert "Beslutet håller." in text
    assert text.index(heading) < text.index("Utvärdering och lärdomar")
    other = reverse("dialogue-edit", args=[planning.reference, Step.BASICS.value])
    assert heading not in writer.get(other).content.decode()
