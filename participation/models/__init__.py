"""Who takes part in a dialogue, and how."""

from participation.models.analysis import ASSESSED, JUDGED, GroupAssessment, TargetGroupAnalysis
from participation.models.budget import ParticipatoryBudget
from participation.models.plan import ParticipationPlan, row_with

__all__ = [
    "ASSESSED",
    "JUDGED",
    "GroupAssessment",
    "ParticipationPlan",
    "ParticipatoryBudget",
    "TargetGroupAnalysis",
    "row_with",
]
