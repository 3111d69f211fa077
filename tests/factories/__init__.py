"""One factory a model, by app: ``from tests.factories import AreaFactory``."""

from tests.factories.dialogues import (
    DialogueFactory,
    DocumentFactory,
    OccasionFactory,
    dialogue_in_state,
)
from tests.factories.municipality import (
    AreaFactory,
    AreaParentFactory,
    DialogueKindFactory,
    DialogueTypeFactory,
    MembershipFactory,
    MethodFactory,
    OrganisationFactory,
    PopulationFigureFactory,
    ProfileFactory,
    ThemeFactory,
    UserFactory,
    committee_member,
    coordinator,
    official,
)

__all__ = [
    "AreaFactory",
    "AreaParentFactory",
    "DialogueFactory",
    "DialogueKindFactory",
    "DialogueTypeFactory",
    "DocumentFactory",
    "MembershipFactory",
    "MethodFactory",
    "OccasionFactory",
    "OrganisationFactory",
    "PopulationFigureFactory",
    "ProfileFactory",
    "ThemeFactory",
    "UserFactory",
    "committee_member",
    "coordinator",
    "dialogue_in_state",
    "official",
]
