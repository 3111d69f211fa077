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
    LoopStepFactory,
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
from tests.factories.participation import (
    GroupAssessmentFactory,
    LoopRoundFactory,
    ParticipationPlanFactory,
    TargetGroupAnalysisFactory,
    UnaffectedDimensionFactory,
)

__all__ = [
    "AreaFactory",
    "AreaParentFactory",
    "DialogueFactory",
    "DialogueKindFactory",
    "DialogueTypeFactory",
    "DocumentFactory",
    "GroupAssessmentFactory",
    "LoopRoundFactory",
    "LoopStepFactory",
    "MembershipFactory",
    "MethodFactory",
    "OccasionFactory",
    "OrganisationFactory",
    "ParticipationPlanFactory",
    "PopulationFigureFactory",
    "ProfileFactory",
    "TargetGroupAnalysisFactory",
    "ThemeFactory",
    "UnaffectedDimensionFactory",
    "UserFactory",
    "committee_member",
    "coordinator",
    "dialogue_in_state",
    "official",
]
