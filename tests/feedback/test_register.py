import datetime
import uuid

import pytest
from django.urls import reverse

from feedback.enums import PersonalData
from feedback.models import Viewpoint
from tests.factories.dialogues import OccasionFactory
from tests.factories.feedback import ViewpointFactory
from tests.factories.municipality import AreaFactory, ThemeFactory


def url(dialogue):
    return reverse("viewpoint-register", args=[dialogue.reference])


def send(client, dialogue, **values):
    data = {"text": "Fler lampor", "token": uuid.uuid4(), "language": "sv", "in_scope": "on"}
    return client.post(url(dialogue), {**data, **values})


def test_a_viewpoint_is_stored_and_the_next_form_is_there(writer, dialogue, official):
    area, theme = AreaFactory(), ThemeFactory()
    occasion = OccasionFactory(dialogue=dialogue)
    response = send(
        writer, dialogue, kind="improve", area=area.pk, theme_ids=[theme.pk], said_on="2025-09-17",
        occasion=occasion.pk, latitude="59,33", longitude="18.06", place_mark="develop",
    )  # fmt: skip
    assert (response.status_code, response.url) == (302, url(dialogue))
    row = Viewpoint.objects.get()
    assert (
        row.text, row.kind, row.area, row.occasion, row.theme_ids, row.said_on, row.language,
        row.latitude, row.longitude, row.place_mark, row.in_scope, row.created_by,
    ) == (
        "Fler lampor", "improve", area, occasion, [theme.pk], datetime.date(2025, 9, 17), "sv",
        59.33, 18.06, "develop", True, official,
    )  # fmt: skip


def test_the_last_ones_area_occasion_date_and_language_are_remembered(writer, dialogue):
    area, occasion = AreaFactory(), OccasionFactory(dialogue=dialogue)
    send(writer, dialogue, area=area.pk, occasion=occasion.pk, language="so", said_on="2025-09-17")
    form = writer.get(url(dialogue)).context["form"]
    remembered = {
        name: str(form[name].value()) for name in ("area", "occasion", "language", "said_on")
    }
    assert remembered == {
        "area": str(area.pk), "occasion": str(occasion.pk), "language": "so",
        "said_on": "2025-09-17",
    }  # fmt: skip
    assert form["text"].value() in (None, "")


def test_occasions_of_one_name_are_told_apart_by_their_dates(writer, dialogue):
    for day, title, venue in ((19, "", ""), (12, "Rådsmöte", ""), (18, "Rådsmöte", "")):
        starts_on = datetime.date(2024, 9, day)
        OccasionFactory(dialogue=dialogue, starts_on=starts_on, title=title, venue=venue)
    form = writer.get(url(dialogue)).context["form"]
    offered = [str(word) for _value, word in form.fields["occasion"].choices]
    assert offered == [
        "Inte angivet", "Rådsmöte, 12 sep 2024", "Rådsmöte, 18 sep 2024", "19 sep 2024",
    ]  # fmt: skip


def test_a_viewpoint_without_date_gets_its_occasions(writer, dialogue):
    occasion = OccasionFactory(dialogue=dialogue, starts_on=datetime.date(2025, 9, 18))
    send(writer, dialogue, occasion=occasion.pk)
    assert Viewpoint.objects.get().said_on == datetime.date(2025, 9, 18)


def test_the_same_form_sent_twice_stores_one_and_says_so(writer, dialogue):
    token = uuid.uuid4()
    send(writer, dialogue, token=token)
    response = send(writer, dialogue, token=token)
    assert Viewpoint.objects.count() == 1
    assert "Den finns bara en gång" in writer.get(response.url).content.decode()


def test_personal_data_is_found_on_save_and_the_writer_is_told(writer, dialogue):
    response = send(writer, dialogue, text="Mejla boende@example.com")
    assert Viewpoint.objects.get().personal_data == PersonalData.WAITING
    assert "tills ni har tittat" in writer.get(response.url).content.decode()


def test_themes_come_from_the_words_when_none_is_chosen(writer, dialogue):
    theme = ThemeFactory(keywords=["lampa"])
    send(writer, dialogue)
    assert Viewpoint.objects.get().theme_ids == [theme.pk]


