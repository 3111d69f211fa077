"""A record that turns out to be no dialogue leaves every list, and can come back (R021)."""

import html
import re
import uuid

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from archive.lexemes import refresh
from dialogues.actions.register import restore_dialogue, withdraw_dialogue
from dialogues.enums import Conclusion, HistoryAction, State
from dialogues.models import Dialogue, KnowledgeReview
from feedback.models import Viewpoint
from tests.factories import (
    DialogueFactory,
    OrganisationFactory,
    UserFactory,
    coordinator,
    dialogue_in_state,
    official,
)

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
    told = client.get(survey.get_absolute_url())
    assert told.status_code == 404
    assert REASON not in told.content.decode()
    assert client.post(url("dialogue-restore", survey)).status_code == 404
    assert client.get("/dialoger/").context["withdrawn"] == []
    client.force_login(coordinator())
    assert client.get(survey.get_absolute_url()).status_code == 200
    assert client.post(url("dialogue-restore", survey)).status_code == 302


def text_of(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", response.content.decode())))


def test_a_link_kept_from_before_leads_to_a_page_that_says_it_was_withdrawn(
    owners_client, client, survey, city
):
    withdraw_dialogue(by=city.user, dialogue=survey, reason=REASON)
    day = date_format(timezone.localdate())
    sentence = (
        f"{survey.reference} ({survey.owner}) märktes som ingen dialog den {day}. Posten finns inte"
        " i någon sökning, lista eller siffra."
    )
    pages = [url(name, survey) for name in ("dialogue-history", "viewpoint-list", "overlap-list")]
    for page in pages:
        told = owners_client.get(page)
        assert (told.status_code, sentence in text_of(told)) == (404, True)
        assert f'<a href="{survey.get_absolute_url()}">' in told.content.decode()
    client.force_login(official())
    for page in [survey.get_absolute_url(), *pages]:
        told = client.get(page)
        assert (told.status_code, sentence in text_of(told)) == (404, True)
        assert survey.title not in told.content.decode()
    client.force_login(UserFactory())
    assert survey.reference not in text_of(client.get(survey.get_absolute_url()))


def test_a_conclusion_keeps_what_was_withdrawn_as_text_without_a_link(client, survey, city):
    plan = dialogue_in_state(State.IDEA)
    hits = [
        {"reference": one.reference, "title": one.title, "owner": "", "period": ""}
        for one in (survey, city.bromma_dialogue)
    ]
    KnowledgeReview.objects.create(
        dialogue=plan,
        question="Ljus vid torget?",
        hits=hits,
        conclusion=Conclusion.COORDINATE,
        reason="De frågar om samma sak.",
        coordinate_with=survey,
        form_token=uuid.uuid4(),
    )
    client.force_login(official())

    def links():
        page = client.get(plan.get_absolute_url())
        of = [f'href="{one.get_absolute_url()}"' for one in (survey, city.bromma_dialogue)]
        return [page.content.decode().count(one) for one in of], text_of(page)

    assert links()[0] == [2, 1]
    withdraw_dialogue(by=city.user, dialogue=survey, reason=REASON)
    found, text = links()
    assert found == [0, 1]
    assert text.count("sedan dess märkt som ingen dialog") == 2
    assert text.count(survey.title) == 2


@pytest.mark.parametrize(
    "columns", [{"withdrawn_reason": "En enkät"}, {"withdrawn_on": "2026-01-01"}]
)
def test_the_database_holds_a_reason_for_each_and_none_without(db, columns):
    dialogue = DialogueFactory()
    with pytest.raises(IntegrityError, match="dialogue_withdrawn_with_reason"):
        Dialogue.objects.filter(pk=dialogue.pk).update(**columns)
