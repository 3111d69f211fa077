"""Who works with the demo city: roles to log in as, and contact persons. Nobody has a name."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.http import QueryDict

from archive.demo.facts import organisations
from archive.demo.load.ground import bodies_by_slug
from archive.demo.load.times import at_office_hour
from archive.saved import save_search, tell_of_new_matches
from dialogues.models import Dialogue
from feedback.models import Viewpoint
from municipality.enums import CARRYING_OUT_KINDS, Role
from municipality.models import Membership, Organisation, User

PLANNER = "handlaggare.jarva@demo.example"
SECRETARY = "sekreterare.jarva@demo.example"
STRATEGIST = "strateg@demo.example"
# A few organisations have nobody to ask yet, as in any city.
WITHOUT_CONTACT = {"stokab", "val", "overformyndar", "stockholms-hamnar"}
# What was new in the saved searches is what has come in since then.
LAST_LOOKED = datetime.date(2026, 9, 15)
SAVED_SEARCHES = (
    ("Belysning i Tensta", "q=belysning&area=tensta"),
    ("Mötesplatser för unga i Järva", "q=mötesplats+unga&area=jarva"),
)


@dataclass(frozen=True)
class Account:
    """A demo log-in; ``organisation`` is a slug of facts.organisations(), empty for none."""

    email: str
    name: str
    organisation: str = ""
    role: str = Role.OFFICIAL
    is_secretary: bool = False


ACCOUNTS = (
    Account(PLANNER, "Handläggare, Järva stadsdelsförvaltning", "sdf-jarva"),
    Account("handlaggare.trafik@demo.example", "Handläggare, Trafikkontoret", "trafik"),
    Account(
        "handlaggare.bostader@demo.example", "Handläggare, Svenska Bostäder", "svenska-bostader"
    ),
    Account(
        "ledamot.jarva@demo.example", "Ledamot, Järva stadsdelsnämnd", "sdn-jarva", Role.COMMITTEE
    ),
    Account(
        SECRETARY,
        "Nämndsekreterare, Järva stadsdelsnämnd",
        "sdn-jarva",
        Role.COMMITTEE,
        is_secretary=True,
    ),
    Account(STRATEGIST, "Dialogstrateg, Stadsledningskontoret", "slk", Role.COORDINATOR),
    Account("administrator@demo.example", "Administratör"),
)


def load_people() -> None:
    """Store the log-ins and a contact person for most organisations."""
    bodies = bodies_by_slug()
    # All have the same known password: hashed once, since hashing is slow by design.
    password = make_password(settings.DEMO_PASSWORD)
    users = {
        account.email: User(
            email=account.email,
            display_name=account.name,
            password=password,
            is_demo=True,
            is_staff=not account.organisation,
            is_superuser=not account.organisation,
        )
        for account in ACCOUNTS
    }
    User.objects.bulk_create(users.values())
    Membership.objects.bulk_create(
        Membership(
            user=users[account.email],
            organisation=bodies[account.organisation],
            role=account.role,
            is_secretary=account.is_secretary,
            is_contact_person=account.role == Role.OFFICIAL,
        )
        for account in ACCOUNTS
        if account.organisation
    )
    _load_contact_persons()
    _load_secretaries()


def _load_secretaries() -> None:
    """Who records what the other committees and boards decide; nobody logs in as them."""
    taken = {account.organisation for account in ACCOUNTS if account.is_secretary}
    bodies = Organisation.objects.filter(valid_to=None, administrations__isnull=False).distinct()
    made = {
        body: User(
            email=f"sekreterare.{body.pk}@demo.example",
            display_name=f"Sekreterare, {body.name}",
            password=make_password(None),
            is_demo=True,
        )
        for body in bodies.exclude(pk__in=[bodies_by_slug()[slug].pk for slug in taken])
    }
    User.objects.bulk_create(made.values())
    Membership.objects.bulk_create(
        Membership(user=user, organisation=body, role=Role.COMMITTEE, is_secretary=True)
        for body, user in made.items()
    )


def _load_contact_persons() -> None:
    bodies = bodies_by_slug()
    taken = {account.organisation for account in ACCOUNTS if account.role == Role.OFFICIAL}
    contacts = {
        fact.slug: User(
            email=f"samordnare.{fact.slug}@demo.example",
            display_name=f"Dialogsamordnare, {fact.name}",
            password=make_password(None),
            is_demo=True,
        )
        for fact in organisations()
        if fact.kind in CARRYING_OUT_KINDS
        and fact.valid_to is None
        and fact.slug not in taken | WITHOUT_CONTACT
    }
    User.objects.bulk_create(contacts.values())
    Membership.objects.bulk_create(
        Membership(user=user, organisation=bodies[slug], role=Role.OFFICIAL, is_contact_person=True)
        for slug, user in contacts.items()
    )


def load_saved_searches() -> None:
    """Two searches that an official keeps, with the notices of what is new in them."""
    official = User.objects.get(email=PLANNER)
    dialogue = Dialogue.objects.filter(created_at__lt=at_office_hour(LAST_LOOKED)).latest("pk")
    viewpoint = Viewpoint.objects.filter(said_on__lt=LAST_LOOKED).latest("pk")
    for name, query in SAVED_SEARCHES:
        saved = save_search(by=official, name=name, query=QueryDict(query))
        saved.seen_dialogue, saved.seen_viewpoint = dialogue.pk, viewpoint.pk
        saved.save(update_fields=["seen_dialogue", "seen_viewpoint"])
    tell_of_new_matches()


def log_ins() -> list[tuple[str, str]]:
    """(role, e-mail) of those who can log in to this demo; none in a city's own database."""
    accounts = User.objects.filter(is_demo=True, is_active=True)
    accounts = accounts.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return list(accounts.order_by("pk").values_list("display_name", "email"))
