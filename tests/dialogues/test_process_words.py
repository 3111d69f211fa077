"""What is said on the pages of the process, and what may be written there for ever."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.enums import Outcome, State
from dialogues.models import Dialogue
from municipality.enums import Decider
from municipality.models import Organisation
from tests.factories import coordinator
from tests.factories.process import decided, dialogue_walked_to

pytestmark = pytest.mark.usefixtures("small_plan")


PHONE = "Ring 070-123 45 67."


@pytest.mark.parametrize(
    ("name", "args", "fields"),
    [
        ("decision", [], ["reason", "reservation", "special_groups"]),
        ("process-step", ["cancel"], ["reason"]),
        ("process-step", ["inform"], ["reason", "benefit"]),
        ("opinion", [], ["method", "measurability"]),
        ("information-meeting", [], ["place", "why_this_decision"]),
    ],
)
def test_what_is_kept_for_ever_holds_no_personal_data(client, house, name, args, fields):
    states = {"process-step": State.PLANNING, "information-meeting": State.NO_DIALOGUE}
    dialogue = dialogue_walked_to(states.get(name, State.SUBMITTED), house=house)
    who = {"decision": house.secretary, "opinion": coordinator()}.get(name, house.official)
    client.force_login(who)
    there = reverse(name, args=[dialogue.reference, *args])
    whole = {
        **decided(Outcome.REFER_BACK), "version": 1, "form_token": f"{dialogue.pk:032}",
        "held_on": timezone.localdate(), "place": "Biblioteket", "why_this_decision": "–",
        "why_no_dialogue": "–", "method": "–",
    }  # fmt: skip
    answer = client.post(there, {**whole, **dict.fromkeys(fields, PHONE)})
    assert set(answer.context["form"].errors) == set(fields)
    assert PHONE in answer.content.decode()
    before = Dialogue.objects.get().history.count()
    assert client.post(there, whole).status_code == 302
    assert Dialogue.objects.get().history.count() > before


def test_the_benefit_is_no_longer_than_the_plan_has_room_for(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    client.force_login(house.official)
    there = reverse("process-step", args=[dialogue.reference, "known"])
    answer = client.post(there, {"reason": "Vi vet redan.", "benefit": "a" * 4_001})
    assert set(answer.context["form"].errors) == {"benefit"}


def test_a_manager_is_asked_for_no_meeting(client, house):
    pages = []
    client.force_login(house.official)
    for decider in (Decider.COMMITTEE, Decider.MANAGER):
        dialogue = dialogue_walked_to(State.PLANNING, decider, house)
        there = reverse("process-step", args=[dialogue.reference, "submit"])
        pages.append("Vilket sammanträde ska besluta?" in client.get(there).content.decode())
        assert client.post(there).status_code == 302
    assert pages == [True, False]


def test_where_no_committee_is_known_no_manager_decides_instead(client, house):
    dialogue = dialogue_walked_to(State.PLANNING, house=house)
    Organisation.objects.update(deciding_committee=None)
    client.force_login(house.official)
    page = client.get(reverse("process-step", args=[dialogue.reference, "submit"]))
    assert page.context["consequences"][0] == "Den beslutande nämnden beslutar om planen."
