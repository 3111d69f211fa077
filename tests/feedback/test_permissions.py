import pytest

from dialogues.permissions import allowed, why_not
from feedback.permissions import (
    may_edit_viewpoint,
    may_look_at_personal_data,
    may_register_viewpoint,
)
from municipality.enums import Role
from municipality.models import User
from tests.factories.feedback import ViewpointFactory
from tests.factories.municipality import MembershipFactory, OrganisationFactory, UserFactory
from tests.feedback.conftest import person

# who: (registers and edits, has a list of what waits, sees unmasked text)
TRUTH = {
    "official of the owner": (True, True, True),
    "official of the owner's successor": (True, True, True),
    "official of a co-organiser": (False, True, False),
    "official of another organisation": (False, True, False),
    "committee of the owner": (False, False, False),
    "coordinator of the owner": (False, False, False),
    "administrator without role": (False, False, False),
}


def someone(who, dialogue, request):
    if who == "official of the owner's successor":
        return request.getfixturevalue("successors_official")
    if who == "official of a co-organiser":
        organisation = OrganisationFactory()
        dialogue.co_organisers.add(organisation)
        return person(Role.OFFICIAL, organisation)
    if who == "administrator without role":
        return UserFactory(is_staff=True)
    role = {"official": Role.OFFICIAL, "committee": Role.COMMITTEE, "coordinator": Role.COORDINATOR}
    organisation = None if "another" in who else dialogue.owner
    return person(role[who.split()[0]], organisation)


@pytest.mark.parametrize("who", TRUTH)
def test_truth_table(who, dialogue, request):
    user = someone(who, dialogue, request)
    viewpoint = ViewpointFactory(dialogue=dialogue, text="Ring 070-123 45 67")
    expected = TRUTH[who]
    assert (
        allowed(may_register_viewpoint, user, dialogue),
        allowed(may_look_at_personal_data, user),
        viewpoint.text_for(user) == viewpoint.text,
    ) == expected
    assert allowed(may_edit_viewpoint, user, viewpoint) == expected[0]


def test_refusals_say_who_may(dialogue, other_official):
    sentence = why_not(may_register_viewpoint, other_official, dialogue)
    assert dialogue.owner.name in sentence


def test_the_successors_officials_look_after_the_abolished_bodys_dialogues(
    dialogue, successors_official
):
    waiting = ViewpointFactory(dialogue=dialogue, text="Ring 070-123 45 67")
    ids = successors_official.bodies_as(Role.OFFICIAL)
    assert list(type(waiting).objects.awaiting_look(ids)) == [waiting]


def test_nobody_but_officials_looks_after_an_organisation(dialogue, coordinator):
    assert coordinator.bodies_as(Role.OFFICIAL) == set()


def test_memberships_and_successors_are_read_once_however_many_viewpoints(
    dialogue, official, django_assert_num_queries
):
    viewpoints = [ViewpointFactory(dialogue=dialogue, text="Ring 070-123 45 67") for _ in range(5)]
    reader = User.objects.get(pk=official.pk)
    with django_assert_num_queries(2):
        assert {row.text_for(reader) for row in viewpoints} == {"Ring 070-123 45 67"}


def test_an_official_in_two_organisations_looks_after_both(dialogue, official):
    second = MembershipFactory(user=official, role=Role.OFFICIAL)
    official = User.objects.get(pk=official.pk)
    assert official.bodies_as(Role.OFFICIAL) == {dialogue.owner_id, second.organisation_id}
