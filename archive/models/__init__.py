"""What the search keeps: saved searches, and how common words are."""

from archive.models.search import Lexeme, SavedSearch

__all__ = ["Lexeme", "SavedSearch"]
