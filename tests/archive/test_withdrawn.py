"""A record that turns out to be no dialogue leaves every list, and can come back (R021)."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from archive.lexemes import refresh
from dialogues.actions.register import restore_dialogue, withdraw_dialogue
from dialogues.enums import HistoryAction
from dialogues.models import Dialogue
from feedback.models import Viewpoint
from tests.factories import DialogueFactory, OrganisationFactory, coordinator, official

REASON = "Det var en enkät."


@pytest.fixture
def survey(city):
    dialogue = city.tensta_dialogue
    return Dialogue.objects.get(pk=dialogue.pk)


def url(name, dialogue):
    return reverse(name, args=[dialogue.reference])


@pytest.fixture
def owners_client(client, survey):
    client.force_login(official(organisation=survey.owner))
    return client


def found(web, address):
    answer = web.get(f"/sok/?{address}").context["answer"]
    held = Viewpoint.objects.filter(pk__in=answer.viewpoint_ids).values_list("dialogue", flat=True)
    return {*answer.dialogue_ids, *held}


SEARCHES = ["", "q=belysning", "q=belysning&area=tensta", "area=tensta", "status=carried_out"]


def test_what_is_no_dialogue_leaves_every_list_and_number_and_comes_back(
    owners_client, survey, city
):
    refresh()
    user = city.user
    before = [survey.pk in found(owners_client, address) for address in SEARCHES]
    assert before == [True] * len(SEARCHES)
    for _twice in range(2):
        withdraw_dialogue(by=user, dialogue=survey, reason=REASON)
    assert [survey.pk in found(owners_client, address) for address in SEARCHES] == [False] * len(
        SEARCHES
    )
    assert not Dialogue.objects.visible_to(user).filter(pk=survey.pk).exists()
    assert not Viewpoint.objects.visible_to(user).filter(dialogue=survey).exists()
    listed = owners_client.get("/dialoger/").context
    assert [row.pk for row in listed["withdrawn"]] == [survey.pk]
    assert survey not in [row["dialogue"] for row in listed["rows"]]
    restore_dialogue(by=user, dialogue=survey)
    assert [survey.pk in found(owners_client, address) for address in SEARCHES] == before
    actions = [entry.action for entry in survey.history.order_by("pk")]
    assert actions[-2:] == [HistoryAction.WITHDRAWN, HistoryAction.RESTORED]
    assert survey.history.order_by("pk").last().changes == {"withdrawn_reason": [REASON, ""]}


def test_the_owner_withdraws_with_a_reason_and_restores(owners_client, survey):
    page = url("dialogue-withdraw", survey)
    assert page in owners_client.get(survey.get_absolute_url()).content.decode()
    refused = owners_client.post(page, {"reason": " "})
    assert refused.context["form"].errors == {"reason": ["Säg varför det inte är en dialog."]}
    assert owners_client.post(page, {"reason": REASON}).url == survey.get_absolute_url()
    shown = owners_client.get(survey.get_absolute_url())
    assert REASON in shown.content.decode()
    assert "Posten är märkt som ingen dialog." in shown.content.decode()
    for name in ("dialogue-history", "document-list", "viewpoint-list", "occasion-list"):
        assert owners_client.get(url(name, survey)).status_code == 404
    assert owners_client.post(url("dialogue-restore", survey)).url == survey.get_absolute_url()
    survey.refresh_from_db()
    assert (survey.withdrawn_on, survey.withdrawn_by, survey.withdrawn_reason) == (None, None, "")


def test_others_neither_withdraw_nor_see_what_is_withdrawn(client, survey, city):
    other = official(organisation=OrganisationFactory())
    client.force_login(other)
    assert client.post(url("dialogue-withdraw", survey), {"reason": REASON}).status_code == 403
    withdraw_dialogue(by=city.user, dialogue=survey, reason=REASON)
    assert client.get(survey.get_absolute_url()).status_code == 404
    assert client.post(url("dialogue-restore", survey)).status_code == 404
    assert client.get("/dialoger/").context["withdrawn"] == []
    client.force_login(coordinator())
    assert client.get(survey.get_absolute_url()).status_code == 200
    assert client.post(url("dialogue-restore", survey)).status_code == 302


@pytest.mark.parametrize(
    "columns", [{"withdrawn_reason": "En enkät"}, {"withdrawn_on": "2026-01-01"}]
)
def test_the_database_holds_a_reason_for_each_and_none_without(db, columns):
    dialogue = DialogueFactory()
    with pytest.raises(IntegrityError, match="dialogue_withdrawn_with_reason"):
        Dialogue.objects.filter(pk=dialogue.pk).update(**columns)