def test_a_suggestion_that_was_unticked_stays_away(writer, dialogue):
    theme = ThemeFactory(keywords=["lampa"])
    send(writer, dialogue, suggested=[theme.pk])
    assert Viewpoint.objects.get().theme_ids == []


def test_chosen_themes_are_not_added_to(writer, dialogue):
    ThemeFactory(keywords=["lampa"])
    chosen = ThemeFactory()
    send(writer, dialogue, theme_ids=[chosen.pk])
    assert Viewpoint.objects.get().theme_ids == [chosen.pk]


def suggestions(client, dialogue, **data):
    response = client.post(reverse("viewpoint-themes", args=[dialogue.reference]), data)
    assert response.status_code == 200
    return response.context["themes"]


def test_suggestions_come_ticked_while_writing_and_store_nothing(writer, dialogue):
    light, other = ThemeFactory(keywords=["lampa"]), ThemeFactory()
    found = suggestions(writer, dialogue, text="Fler lampor")
    assert (found["near"], found["far"], found["suggested"]) == (
        [(light, True)],
        [other],
        [light.pk],
    )
    assert not Viewpoint.objects.exists()


def test_what_was_unticked_stays_unticked_while_writing_on(writer, dialogue):
    light, bench = ThemeFactory(keywords=["lampa"]), ThemeFactory(keywords=["bänk"])
    found = suggestions(writer, dialogue, text="Fler lampor, en bänk", suggested=[light.pk])
    assert found["near"] == [(light, False), (bench, True)]


def test_what_was_ticked_by_hand_stays_ticked_while_writing_on(writer, dialogue):
    light = ThemeFactory(name_sv="Belysning", keywords=["lampa"])
    chosen = ThemeFactory(name_sv="Parker")
    found = suggestions(writer, dialogue, text="Fler lampor", theme_ids=[chosen.pk])
    assert found["near"] == [(light, True), (chosen, True)]


@pytest.mark.parametrize("themes", [["x"], ["9" * 30], ["9" * 5000], ["-1"]])
def test_odd_themes_break_no_suggestions(writer, dialogue, themes):
    assert (
        suggestions(writer, dialogue, text="a\x00b", suggested=themes, theme_ids=themes)["near"]
        == []
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Lam\x00por", "Lampor"),
        ("Bra 🙂👩‍👩‍👧", "Bra 🙂👩‍👩‍👧"),
        ("نحن نريد المزيد", "نحن نريد المزيد"),
        ("\u202egnol\u202c", "gnol"),
        ("Rad ett\r\nRad två", "Rad ett\nRad två"),
        ("Jag <3 parken & <b>bänken</b>", "Jag <3 parken & bänken"),
        ("å" * 10_000, "å" * 10_000),
    ],
)
def test_texts_are_kept_as_people_write_them(writer, dialogue, typed, stored):
    assert send(writer, dialogue, text=typed).status_code == 302
    assert Viewpoint.objects.get().text == stored


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \x00 "}, "text"),
        ({"text": "å" * 10_001}, "text"),
        ({"kind": "nonsense"}, "kind"),
        ({"said_on": "2025-13-45"}, "said_on"),
        ({"latitude": "91", "longitude": "18"}, "latitude"),
        ({"latitude": "59.3"}, "longitude"),
        ({"latitude": "NaN", "longitude": "18"}, "latitude"),
        ({"place_mark": "good"}, "place_mark"),
        ({"area": "999999"}, "area"),
        ({"theme_ids": ["999999"]}, "theme_ids"),
        ({"token": "x"}, "token"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    writer, dialogue, values, field
):
    response = send(writer, dialogue, **values)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    assert Viewpoint.objects.count() == 0
    if field != "text":
        assert "Fler lampor" in response.content.decode()


def test_the_browser_does_not_cut_a_long_text(writer, dialogue):
    assert "maxlength" not in str(writer.get(url(dialogue)).context["form"]["text"])


def test_the_areas_are_those_of_the_dialogue_and_within(writer, dialogue):
    whole, inside, outside = (AreaFactory() for _ in range(3))
    for area, leaves in ((inside, [inside.pk]), (whole, [inside.pk]), (outside, [outside.pk])):
        area.leaf_ids = leaves
        area.save()
    dialogue.areas.add(whole)
    choices = writer.get(url(dialogue)).context["form"].fields["area"].queryset
    assert set(choices) == {whole, inside}


