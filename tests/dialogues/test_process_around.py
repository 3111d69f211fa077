"""What stands around the steps: the strategist's opinion, the information meeting (R061, R071)."""

import datetime
import io
import uuid

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.actions.plan import change_plan
from dialogues.actions.process import give_opinion
from dialogues.enums import MoveName, Outcome, State
from dialogues.models import Dialogue, InformationMeeting
from municipality.models import Profile
from tests.factories import ProfileFactory, coordinator
from tests.factories.process import (
    dialogue_walked_to,
    fill_plan,
    record_decision,
)

pytestmark = pytest.mark.usefixtures("small_plan")
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate


def url(dialogue, name="decision"):
    return reverse(name, args=[dialogue.reference])


def errors(answer):
    return {
        name: [str(one) for one in found] for name, found in answer.context["form"].errors.items()
    }


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "Mötet ligger framåt i tiden."), (-1, "Att det inte blir någon dialog beslutades")],
)
def test_a_meeting_has_been_held_and_came_after_the_no(client, house, submitted, days, sentence):
    record_decision(house, submitted, Outcome.REJECT, reason="Frågan är redan avgjord.")
    client.force_login(house.official)
    told = {
        "held_on": TODAY() + days * DAY, "place": "Biblioteket", "why_this_decision": "Lagen.",
        "why_no_dialogue": "Inget gick att påverka.",
    }  # fmt: skip
    there = url(submitted, "information-meeting")
    answer = client.post(there, told)
    assert set(errors(answer)) == {"held_on"}
    assert sentence in answer.content.decode()
    assert answer.context["form"]["place"].value() == "Biblioteket"
    assert not InformationMeeting.objects.exists()
    client.post(there, {**told, "held_on": TODAY()})
    assert InformationMeeting.objects.get().held_on == TODAY()


def test_a_meeting_is_only_noted_where_there_is_no_dialogue(client, house, submitted):
    client.force_login(house.official)
    assert client.get(url(submitted, "information-meeting")).status_code == 403


@pytest.mark.parametrize(
    ("rule", "refused"), [("off", False), ("advisory", False), ("required", True)]
)
def test_the_strategist_is_heard_where_the_city_says_so(client, house, rule, refused):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    ProfileFactory(rules={"strategist_review": rule})
    Profile.objects.get().save()
    fill_plan(dialogue)
    step = reverse("process-step", args=[dialogue.reference, "submit"])
    client.force_login(house.official)
    answer = client.post(step)
    assert answer.status_code == (409 if refused else 302)
    if not refused:
        return
    assert "Strategen måste först yttra sig om planen." in answer.content.decode()
    client.force_login(coordinator())
    opinion = url(dialogue, "opinion")
    empty = client.post(opinion, {"form_token": "4f6d7a1e-0000-4000-8000-000000000001"})
    assert set(errors(empty)) == {"method"}
    told = {"method": "Gå hem till folk.", "form_token": "4f6d7a1e-0000-4000-8000-000000000001"}
    for _time in range(2):
        client.post(opinion, told)
    assert dialogue.opinions.count() == 1
    client.force_login(house.official)
    assert "Gå hem till folk." in client.get(dialogue.get_absolute_url()).content.decode()
    assert client.post(step).status_code == 302


@pytest.mark.parametrize("name", [MoveName.SUBMIT, MoveName.RESUBMIT])
def test_an_opinion_on_an_earlier_plan_is_not_one_on_this(client, house, submitted, name):
    """Referred back, or changed after it was decided: the strategist is heard anew (R071)."""
    ProfileFactory(rules={"strategist_review": "required"})
    Profile.objects.get().save()
    strategist = coordinator()
    token = uuid.uuid4()
    give_opinion(by=strategist, dialogue=submitted, values={"method": "Bra."}, form_token=token)
    is_back = name == MoveName.SUBMIT
    record_decision(house, submitted, Outcome.REFER_BACK if is_back else Outcome.APPROVE)
    if not is_back:
        client.force_login(strategist)
        assert client.get(url(submitted, "opinion")).status_code == 403
    client.force_login(house.official)
    row = Dialogue.objects.get()
    values = {"purpose": "Välja tre platser."}
    change_plan(
        by=house.official, dialogue=row, row=row, version=row.version, values=values, links={}
    )
    step = reverse("process-step", args=[submitted.reference, name])
    refused = client.post(step)
    assert refused.status_code == 409
    assert "Strategens yttrande är från före det senaste beslutet." in refused.content.decode()
    client.force_login(strategist)
    there = url(submitted, "opinion")
    assert f'href="{there}"' in client.get(submitted.get_absolute_url()).content.decode()
    told = {"method": "Gå hem till folk.", "form_token": uuid.uuid4()}
    assert client.post(there, told).status_code == 302
    client.force_login(house.official)
    assert client.post(step).status_code == 302
    assert Dialogue.objects.get().state == State.SUBMITTED


def test_an_opinion_sent_once_more_after_the_decision_had_been_given(client, house, submitted):
    ProfileFactory(rules={"strategist_review": "advisory"})
    client.force_login(coordinator())
    there, told = url(submitted, "opinion"), {"method": "Bra.", "form_token": uuid.uuid4()}
    assert client.post(there, told).status_code == 302
    record_decision(house, submitted)
    assert client.post(there, told).status_code == 302
    assert "Det var redan gjort." in client.get(submitted.get_absolute_url()).content.decode()
    refused = client.post(there, {**told, "method": "Inte bra."})
    assert (refused.status_code, "Inte bra." in refused.content.decode()) == (409, True)
    assert submitted.opinions.count() == 1


def test_where_the_city_asks_for_no_opinion_none_can_be_given(client, house, submitted):
    ProfileFactory(rules={"strategist_review": "off"})
    client.force_login(coordinator())
    there = url(submitted, "opinion")
    assert f'href="{there}"' not in client.get(submitted.get_absolute_url()).content.decode()
    assert client.get(there).status_code == 403
    refused = client.post(there, {"method": "Bra.", "form_token": f"{submitted.pk:032}"})
    assert (refused.status_code, submitted.opinions.count()) == (403, 0)
    assert "Här i staden yttrar sig ingen strateg om planer." in refused.content.decode()


def test_who_decides_reads_the_opinion_where_they_decide(secretary, submitted):
    told = {"method": "Gå hem till folk.", "feedback": "", "measurability": "Räkna gatlyktor."}
    give_opinion(by=coordinator(), dialogue=submitted, values=told, form_token=uuid.uuid4())
    for name in ("decision", "decision-basis"):
        page = secretary.get(url(submitted, name)).content.decode()
        for words in ("Strategens yttrande", "Gå hem till folk.", "Räkna gatlyktor."):
            assert page.count(words) == 1, (name, words)
    file = docx.Document(io.BytesIO(secretary.get(url(submitted, "decision-basis-docx")).content))
    assert "Metod\nGå hem till folk." in [one.text for one in file.paragraphs]
