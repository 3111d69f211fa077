"""What the archive keeps: saved searches, how common words are, which dialogues meet."""

from archive.models.overlap import Overlap
from archive.models.search import Lexeme, SavedSearch
from archive.models.touched import Touched

__all__ = ["Lexeme", "Overlap", "SavedSearch", "Touched"]
