"""Who may change the measures of a dialogue."""

import pytest
from django.test import Client

from feedback.models import Measure
from municipality.enums import Role
from tests.factories.feedback import ViewpointFactory
from tests.factories.municipality import OrganisationFactory, UserFactory
from tests.feedback.conftest import new, person, told, url

# who: may change measures
TRUTH = {
    "official of the owner": True,
    "official of the owner's successor": True,
    "coordinator who registered it afterwards": True,
    "official of a co-organiser": False,
    "official of the responsible body": False,
    "official of another organisation": False,
    "committee of the owner": False,
    "coordinator": False,
}


def someone(who, dialogue, request):
    if who == "official of the owner's successor":
        return request.getfixturevalue("successors_official")
    organisation = dialogue.owner if who.endswith("of the owner") else OrganisationFactory()
    user = person(Role(who.split()[0]), organisation)
    if "registered it" in who:
        dialogue.is_registered_afterwards, dialogue.created_by = True, user
        dialogue.save()
    if "co-organiser" in who:
        dialogue.co_organisers.add(organisation)
    if "responsible" in who:
        dialogue.measures.update(responsible=organisation)
    return user


@pytest.mark.parametrize("who", TRUTH)
def test_truth_table(who, dialogue, measure, request, client):
    said = ViewpointFactory(dialogue=dialogue)
    client.force_login(someone(who, dialogue, request))
    behind, remove, edit, add = (
        url("measure-viewpoints", dialogue, measure.pk),
        url("measure-remove", dialogue, measure.pk),
        url("measure-edit", dialogue, measure.pk),
        url("measure-add", dialogue),
    )
    page = told(client.get(dialogue.get_absolute_url()))
    assert ("Ljus i tunneln" in page, edit in page, add in page) == (True, TRUTH[who], TRUTH[who])
    changed = new(title="Ändrad", version=1, responsible=measure.responsible_id or "")
    answers = [
        client.get(add), client.get(edit), client.get(remove),
        client.post(add, new()), client.post(edit, changed),
        client.post(behind, {"shown": said.pk, "ticked": said.pk}), client.post(remove),
    ]  # fmt: skip
    expected = [200, 200, 200, 302, 302, 302, 302] if TRUTH[who] else [403] * 7
    assert [answer.status_code for answer in answers] == expected
    assert Measure.objects.filter(pk=measure.pk).exists() is not TRUTH[who]


@pytest.mark.parametrize("who", ["nobody", "no role"])
def test_without_access_nothing_is_seen(who, client, dialogue, measure):
    if who == "no role":
        client.force_login(UserFactory())
    for name in ("measure-list", "measure-add"):
        assert client.get(url(name, dialogue)).status_code in {302, 403, 404}
    assert client.post(url("measure-remove", dialogue, measure.pk)).status_code in {302, 403, 404}
    assert Measure.objects.count() == 1


def test_a_form_from_elsewhere_is_refused(dialogue, official):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(official)
    assert strict.post(url("measure-add", dialogue), new()).status_code == 403
