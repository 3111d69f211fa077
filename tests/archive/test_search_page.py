"""The search page: counts, reasons, filters, pages and budgets."""

import datetime
import re

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.hits import answer_tag
from archive.lexemes import refresh
from dialogues.enums import State
from dialogues.models import Dialogue
from municipality.enums import AreaLevel, OrganisationKind
from tests.factories import (
    AreaFactory,
    DialogueFactory,
    MethodFactory,
    OrganisationFactory,
    committee_member,
    dialogue_in_state,
)
from tests.factories.feedback import ViewpointFactory

MOST_QUERIES = 12
MOST_BYTES = 60_000


def queries(web, url):
    from django.db import connection

    web.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert web.get(url).status_code == 200
    return len(asked)


def many(city, number):
    for _each in range(number):
        dialogue = DialogueFactory(
            title="Belysning i parken",
            owner=OrganisationFactory(),
            type=city.kind,
            areas=[city.tensta],
            themes=[city.lighting],
        )
        ViewpointFactory.create_batch(2, dialogue=dialogue)
    refresh()


@pytest.mark.parametrize(
    "url",
    [
        "/", "/sok/", "/sok/?q=belysning", "/sok/?q=belysning&area=tensta",
        "/sok/?q=belysning&show=viewpoints", "/planera/", "/planera/?q=belysning&area=tensta",
        "/omraden/", "/omraden/tensta/",
    ],
)  # fmt: skip
def test_a_page_asks_the_database_as_much_for_one_row_as_for_thirty(web, city, url):
    few = queries(web, url)
    many(city, 30)
    assert queries(web, url) == few
    assert few <= MOST_QUERIES


def test_the_pages_of_a_large_city_stay_small(web, city):
    for number in range(150):
        AreaFactory(name=f"Södra Hammarbyhamnen {number}", level=AreaLevel.DISTRICT)
    for number in range(60):
        OrganisationFactory(
            name=f"Enskede-Årsta-Vantörs stadsdelsförvaltning {number}",
            kind=OrganisationKind.ADMINISTRATION_DISTRICT,
        )
    MethodFactory.create_batch(32)
    many(city, 30)
    for url in ("/", "/sok/?q=belysning&area=tensta", "/planera/?q=belysning&area=tensta"):
        assert len(web.get(url).content) <= MOST_BYTES


def test_the_number_of_results_stands_in_a_live_region(web):
    page = web.get("/sok/?q=belysning").content.decode()
    count = re.search(r'<p class="results-count"[^>]*role="status"[^>]*><span>([^<]*)', page)
    assert count[1] == "2 dialoger, 1 synpunkt"


def test_a_hit_shows_its_words_its_nearness_and_that_participants_wait(web):
    page = web.get("/sok/?q=belysning&area=tensta").content.decode()
    hit = page[page.index('<article class="hit">') :]
    assert "<mark>Belysningen</mark>" in hit
    assert "<mark>belysning</mark>" in hit
    assert "<strong>I området</strong>" in hit
    assert "Inget svar till deltagarna är registrerat" in hit


@pytest.mark.parametrize(
    ("fields", "tag"),
    [
        ({}, ("waits", "Inget svar till deltagarna är registrerat")),
        (
            {"feedback_due": datetime.date(2013, 1, 1)},
            ("late", "Deltagarna har väntat på svar i 5 månader"),
        ),
        (
            {"feedback_due": datetime.date(9999, 1, 1)},
            ("waits", "Deltagarna har väntat på svar i 5 månader"),
        ),
        (
            {"feedback_given_on": datetime.date(2013, 1, 1), "feedback_reach": "open"},
            ("waits", "Svaret är bara publicerat"),
        ),
        (
            {"feedback_given_on": datetime.date(2013, 1, 1), "feedback_reach": "targeted"},
            ("closed", "Deltagarna har fått svar"),
        ),
    ],
)
def test_the_tag_says_no_more_than_is_known_of_the_answer(fields, tag):
    ended = timezone.localdate() - datetime.timedelta(days=165)
    assert answer_tag(Dialogue(starts_on=ended, state=State.FEEDBACK, **fields)) == tag


def test_a_hit_found_by_its_background_alone_says_so(web, city):
    DialogueFactory(
        title="Torget", type=city.kind, background="Nyponbusken skymmer.", result_summary="Klart."
    )
    refresh()
    assert "<mark>Nyponbusken</mark>" in web.get("/sok/?q=nyponbuske").content.decode()


