"""Measures after a dialogue (R128): added, changed, removed, shown, and what lies behind them."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from dialogportal.exceptions import Outdated, Removed
from feedback.actions.measures import change_measure, remove_measure
from feedback.enums import MeasureHistory, MeasureState
from feedback.models import Measure
from municipality.models import Profile
from tests.factories.dialogues import DialogueFactory
from tests.factories.feedback import MeasureFactory, ViewpointFactory
from tests.factories.municipality import OrganisationFactory, UserFactory
from tests.feedback.conftest import actions, new, told, url

YESTERDAY = datetime.date(2025, 3, 1)


# Adding


def test_another_measure_from_a_form_gone_back_to_is_kept(writer, dialogue):
    data = new()
    for title in ("Ljus", "Bänkar", "Ljus"):
        writer.post(url("measure-add", dialogue), {**data, "title": title})
    assert [row.title for row in dialogue.measures.all()] == ["Ljus", "Bänkar"]


def test_a_day_that_nobody_can_mean_is_refused(writer, dialogue):
    sent = new(state="carried_out", carried_out_on="0202-05-01")
    form = writer.post(url("measure-add", dialogue), sent).context["form"]
    said = ["Året i ”0202-05-01” ligger inte mellan 1900 och 2100."]
    assert form.errors == {"carried_out_on": said}


def test_a_title_is_enough(writer, dialogue, official):
    response = writer.post(url("measure-add", dialogue), new())
    measure = Measure.objects.get()
    assert response.url == f"/dialoger/{dialogue.reference}/#measure-{measure.pk}"
    assert (measure.title, measure.state, measure.created_by) == (
        "Ljus i tunneln",
        MeasureState.PROPOSED,
        official,
    )
    assert actions(dialogue) == [MeasureHistory.ADDED]


def test_everything_about_it_is_stored_and_shown_on_the_dialogues_page(writer, dialogue):
    office, board = OrganisationFactory(name="Trafikkontoret"), OrganisationFactory(name="Nämnden")
    data = new(
        description="Elva armaturer.", state="carried_out", carried_out_on="2025-03-01",
        ongoing_work="Besiktning i april.", responsible=office.pk, followed_up_by=board.pk,
        term="short",
    )  # fmt: skip
    page = told(writer.post(url("measure-add", dialogue), data, follow=True))
    shown = (
        "Ljus i tunneln", "Elva armaturer.", "Genomförd", "1 mar 2025", "Besiktning i april.",
        "Ansvarig: Trafikkontoret", "Följs upp av: Nämnden",
    )  # fmt: skip
    assert [text for text in shown if text not in page] == []
    assert Measure.objects.get().term == "short"


def test_the_same_form_twice_adds_one(writer, dialogue):
    data = new()
    for _time in range(2):
        writer.post(url("measure-add", dialogue), data)
    assert Measure.objects.count() == 1
    assert actions(dialogue) == [MeasureHistory.ADDED]


def test_the_next_can_be_written_at_once(writer, dialogue):
    response = writer.post(url("measure-add", dialogue), new(and_next="1"))
    assert response.url == url("measure-add", dialogue)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"state": ""}, "state"),
        ({"state": "forgotten"}, "state"),
        ({"state": "not_done"}, "reason"),
        ({"state": "not_done", "reason": "   "}, "reason"),
        ({"state": "planned", "reason": "Pengarna är slut."}, "reason"),
        ({"state": "planned", "carried_out_on": "2025-03-01"}, "carried_out_on"),
        ({"state": "carried_out", "carried_out_on": "2099-03-01"}, "carried_out_on"),
        ({"state": "carried_out", "carried_out_on": "i våras"}, "carried_out_on"),
        ({"responsible": "999999"}, "responsible"),
        ({"followed_up_by": "x"}, "followed_up_by"),
        ({"term": "soon"}, "term"),
        ({"title": "Ljus\x00"}, "title"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(writer, dialogue, wrong, field):
    response = writer.post(url("measure-add", dialogue), new(description="Kvar", **wrong))
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert form["description"].value() == "Kvar"
    assert (Measure.objects.count(), actions(dialogue)) == (0, [])


def test_it_may_have_been_carried_out_today(writer, dialogue):
    today = timezone.localdate().isoformat()
    writer.post(url("measure-add", dialogue), new(state="carried_out", carried_out_on=today))
    assert Measure.objects.get().carried_out_on == timezone.localdate()


def test_an_abolished_body_can_only_be_kept(writer, dialogue):
    old = OrganisationFactory(valid_to=datetime.date(2023, 6, 30))
    response = writer.post(url("measure-add", dialogue), new(responsible=old.pk))
    assert list(response.context["form"].errors) == ["responsible"]
    measure = MeasureFactory(dialogue=dialogue, responsible=old)
    data = new(title="Ny rubrik", responsible=old.pk, version=1)
    writer.post(url("measure-edit", dialogue, measure.pk), data)
    measure.refresh_from_db()
    assert (measure.title, measure.responsible) == ("Ny rubrik", old)


def test_while_it_is_open_the_successor_answers_for_it(db):
    heir = OrganisationFactory(name="Järva")
    old = OrganisationFactory(
        name="Rinkeby-Kista", valid_to=datetime.date(2023, 6, 30), successor=heir
    )
    was_open = MeasureFactory(responsible=old)
    done = MeasureFactory(responsible=old, state=MeasureState.CARRIED_OUT)
    assert (was_open.bodies[0], done.bodies[0]) == (heir, old)


# Changing and removing


def test_a_change_is_told_in_the_history_in_words(writer, dialogue, measure):
    office = OrganisationFactory(name="Trafikkontoret")
    data = new(state="not_done", reason="Tunneln rivs.", responsible=office.pk, version=1)
    writer.post(url("measure-edit", dialogue, measure.pk), data)
    entry = dialogue.history.get()
    assert (entry.action, entry.detail) == (MeasureHistory.CHANGED, "Ljus i tunneln")
    assert entry.changes == {
        "state": ["proposed", "not_done"],
        "reason": ["", "Tunneln rivs."],
        "responsible": ["", "Trafikkontoret"],
    }
    page = told(writer.get(url("dialogue-history", dialogue)))
    words = ("Åtgärd ändrad", "Föreslagen", "Genomförs inte", "Tunneln rivs.", "Ansvarig")
    assert [word for word in words if word not in page] == []


def test_a_form_saved_without_a_change_leaves_no_history(writer, dialogue, measure):
    writer.post(url("measure-edit", dialogue, measure.pk), new(version=1))
    assert actions(dialogue) == []


def test_the_second_of_two_officials_sees_both_texts(writer, dialogue, measure):
    edit = url("measure-edit", dialogue, measure.pk)
    assert writer.post(edit, new(title="Den första", version=1)).status_code == 302
    second = writer.post(edit, new(title="Den andra", version=1))
    assert [(row["yours"], row["saved"]) for row in second.context["form"].conflicts] == [
        ("Den andra", "Den första")
    ]
    assert writer.post(edit, new(title="Den andra", version=2)).status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.version) == ("Den andra", 3)


def test_a_change_in_the_same_instant_is_refused(measure, official):
    values = {"title": "Den första"}
    change_measure(by=official, measure=measure, version=1, values=values)
    with pytest.raises(Outdated):
        change_measure(by=official, measure=measure, version=1, values={"title": "Den andra"})
    remove_measure(by=official, measure=measure)
    with pytest.raises(Removed):
        change_measure(by=official, measure=measure, version=2, values=values)


def test_what_was_written_while_it_was_removed_can_be_added_anew(writer, dialogue, measure):
    edit = url("measure-edit", dialogue, measure.pk)
    measure.delete()
    page = writer.post(edit, new(title="Mitt arbete", version=1))
    form = page.context["form"]
    assert page.status_code == 200
    assert "Någon tog bort åtgärden medan ni skrev." in told(page)
    assert (form["title"].value(), form.action) == ("Mitt arbete", url("measure-add", dialogue))
    writer.post(form.action, new(title="Mitt arbete", form_token=form["form_token"].value()))
    assert Measure.objects.get().title == "Mitt arbete"


def test_one_removed_between_the_form_and_its_saving_is_told_of(
    writer, dialogue, measure, monkeypatch
):
    """The other official is faster than this one's own request."""
    monkeypatch.setattr(
        "feedback.views.measures.change_measure",
        lambda **given: (Measure.objects.all().delete(), change_measure(**given)),
    )
    page = writer.post(url("measure-edit", dialogue, measure.pk), new(title="Mitt", version=1))
    assert "Någon tog bort åtgärden medan ni skrev." in told(page)


