"""The words by which a dialogue is found (DESIGN section 7)."""

from collections.abc import Iterable, Sequence

from django.db.models import Value

from dialogportal.language import index_words
from dialogues.models import Dialogue, Occasion, Partner

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
            dialogue.plan_reference,
            dialogue.feeds_decision,
            dialogue.statutory_ground,
            dialogue.languages,
            dialogue.recruitment_text,
            dialogue.actors_to_involve,
        )
    )


def set_words(dialogue: Dialogue, document_text: str = "", names: Iterable[str] = ()) -> None:
    """Set the index fields from the texts; the caller saves them with the row.

    ``names`` are those of its partners and occasions (``linked_names``).
    """
    title_text = f"{dialogue.title}\n{dialogue.reference}\n{dialogue.question}"
    title = index_words(title_text[:MOST_BODY_CHARACTERS])
    body_and_names = "\n".join((body_text(dialogue), *names))
    body = index_words(body_and_names[:MOST_BODY_CHARACTERS])
    documents = index_words(document_text[:MOST_DOCUMENT_CHARACTERS])
    dialogue.title_words = title.lemmas
    dialogue.body_words = body.lemmas
    dialogue.document_words = documents.lemmas
    parts = f"{title.parts} {body.parts} {documents.parts}"
    dialogue.part_words = parts[:MOST_PART_CHARACTERS]


def document_text(dialogue: Dialogue) -> str:
    """The titles and texts of its documents, newest first; no long report hides the others."""
    rows = list(dialogue.documents.values_list("title", "text"))
    room = MOST_DOCUMENT_CHARACTERS - sum(len(title) + 2 for title, _text in rows)
    texts = _beginnings([text for _title, text in rows], max(room, 0))
    titles = (title for title, _text in rows)
    return "\n".join((*titles, *texts))


def _beginnings(texts: Sequence[str], room: int) -> list[str]:
    """The texts, shortened to so many characters together: equal shares, and what a short one does
    not need goes to the longer ones."""
    shares = [0] * len(texts)
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for others, place in zip(range(len(texts), 0, -1), by_length, strict=True):
        shares[place] = min(len(texts[place]), room // others)
        room -= shares[place]
    return [text[:share] for text, share in zip(texts, shares, strict=True)]


def linked_names(dialogue_ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """{dialogue id: (what kind of row, name)} of partners, and of occasions with their venues."""
    ids = list(dialogue_ids)
    occasions = Occasion.objects.filter(dialogue__in=ids).order_by()
    partners = Partner.objects.filter(dialogue__in=ids).order_by()
    kinds = [
        rows.values_list("dialogue_id", Value(str(model._meta.verbose_name)), name)
        for model, rows, name in (
            (Partner, partners, "name"),
            (Occasion, occasions, "title"),
            (Occasion, occasions, "venue"),
        )
    ]
    found: dict[int, list[tuple[str, str]]] = {pk: [] for pk in ids}
    for pk, kind, name in kinds[0].union(*kinds[1:], all=True):
        if name:
            found[pk].append((kind, name))
    return found


def set_words_from_rows(dialogue: Dialogue) -> None:
    """The same with the documents, partners and occasions that stand in the database."""
    names = (name for _kind, name in linked_names([dialogue.pk])[dialogue.pk])
    set_words(dialogue, document_text(dialogue), names)


def reindex(dialogue: Dialogue) -> None:
    """Write the words anew, e.g. when a document's text has been read."""
    set_words_from_rows(dialogue)
    dialogue.save(update_fields=INDEX_FIELDS)


def reindex_by_id(dialogue_id: int) -> None:
    """The same of a dialogue of which something else has changed. The lock keeps two such changes
    from forgetting each other's words, and lets rows that point at the dialogue be written."""
    reindex(Dialogue.objects.select_for_update(no_key=True).get(pk=dialogue_id))
