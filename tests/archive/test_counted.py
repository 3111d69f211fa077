"""What is no dialogue is counted apart wherever the portal counts (R086, R157)."""

import csv
import io

import pytest
from django.db import connection
from django.utils import timezone

from dialogportal.local_cache import cache
from dialogues.enums import Counted, State
from dialogues.models import Dialogue, InformationMeeting
from dialogues.models.querysets import COUNTED
from municipality.enums import Level
from tests.factories import DialogueFactory, DialogueTypeFactory, dialogue_in_state

INFORMATION, CONSULTATION = Level.INFORMATION, Level.CONSULTATION


def meeting(dialogue):
    InformationMeeting.objects.create(
        dialogue=dialogue, held_on=timezone.localdate(), place="Biblioteket",
        why_this_decision="Lagen.", why_no_dialogue="Inget kan ändras.",
    )  # fmt: skip


@pytest.fixture
def register(city):
    """Beside the city's own two: an information meeting, one registered as a dialogue, one by its
    type, one that was not held."""
    here = {"owner": city.office, "areas": [city.tensta]}
    meeting(dialogue_in_state(State.NO_DIALOGUE, title="Mötet", type=city.kind, **here))
    DialogueFactory(title="Information", type=city.kind, level=INFORMATION, **here)
    kind = DialogueTypeFactory(name_sv="Brukardialog", is_counted_apart=True)
    DialogueFactory(title="Brukarna", type=kind, level=CONSULTATION, **here)
    dialogue_in_state(State.NO_DIALOGUE, title="Idén", type=city.kind, **here)
    cache.clear()
    return city


@pytest.mark.parametrize(
    ("state", "level", "lowest", "is_apart", "has_meeting", "expected"),
    [
        (State.CLOSED, CONSULTATION, CONSULTATION, False, False, Counted.DIALOGUE),
        (State.CLOSED, None, CONSULTATION, False, False, Counted.DIALOGUE),
        (State.IDEA, None, CONSULTATION, False, False, Counted.DIALOGUE),
        (State.CLOSED, CONSULTATION, CONSULTATION, True, False, Counted.APART),
        (State.CLOSED, INFORMATION, INFORMATION, True, False, Counted.APART),
        (State.CLOSED, INFORMATION, INFORMATION, False, False, Counted.DIALOGUE),
        (State.CLOSED, INFORMATION, CONSULTATION, True, False, Counted.INFORMATION),
        (State.PLANNING, INFORMATION, CONSULTATION, False, False, Counted.INFORMATION),
        (State.NO_DIALOGUE, CONSULTATION, CONSULTATION, True, True, Counted.INFORMATION),
        (State.NO_DIALOGUE, INFORMATION, CONSULTATION, False, False, Counted.NOT_HELD),
        (State.CANCELLED, INFORMATION, CONSULTATION, True, False, Counted.NOT_HELD),
    ],
)
def test_each_record_counts_as_one_thing(db, state, level, lowest, is_apart, has_meeting, expected):
    kind = DialogueTypeFactory(minimum_level=lowest, is_counted_apart=is_apart)
    dialogue = dialogue_in_state(state, type=kind, level=level)
    if has_meeting:
        meeting(dialogue)
    assert Dialogue.objects.with_counted().get().counted == expected
    assert Dialogue.objects.counted_as(expected).get() == dialogue
    assert Dialogue.objects.numbers() == {expected: 1}
    # The search and the areas ask the same in SQL.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COUNTED} FROM dialogues_dialogue")
        assert cursor.fetchall() == [(expected,)]


