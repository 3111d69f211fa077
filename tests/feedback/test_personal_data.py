from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from feedback.enums import PersonalData
from feedback.models import Viewpoint
from municipality.enums import Role
from tests.factories.dialogues import DialogueFactory
from tests.factories.feedback import ViewpointFactory
from tests.feedback.conftest import person

PHONE = "Ring mig på 070-123 45 67 om lampan"
PAGE = "/synpunkter/personuppgifter/"


@pytest.fixture
def looker(client, official):
    client.force_login(official)
    return client


def waiting(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    return [row for row, _segments in response.context["items"]]


def settle(client, how, *rows):
    chosen = [f"{row.pk}:{row.version}" for row in rows]
    return client.post(reverse(f"personal-data-{how}"), {"viewpoint": chosen})


def test_the_oldest_of_ones_own_wait_first(looker, dialogue):
    rows = [ViewpointFactory(dialogue=dialogue, text=PHONE) for _ in range(3)]
    ViewpointFactory(dialogue=dialogue)
    ViewpointFactory(text=PHONE)
    assert waiting(looker) == rows


def test_what_was_found_is_marked(looker, dialogue):
    ViewpointFactory(dialogue=dialogue, text=PHONE)
    assert "<mark>070-123 45 67</mark>" in looker.get(PAGE).content.decode()


def test_the_successors_officials_look_at_the_abolished_bodys(
    client, dialogue, successors_official
):
    row = ViewpointFactory(dialogue=dialogue, text=PHONE)
    client.force_login(successors_official)
    assert waiting(client) == [row]
    settle(client, "remove", row)
    assert waiting(client) == []


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.COORDINATOR])
def test_others_than_officials_have_no_such_page(client, dialogue, role):
    ViewpointFactory(dialogue=dialogue, text=PHONE)
    client.force_login(person(role, dialogue.owner))
    response = client.get(PAGE)
    assert response.status_code == 403
    assert "070-123" not in response.content.decode()


@pytest.mark.parametrize(
    ("how", "state"), [("remove", PersonalData.REMOVED), ("keep", PersonalData.KEPT)]
)
def test_one_is_settled_and_the_next_is_shown(looker, dialogue, how, state):
    first, second = (ViewpointFactory(dialogue=dialogue, text=PHONE) for _ in range(2))
    assert settle(looker, how, first).url == PAGE
    first.refresh_from_db()
    assert (first.personal_data, waiting(looker)) == (state, [second])


def test_several_are_settled_at_once(looker, dialogue):
    rows = [ViewpointFactory(dialogue=dialogue, text=PHONE) for _ in range(3)]
    settle(looker, "remove", *rows[:2])
    assert waiting(looker) == rows[2:]


@pytest.mark.parametrize("how", ["remove", "keep"])
def test_other_organisations_officials_settle_nothing(client, other_official, dialogue, how):
    row = ViewpointFactory(dialogue=dialogue, text=PHONE)
    client.force_login(other_official)
    assert settle(client, how, row).status_code == 403
    row.refresh_from_db()
    assert (row.text, row.personal_data) == (PHONE, PersonalData.WAITING)


def test_one_foreign_among_ones_own_settles_none(looker, dialogue):
    own, foreign = ViewpointFactory(dialogue=dialogue, text=PHONE), ViewpointFactory(text=PHONE)
    assert settle(looker, "keep", own, foreign).status_code == 403
    own.refresh_from_db()
    assert own.personal_data == PersonalData.WAITING


@pytest.mark.parametrize(
    "value", ["", "x", "1", "1:", ":1", "9" * 30 + ":1", "9" * 5000 + ":1", "1:2:3", "²:1"]
)
def test_odd_choices_settle_nothing(looker, dialogue, value):
    ViewpointFactory(dialogue=dialogue, text=PHONE)
    response = looker.post(reverse("personal-data-remove"), {"viewpoint": value})
    assert response.status_code == 302
    assert len(waiting(looker)) == 1


def test_what_somebody_else_changed_meanwhile_is_left_and_said(looker, dialogue):
    row = ViewpointFactory(dialogue=dialogue, text=PHONE)
    type(row).objects.filter(pk=row.pk).update(version=2, text=PHONE + " snarast")
    response = settle(looker, "remove", row)
    assert "någon annan" in looker.get(response.url).content.decode()
    row.refresh_from_db()
    assert row.text == PHONE + " snarast"


def test_editing_from_here_comes_back_here(looker, dialogue):
    row = ViewpointFactory(dialogue=dialogue, text=PHONE)
    address = reverse("viewpoint-edit", args=[row.pk]) + "?back=waiting"
    data = {"text": "Ring mig om lampan", "version": 1, "language": "sv", "in_scope": "on"}
    assert looker.post(address, data).url == PAGE
    row.refresh_from_db()
    assert (row.personal_data, waiting(looker)) == (PersonalData.REMOVED, [])


@pytest.mark.parametrize("number", [1, 30])
def test_one_or_thirty_cost_the_same_queries(
    looker, dialogue, number, django_assert_max_num_queries
):
    for _ in range(number):
        where = DialogueFactory(owner=dialogue.owner)
        ViewpointFactory(dialogue=where, text=PHONE)
    with django_assert_max_num_queries(8):
        looker.get(PAGE)


def test_an_empty_list_says_so(looker):
    assert "Inget väntar" in looker.get(PAGE).content.decode()


def test_the_way_back_says_where_it_leads(looker, dialogue):
    row = ViewpointFactory(dialogue=dialogue, text=PHONE)
    listed = reverse("viewpoint-list", args=[dialogue.reference])
    to_page = f"{PAGE}?from={dialogue.reference}"
    for page in (listed, reverse("viewpoint", args=[row.pk])):
        assert f'href="{to_page}"' in looker.get(page).content.decode()
    page = looker.get(to_page).content.decode()
    assert f'<a href="{listed}">Tillbaka till synpunkterna i ”{dialogue.title}”</a>' in page
    sent = {"viewpoint": f"{row.pk}:{row.version}", "from": dialogue.reference}
    assert looker.post(reverse("personal-data-keep"), sent).url == to_page


@pytest.mark.parametrize("given", ["", "?from=D-1999-0001", "?from=%00", "?from=//example.com"])
def test_without_a_dialogue_the_way_back_is_the_first_page(looker, dialogue, given):
    page = looker.get(PAGE + given).content.decode()
    assert '<a href="/">Tillbaka till startsidan och det som väntar på er</a>' in page


def test_viewpoints_of_before_are_looked_through_once_more(db):
    shown = ViewpointFactory(text="Ring 070.174.06.05 om lampan.")
    kept = ViewpointFactory(text="Ring 070.174.06.05 om lampan.", personal_data=PersonalData.KEPT)
    plain = ViewpointFactory(text="Lampan 12 000 000 är trasig 2019-2023.")
    for row in (shown, kept):
        row.words = "ring 070 174 06 05 om lampa"
        row.save()
    Viewpoint.objects.filter(pk=shown.pk).update(personal_data=PersonalData.NONE)
    Viewpoint.objects.filter(pk=kept.pk).update(personal_data=PersonalData.KEPT)
    import_module("feedback.migrations.0006_examine_again").examine_again(apps, None)
    rows = Viewpoint.objects.order_by("pk").values_list("pk", "personal_data", "words")
    assert list(rows) == [
        (shown.pk, PersonalData.WAITING, "ring om lampa"),
        (kept.pk, PersonalData.KEPT, "ring 070 174 06 05 om lampa"),
        (plain.pk, PersonalData.NONE, plain.words),
    ]
