"""What the demo's committee keeps as suitable for dialogue, and initiatives of residents."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from archive.demo.facts import read_toml
from archive.demo.load.people import PLANNER, SECRETARY
from dialogues.models import Initiative, Matter
from municipality.enums import Role
from municipality.models import Membership, Organisation

MONTH = datetime.timedelta(days=30)


def load_proposals() -> None:
    """Store the matters and initiatives of proposals.toml, dated from today."""
    made = read_toml("proposals.toml")
    today = timezone.localdate()
    committee, administration = _body(SECRETARY, Role.COMMITTEE), _body(PLANNER, Role.OFFICIAL)
    for one in made["matter"]:
        ahead = one.pop("months_ahead", 0)
        Matter.objects.create(
            committee=committee, decided_on=today + ahead * MONTH if ahead else None, **one
        )
    for one in made["initiative"]:
        days = datetime.timedelta(days=one.pop("days_ago"))
        Initiative.objects.create(received_by=administration, received_on=today - days, **one)


def _body(email: str, role: Role) -> Organisation:
    membership: Any = Membership.objects.select_related("organisation")
    return membership.get(user__email=email, role=role).organisation