def test_the_list_of_own_dialogues_counts_each_apart_and_can_be_narrowed(web, register):
    page = web.get("/dialoger/")
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [
        ("Dialoger", 1), ("Dialoger av typer som räknas för sig", 1), ("Informationsmöten", 2),
        ("Blev inte av", 1), ("Alla", 5),
    ]  # fmt: skip
    assert "Ett informationsmöte är ingen dialog" in page.content.decode()
    narrowed = web.get("/dialoger/?counted=information")
    titles = {row["dialogue"].title for row in narrowed.context["rows"]}
    assert titles == {"Mötet", "Information"}
    text = narrowed.content.decode()
    assert text.count("Informationsmöte</span>") == 2
    # The files hold the list on the screen, and what each record counts as.
    address = "/dialoger/egna.csv?counted=information"
    assert f'href="{address}"' in text
    content = web.get(address).getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert {(row["Rubrik"], row["Räknas som"]) for row in rows} == {
        ("Mötet", "Informationsmöten"), ("Information", "Informationsmöten"),
    }  # fmt: skip
    assert web.get("/dialoger/?counted=allt").context["chosen"] is None


def test_where_all_are_dialogues_the_list_says_nothing_of_it(web, city):
    page = web.get("/dialoger/")
    assert (page.context["tabs"], "Räknas som" in page.content.decode()) == ([], False)
    assert "Inga sådana." in web.get("/dialoger/?counted=information").content.decode()


def test_the_list_costs_the_same_for_one_and_for_thirty(
    web, register, django_assert_max_num_queries
):
    counts = []
    web.get("/dialoger/")
    for number in (1, 29):
        DialogueFactory.create_batch(number, owner=register.office, level=INFORMATION)
        with django_assert_max_num_queries(12) as queries:
            web.get("/dialoger/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_search_counts_apart_and_can_be_narrowed(web, register):
    page = web.get("/sok/?area=tensta&near=inside")
    assert page.context["count_text"] == (
        "1 dialog, 1 som räknas för sig, 2 informationsmöten, 1 som inte blev av, 1 synpunkt"
    )
    assert [tab["label"] for tab in page.context["tabs"]] == ["Dialoger m.m.", "Synpunkter"]
    facet = next(one for one in page.context["facets"] if one["title"] == "Räknas som")
    assert [(item["label"], item["count"]) for item in facet["items"]] == [
        ("Dialoger", 1), ("Dialoger av typer som räknas för sig", 1), ("Informationsmöten", 2),
        ("Blev inte av", 1),
    ]  # fmt: skip
    narrowed = web.get("/sok/?area=tensta&near=inside&counted=information")
    assert {hit["dialogue"].title for hit in narrowed.context["hits"]} == {"Mötet", "Information"}
    assert all(("none", "Informationsmöte") in hit["tags"] for hit in narrowed.context["hits"])
    chips = [chip["label"] for chip in narrowed.context["chips"]]
    assert "Räknas som: Informationsmöten" in chips
    assert 'name="counted" value="information"' in narrowed.content.decode()


def test_before_you_plan_an_information_meeting_is_no_dialogue_that_was_held(web, register):
    DialogueFactory(
        title="Belysning på gångvägen", type=register.kind, level=INFORMATION,
        areas=[register.tensta],
    )  # fmt: skip
    page = web.get("/planera/?q=belysning+på+gångvägen&area=tensta")
    assert "informationsmöte" in page.context["known_text"]


def test_an_area_lists_information_apart_and_does_not_count_it(web, register):
    page = web.get("/omraden/tensta/")
    sections = page.context["sections"]
    told = {name: {row["dialogue"].title for row in sections[name]["rows"]} for name in sections}
    assert told["carried_out"] == {"Trygg väg till skolan i Tensta", "Brukarna"}
    assert told["information"] == {"Mötet", "Information"}
    assert "Informationsmöten, som inte räknas som dialoger" in page.content.decode()
    listed = web.get("/omraden/")
    jarva = next(node for node in listed.context["tree"] if node["area"] == register.jarva)
    assert jarva["count"] == 1
    sentence = "1 som räknas för sig, 2 informationsmöten, 1 som inte blev av."
    assert sentence in " ".join(listed.content.decode().split())


def test_what_is_held_in_disadvantaged_areas_counts_dialogues_alone(web, register):
    register.tensta.is_priority = True
    register.tensta.save(update_fields=["is_priority"])
    held = web.get("/omraden/").context["priority"]
    assert (held.inside, held.elsewhere) == (1, 1)
