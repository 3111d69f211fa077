import pytest

from dialogportal.language import index_words
from feedback.themes import ThemeSuggester
from municipality.models import Theme
from municipality.profile_files import find_profile, read_profile

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


@pytest.mark.parametrize(
    "text", ["trygg", "Tryggare torg", "tryggt på kvällen", "trygghetskänslan"]
)
def test_a_theme_is_suggested_by_its_name_in_any_shape(text):
    assert suggested(text) == [SAFETY.pk]


def test_a_theme_of_two_names_is_suggested_by_each():
    suggester = ThemeSuggester([Theme(pk=7, name_sv="Klimat och miljö", keywords=[])])
    assert suggester.of_text("miljön") == suggester.of_text("klimatet") == [7]
    assert suggester.of_text("och") == []


def test_a_short_word_takes_no_endings():
    # "Rånet" is no "rånighet", and "en" is not "enig".
    suggester = ThemeSuggester([Theme(pk=7, name_sv="X", keywords=["en", "rån"])])
    assert suggester.of_text("enighet enhet") == []


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("trygga", "trygghet"),
        ("Känner ni er trygga på kvällen?", "trygghet"),
        ("Är det mörkt på gångvägen?", "belysning"),
        ("Vad tycker ni om lekparkerna?", "lekparker"),
        ("Hur kan fler äldre få hjälp hemma?", "aldreomsorg"),
        ("Var vill ni cykla?", "cykel"),
        ("Hur blir biblioteket bättre?", "bibliotek"),
        ("Vad saknar unga i Kista?", "ungdomar"),
        ("Är det skräpigt på torget?", "renhallning"),
    ],
)
def test_the_themes_we_bring_are_suggested_by_whole_questions(question, theme):
    rows = read_profile(find_profile("stockholm")).themes
    themes = [
        Theme(pk=pk, slug=row["slug"], name_sv=row["name_sv"], keywords=row["keywords"])
        for pk, row in enumerate(rows)
    ]
    assert theme in [themes[pk].slug for pk in ThemeSuggester(themes).of_text(question)]
