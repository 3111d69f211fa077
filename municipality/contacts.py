"""The directory of contact persons (R146)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from municipality.enums import CARRYING_OUT_KINDS, OrganisationKind
from municipality.models import Membership, Organisation


@dataclass(frozen=True)
class Group:
    """The organisations of one kind, each with ``contacts``: its contact persons' memberships."""

    title: str
    organisations: list[Organisation]


@dataclass(frozen=True)
class Directory:
    """All who carry out dialogues, by kind; ``left_behind`` are abolished ones that still have
    contact persons."""

    groups: list[Group]
    left_behind: list[Organisation]

    @property
    def total(self) -> int:
        return sum(len(group.organisations) for group in self.groups)

    @property
    def without(self) -> int:
        rows = [row for group in self.groups for row in group.organisations]
        return sum(not row.contacts for row in rows)  # type: ignore[attr-defined]


def directory() -> Directory:
    """The directory of today; two queries whatever the number of organisations."""
    contacts = Membership.objects.contact_persons()
    rows = list(
        Organisation.objects.carrying_out()
        .select_related("deciding_committee", "successor")
        .prefetch_related(Prefetch("memberships", contacts, to_attr="contacts"))
        .in_swedish_order()
    )
    today = timezone.localdate()
    in_force = [r for r in rows if not r.is_abolished and (r.valid_from or today) <= today]
    titles = {
        OrganisationKind.ADMINISTRATION_DISTRICT: _("District administrations"),
        OrganisationKind.ADMINISTRATION_SPECIALIST: _("Specialist administrations"),
        OrganisationKind.COMPANY: _("Municipal companies"),
    }
    groups = [
        Group(titles[kind], [row for row in in_force if row.kind == kind])
        for kind in CARRYING_OUT_KINDS
    ]
    return Directory(
        groups=[group for group in groups if group.organisations],
        left_behind=[row for row in rows if row.is_abolished and row.contacts],  # type: ignore[attr-defined]
    )


def contact_table(
    found: Directory, committee: str, *, left_behind: bool
) -> Iterator[list[str | datetime.date | None]]:
    """A header, then a row for each contact person, and for each organisation that has none.

    ``committee`` is the city's word for it; ``left_behind`` takes the abolished ones along (R152).
    """
    yield [
        _("Kind"), _("Organisation"), _("Role"), _("Contact person"), capfirst(committee),
        _("Until"), _("Followed by"),
    ]  # fmt: skip
    groups = [*found.groups]
    if left_behind:
        title = _("Contact persons of abolished organisations")
        groups.append(Group(title, found.left_behind))
    for group in groups:
        for body in group.organisations:
            yield from (
                [
                    group.title, body.name, role, email, str(body.deciding_committee or ""),
                    body.valid_to if body.is_abolished else None, str(body.successor or ""),
                ]
                for role, email in _people(body)
            )  # fmt: skip


def _people(body: Organisation) -> list[tuple[str, str]]:
    """(role, e-mail address) of its contact persons, or one pair that says there is none."""
    rows: list[Membership] = body.contacts  # type: ignore[attr-defined]
    people = [(str(row.get_role_display()), row.user.email) for row in rows]
    return people or [("", _("No contact person"))]
