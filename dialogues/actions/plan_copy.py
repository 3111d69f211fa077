"""Starting a plan from another one: what is empty is filled, what is written stays (R147)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed
from dialogues import history, plan
from dialogues.actions.locking import locked
from dialogues.actions.plan import change_plan
from dialogues.enums import Conclusion, HistoryAction, State
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from dialogues.permissions import may_edit_plan
from municipality.enums import Role
from municipality.models import User

EMPTY: tuple[Any, ...] = (None, "", [])
ENDED = Conclusion.NO_DIALOGUE


def plans_to_copy(user: User, dialogue: Dialogue) -> DialogueQuerySet:
    """Plans of one's own organisations, and good examples that say how they were held though they
    have no plan in the portal. Whole plans first, then those on the same theme, then the newest.

    Of what was never planned the plan says at most what was weighed: there is nothing to copy."""
    themes, methods = Dialogue.themes.through.objects, Dialogue.methods.through.objects
    mine = themes.filter(dialogue=dialogue.pk).values("theme")
    found = Dialogue.objects.visible_to(user).annotate(
        is_planned=Q(plan__isnull=False) & ~Q(state=State.IDEA) & ~Q(review__conclusion=ENDED),
        on_theme=Exists(themes.filter(dialogue=OuterRef("pk"), theme__in=mine)),
    )
    own = Q(is_planned=True, owner__in=user.bodies_as(Role.OFFICIAL))
    says_how = ~Q(recruitment=[]) | Exists(methods.filter(dialogue=OuterRef("pk")))
    good = Q(is_good_example=True) & (Q(is_planned=True) | says_how)
    offered = found.filter(own | good).exclude(pk=dialogue.pk)
    newest = F("starts_on").desc(nulls_last=True)
    return offered.order_by("-is_planned", "-on_theme", newest, "-pk")


@transaction.atomic
def copy_plan(*, by: User, dialogue: Dialogue, source: Dialogue) -> list[str]:
    """Fill what is empty in a plan from another one; returns the titles of the sections filled.

    Days, amounts and what only concerns the other matter are not lent. Raises NotAllowed as
    ``may_edit_plan`` and when the other plan is not one to copy.
    """
    whole = locked(by, dialogue, may_edit_plan)
    lender = plan.with_rows(plans_to_copy(by, whole)).filter(pk=source.pk).first()
    if lender is None:
        raise NotAllowed(_("This plan cannot be copied."))
    filled = []
    lent: dict[type[models.Model], dict[str, Any]] = defaultdict(dict)
    for section in plan.sections(whole):
        found = list(_lent(section, lender, whole))
        for model, name, value in found:
            lent[model][name] = value
        copied = section.copy is not None and section.copy(lender, whole, by)
        if found or copied:
            filled.append(str(section.title))
    for model, values in lent.items():
        _write(by, whole, model, values)
    if filled:
        history.record(
            dialogue=whole, by=by, action=HistoryAction.PLAN_COPIED, detail=lender.reference
        )
    return filled


def _lent(
    section: plan.Section, source: Dialogue, whole: Dialogue
) -> Iterator[tuple[type[models.Model], str, Any]]:
    """(model, field, value) of what a section's form holds, empty here and written there."""
    form = section.form
    if form is None:
        return
    mine, theirs = section.row(whole), section.row(source)
    of_dialogue = (
        *getattr(form, "dialogue_columns", ()),
        *getattr(form, "dialogue_relations", ()),
    )
    pairs = [(mine, theirs, name) for name in form._meta.fields or ()]
    pairs += [(whole, source, name) for name in of_dialogue]
    for here, there, name in pairs:
        if name in form.not_copied or not _is_empty(here, name):
            continue
        if not _is_empty(there, name) and _answer_alike(here, there, form.follows.get(name)):
            yield type(here), name, _value(there, name)


def _answer_alike(here: models.Model, there: models.Model, answer: str | None) -> bool:
    """Whether what is said of an answer there may be said here: here nothing is answered yet, or
    the same."""
    return (
        answer is None or _is_empty(here, answer) or _value(here, answer) == _value(there, answer)
    )


def _is_empty(row: models.Model, name: str) -> bool:
    """Whether nothing is written; a box that is not ticked is nothing, a no to a question is."""
    value, column = _value(row, name), row._meta.get_field(name)
    return value in EMPTY or (value is False and not column.null)


def _value(row: models.Model, name: str) -> Any:
    if row._meta.get_field(name).many_to_many:
        return list(getattr(row, name).all()) if row.pk else []
    return getattr(row, name)


def _write(by: User, whole: Dialogue, model: type[models.Model], values: dict[str, Any]) -> None:
    """Through the same door as a form, so that words, version and history follow."""
    mine = {"pk": whole.pk} if model is Dialogue else {"dialogue": whole}
    row: Any = model._default_manager.filter(**mine).first()
    linked = {name for name in values if model._meta.get_field(name).many_to_many}
    change_plan(
        by=by,
        dialogue=whole,
        row=row or model(dialogue=whole),
        version=row.version if row else None,
        values={name: value for name, value in values.items() if name not in linked},
        links={name: values[name] for name in linked},
    )
