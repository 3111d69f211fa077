"""The words by which a dialogue is found (DESIGN section 7)."""

from dialogportal.language import index_words
from dialogues.models import Dialogue

INDEX_FIELDS = ["title_words", "body_words", "document_words", "part_words"]
# A search vector holds at most 1 MB and 16,383 positions; the beginning of a report says most.
MOST_BODY_CHARACTERS = 150_000
MOST_DOCUMENT_CHARACTERS = 150_000
MOST_PART_CHARACTERS = 100_000


def body_text(dialogue: Dialogue) -> str:
    """What is searched beside the title and the question."""
    return "\n".join(
        (
            dialogue.background,
            dialogue.purpose,
            dialogue.target_group_text,
            dialogue.result_summary,
            dialogue.proposals,
            dialogue.outcome,
            dialogue.lessons,
            dialogue.feedback_text,
            dialogue.other_comments,
            dialogue.case_number,
        )
    )


def set_words(dialogue: Dialogue, document_text: str = "") -> None:
    """Set the index fields from the texts; the caller saves them with the row."""
    title_text = f"{dialogue.title}\n{dialogue.reference}\n{dialogue.question}"
    title = index_words(title_text[:MOST_BODY_CHARACTERS])
    body = index_words(body_text(dialogue)[:MOST_BODY_CHARACTERS])
    documents = index_words(document_text[:MOST_DOCUMENT_CHARACTERS])
    dialogue.title_words = title.lemmas
    dialogue.body_words = body.lemmas
    dialogue.document_words = documents.lemmas
    parts = f"{title.parts} {body.parts} {documents.parts}"
    dialogue.part_words = parts[:MOST_PART_CHARACTERS]


def document_text(dialogue: Dialogue) -> str:
    """The titles and texts of its documents, newest first."""
    rows = dialogue.documents.values_list("title", "text")
    return "\n".join(f"{title}\n{text}" for title, text in rows)


def reindex(dialogue: Dialogue) -> None:
    """Write the words anew, e.g. when a document's text has been read."""
    set_words(dialogue, document_text(dialogue))
    dialogue.save(update_fields=INDEX_FIELDS)
