"""The least of a city that a bench needs. Import inside a scratch database."""

from __future__ import annotations

from archive.demo.load import load_city_facts
from dialogues.models import Dialogue
from dialogues.references import next_references
from municipality.enums import Decider, OrganisationKind, Role
from municipality.models import DialogueType, Membership, Organisation, User


def administration() -> Organisation:
    found, _made = Organisation.objects.get_or_create(
        name="Bänkförvaltningen", kind=OrganisationKind.ADMINISTRATION_SPECIALIST
    )
    return found


def an_official() -> User:
    """An official of the bench's administration."""
    user = User.objects.filter(email="bench@example.org").first()
    if user is None:
        user = User.objects.create_user("bench@example.org", "only for the bench")
        Membership.objects.create(user=user, organisation=administration(), role=Role.OFFICIAL)
    return user


def dialogue_type() -> DialogueType:
    """The profile's first type, or one of the bench's own."""
    return DialogueType.objects.first() or DialogueType.objects.create(
        slug="bench", name_sv="Medborgardialog", decider=Decider.COMMITTEE
    )


def small_dialogue() -> Dialogue:
    """A dialogue to hang viewpoints on."""
    return Dialogue.objects.create(
        reference=next_references(2026)[0],
        title="Bänk",
        owner=administration(),
        type=dialogue_type(),
    )


def city_facts() -> None:
    """Stockholm's areas, organisations, themes and methods; no dialogues and no users."""
    load_city_facts()
