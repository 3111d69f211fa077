"""What odd and hostile input gets: an answer, what was typed kept, nothing broken."""

import pytest
from django.db import connection

from dialogues.permissions import why_not
from municipality.permissions import may_read
from tests.factories import DialogueFactory, UserFactory

ODD = [
    "x" * 10_000,
    "ö" * 10_000,
    "ord " * 2_500,
    "!?.,;:-–—",
    "'",
    "''; DROP TABLE dialogues_dialogue; --",
    "%",
    "100 %",
    "\\",
    "a\\'b",
    "&",
    "|",
    "a & b | !c <-> d",
    ":*",
    "belysning:*",
    "<script>alert(1)</script>",
    "bel\x00ysning",
    "\x00",
    "\u202eginsyleb",
    "שלום עולם",
    "مرحبا بالعالم",
    "💡🚸",
    "👨‍👩‍👧 lekplats",
    "\ud800",
    "0",
    "(((((",
    "{score}",
    "%s %(x)s",
    "🇸🇪" * 400,
]
PAGES = ["/sok/", "/planera/", "/sok/lista.csv", "/sok/lista.xlsx"]


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("typed", ODD)
def test_odd_words_are_answered(web, url, typed):
    answer = web.get(url, {"q": typed.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200
    if url == "/sok/":
        assert len(answer.content) < 400_000


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "''; DROP", "a & b", "שלום"])
def test_what_was_typed_is_kept_and_escaped(web, typed):
    page = web.get("/sok/", {"q": typed})
    assert page.context["criteria"].words == typed
    assert b"<script>alert" not in page.content


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200b", "\u2060", "\ufeff"])
def test_what_is_copied_with_signs_that_nobody_sees_is_searched_as_its_word(web, unseen):
    page = web.get("/sok/", {"q": f"bel{unseen}ysning\x00i\ttunneln"})
    assert page.context["criteria"].words == "belysning i tunneln"


def test_too_long_a_search_says_so_and_is_not_repeated_in_every_link(web):
    page = web.get("/sok/", {"q": "bänk " * 2_000})
    assert "bara de första 500 tecknen" in page.content.decode()
    assert len(page.content) < 200_000


@pytest.mark.parametrize("url", ["/sok/", "/planera/?change=1"])
def test_too_long_a_search_stays_whole_in_the_field(web, url):
    typed = "bänk " * 1_999 + "bänk"
    page = web.get(url, {"q": typed, "change": "1"})
    assert f'name="q" type="search" value="{typed}"' in page.content.decode()


def test_too_long_a_question_stays_whole_before_planning(web):
    typed = "Bänk " * 1_999 + "bänk"
    page = web.get("/planera/", {"q": typed})
    assert page.context["form"]["question"].value() == typed
    change = web.get(f"/planera/{page.context['change_url']}")
    assert change.context["criteria"].typed == typed


@pytest.mark.parametrize("url", ["/sok/", "/planera/"])
def test_a_period_that_ends_before_it_begins_is_said_to(web, url):
    text = web.get(f"{url}?q=belysning&from=2025&to=2020").content.decode()
    assert "Perioden slutar (2020) innan den börjar (2025): ändra åren." in text
    same = web.get(f"{url}?q=belysning&from=2024&to=2024")
    assert same.context["criteria"].notes == ()


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0", 1), ("00", 1), ("-1", 1), ("-" + "9" * 5000, 1), ("2", 2), ("x", 1), ("9" * 5000, 3)],
)
def test_a_page_before_the_first_is_the_first(web, city, number, shown):
    DialogueFactory.create_batch(25, areas=[city.tensta], type=city.kind, owner=city.office)
    assert web.get("/sok/", {"page": number}).context["page"].number == shown


@pytest.mark.parametrize("url", ["/sok/?q=!!!", "/planera/?q=💡"])
def test_no_word_at_all_is_said(web, url):
    assert "Det finns inget ord att söka efter" in web.get(url).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "area=atlantis", "theme=%00", "organisation=999999999999999999999", "organisation=²",
        "status=x", "near=x", "group=x", "from=20255", "from=١٩٩٩", "to=" + "9" * 5000,
        "method=" + "y" * 3000, "type='",
    ],
)  # fmt: skip
def test_what_is_not_known_is_left_out_and_said(web, address):
    page = web.get(f"/sok/?{address}")
    assert page.status_code == 200
    assert "har lämnats utanför sökningen" in page.content.decode()
    assert len(page.context["answer"].dialogue_ids) == 2


@pytest.mark.parametrize("address", ["show=x", "page=-1", "page=", "x=y", "viewpoints=", "good"])
def test_what_means_nothing_changes_nothing(web, address):
    assert len(web.get(f"/sok/?{address}").context["answer"].dialogue_ids) == 2


@pytest.mark.parametrize("url", ["/omraden/atlantis/", "/sok/lista.pdf", "/sok/0/glom/x"])
def test_what_does_not_exist_is_404(web, url):
    assert web.get(url).status_code == 404


READ_ONLY = ["/", "/sok/", "/sok/lista.csv", "/omraden/", "/omraden/tensta/"]
WRITE_ONLY = ["/sok/spara/", "/sok/1/glom/", "/notiser/1/"]


@pytest.mark.parametrize("url", READ_ONLY)
def test_pages_are_read_only(web, url):
    assert [web.post(url).status_code, web.head(url).status_code] == [405, 200]


@pytest.mark.parametrize("url", WRITE_ONLY)
def test_nothing_is_changed_by_a_link(web, url):
    assert web.get(url).status_code == 405


@pytest.mark.parametrize("url", [*READ_ONLY, "/planera/", "/planera/?q=belysning"])
def test_who_works_for_nobody_is_told_why_nothing_is_shown(city, client, url):
    stranger = UserFactory()
    client.force_login(stranger)
    answer = client.get(url)
    assert answer.status_code == 403
    assert "Tensta" not in answer.content.decode()
    assert why_not(may_read, stranger) in answer.content.decode()


@pytest.mark.parametrize("url", [*WRITE_ONLY, "/planera/?q=belysning"])
def test_who_works_for_nobody_changes_nothing(city, client, url):
    client.force_login(UserFactory())
    assert client.post(url).status_code == 403


@pytest.mark.parametrize("url", [*READ_ONLY, "/planera/"])
def test_who_is_not_logged_in_is_asked_to(city, client, url):
    assert client.get(url).url.startswith("/konto/login/?next=")


@pytest.mark.django_db(transaction=True)
def test_a_dead_database_gets_a_page_that_says_so(client):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "x" * 32
    connection.ensure_connection()
    good = connection.connection
    try:
        # The server hangs up: what follows meets a connection that is closed for good.
        import psycopg

        broken = psycopg.connect(
            **connection.get_connection_params() | {"dbname": connection.settings_dict["NAME"]}
        )
        broken.execute("SELECT 1")
        connection.connection = broken
        connection.closed_in_transaction = False
        good.execute("SELECT pg_terminate_backend(%s)", [broken.info.backend_pid])
        answer = client.get("/sok/")
    finally:
        connection.connection = good
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "databas" in answer.content.decode().lower()
