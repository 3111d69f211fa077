"""Swedish text → the words we index and query by, how well a text answers, and where it does."""

from dialogportal.language.compounds import split_compound
from dialogportal.language.indexing import IndexWords, QueryWord, index_words, query_words
from dialogportal.language.marking import excerpt, mark
from dialogportal.language.ranking import idf, query_tokens, rank
from dialogportal.language.spelling import closest, spelling_keys
from dialogportal.language.words import fold, lemma

__all__ = [
    "IndexWords",
    "QueryWord",
    "closest",
    "excerpt",
    "fold",
    "idf",
    "index_words",
    "lemma",
    "mark",
    "query_tokens",
    "query_words",
    "rank",
    "spelling_keys",
    "split_compound",
]
