"""The plan's section on whom it meets, and whom residents have already answered (R051–R053)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive.asked_before import Asked, asked_before
from archive.enums import OverlapKind
from archive.models import Overlap
from dialogportal.periods import by_day
from dialogues.models import Dialogue
from dialogues.plan import Finding, Row, Section

SLUG = "krockar"
MOST_TOLD = 20
MOST_FOUND = 5
PARTY = ("reference", "title", "starts_on", "ends_on", "state", "withdrawn_on", "owner__name")
READ = (
    "kind", "same_group", "past_on", "note", "noted_by_label",
    *(f"{side}__{name}" for side in ("first", "second") for name in PARTY),
)  # fmt: skip
Meeting = tuple[Overlap, Dialogue]


@dataclass(frozen=True)
class Met:
    """What the section knows of a plan: the overlaps that hold, each with the other party,
    collisions of the same group first; and where residents were asked before."""

    overlaps: list[Meeting]
    asked: list[Asked]


def remember(dialogues: Iterable[Dialogue]) -> None:
    """Read for several plans at once what the section asks of each; two queries."""
    plans = {plan.pk: plan for plan in dialogues}
    asked = asked_before(plans.values())
    found: dict[int, list[Meeting]] = {pk: [] for pk in plans}
    held = Overlap.objects.that_hold().filter(Q(first__in=plans) | Q(second__in=plans))
    for row in held.select_related("first__owner", "second__owner").only(*READ):
        for one, other in ((row.first, row.second), (row.second, row.first)):
            if one.pk in found and not other.is_withdrawn:
                found[one.pk].append((row, other))
    for pk, plan in plans.items():
        rows = sorted(found[pk], key=lambda pair: (pair[0].kind, not pair[0].same_group))
        plan.met = Met(rows, asked[pk])  # type: ignore[attr-defined]


def _met(dialogue: Dialogue) -> Met:
    if not hasattr(dialogue, "met"):
        remember([dialogue])
    met: Met = dialogue.met  # type: ignore[attr-defined]
    return met


def _unresolved(dialogue: Dialogue) -> list[Meeting]:
    return [
        (row, other)
        for row, other in _met(dialogue).overlaps
        if row.kind == OverlapKind.COLLISION and not row.note
    ]


def _findings(dialogue: Dialogue) -> list[Finding]:
    unresolved = _unresolved(dialogue)
    found = [
        _warning(
            _("Collides with “%(title)s” (%(owner)s). Write how it is resolved.")
            % {"title": other.title, "owner": other.owner.name},
            f"overlap-{row.pk}",
            _("Collides with “%(title)s” (%(owner)s). Nobody has written yet how it is resolved.")
            % {"title": other.title, "owner": other.owner.name},
        )
        for row, other in unresolved[:MOST_FOUND]
    ]
    if more := len(unresolved) - MOST_FOUND if len(unresolved) > MOST_FOUND else 0:
        text = ngettext(
            "Collides with %(count)s more dialogue.",
            "Collides with %(count)s more dialogues.",
            more,
        )
        found.append(_warning(text % {"count": more}, ""))
    return found + _asked_findings(_met(dialogue).asked)


def _asked_findings(asked: list[Asked]) -> list[Finding]:
    """Those who wait for an answer first; those who have had one are worth a line too (R053)."""
    found = []
    if waiting := _titles(one for one in asked if one.awaits):
        text = _("Residents have already been asked about this and await an answer: %(titles)s.")
        found.append(_warning(text % {"titles": waiting}, "asked"))
    if answered := _titles(one for one in asked if not one.awaits):
        text = _(
            "Residents have already been asked about this and have had an answer: %(titles)s. Read"
            " first what they said."
        )
        told = _("Residents have already been asked about this and have had an answer: %(titles)s.")
        known = {"titles": answered}
        found.append(_warning(text % known, "answered", told % known))
    return found


def _titles(asked: Iterable[Asked]) -> str:
    return ", ".join(_("“%(title)s”") % {"title": one.title} for one in asked)


def _warning(text: str, field: str, told: str = "") -> Finding:
    return Finding(text, SLUG, field, is_blocker=False, told=told)


def _told(dialogue: Dialogue) -> list[Row]:
    overlaps = _met(dialogue).overlaps
    rows = [(str(row.get_kind_display()), _sentence(row, other)) for row, other in overlaps]
    if more := len(rows) - MOST_TOLD if len(rows) > MOST_TOLD else 0:
        text = ngettext("%(count)s more dialogue.", "%(count)s more dialogues.", more)
        rows = [*rows[:MOST_TOLD], (_("Besides"), text % {"count": more})]
    lines: dict[bool, list[str]] = {True: [], False: []}
    for one in _met(dialogue).asked:
        lines[one.awaits].append(f"{one.title} ({one.reference}, {one.period})")
    return [
        *rows,
        (_("Asked before, and still without an answer"), "\n".join(lines[True])),
        (_("Asked before, and answered"), "\n".join(lines[False])),
    ]


def _sentence(overlap: Overlap, other: Dialogue) -> str:
    period = by_day(other.starts_on, other.ends_on) if other.starts_on else _("no dates yet")
    who = f"{other.title} ({other.reference}), {other.owner.name}, {period}."
    if overlap.note:
        return f"{who}\n{overlap.note} ({overlap.noted_by_label})"
    unresolved = _("Nobody has written yet how it is resolved.")
    return f"{who} {unresolved}"


OVERLAPS = Section(
    slug=SLUG,
    title=gettext_lazy("Collisions and coordination"),
    lead=gettext_lazy("Whom the plan meets, and how that is resolved."),
    findings=_findings,
    filled=lambda dialogue: not _unresolved(dialogue),
    told=_told,
    url_name="overlap-list",
    guidance="archive/guidance/overlaps.html",
    # Others change what the plan meets: the committee need not decide anew for that.
    is_substance=False,
)
