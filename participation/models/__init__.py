"""Who takes part in a dialogue, and how."""

from participation.models.analysis import (
    ASSESSED,
    JUDGED,
    GroupAssessment,
    TargetGroupAnalysis,
    UnaffectedDimension,
)
from participation.models.attendance import COUNTED, Attendance
from participation.models.budget import ParticipatoryBudget
from participation.models.loop import (
    GROUP_COLUMNS,
    INTERVIEWED,
    MEMBERS,
    MOST_PEOPLE,
    MOST_ROUNDS,
    STEP_COLUMNS,
    ComplexIssueProcess,
    LoopRound,
    RoundStep,
    WorkingGroup,
)
from participation.models.plan import ParticipationPlan, row_with

__all__ = [
    "ASSESSED",
    "COUNTED",
    "GROUP_COLUMNS",
    "INTERVIEWED",
    "JUDGED",
    "MEMBERS",
    "MOST_PEOPLE",
    "MOST_ROUNDS",
    "STEP_COLUMNS",
    "Attendance",
    "ComplexIssueProcess",
    "GroupAssessment",
    "LoopRound",
    "ParticipationPlan",
    "ParticipatoryBudget",
    "RoundStep",
    "TargetGroupAnalysis",
    "UnaffectedDimension",
    "WorkingGroup",
    "row_with",
]
