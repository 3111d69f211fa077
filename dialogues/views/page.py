"""A dialogue's page with everything about it (R054), and the list of one's own."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dialogportal.table_files import table_file
from dialogues import loop, plan
from dialogues.cautions import cautions_for
from dialogues.chain import chain_of
from dialogues.completeness import completeness, linked_names, with_linked
from dialogues.enums import (
    Counted,
    EvaluatedAspect,
    Orientation,
    PartnerKind,
    Phase,
    Purpose,
    Recruitment,
    Status,
    TargetGroup,
)
from dialogues.exporting import own_dialogue_table
from dialogues.fetch import check, find_dialogue
from dialogues.ideas import background_beyond_search
from dialogues.models import Dialogue
from dialogues.next_steps import panel, with_decisions
from dialogues.page_query import contacts, named, with_page_rows
from dialogues.permissions import (
    allowed,
    may_change_record,
    may_mark_good_example,
    may_register_dialogue,
    may_withdraw,
    registrable_organisations,
    why_not,
)
from dialogues.plan_sections.wording import in_words
from dialogues.size_bands import size_band
from dialogues.views.steps import step_url
from dialogues.views.withdrawal import withdrawn_page
from municipality.enums import LEVEL_RESIDENTS_GET_TO, Role
from municipality.models import Organisation
from municipality.permissions import may_read

MOST_WITHDRAWN = 100
PER_PAGE = 30
TAGS = {
    Status.IDEA: "idea",
    Status.PLANNED: "planned",
    Status.ONGOING: "ongoing",
    Status.CARRIED_OUT: "done",
    Status.NOT_HELD: "none",
}


def dialogue_list(request):
    """The dialogues of the reader's organisations, with how complete each record is (R036)."""
    user = request.user
    chosen = _chosen(request)
    mine = _own_dialogues(user)
    numbers = mine.numbers()
    rows = _listed(mine, chosen).select_related("owner")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    listed = [
        {
            "dialogue": row,
            "tag": TAGS[row.status],
            "complete": completeness(row, linked_names(row)),
        }
        for row in page.object_list
    ]
    may_not_register = why_not(may_register_dialogue, user)
    context = {
        "page": page,
        "rows": listed,
        "tabs": _tabs(numbers, chosen),
        "chosen": chosen,
        "may_not_register": may_not_register,
        "withdrawn": _withdrawn(user),
        "decided_for": _decided_for(user) if may_not_register else [],
    }
    return render(request, "dialogues/list.html", context)


def _own_dialogues(user):
    """The dialogues of the reader's organisations, a coordinator's all."""
    mine = Dialogue.objects.visible_to(user)
    if not user.is_coordinator:
        mine = mine.filter(owner__in=registrable_organisations(user))
    return mine


def _chosen(request):
    """What the list is narrowed to: one of ``Counted``, or nothing."""
    what = request.GET.get("counted", "")
    return Counted(what) if what in Counted.values else None


def _listed(mine, chosen):
    """Newest first, with what the list and its file show of each."""
    found = mine.counted_as(chosen) if chosen else mine.with_counted()
    return with_linked(found).light().newest_first()


def _tabs(numbers, chosen):
    """How many dialogues there are, and apart what is none (R086, R157): for components/tabs.html;
    none where all are dialogues."""
    if set(numbers) <= {Counted.DIALOGUE} and not chosen:
        return []
    every = {"label": _("All"), "url": "?", "count": numbers.total(), "current": chosen is None}
    each = [
        {
            "label": str(what.label),
            "url": f"?counted={what}",
            "count": numbers[what],
            "current": what == chosen,
        }
        for what in Counted
        if numbers[what] or what == chosen
    ]
    return [*each, every]


def _withdrawn(user):
    """What the reader may restore, latest first (R021)."""
    found = Dialogue.objects.withdrawn_for(user).order_by("-withdrawn_on", "-pk")
    return list(found.only("reference", "title", "withdrawn_on")[:MOST_WITHDRAWN])


def _decided_for(user):
    """The administrations and companies whose dialogues the reader's committee decides on."""
    committees = user.bodies_as(Role.COMMITTEE)
    found = Organisation.objects.carrying_out().filter(deciding_committee__in=committees)
    return list(found.in_force().in_swedish_order())