@pytest.mark.parametrize("name", ["measure-edit", "measure-remove", "measure-viewpoints"])
def test_what_is_no_longer_there_is_said_on_the_dialogues_page(writer, dialogue, measure, name):
    address = url(name, dialogue, measure.pk)
    measure.delete()
    page = writer.get(address, follow=True)
    assert "Åtgärden finns inte kvar." in told(page)


def test_a_measure_of_another_dialogue_is_not_reached_through_this_one(writer, dialogue):
    other = MeasureFactory()
    writer.post(url("measure-remove", dialogue, other.pk))
    writer.post(url("measure-edit", dialogue, other.pk), new(title="Min nu", version=1))
    other.refresh_from_db()
    assert other.title != "Min nu"


def test_it_is_removed_after_a_question_and_its_title_is_kept(writer, dialogue, measure):
    remove = url("measure-remove", dialogue, measure.pk)
    assert "Ta bort åtgärden?" in told(writer.get(remove))
    assert Measure.objects.count() == 1
    for _time in range(2):
        writer.post(remove)
    assert Measure.objects.count() == 0
    entry = dialogue.history.get()
    assert (entry.action, entry.detail) == (MeasureHistory.REMOVED, "Ljus i tunneln")


# What the database refuses


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("measure_has_title", {"title": ""}),
        ("measure_reason_when_not_done", {"state": "not_done"}),
        ("measure_reason_when_not_done", {"state": "planned", "reason": "Pengarna är slut."}),
        ("measure_day_when_carried_out", {"state": "planned", "carried_out_on": YESTERDAY}),
        (
            "measure_day_has_come",
            {"state": "carried_out", "carried_out_on": datetime.date(2999, 1, 1)},
        ),
    ],
)
def test_the_database_holds_the_rules_too(dialogue, measure, name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        MeasureFactory(dialogue=dialogue, **fields)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(**fields)


def test_a_body_that_answers_for_a_measure_cannot_be_deleted(dialogue):
    measure = MeasureFactory(dialogue=dialogue, responsible=OrganisationFactory())
    with pytest.raises(ProtectedError):
        measure.responsible.delete()


# Where they stand


def test_many_are_cut_on_the_dialogues_page_and_paged_on_their_own(writer, dialogue):
    MeasureFactory.create_batch(21, dialogue=dialogue)
    page = told(writer.get(dialogue.get_absolute_url()))
    assert (page.count('id="measure-'), url("measure-list", dialogue) in page) == (20, True)
    second = writer.get(url("measure-list", dialogue), {"page": "2"})
    assert told(second).count('id="measure-') == 1
    assert told(writer.get(url("measure-list", dialogue), {"page": "x"})).count("<li id=") == 20


def test_a_dialogue_with_measures_does_not_say_that_it_led_to_nothing(writer, dialogue):
    sentence = "Det är inte registrerat vad dialogen ledde till."
    before = told(writer.get(dialogue.get_absolute_url()))
    MeasureFactory(dialogue=dialogue)
    after = told(writer.get(dialogue.get_absolute_url()))
    assert [sentence in page for page in (before, after)] == [True, False]


def test_measures_of_a_dialogue_that_still_goes_on_are_shown(writer, official):
    dialogue = DialogueFactory(owner=official.organisation, state="ongoing")
    MeasureFactory(dialogue=dialogue, title="Provar redan nu")
    assert "Provar redan nu" in told(writer.get(dialogue.get_absolute_url()))


@pytest.mark.parametrize("name", ["dialogue", "measure-list"])
def test_a_page_asks_as_much_for_20_measures_as_for_one(
    writer, dialogue, name, django_assert_max_num_queries
):
    Profile.objects.current()  # kept for a minute
    counts = []
    for more in (1, 19):
        for _ in range(more):
            MeasureFactory(
                dialogue=dialogue, responsible=OrganisationFactory(),
                followed_up_by=OrganisationFactory(),
                viewpoints=[ViewpointFactory(dialogue=dialogue)],
            )  # fmt: skip
        with django_assert_max_num_queries(12) as queries:
            writer.get(url(name, dialogue))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_administrators_look_at_them(client, measure):
    client.force_login(UserFactory(is_staff=True))
    listed = client.get("/administration/feedback/measure/")
    assert (listed.status_code, "Ljus i tunneln" in told(listed)) == (200, True)
    assert client.get(f"/administration/feedback/measure/{measure.pk}/change/").status_code == 200
    assert client.get("/administration/feedback/measure/add/").status_code == 403
