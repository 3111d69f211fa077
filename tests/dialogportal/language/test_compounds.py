import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import compounds as bench
from dialogportal.language import index_words, split_compound


@given(st.text(alphabet="abdefgiklmnoprstuvyåäö", max_size=40) | st.text(max_size=20))
def test_the_parts_joined_are_the_word(word):
    assert "".join(split_compound(word)) == word


@pytest.mark.parametrize(
    "split",
    [
        "trygghets|vandring",
        "trygghets|vandringarna",
        "medborgar|budget",
        "skol|gård",
        "gatu|belysning",
        "vinter|väghållning",
        "stadsdels|nämnd",
        "övergångs|ställe",
        "hämtnings|fordon",
        "kyrko|val",
        "torg|handel",
        "konst|utställning",
        "simhalls|kö",
        "ungdoms|råd",
    ],
)
def test_compounds_are_split_at_their_main_joint(split):
    assert "|".join(split_compound(split.replace("|", ""))) == split


@pytest.mark.parametrize(
    "word",
    "vandring förening kommun stadga barnet torget park trygghet boende medborgare dialog "
    "belysning staket bänk bibliotek lägenhet musik station möte".split(),
)
def test_ordinary_words_stay_whole(word):
    assert split_compound(word)[0] in (word, "med")


def test_the_parts_of_parts_are_indexed_as_dictionary_forms():
    parts = index_words("vinterväghållningens gatubelysning").parts.split()
    assert {"vinter", "väghållning", "väg", "hållning", "gata", "belysning"} <= set(parts)


def test_the_bench_counts_right_unsplit_and_wrong(tmp_path, capsys, monkeypatch):
    file = tmp_path / "words.csv"
    file.write_text("ord,gold_split\ngångväg,gång|väg\nlekplats,lekp|lats\nqzx,q|zx\n", "utf-8")
    monkeypatch.setattr("sys.argv", ["compounds", str(file)])
    bench.main()
    last = capsys.readouterr().out.splitlines()[-1]
    assert json.loads(last) == {"words": 3, "right": 1, "unsplit": 1, "wrong": 1}


def test_the_bench_says_which_column_is_missing(tmp_path):
    file = tmp_path / "words.csv"
    file.write_text("word\ngångväg\n", "utf-8")
    with pytest.raises(SystemExit, match="needs the columns ord and gold_split"):
        bench.read_words(file)