@require_safe
def dialogue_list_export(request, extension):
    """Exactly the list on the screen, all its pages, as CSV or XLSX (R152)."""
    check(may_read, request.user)
    rows = own_dialogue_table(_listed(_own_dialogues(request.user), _chosen(request)))
    return table_file(rows, _("own-dialogues"), extension)


def _whole(rows):
    related = (
        "owner__successor",
        "type",
        "kind",
        "feeds_committee",
        "created_by",
        "feedback_plan",
        "attendance",
        "follow_up",
        "review__by",
        "review__area",
        "review__coordinate_with",
    )
    rows = plan.with_pages(with_decisions(with_page_rows(rows).select_related(*related)))
    return rows.light("review__coordinate_with").defer("review__area__boundary")


def dialogue_page(request, reference):
    dialogue = find_dialogue(request.user, reference, _whole)
    if dialogue is None:
        return withdrawn_page(request, reference)
    occasions = list(dialogue.occasions.select_related("area", "method").defer("area__boundary"))
    documents = list(dialogue.documents.defer("text"))
    owner_now = dialogue.owner.current()
    linked = {name for name, found in _linked(dialogue, occasions, documents) if found}
    user = request.user
    review = getattr(dialogue, "review", None)
    context = {
        "dialogue": dialogue,
        "background": background_beyond_search(dialogue, review) if review else dialogue.background,
        "tag": TAGS[dialogue.status],
        "gets": LEVEL_RESIDENTS_GET_TO.get(dialogue.level),
        "stops": loop.stops(dialogue, decided_on=dialogue.decided_on),
        "process": panel(user, dialogue),
        "themes": named(dialogue.theme_rows),
        "methods": named(dialogue.method_rows),
        "also_types": named(dialogue.type_rows),
        "partners": _partners(dialogue),
        "occasions": occasions,
        "most_participants": max((row.participants or 0 for row in occasions), default=0),
        "participants": _participants(dialogue, occasions),
        "documents": documents,
        "chain": list(
            chain_of(dialogue, user).only("reference", "title", "starts_on", "ends_on", "state")
        ),
        "review": review,
        "owner_now": owner_now,
        "owner_then": dialogue.owner if owner_now != dialogue.owner else None,
        "contacts": contacts(owner_now),
        "cautions": cautions_for(dialogue),
        "plan_pages": plan.pages(user, dialogue),
        "complete": _completeness(dialogue, linked),
        "may_not_edit": why_not(may_change_record, user, dialogue),
        "may_withdraw": allowed(may_withdraw, user, dialogue),
        "may_mark": allowed(may_mark_good_example, user, dialogue),
        **_coded(dialogue),
    }
    return render(request, "dialogues/page.html", context)


def _linked(dialogue, occasions, documents):
    return (
        ("areas", dialogue.area_rows),
        ("themes", dialogue.theme_rows),
        ("methods", dialogue.method_rows),
        ("occasions", occasions),
        ("documents", documents),
    )


def _completeness(dialogue, linked):
    complete = completeness(dialogue, linked)
    missing = [(part.label, step_url(dialogue, part.step)) for part in complete.missing]
    return {"filled": complete.filled, "total": complete.total, "missing": missing}


def _participants(dialogue, occasions):
    """The number shown: the dialogue's own, else the sum of its held occasions' known ones."""
    held = [row for row in occasions if row.is_held]
    known = [row.participants for row in held if row.participants is not None]
    number = dialogue.participants
    if number is None and known:
        number = sum(known)
    return {
        "number": number,
        "band": size_band(number),
        "is_summed": dialogue.participants is None,
        "occasions": len(held),
    }


def _partners(dialogue):
    """[(kind, names)] of the partners."""
    names: dict[str, list[str]] = {}
    for row in dialogue.partner_rows:
        names.setdefault(row["kind"], []).append(row["name"])
    return [(PartnerKind(kind).label, found) for kind, found in names.items()]


def _coded(dialogue):
    """Codes as words."""
    return {
        "purposes": in_words(Purpose, dialogue.purposes),
        "phases": in_words(Phase, dialogue.phases),
        "groups": [(code, TargetGroup(code).label) for code in dialogue.target_groups],
        "recruitment": in_words(Recruitment, dialogue.recruitment),
        "orientation": [Orientation(code).label for code in dialogue.orientation],
        "evaluated": [EvaluatedAspect(code).label for code in dialogue.evaluated],
    }
