import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.models import Viewpoint
from municipality.enums import Role
from municipality.models import Profile
from tests.factories.dialogues import DialogueFactory, OccasionFactory
from tests.factories.feedback import ViewpointFactory
from tests.factories.municipality import AreaFactory, ThemeFactory, UserFactory
from tests.feedback.conftest import person

PHONE = "Ring mig på 070-123 45 67 om lampan"


@pytest.fixture
def reader(client, coordinator):
    client.force_login(coordinator)
    return client


def listed(client, dialogue, **query):
    response = client.get(reverse("viewpoint-list", args=[dialogue.reference]), query)
    assert response.status_code == 200
    return response


def ids(response):
    return [item.viewpoint.pk for item in response.context["items"]]


def test_the_newest_comes_first(reader, dialogue):
    rows = [ViewpointFactory(dialogue=dialogue) for _ in range(3)]
    ViewpointFactory()
    assert ids(listed(reader, dialogue)) == [row.pk for row in reversed(rows)]


def test_an_unknown_dialogue_is_not_found(reader):
    assert reader.get(reverse("viewpoint-list", args=["D-1999-0001"])).status_code == 404


def test_who_works_for_nobody_finds_nothing(client, dialogue):
    client.force_login(UserFactory())
    url = reverse("viewpoint-list", args=[dialogue.reference])
    assert client.get(url).status_code == 404


def test_who_is_not_logged_in_is_asked_to(client, dialogue):
    url = reverse("viewpoint-list", args=[dialogue.reference])
    assert client.get(url).url == f"/konto/login/?next={url}"


def test_each_filter_chooses(reader, dialogue):
    area, theme = AreaFactory(), ThemeFactory()
    row = ViewpointFactory(
        dialogue=dialogue, area=area, theme_ids=[theme.pk], kind="good", in_scope=False
    )
    ViewpointFactory(dialogue=dialogue)
    queries = ({"kind": "good"}, {"area": area.pk}, {"theme": theme.pk}, {"scope": "outside"})
    assert [ids(listed(reader, dialogue, **query)) for query in queries] == [[row.pk]] * 4


def test_those_without_a_kind_can_be_chosen(reader, dialogue):
    row = ViewpointFactory(dialogue=dialogue, kind="")
    ViewpointFactory(dialogue=dialogue)
    assert ids(listed(reader, dialogue, kind="-")) == [row.pk]


def test_counts_are_those_of_the_other_filters(reader, dialogue):
    theme = ThemeFactory(name_sv="Ljus")
    ViewpointFactory(dialogue=dialogue, kind="good", theme_ids=[theme.pk])
    ViewpointFactory(dialogue=dialogue, kind="worse", theme_ids=[theme.pk])
    ViewpointFactory(dialogue=dialogue, kind="worse", in_scope=False)
    counts = listed(reader, dialogue, kind="worse").context["counts"]
    assert [(row["label"], row["count"], row["active"]) for row in counts.kinds] == [
        ("Bra i dag", 1, False), ("Sämre i dag", 2, True),
    ]  # fmt: skip
    assert [(row["label"], row["count"]) for row in counts.themes] == [("Ljus", 1)]
    assert (counts.total, counts.outside) == (2, 1)


def test_words_find_inflections_and_all_must_be_there(reader, dialogue):
    row = ViewpointFactory(dialogue=dialogue, text="Lamporna i tunneln är trasiga")
    ViewpointFactory(dialogue=dialogue, text="Tunneln är fin")
    response = listed(reader, dialogue, q="lampa tunnel")
    assert ids(response) == [row.pk]
    marked = [piece for piece, is_marked in response.context["items"][0].segments if is_marked]
    assert marked == ["Lamporna", "tunneln"]


def test_a_word_finds_compounds_of_it(reader, dialogue):
    row = ViewpointFactory(dialogue=dialogue, text="Lekplatsbelysningen fattas")
    assert ids(listed(reader, dialogue, q="lekplats")) == [row.pk]


@pytest.mark.parametrize(
    "query",
    [
        "'", "%", "\\", "a & b | !c:*", ":*", "<script>", "x" * 10_000, "!!!", "a\x00b", "🙂",
        "مرحبا", "(((", "--",
    ],
)  # fmt: skip
def test_odd_words_break_nothing(reader, dialogue, query):
    ViewpointFactory(dialogue=dialogue)
    response = listed(reader, dialogue, q=query)
    assert b"<script>x" not in response.content
    assert ids(response) == []


@pytest.mark.parametrize(
    "query",
    [{"theme": "9" * 40}, {"area": "-1"}, {"theme": "x"}, {"kind": "nonsense"}, {"scope": "?"}],
)
def test_filters_that_mean_nothing_are_left_out(reader, dialogue, query):
    row = ViewpointFactory(dialogue=dialogue)
    assert ids(listed(reader, dialogue, **query)) == [row.pk]


