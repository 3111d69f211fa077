"""A section that leaves the plan while somebody writes in it: nothing typed is lost."""

import pytest

from dialogues.enums import State
from dialogues.models import Dialogue
from municipality.enums import Level
from participation.models import LoopRound, ParticipatoryBudget
from tests.factories import DialogueKindFactory, MethodFactory, official
from tests.participation.rounds import begin, kept, round_url
from tests.participation.sections import address, hidden

TYPED = "Vi möts i köket på Folkets hus."


@pytest.fixture
def issue(planning, steps):
    planning.methods.set([MethodFactory(slug="komplexa-fragor")])
    return planning


def refused(response, section):
    text = response.content.decode()
    is_said = f"”{section}” ingår inte längre i planen" in text
    return (response.status_code, is_said, TYPED in text)


@pytest.mark.parametrize(
    ("slug", "title", "name"),
    [
        ("skeden", "Skeden i samskapandet", "stages_note"),
        ("medborgarbudget", "Medborgarbudget", "covers"),
        ("komplex-fraga", "Komplex fråga", "neutrality"),
    ],
)
def test_what_was_typed_in_a_section_that_left_the_plan_stays(writer, issue, slug, title, name):
    Dialogue.objects.filter(pk=issue.pk).update(level=Level.INFLUENCE)
    issue.methods.add(MethodFactory(slug="medborgarbudget"))
    url = address(issue, slug)
    opened = hidden(writer, url)
    Dialogue.objects.filter(pk=issue.pk).update(level=Level.CONSULTATION)
    issue.methods.clear()
    assert writer.get(url).status_code == 404
    sent = writer.post(url, {"seen": opened, name: TYPED})
    assert refused(sent, title) == (409, True, True)
    assert 'name="go_on"' not in sent.content.decode()
    writer.force_login(official())
    assert writer.post(url, {"seen": opened, name: TYPED}).status_code == 403


def test_what_was_typed_in_a_round_stays_when_the_issue_is_complex_no_more(writer, issue):
    begin(writer, issue, 0)
    opened = kept(writer, round_url(issue))
    issue.methods.clear()
    assert writer.get(round_url(issue)).status_code == 404
    sent = writer.post(round_url(issue), {**opened, "question": TYPED})
    assert refused(sent, "Komplex fråga") == (409, True, True)
    assert f'href="{issue.get_absolute_url()}plan/"' in sent.content.decode()
    assert LoopRound.objects.get().question == ""


def test_what_was_noted_of_a_budget_stays_when_it_is_none_any_more(writer, planning):
    Dialogue.objects.filter(pk=planning.pk).update(
        kind=DialogueKindFactory(slug="medborgarbudget"), state=State.ONGOING
    )
    url = f"{planning.get_absolute_url()}medborgarbudget/"
    opened = hidden(writer, url)
    Dialogue.objects.filter(pk=planning.pk).update(kind=None)
    sent = writer.post(url, {"seen": opened, "share_reached": "6,5"})
    assert (sent.status_code, 'value="6,5"' in sent.content.decode()) == (409, True)
    assert not ParticipatoryBudget.objects.exists()
