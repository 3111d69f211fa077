import time
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dialogportal.language import idf, index_words, query_tokens, query_words, rank


def search(query, texts, titles=None, synonyms=None):
    """Places in `texts`, best first."""
    documents = []
    for number, text in enumerate(texts):
        title = index_words((titles or {}).get(number, ""))
        words = index_words(text)
        documents.append((number, title.lemmas, words.lemmas, f"{title.parts} {words.parts}"))
    counts = Counter(token for _, *texts in documents for token in {*" ".join(texts).split()})
    average = sum(len(lemmas.split()) for _, _, lemmas, _ in documents) / len(documents)
    words = query_words(query, synonyms)
    return rank(words, documents, counts, len(documents), average)


def order(*args, **kwargs):
    return [number for number, score in search(*args, **kwargs) if score > 0]


def test_all_words_are_better_than_some_and_rare_words_count_more():
    texts = ["park och lek", "park med bänk", "park", "fontän och park", "gata"]
    assert order("park fontän", texts)[0] == 3
    assert order("park gata", texts)[0] == 4


def test_the_word_itself_is_better_than_the_word_in_a_compound_or_as_a_synonym():
    texts = ["vi byggde en lekpark", "ny trygghetsvandring", "en vandring i dag", "mörk gata"]
    assert order("vandring", texts) == [2, 1]
    synonyms = {"lekplats": ["lekpark"]}
    assert order("lekplats", [*texts, "en lekplats här"], synonyms=synonyms)[:2] == [4, 0]


def test_a_longer_text_that_holds_the_words_comes_before_one_that_holds_a_part_of_them():
    part, words = "Ny torghandel med bänkar", "Ställ ut bänkar på ett torg för äldre"
    others = ["mörk gata", "en park", "buller om natten"] * 4
    assert order("torg bänkar", [part, words, *others]) == [1, 0]


def test_a_word_in_the_title_counts_more():
    texts = ["buller stör om natten", "buller stör om natten"]
    assert order("buller", texts, {0: "Om kvällen", 1: "Buller"}) == [1, 0]


def test_words_of_the_same_beginning_are_found():
    assert order("vaccinering", ["om skolor", "frivillig vaccination"]) == [1]


def test_equals_keep_their_order():
    assert order("park", ["park ett", "park två", "park tre"]) == [0, 1, 2]


def test_an_empty_query_or_list_gives_no_scores():
    assert rank((), [("a", "", "park", "")], {}, 1, 1.0) == [("a", 0.0)]
    assert rank(query_words("park"), [], {}, 0, 0.0) == []


def test_the_tokens_whose_frequencies_are_needed_are_named():
    assert query_tokens(query_words("gångväg", {"gångväg": ["stig"]})) == {
        "gångväg",
        "gång",
        "väg",
        "gangvag",
        "stig",
    }


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_rarer_word_never_tells_less(frequency, total):
    assert idf(frequency, total) >= idf(frequency + 1, total) >= 0


def test_three_hundred_documents_are_ranked_fast():
    text = "De boende vill ha trygga gångvägar och bättre belysning vid lekplatsen i parken. " * 5
    words = index_words(text)
    documents = [(number, "", words.lemmas, words.parts) for number in range(300)]
    query = query_words("belysning vid gångvägar och lekplatser")
    rank(query, documents, {}, 1000, 60.0)
    start = time.perf_counter()
    rank(query, documents, {}, 1000, 60.0)
    assert time.perf_counter() - start < 0.1  # some 5 ms on an idle machine