@pytest.mark.parametrize(("page", "shown"), [("2", 2), ("1000000000", 2), ("9" * 30, 2), ("x", 1)])
def test_a_page_beyond_the_last_shows_the_last(reader, dialogue, page, shown):
    for _ in range(21):
        ViewpointFactory(dialogue=dialogue)
    assert listed(reader, dialogue, page=page).context["page"].number == shown


def test_others_see_and_find_only_what_is_not_masked(reader, dialogue):
    row = ViewpointFactory(dialogue=dialogue, text=PHONE)
    content = listed(reader, dialogue).content.decode()
    assert "070-123" not in content
    assert "[telefonnummer]" in content
    assert ids(listed(reader, dialogue, q="0701234567")) == []
    assert ids(listed(reader, dialogue, q="lampan")) == [row.pk]


def test_the_map_hides_what_waits_too(reader, dialogue):
    ViewpointFactory(dialogue=dialogue, text=PHONE, latitude=59.3, longitude=18.0)
    assert "070-123" not in listed(reader, dialogue).content.decode()


def test_the_owners_official_sees_all_of_it(client, dialogue, official):
    ViewpointFactory(dialogue=dialogue, text=PHONE)
    client.force_login(official)
    assert "070-123 45 67" in listed(client, dialogue).content.decode()


def test_points_are_drawn_by_what_they_were_marked_as(reader, dialogue):
    for mark, north in (("good", 59.30), ("develop", 59.31), ("", 59.32)):
        ViewpointFactory(dialogue=dialogue, latitude=north, longitude=18.0, place_mark=mark)
    drawn = listed(reader, dialogue).context["map"]
    assert [point["mark"] for point in drawn["points"]] == ["", "develop", "good"]
    assert (drawn["good"], drawn["develop"], drawn["other"]) == (1, 1, 1)


def test_there_is_no_map_without_points(reader, dialogue):
    ViewpointFactory(dialogue=dialogue)
    assert listed(reader, dialogue).context["map"] is None


def test_one_or_thirty_cost_the_same_queries(client, dialogue, official):
    area, theme = AreaFactory(), ThemeFactory()
    occasion = OccasionFactory(dialogue=dialogue)
    client.force_login(official)
    Profile.objects.current()  # kept for a minute
    costs = []
    for number in (1, 29):
        for _ in range(number):
            ViewpointFactory(
                dialogue=dialogue, area=area, occasion=occasion, theme_ids=[theme.pk],
                text=PHONE, latitude=59.3, longitude=18.0,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            listed(client, dialogue)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[1] <= 12


def test_a_page_of_long_texts_many_areas_and_points_stays_small(client, dialogue, official):
    for number in range(100):
        ViewpointFactory(
            dialogue=dialogue, text="Det är mörkt i tunneln. " * 416, area=AreaFactory(),
            theme_ids=[ThemeFactory().pk for _ in range(3)], place_mark="good",
            latitude=59.3 + number / 1000, longitude=18.0,
        )  # fmt: skip
    client.force_login(official)
    assert len(listed(client, dialogue).content) < 60_000


def test_a_viewpoint_has_a_page_with_all_of_its_text(reader, dialogue):
    text = "Det är mörkt. " * 500
    row = ViewpointFactory(dialogue=dialogue, text=text.strip())
    content = reader.get(reverse("viewpoint", args=[row.pk])).content.decode()
    assert text.strip() in content


def test_a_viewpoints_page_is_masked_too(reader, dialogue):
    row = ViewpointFactory(dialogue=dialogue, text=PHONE)
    assert "070-123" not in reader.get(reverse("viewpoint", args=[row.pk])).content.decode()


def test_no_viewpoint_is_visible_to_who_works_for_nobody(dialogue):
    ViewpointFactory(dialogue=dialogue)
    assert not Viewpoint.objects.visible_to(UserFactory()).exists()
    assert Viewpoint.objects.visible_to(person(Role.COMMITTEE)).count() == 1


def test_an_empty_list_says_what_to_do(client, dialogue, official):
    client.force_login(official)
    content = listed(client, dialogue).content.decode()
    assert reverse("viewpoint-register", args=[dialogue.reference]) in content


def test_a_list_of_another_dialogue_is_not_shown(reader, dialogue):
    ViewpointFactory(dialogue=dialogue)
    assert ids(listed(reader, DialogueFactory())) == []


@pytest.mark.parametrize(("language", "told"), [("sv", "sv"), ("so", "so"), ("", "sv")])
def test_the_language_of_a_viewpoint_is_told_whatever_the_page_is_in(
    reader, dialogue, language, told
):
    row = ViewpointFactory(dialogue=dialogue, language=language)
    reader.cookies["django_language"] = "en"
    pages = [
        listed(reader, dialogue).content.decode(),
        reader.get(reverse("viewpoint", args=[row.pk])).content.decode(),
    ]
    assert [page.count(f'dir="auto" lang="{told}"') for page in pages] == [1, 1]
