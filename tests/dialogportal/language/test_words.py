import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogportal.language import fold, index_words, lemma, query_words
from dialogportal.language.words import LONGEST_TOKEN, normalise

TOKEN = re.compile(r"[^\W_]+")
ODD = "aåÅé\u0301\u00ad\u200b\u0000-/.:' _😀שلاß½²ﬁİ9\n"


def tokens(text):
    found = index_words(text)
    return set(found.lemmas.split()) | set(found.parts.split())


def sought(text):
    return {token for word in query_words(text) for token in (word.word, *word.parts)}


@given(st.text(max_size=200) | st.text(alphabet=ODD, max_size=60))
def test_any_text_gives_tokens_of_letters_and_digits_only(text):
    found = index_words(text)
    for token in (found.lemmas + " " + found.parts).split():
        assert TOKEN.fullmatch(token)
        assert len(token) <= LONGEST_TOKEN
        assert unicodedata.normalize("NFC", token) == token


@given(st.text(max_size=60) | st.text(alphabet=ODD, max_size=30))
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=200) | st.text(alphabet=ODD, max_size=60))
def test_a_text_is_found_by_itself(text):
    assert {word.word for word in query_words(text)} <= tokens(text)


@given(st.text(max_size=300))
def test_a_query_has_at_most_32_words_each_once(text):
    words = [word.word for word in query_words(text)]
    assert len(words) == len(set(words)) <= 32


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("trygghetsvandring", "trygghetsvandringarna"),
        ("lekparksupprustning", "lekparksupprustningen"),
        ("gångväg", "gångvägarna"),
        ("nämnd", "nämnden"),
        ("stadsdelsnämnd", "stadsdelsnämndernas"),
        ("plan", "planerna"),
        ("buss", "bussar"),
        ("järnväg", "järnvägar"),
        ("boende", "boendet"),
        ("åtgärd", "åtgärder"),
        ("buller", "bullret"),
        ("parkera", "parkerade"),
        ("Stockholm", "STOCKHOLMS"),
        ("SL", "SL:s"),
        ("tra\u00adfik", "trafiken"),
        ("Järva", "Ja\u0308rva"),
        ("m²", "m2"),
    ],
)
def test_inflections_have_the_same_lemma(one, other):
    assert index_words(one).lemmas == index_words(other).lemmas


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Noddr.de", "Läs mer på noddr.de."),
        ("noddr", "Läs mer på Noddr.de."),
        ("21st", "the 21st century"),
        ("Dnr HV 2023/656", "(dnr HV 2023/656)"),
        ("2023/656", "HV 2023/656, bilaga"),
        ("656", "HV 2023/656"),
        ("D-2024-0093", "se D-2024-0093"),
        ("D20240093", "se D-2024-0093"),
        ("e-post", "med epost"),
        ("epost", "per e-post"),
        ("Debat", "Débat public"),
        ("Débat", "Debat public"),
        ("Jarva", "dialog i Järva"),
        ("Järva", "dialog i Jarva"),
        ("vandring", "trygghetsvandringar"),
        ("lekplatsområde", "område"),
        ("H&amp;M", "H&amp;M-huset"),
        ("بلدية", "بلدية ستوكهولم"),
    ],
)
def test_codes_names_accents_and_parts_are_found(query, text):
    assert sought(query) & tokens(text)


def test_a_code_is_one_word_with_its_pieces_as_parts():
    (word,) = query_words("HV2023/656")
    assert (word.word, word.parts, word.shown) == (
        "hv2023656",
        ("hv2023", "656"),
        "HV2023/656",
    )


def test_whole_words_joined_by_signs_are_sought_one_by_one():
    assert [word.word for word in query_words("vård/omsorg skola-förskola")] == [
        "vård",
        "omsorg",
        "skola",
        "förskola",
    ]


def test_stop_words_are_left_out_unless_nothing_else_remains():
    assert [word.word for word in query_words("Vad är trygghet och hur får vi det?")] == [
        "trygghet"
    ]
    assert [word.shown for word in query_words("Vad är det?")] == ["Vad", "är", "det"]


def test_synonyms_are_given_as_tokens_of_the_index():
    (word,) = query_words("lekplatser", {"lekplats": ["lekparker", "lekplats", "park"]})
    assert word.synonyms == ("lekpark", "park")


def test_of_a_synonym_of_several_words_only_those_that_mean_something_are_sought():
    synonyms = {"skolväg": ["väg till skolan"], "äldreboende": ["vård- och omsorgsboende"]}
    words = query_words("skolvägar, äldreboenden", synonyms)
    assert [word.synonyms for word in words] == [("väg", "skola"), ("vård", "omsorgsboende")]


def test_html_entities_are_read_as_their_letters():
    assert index_words("g&aring;ngv&auml;g").lemmas == "gångväg"


@pytest.mark.parametrize("text", ["", " ", "!?%\\&|:*'\"", "\0", "😀", "<>", "_" * 50])
def test_text_without_words_gives_nothing(text):
    assert index_words(text) == ("", "")
    assert query_words(text) == ()


def test_a_word_of_ten_thousand_letters_is_cut_alike_in_index_and_query():
    assert query_words("x" * 10_000)[0].word == index_words("x" * 10_000).lemmas == "x" * 60


@pytest.mark.parametrize(("word", "bare"), [("järva", "jarva"), ("débat", "debat"), ("øre", "ore")])
def test_folding_takes_accents_away(word, bare):
    assert fold(word) == bare


def test_numbers_keep_their_zeros():
    assert lemma("0093") == "0093"