def test_the_last_five_of_ones_own_stand_below(writer, dialogue):
    ViewpointFactory(dialogue=dialogue, text="Någon annans")
    for number in range(6):
        send(writer, dialogue, text=f"Nummer {number}")
    latest = writer.get(url(dialogue)).context["latest"]
    assert [item.viewpoint.text for item in latest] == [f"Nummer {n}" for n in (5, 4, 3, 2, 1)]


def test_undo_takes_the_viewpoint_away_and_comes_back(writer, dialogue):
    send(writer, dialogue)
    row = Viewpoint.objects.get()
    response = writer.post(reverse("viewpoint-delete", args=[row.pk]) + "?back=register")
    assert (response.url, Viewpoint.objects.count()) == (url(dialogue), 0)


@pytest.mark.parametrize("number", [1, 30])
def test_one_or_thirty_cost_the_same_queries(
    writer, dialogue, official, number, django_assert_max_num_queries
):
    area, occasion = AreaFactory(), OccasionFactory(dialogue=dialogue)
    for _ in range(number):
        ViewpointFactory(dialogue=dialogue, area=area, occasion=occasion, created_by=official)
    with django_assert_max_num_queries(12):
        writer.get(url(dialogue))


@pytest.mark.parametrize("name", ["viewpoint-register", "viewpoint-themes"])
def test_others_are_refused_with_a_sentence(client, other_official, dialogue, name):
    client.force_login(other_official)
    response = client.post(reverse(name, args=[dialogue.reference]), {"text": "x"})
    assert response.status_code == 403
    assert Viewpoint.objects.count() == 0


def test_the_successors_official_may_register(client, successors_official, dialogue):
    client.force_login(successors_official)
    assert send(client, dialogue).status_code == 302


def edit_values(row, **values):
    data = {"text": row.text, "version": row.version, "language": "sv", "in_scope": "on"}
    return {**data, **values}


def test_editing_saves_and_goes_back(writer, dialogue):
    row = ViewpointFactory(dialogue=dialogue)
    response = writer.post(
        reverse("viewpoint-edit", args=[row.pk]) + "?back=list", edit_values(row, text="Ny text")
    )
    row.refresh_from_db()
    assert (row.text, row.version) == ("Ny text", 2)
    assert response.url == reverse("viewpoint-list", args=[dialogue.reference])


def test_two_who_edit_see_both_texts_and_nothing_is_overwritten(writer, dialogue):
    row = ViewpointFactory(dialogue=dialogue, text="Först")
    address = reverse("viewpoint-edit", args=[row.pk])
    writer.post(address, edit_values(row, text="Den andras"))
    response = writer.post(address, edit_values(row, text="Min"))
    content = response.content.decode()
    row.refresh_from_db()
    assert (row.text, "Den andras" in content, "Min" in content) == ("Den andras", True, True)


def test_going_back_never_leads_elsewhere(writer, dialogue):
    row = ViewpointFactory(dialogue=dialogue)
    address = reverse("viewpoint-scope", args=[row.pk])
    response = writer.post(address + "?back=https://example.com/")
    assert response.url == reverse("viewpoint", args=[row.pk])


def test_out_of_scope_is_marked_and_unmarked(writer, dialogue):
    row = ViewpointFactory(dialogue=dialogue)
    address = reverse("viewpoint-scope", args=[row.pk])
    writer.post(address)
    row.refresh_from_db()
    assert row.in_scope is False
    writer.post(address, {"in_scope": "yes"})
    row.refresh_from_db()
    assert row.in_scope is True


@pytest.mark.parametrize("name", ["viewpoint-edit", "viewpoint-delete", "viewpoint-scope"])
def test_others_change_nothing(client, other_official, dialogue, name):
    row = ViewpointFactory(dialogue=dialogue)
    client.force_login(other_official)
    assert client.post(reverse(name, args=[row.pk]), edit_values(row)).status_code == 403
    before = row.version
    row.refresh_from_db()
    assert (row.version, row.in_scope) == (before, True)


def test_deleting_asks_first(writer, dialogue):
    row = ViewpointFactory(dialogue=dialogue)
    assert writer.get(reverse("viewpoint-delete", args=[row.pk])).status_code == 200
    assert Viewpoint.objects.count() == 1
