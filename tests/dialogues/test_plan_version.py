"""A kept plan can be read as it stood, by whoever may read the dialogue (R065)."""

import pytest
from django.urls import reverse

from dialogues.actions.plan import change_plan
from dialogues.enums import State
from dialogues.models import Dialogue
from tests.factories.process import dialogue_walked_to

pytestmark = pytest.mark.usefixtures("small_plan")


def version_url(dialogue, number=1):
    return reverse("plan-version", args=[dialogue.reference, number])


def change_purpose(dialogue, house, purpose):
    saved = Dialogue.objects.get(pk=dialogue.pk)
    change_plan(
        by=house.official, dialogue=saved, row=saved, version=saved.version,
        values={"purpose": purpose}, links={},
    )  # fmt: skip


def test_the_plan_that_was_decided_is_read_as_it_stood(
    client, house, django_assert_max_num_queries
):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    client.force_login(house.member)
    page = client.get(version_url(dialogue)).content.decode()
    kept = dialogue.plan_versions.get()
    assert "Planen, version 1" in page
    assert f"av {kept.by_label}." in page
    assert '<dd class="prose">Välja platser.</dd>' in page
    assert "I dag är planen densamma i sak." in page
    assert "§ 12" in page
    change_purpose(dialogue, house, "Välja tre platser.")
    with django_assert_max_num_queries(12):
        page = client.get(version_url(dialogue)).content.decode()
    article = page[page.index("<article") :]
    assert '<dd class="prose">Välja platser.</dd>' in article
    assert "Välja tre platser." not in article
    assert "I dag skiljer sig planen från den här versionen" in page


def test_an_older_version_tells_what_differs_and_leads_to_the_newer(client, house):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    change_purpose(dialogue, house, "Välja tre platser.")
    client.force_login(house.official)
    again = reverse("process-step", args=[dialogue.reference, "resubmit"])
    assert client.post(again).status_code == 302
    older, newer = (client.get(version_url(dialogue, n)).content.decode() for n in (1, 2))
    assert "I dag skiljer sig planen från den här versionen" in older
    assert f'href="{version_url(dialogue, 2)}"' in older
    assert "I dag är planen densamma i sak." in newer


@pytest.mark.parametrize("number", ["0", "2", "9" * 30, "9" * 5000])
def test_there_is_no_other_version(client, house, number):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    client.force_login(house.official)
    address = version_url(dialogue).replace("/1/", f"/{number}/")
    assert client.get(address).status_code == 404


def test_who_may_not_know_of_the_dialogue_reads_no_version(client, house):
    dialogue = dialogue_walked_to(State.SUBMITTED, house=house)
    assert client.get(version_url(dialogue)).status_code == 302
    client.force_login(house.official)
    Dialogue.objects.update(withdrawn_on="2026-01-01", withdrawn_reason="Ingen dialog.")
    assert client.get(version_url(dialogue)).status_code == 404


def test_the_pages_that_tell_the_decision_lead_to_the_plan(client, house):
    dialogue = dialogue_walked_to(State.DECIDED, house=house)
    client.force_login(house.official)
    for address in (
        reverse("decision", args=[dialogue.reference]),
        dialogue.get_absolute_url(),
    ):
        assert f'href="{version_url(dialogue)}"' in client.get(address).content.decode()
