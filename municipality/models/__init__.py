"""The ground floor: the city's organisations, people, areas, themes and framework."""

from municipality.models.areas import Area, AreaParent, PopulationFigure
from municipality.models.framework import DialogueKind, DialogueType, LoopStep, Method, Profile
from municipality.models.organisations import Organisation
from municipality.models.people import Membership, User
from municipality.models.themes import Theme

__all__ = [
    "Area",
    "AreaParent",
    "DialogueKind",
    "DialogueType",
    "LoopStep",
    "Membership",
    "Method",
    "Organisation",
    "PopulationFigure",
    "Profile",
    "Theme",
    "User",
]
