"""Saved searches and the notices about what is new in them."""

from __future__ import annotations

import datetime
import logging

from django.contrib.postgres.search import SearchQuery
from django.db import DatabaseError, transaction
from django.db.models import Max, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from archive import criteria as searching
from archive.candidates import any_of
from archive.choices import load_choices
from archive.criteria import Criteria
from archive.models import SavedSearch
from archive.register import Register, current
from archive.search import theme_synonyms
from dialogportal.exceptions import NotAllowed
from dialogportal.language import QueryWord, query_words
from dialogues.models import Dialogue, Notification
from feedback.models import Viewpoint
from municipality.models import User

# Rows get their ids when they are written, and are seen when their transaction ends: those of an
# import's step may come after others with higher ids. No step takes this long.
SETTLED_AFTER = datetime.timedelta(minutes=15)
MOST_SAVED = 50
logger = logging.getLogger(__name__)
NOT_CRITERIA = {"page", "show", "csrfmiddlewaretoken", "name"}
NEW_MATCHES = gettext_noop(
    "New in your search “%(name)s”. Dialogues: %(dialogues)s. Viewpoints: %(viewpoints)s."
)


def criteria_of(query: QueryDict) -> dict[str, list[str]]:
    """What of an address is worth keeping."""
    return {name: query.getlist(name) for name in query if name not in NOT_CRITERIA and query[name]}


@transaction.atomic
def save_search(*, by: User, name: str, query: QueryDict) -> SavedSearch:
    """Keep a search under a name; the same name again replaces it. Raises NotAllowed when the user
    has as many as the first page can show."""
    # Two of the user's tabs save one after the other, or both would be the last that there is room
    # for.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    if SavedSearch.objects.filter(user=by).exclude(name=name).count() >= MOST_SAVED:
        raise NotAllowed(
            _("%(n)s saved searches are the most one can have. Take one away first.")
            % {"n": MOST_SAVED}
        )
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


def _settled_rows() -> dict[str, int]:
    """The highest ids below which no row is still to come."""
    settled = timezone.now() - SETTLED_AFTER
    found = {}
    for name, model in (("seen_dialogue", Dialogue), ("seen_viewpoint", Viewpoint)):
        rows = model._default_manager.filter(created_at__lte=settled).order_by("-pk")
        found[name] = rows.values_list("pk", flat=True).first() or 0
    return found


def all_of(query: tuple[QueryWord, ...]) -> str:
    """A tsquery that holds when every word, or what stands for it, is there."""
    return " & ".join(f"({any_of((word.word, *word.synonyms, *word.parts))})" for word in query)


def new_matches(saved: SavedSearch, upto: dict[str, int], register: Register) -> tuple[int, int]:
    """(dialogues, viewpoints) registered since the search was last looked through that match it.

    ``upto`` are the highest ids that are looked at, ``register`` all records as they are now.
    """
    address = QueryDict(mutable=True)
    for name, values in saved.criteria.items():
        address.setlist(name, values)
    criteria = searching.read(address, load_choices(), saved.user)
    scope = Dialogue.objects.visible_to(saved.user)
    if criteria.narrows:
        found = register.records_of(searching.matching(criteria, register))
        scope = scope.filter(pk__in=[row.id for row in found])
    words = query_words(criteria.words, theme_synonyms()) if criteria.words else ()
    dialogues = scope.filter(pk__gt=saved.seen_dialogue, pk__lte=upto["seen_dialogue"])
    viewpoints = Viewpoint.objects.visible_to(saved.user).filter(
        pk__gt=saved.seen_viewpoint,
        pk__lte=upto["seen_viewpoint"],
        dialogue__in=scope.values("pk"),
    )
    if criteria.near:
        viewpoints = viewpoints.filter(_said_there(criteria))
    if words:
        matches = SearchQuery(all_of(words), search_type="raw", config="simple")
        dialogues = dialogues.filter(search=matches)
        viewpoints = viewpoints.filter(search=matches)
    return dialogues.count(), viewpoints.count()


def _said_there(criteria: Criteria) -> Q:
    """A viewpoint from somewhere is not from where all of its dialogue was held: one for the whole
    city brings viewpoints from every area. What has no area of its own goes by its dialogue's."""
    relations = [criteria.only_near] if criteria.only_near else list(criteria.near)
    areas = [pk for relation in relations for pk in criteria.near.get(relation, [])]
    return Q(area=None) | Q(area__in=areas)


def tell_of_new_matches() -> int:
    """Give every user a notice for each saved search with something new; return how many.

    One that is still unread gets the new numbers added: a search has one unread notice at most.
    """
    told = 0
    settled, register = _settled_rows(), current()
    for saved in SavedSearch.objects.filter(wants_notice=True).select_related("user").iterator():
        if not saved.user.is_active:
            continue
        try:
            told += _look_through(saved, settled, register)
        except DatabaseError:
            # One search that cannot be answered must not silence everybody else's.
            logger.exception("saved search %s could not be looked through", saved.pk)
    return told


@transaction.atomic
def _look_through(saved: SavedSearch, settled: dict[str, int], register: Register) -> bool:
    """Tell of what is new in one search; whether there was anything."""
    dialogues, viewpoints = new_matches(saved, settled, register)
    SavedSearch.objects.filter(pk=saved.pk).update(
        **{name: max(pk, getattr(saved, name)) for name, pk in settled.items()}
    )
    if dialogues or viewpoints:
        _tell(saved, dialogues, viewpoints)
    return bool(dialogues or viewpoints)


def _tell(saved: SavedSearch, dialogues: int, viewpoints: int) -> None:
    unread = Notification.objects.select_for_update().filter(
        user=saved.user, message=NEW_MATCHES, params__name=saved.name, read_at=None
    )
    notice = unread.first() or Notification(user=saved.user, message=NEW_MATCHES)
    notice.params = {
        "name": saved.name,
        "dialogues": dialogues + notice.params.get("dialogues", 0),
        "viewpoints": viewpoints + notice.params.get("viewpoints", 0),
    }
    notice.url = saved.get_absolute_url()
    notice.created_at = timezone.now()
    notice.mailed_at = None
    notice.save()


def set_notices(saved: SavedSearch, *, wanted: bool) -> None:
    """Tell of what is new in a search from now on, or tell no more."""
    saved.wants_notice = wanted
    newest = _newest_rows() if wanted else {}
    SavedSearch.objects.filter(pk=saved.pk).update(wants_notice=wanted, **newest)
