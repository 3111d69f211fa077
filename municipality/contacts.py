"""The directory of contact persons (R146)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
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
