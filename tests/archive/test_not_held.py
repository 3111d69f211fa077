"""What the page says of sought words that its hits do not hold, and of a reference typed."""

import html
import re

import pytest

from archive.lexemes import refresh
from archive.not_held import not_held
from dialogues.actions.register import withdraw_dialogue
from tests.factories import AreaFactory, DialogueFactory
from tests.factories.feedback import ViewpointFactory

NONE_NEAR = "Ingen av träffarna i och kring Tensta innehåller"


def said(page):
    """The sentences about words and references, without tags."""
    found = re.findall(r'<p class="meant">(.*?)</p>', page.content.decode(), re.DOTALL)
    texts = [html.unescape(re.sub(r"<[^>]*>", "", text)) for text in found]
    return [" ".join(text.split()) for text in texts]


@pytest.fixture
def badgers(city):
    """A dialogue in Alvik on badgers, and one on digging that spelling takes them for."""
    DialogueFactory(title="Grävningen vid torget", areas=[city.tensta], type=city.kind)
    dialogue = DialogueFactory(
        title="Grävlingar på gården", areas=[city.alvik], type=city.kind,
        lessons="Kom i skymningen.", question="En fråga om djur.",
    )  # fmt: skip
    refresh()
    return dialogue


def test_a_compound_that_nothing_holds_says_which_of_its_parts_are_shown(web, badgers):
    assert said(web.get("/sok/?q=näbbdjursfråga")) == [
        "Inget innehåller ”näbbdjursfråga”. Visar träffar på fråga eller djur."
    ]


def test_a_word_that_is_held_in_any_shape_needs_no_sentence(web, badgers):
    for words in ("grävling", "grävlingarna", "gården", "zzz"):
        assert said(web.get(f"/sok/?q={words}")) == []


def test_a_word_that_nothing_holds_is_said_where_other_words_are_found(web, badgers):
    assert said(web.get("/sok/?q=mobbning på gården")) == ["Inget innehåller ”mobbning”."]
    assert said(web.get("/sok/?q=mobbning på gården&area=tensta")) == []
    ViewpointFactory(dialogue=badgers, text="Det är mycket mobbning.")
    refresh()
    assert said(web.get("/sok/?q=mobbning på gården")) == []
    assert said(web.get("/sok/?q=mobbning vid torget&area=tensta&near=inside")) == [
        f"{NONE_NEAR} ”mobbning”. Sök i hela staden"
    ]


def test_a_compound_held_by_a_viewpoint_beyond_the_page_needs_no_sentence(web, city, badgers):
    for _number in range(30):
        ViewpointFactory(dialogue=city.tensta_dialogue, text="Belysningsfråga")
    refresh()
    assert said(web.get("/sok/?q=belysningsfråga&show=viewpoints&page=2")) == []


def test_what_is_held_elsewhere_is_not_said_to_be_held_nowhere(web, city, badgers):
    DialogueFactory(title="Frågan om djuren", areas=[city.tensta], type=city.kind)
    refresh()
    assert said(web.get("/sok/?q=grävlingsfråga")) == [
        "Inget innehåller ”grävlingsfråga”. Visar träffar på grävling eller fråga."
    ]
    DialogueFactory(title="Djurfrågan", areas=[city.alvik], type=city.kind)
    refresh()
    page = web.get("/sok/?q=djurfråga&area=tensta&near=inside")
    assert said(page) == [
        f"{NONE_NEAR} ”djurfråga”. Visar träffar på djur eller fråga. Sök i hela staden"
    ]


def test_what_only_a_withdrawn_record_holds_is_held_nowhere(web, city):
    DialogueFactory(title="Frågan om djuren", areas=[city.tensta], type=city.kind)
    gone = DialogueFactory(title="Djurfrågan", areas=[city.alvik], type=city.kind)
    ViewpointFactory(dialogue=gone, text="En djurfråga")
    refresh()
    withdraw_dialogue(by=city.user, dialogue=gone, reason="Det var en enkät.")
    assert said(web.get("/sok/?q=djurfråga&area=tensta&near=inside")) == [
        "Inget innehåller ”djurfråga”. Visar träffar på djur eller fråga."
    ]


def test_a_word_written_since_the_words_were_counted_is_not_said_to_be_held_nowhere(web, city):
    DialogueFactory(title="Belysnig", areas=[city.alvik], type=city.kind)
    assert said(web.get("/sok/?q=belysnig")) == ["Sökningen gällde också belysning."]
    assert said(web.get("/planera/?q=belysnig&area=tensta")) == [
        f"{NONE_NEAR} ”belysnig”. Sökningen gällde också belysning. Sök i hela staden"
    ]


def test_a_misspelt_word_is_said_to_be_held_by_nothing(web, city):
    assert said(web.get("/sok/?q=belysnig")) == [
        "Inget innehåller ”belysnig”. Sökningen gällde också belysning."
    ]


def test_before_planning_lessons_come_by_the_words_from_the_whole_city(web, city, badgers):
    AreaFactory(name="Farsta", slug="farsta")
    page = web.get("/planera/?q=grävlingar&area=farsta")
    assert page.context["known"].lessons == [badgers]
    assert "I och kring Farsta finns ingen tidigare dialog om det här" in page.content.decode()


def test_lessons_of_the_theme_come_before_those_of_the_words_and_none_twice(web, city, badgers):
    other = DialogueFactory(
        title="Grävlingar och lampor", themes=[city.lighting], areas=[city.bromma],
        lessons="Ta med fika.", starts_on="2011-01-01", type=city.kind,
    )  # fmt: skip
    refresh()
    found = web.get("/planera/?q=grävlingar+belysning&area=rinkeby&near=inside").context["known"]
    assert found.lessons == [city.bromma_dialogue, other, badgers]


def test_a_part_of_a_word_alone_brings_no_lessons(web, badgers):
    assert web.get("/planera/?q=grävlingsfråga").context["known"].lessons == []


@pytest.mark.parametrize("typed", ["{}", " {} "])
def test_a_reference_leads_straight_to_its_dialogue(web, city, typed):
    dialogue = city.bromma_dialogue
    for reference in (dialogue.reference, dialogue.reference.lower()):
        page = web.get("/sok/", {"q": typed.format(reference)})
        assert said(page)[0] == f"{dialogue.reference}: {dialogue.title}"
    assert said(web.get("/sok/?q=D-1999-9999")) == [
        "Inget innehåller ”D-1999-9999”. Visar träffar på d."
    ]


def test_nothing_is_looked_up_where_the_hits_show_the_words(
    web, badgers, django_assert_num_queries
):
    answer = web.get("/sok/?q=grävlingsgården").context
    with django_assert_num_queries(1):
        not_held(answer["answer"], answer["criteria"], answer["hits"])
    answer = web.get("/sok/?q=grävlingar").context
    with django_assert_num_queries(0):
        not_held(answer["answer"], answer["criteria"], answer["hits"])
