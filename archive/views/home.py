"""The first page: one question, then what waits for the reader."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive.choices import load_choices, nearness
from archive.criteria import Criteria, typed_words, understood
from archive.models import SavedSearch
from archive.notices import unread
from archive.saved import save_search, set_notices
from archive.to_do import to_do
from archive.under_way import under_way
from archive.waiting import MOST_EACH, waiting_for
from dialogportal.exceptions import NotAllowed
from dialogues.fetch import check
from dialogues.models import Notification
from municipality.http import UserRequest
from municipality.permissions import may_read

MOST_UNDER_WAY = 5
LONGEST_SAVED = 10_000  # characters of an address that is kept


@require_safe
def home(request: UserRequest) -> HttpResponse:
    user = request.user
    check(may_read, user)
    choices = load_choices()
    organisation = user.organisation
    area = next(
        (one for one in choices.areas if organisation and one.id == organisation.area_id), None
    )
    criteria = Criteria(area=area, near=nearness(area.id) if area else {})
    found, notices = waiting_for(user), unread(user)
    todo = to_do(user, found)
    context = {
        "choices": choices,
        "area": area,
        "todo": todo,
        "todo_unseen": found.unseen,
        "most_each": MOST_EACH,
        "notices": notices,
        # The number at the top is that of this very list.
        "todo_count": len(todo) + len(notices),
        "saved": SavedSearch.objects.filter(user=user),
        "under_way": under_way(criteria, user, MOST_UNDER_WAY),
    }
    return render(request, "archive/home.html", context)


@require_POST
def search_save(request: UserRequest) -> HttpResponse:
    """Keep the search whose address is posted as ``query``."""
    check(may_read, request.user)
    query = understood(QueryDict(request.POST.get("query", "").removeprefix("?")[:LONGEST_SAVED]))
    name = typed_words(request.POST.get("name", ""))[:120]
    back = f"{reverse('search')}?{query.urlencode()}"
    if not name:
        messages.error(request, _("Give the search a name."))
        return redirect(back)
    try:
        save_search(by=request.user, name=name, query=query)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(
        request,
        _(
            "The search is saved. You are told when something new comes in that holds all its"
            " words."
        ),
    )
    return redirect(back)


@require_POST
def search_forget(request: UserRequest, pk: int) -> HttpResponse:
    check(may_read, request.user)
    found = SavedSearch.objects.filter(pk=pk)
    if found.exclude(user=request.user).exists():
        raise Http404
    # One that is gone was taken away by the first press of two.
    found.filter(user=request.user).delete()
    messages.success(request, _("The saved search is taken away."))
    return redirect("home")


@require_POST
def search_notices(request: UserRequest, pk: int) -> HttpResponse:
    """Turn the notices about one saved search on or off."""
    check(may_read, request.user)
    saved = get_object_or_404(SavedSearch, pk=pk, user=request.user)
    set_notices(saved, wanted="wants" in request.POST)
    if saved.wants_notice:
        messages.success(request, _("You are told when something new comes in."))
    else:
        messages.success(request, _("You are no longer told what is new in the search."))
    return redirect("home")


@require_POST
def notice_read(request: UserRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it points."""
    check(may_read, request.user)
    notice = get_object_or_404(Notification, pk=pk, user=request.user)
    Notification.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    safe = url_has_allowed_host_and_scheme(notice.url, allowed_hosts={request.get_host()})
    return redirect(notice.url if safe and "open" in request.POST else reverse("home"))
