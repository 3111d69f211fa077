"""Who takes part in a dialogue, and how."""

from participation.models.plan import ParticipationPlan, row_with

__all__ = ["ParticipationPlan", "row_with"]
