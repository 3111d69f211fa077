"""Which viewpoints lie behind a measure, chosen among the dialogue's own."""

import pytest
from django.urls import reverse

from dialogportal.exceptions import Removed
from dialogues.models import HistoryEntry
from feedback.actions.measures import link_viewpoints, remove_measure
from feedback.actions.viewpoints import delete as delete_viewpoint
from feedback.enums import MeasureHistory
from feedback.models import Measure
from tests.factories.feedback import ViewpointFactory
from tests.feedback.conftest import actions, told, url


def test_viewpoints_are_ticked_and_others_stay_as_they_were(writer, dialogue, measure):
    first, second, third = (ViewpointFactory(dialogue=dialogue) for _ in range(3))
    measure.viewpoints.set([first, third])
    page = url("measure-viewpoints", dialogue, measure.pk)
    sent = {"shown": [first.pk, second.pk], "ticked": [second.pk]}
    assert "2 synpunkter ligger bakom" in told(writer.post(page, sent, follow=True))
    assert set(measure.viewpoints.all()) == {second, third}
    assert actions(dialogue) == [MeasureHistory.VIEWPOINTS_CHANGED]
    writer.post(page, sent)
    assert HistoryEntry.objects.count() == 1


def test_only_the_dialogues_own_viewpoints_that_are_still_there_are_linked(
    writer, dialogue, measure
):
    mine, elsewhere = ViewpointFactory(dialogue=dialogue), ViewpointFactory()
    ids = [mine.pk, elsewhere.pk, 999_999_999, "x", "9" * 40]
    page = url("measure-viewpoints", dialogue, measure.pk)
    writer.post(page, {"shown": ids, "ticked": ids})
    assert list(measure.viewpoints.all()) == [mine]


def test_what_is_searched_for_can_be_chosen(writer, dialogue, measure):
    dark = ViewpointFactory(dialogue=dialogue, text="Det är mörkt i tunneln")
    ViewpointFactory(dialogue=dialogue, text="Fler bänkar på torget")
    page = url("measure-viewpoints", dialogue, measure.pk)
    found = writer.get(page, {"q": "tunnel"}).context["items"]
    assert [(item.viewpoint, is_behind) for item, is_behind in found] == [(dark, False)]
    measure.viewpoints.add(dark)
    assert len(writer.get(page).context["items"]) == 1
    assert len(writer.get(page, {"all": "1"}).context["items"]) == 2


def test_others_read_what_lies_behind_with_personal_data_masked(
    client, dialogue, measure, other_official
):
    said = ViewpointFactory(dialogue=dialogue, text="Ring 070-123 45 67 om tunneln")
    ViewpointFactory(dialogue=dialogue, text="Fler bänkar på torget")
    measure.viewpoints.add(said)
    client.force_login(other_official)
    page = url("measure-viewpoints", dialogue, measure.pk)
    for query in ({}, {"all": "1"}, {"q": "bänkar"}):
        shown = told(client.get(page, query))
        assert "om tunneln" in shown
        assert [
            text for text in ("070-123 45 67", "Fler bänkar", "checkbox") if text in shown
        ] == []
    assert client.post(page, {"shown": said.pk}).status_code == 403


def test_a_viewpoint_says_what_it_led_to(writer, dialogue, measure):
    said = ViewpointFactory(dialogue=dialogue)
    measure.viewpoints.add(said)
    assert f"#measure-{measure.pk}" in told(writer.get(reverse("viewpoint", args=[said.pk])))


def test_a_measure_outlives_the_viewpoints_behind_it(dialogue, measure, official):
    said = ViewpointFactory(dialogue=dialogue)
    measure.viewpoints.add(said)
    delete_viewpoint(viewpoint=said, by=official)
    assert (Measure.objects.get(), measure.viewpoints.count()) == (measure, 0)


def test_nothing_is_linked_to_a_measure_that_has_been_removed(dialogue, measure, official):
    said = ViewpointFactory(dialogue=dialogue)
    remove_measure(by=official, measure=measure)
    with pytest.raises(Removed):
        link_viewpoints(by=official, measure=measure, shown=[said.pk], ticked=[said.pk])