@pytest.mark.parametrize(
    ("page", "shown"), [("1", 1), ("3", 3), ("4", 3), ("999999999", 3), ("1" * 5000, 3), ("abc", 1)]
)
def test_a_page_beyond_the_last_shows_the_last(web, city, page, shown):
    many(city, 22)
    assert web.get("/sok/", {"q": "belysning", "page": page}).context["page"].number == shown


def test_every_facet_shows_its_count_and_takes_itself_away(web):
    facets = web.get("/sok/?q=belysning&area=tensta").context["facets"]
    counted = {
        facet["title"]: [(item["label"], item["count"]) for item in facet["items"]]
        for facet in facets
    }
    assert counted["Hur nära"] == [("I området", 1)]
    assert counted["Status"] == [("Genomförd", 1)]
    assert counted["Visa"] == [
        ("Bara med synpunkter", 1),
        ("Bara där inget svar är registrerat", 1),
    ]
    chosen = web.get("/sok/?q=belysning&status=carried_out").context["facets"]
    status = next(facet for facet in chosen if facet["title"] == "Status")["items"][0]
    assert (status["active"], status["url"]) == (True, "?q=belysning")


def test_the_statuses_stand_in_the_order_in_which_a_dialogue_lives(web):
    for state in (State.CANCELLED, State.CLOSED, State.ONGOING, State.DECIDED, State.IDEA):
        dialogue_in_state(state)
    facets = web.get("/sok/").context["facets"]
    status = next(facet for facet in facets if facet["title"] == "Status")
    assert [item["label"] for item in status["items"]] == [
        "Idé", "Planerad", "Pågår", "Genomförd", "Blev inte av",
    ]  # fmt: skip


def test_who_does_not_plan_is_offered_what_they_can_do(client, city):
    client.force_login(committee_member())
    pages = ("/", "/sok/?q=belysning", "/sok/?q=xyzzyq", "/omraden/tensta/", "/planera/")
    offers = ("Planera en dialog", "Börja på en plan")
    told = [client.get(page).content.decode() for page in pages]
    assert [offer for page in told for offer in offers if offer in page] == []
    assert ["Se vad staden vet" in page for page in told] == [True, True, False, True, False]


def test_paper_says_what_was_searched(web):
    page = web.get("/sok/?q=belysning&area=tensta&status=carried_out").content.decode()
    assert '<h1 class="hidden-visually on-paper">Sök: belysning</h1>' in page
    assert '<p class="only-print">Område: Tensta · Status: Genomförd</p>' in page


def test_a_chip_takes_its_filter_away(web):
    chips = web.get("/sok/?q=ljus&area=tensta&near=inside&good=1").context["chips"]
    assert [(chip["label"], chip["url"]) for chip in chips] == [
        ("Område: Tensta", "?q=ljus&good=1"),
        ("Hur nära: I området", "?q=ljus&area=tensta&good=1"),
        ("Bara: goda exempel", "?q=ljus&area=tensta&near=inside"),
    ]


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("q=xyzzyq", "Planera en dialog"),
        ("q=belysning&status=ongoing", "Sök utan filter"),
    ],
)
def test_nothing_found_says_what_to_do_next(web, address, advice):
    page = web.get(f"/sok/?{address}").content.decode()
    assert f">{advice}</a>" in page[page.index('class="empty"') :]


def test_the_empty_register_says_how_to_begin(client, db):
    from tests.factories import official

    client.force_login(official())
    assert "Registrera en dialog</a>" in client.get("/sok/").content.decode()


def test_viewpoints_alone_are_listed_with_their_dialogue(web, city):
    page = web.get("/sok/?q=kolsvart&show=viewpoints")
    assert [row["dialogue"] for row in page.context["rows"]] == [city.tensta_dialogue]
    assert "<mark>kolsvart</mark>" in page.content.decode()


def test_outsiders_read_masked_texts(city, client):
    from tests.factories import coordinator

    ViewpointFactory(dialogue=city.tensta_dialogue, text="Lampan! Ring 070-123 45 67.")
    refresh()
    for user, sees in ((coordinator(), False), (city.user, True)):
        client.force_login(user)
        for url in ("/sok/?q=lampan", "/sok/?q=lampan&show=viewpoints", "/planera/?q=lampan"):
            assert ("070-123 45 67" in client.get(url).content.decode()) is sees
