"""Words whose dictionary form had to be mended."""

from dialogportal.language import index_words, mark, query_words


def test_ska_is_no_school() -> None:
    assert index_words("Ska vi? Skulle ni? De skall.").lemmas.split().count("ska") == 3
    assert [marked for _text, marked in mark("Ska det byggas?", query_words("skolan"))] == [False]
