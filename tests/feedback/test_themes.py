from dialogportal.language import index_words
from feedback.themes import ThemeSuggester
from municipality.models import Theme

SAFETY = Theme(pk=1, name_sv="Trygghet", keywords=["belysning", "otrygg"])
PARKS = Theme(pk=2, name_sv="Parker", keywords=["lekplats", "park"])
TRAFFIC = Theme(pk=3, name_sv="Trafik", keywords=["cykel", "gång- och cykelbana"])
THEMES = [SAFETY, PARKS, TRAFFIC]


def suggested(text):
    return ThemeSuggester(THEMES).of_text(text)


def test_inflected_words_suggest_their_theme():
    assert suggested("Vi vill ha bättre belysningar i tunneln") == [SAFETY.pk]


def test_a_compound_suggests_the_theme_of_its_part():
    assert suggested("Lekplatsbelysningen är trasig") == [SAFETY.pk, PARKS.pk]


def test_a_whole_word_comes_before_a_part_of_one():
    assert suggested("Parken saknar lekplatsbelysning") == [PARKS.pk, SAFETY.pk]


def test_the_theme_with_most_keywords_comes_first():
    assert suggested("Otryggt: ingen belysning i parken") == [SAFETY.pk, PARKS.pk]


def test_a_keyword_of_several_words_counts_where_they_stand_together():
    suggester = ThemeSuggester([Theme(pk=7, keywords=["öppna förskolan"])])
    assert suggester.of_text("Den öppna förskolan är bra") == [7]
    assert suggester.of_text("Förskolan borde vara öppen") == []


def test_a_text_without_keywords_suggests_nothing():
    assert suggested("Hej!") == []


def test_nothing_is_suggested_for_no_text():
    assert suggested("") == []


def test_at_most_three_themes_are_suggested():
    themes = [Theme(pk=pk, keywords=["park"]) for pk in range(1, 6)]
    assert ThemeSuggester(themes).of_text("parken") == [1, 2, 3]


def test_words_made_for_the_index_give_the_same_as_the_text():
    suggester = ThemeSuggester(THEMES)
    text = "Belysningen vid lekplatsen"
    assert suggester.of_words(index_words(text)) == suggester.of_text(text) == [1, 2]
