"""Everything that a dialogue's page shows, in few queries."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, JSONObject

from dialogportal.written_columns import written
from dialogues.models import Dialogue, Document, Partner
from dialogues.models.querysets import DialogueQuerySet
from municipality.models import Area, DialogueType, Membership, Method, Organisation, Theme
from municipality.models.bilingual import in_reader_language

NAMED = {"slug": "slug", "sv": "name_sv", "en": "name_en"}


# References of what was found before planning and withdrawn since: no link leads there (R021).
WITHDRAWN_HITS = """ARRAY(
    SELECT reference FROM dialogues_dialogue AS hit
    WHERE hit.withdrawn_on IS NOT NULL AND hit.reference IN (
        SELECT jsonb_array_elements(hits) ->> 'reference' FROM dialogues_knowledgereview AS review
        WHERE review.dialogue_id = dialogues_dialogue.id
    )
)"""


def rows_as_column(queryset: QuerySet[Any], **columns: str) -> ArraySubquery:
    """Linked rows as one column: a dialogue's page would else need a query for each relation."""
    return ArraySubquery(queryset.values(row=JSONObject(**columns)))


def linked_rows(model: Any, relation: str, *order: str) -> QuerySet[Any]:
    """A dialogue's linked rows, for ``rows_as_column``."""
    links = getattr(Dialogue, relation).through.objects.filter(dialogue=OuterRef(OuterRef("pk")))
    column = f"{model._meta.model_name}_id"
    return model.objects.filter(pk__in=links.values(column)).order_by(*order)


def with_document_count(dialogues: DialogueQuerySet) -> Any:
    """Annotate ``document_count``, which the tabs of a dialogue's pages show beside the word."""
    return dialogues.annotate(document_count=_columns()["document_count"])


def with_page_rows(dialogues: DialogueQuerySet) -> Any:
    """Annotate linked rows as lists of dicts: ``area_rows``, ``theme_rows``, ``method_rows``,
    ``type_rows``, ``co_organiser_rows`` and ``partner_rows``; ``document_count`` and
    ``withdrawn_hits``."""
    return dialogues.annotate(**_columns())


@lru_cache(maxsize=1)
def _columns() -> dict[str, RawSQL]:
    documents = Document.objects.filter(dialogue=OuterRef("pk")).order_by().values("dialogue")
    partners = Partner.objects.filter(dialogue=OuterRef("pk")).order_by("kind", "name")
    columns = {
        "document_count": Coalesce(Subquery(documents.values(number=Count("pk"))), 0),
        "area_rows": rows_as_column(linked_rows(Area, "areas", "name"), slug="slug", name="name"),
        "theme_rows": rows_as_column(linked_rows(Theme, "themes", "order", "name_sv"), **NAMED),
        "method_rows": rows_as_column(linked_rows(Method, "methods", "order", "name_sv"), **NAMED),
        "type_rows": rows_as_column(linked_rows(DialogueType, "secondary_types", "order"), **NAMED),
        "co_organiser_rows": rows_as_column(
            linked_rows(Organisation, "co_organisers", "name"), id="id", name="name"
        ),
        "partner_rows": rows_as_column(partners, kind="kind", name="name"),
    }
    found = written(Dialogue, columns)
    hits = RawSQL(WITHDRAWN_HITS, [], output_field=ArrayField(CharField()))  # noqa: S611 no values
    return found | {"withdrawn_hits": hits}


def named(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of a bilingual list as {"slug", "name"} in the reader's language."""
    return [{"slug": row["slug"], "name": in_reader_language(row["sv"], row["en"])} for row in rows]


def contacts(organisation: Organisation) -> list[Membership]:
    """The contact persons for dialogue of an organisation (R146)."""
    return list(Membership.objects.contact_persons().filter(organisation=organisation))
