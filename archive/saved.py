"""Saved searches and the notices about what is new in them."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from django.db.models import Max
from django.http import QueryDict
from django.utils.translation import gettext_noop

from archive import criteria as searching
from archive.candidates import any_of
from archive.choices import load_choices
from archive.models import SavedSearch
from archive.search import theme_synonyms
from dialogportal.language import QueryWord, query_words
from dialogues.models import Dialogue, Notification
from feedback.models import Viewpoint
from municipality.models import User

NOT_CRITERIA = {"page", "show", "csrfmiddlewaretoken", "name"}
NEW_MATCHES = gettext_noop(
    "New in your search “%(name)s”. Dialogues: %(dialogues)s. Viewpoints: %(viewpoints)s."
)


def criteria_of(query: QueryDict) -> dict[str, list[str]]:
    """What of an address is worth keeping."""
    return {name: query.getlist(name) for name in query if name not in NOT_CRITERIA and query[name]}


@transaction.atomic
def save_search(*, by: User, name: str, query: QueryDict) -> SavedSearch:
    """Keep a search under a name; the same name again replaces it."""
    saved, _created = SavedSearch.objects.update_or_create(
        user=by,
        name=name,
        defaults={"criteria": criteria_of(query), **_newest_rows()},
    )
    return saved


def _newest_rows() -> dict[str, int]:
    return {
        "seen_dialogue": Dialogue.objects.aggregate(newest=Max("pk"))["newest"] or 0,
        "seen_viewpoint": Viewpoint.objects.aggregate(newest=Max("pk"))["newest"] or 0,
    }


def all_of(query: tuple[QueryWord, ...]) -> str:
    """A tsquery that holds when every word, or what stands for it, is there."""
    return " & ".join(f"({any_of((word.word, *word.synonyms, *word.parts))})" for word in query)


def new_matches(saved: SavedSearch) -> tuple[int, int]:
    """(dialogues, viewpoints) registered since the search was last looked through that match it."""
    address = QueryDict(mutable=True)
    for name, values in saved.criteria.items():
        address.setlist(name, values)
    criteria = searching.read(address, load_choices())
    scope = searching.matching(criteria, saved.user)
    words = query_words(criteria.words, theme_synonyms()) if criteria.words else ()
    dialogues = scope.filter(pk__gt=saved.seen_dialogue)
    viewpoints = Viewpoint.objects.visible_to(saved.user).filter(
        pk__gt=saved.seen_viewpoint, dialogue__in=scope.values("pk")
    )
    if words:
        matches = SearchQuery(all_of(words), search_type="raw", config="simple")
        dialogues = dialogues.filter(search=matches)
        viewpoints = viewpoints.filter(search=matches)
    return dialogues.count(), viewpoints.count()


def tell_of_new_matches() -> int:
    """Give every user a notice for each saved search with something new; return how many."""
    told = 0
    for saved in SavedSearch.objects.filter(wants_notice=True).select_related("user").iterator():
        if not saved.user.is_active:
            continue
        with transaction.atomic():
            newest = _newest_rows()
            dialogues, viewpoints = new_matches(saved)
            SavedSearch.objects.filter(pk=saved.pk).update(**newest)
            if dialogues or viewpoints:
                Notification.objects.create(
                    user=saved.user,
                    message=NEW_MATCHES,
                    params={"name": saved.name, "dialogues": dialogues, "viewpoints": viewpoints},
                    url=saved.get_absolute_url(),
                )
                told += 1
    return told
