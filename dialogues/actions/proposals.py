"""What is done to matters that committees keep and to initiatives (R080, R081)."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated
from dialogues.actions.register import once, token_of
from dialogues.models import Initiative, Matter
from dialogues.permissions import may_keep_matters, may_register_initiative
from municipality.models import User

Row = TypeVar("Row", Matter, Initiative)


@transaction.atomic
def add_proposal(
    *, by: User, model: type[Row], values: dict[str, Any], form_token: uuid.UUID
) -> Row:
    """Add a matter or an initiative; the same form again adds nothing. Raises NotAllowed."""
    row = model(**values, changed_by=by, form_token=token_of(form_token, values))
    _check(by, row)

    def create() -> Row:
        row.save(force_insert=True)
        return row

    return once(model, token_of(form_token, values), create)


@transaction.atomic
def change_proposal(*, by: User, row: Row, version: int, values: dict[str, Any]) -> Row:
    """Change a matter or an initiative as it stood at ``version``.

    Raises Outdated when somebody has changed it since, NotAllowed when the user may not change it,
    or would give it to a body that is not theirs.
    """
    rows = type(row)._default_manager.select_for_update()
    saved = rows.filter(pk=row.pk, version=version).first()
    if saved is None:
        raise Outdated(_("Somebody else has changed this since you opened it."))
    _check(by, saved)
    for name, value in values.items():
        setattr(saved, name, value)
    _check(by, saved)
    saved.version += 1
    saved.changed_by = by
    saved.save()
    return saved


def _check(by: User, row: Matter | Initiative) -> None:
    if isinstance(row, Matter):
        may_keep_matters(by, row.committee)
    else:
        may_register_initiative(by, row)
