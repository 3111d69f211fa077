"""Which groups a plan is about, as its other sections ask."""

from __future__ import annotations

from dialogues.enums import TargetGroup
from dialogues.models import Dialogue
from dialogues.plan import row_of
from participation.enums import KnownGroup
from participation.models import GroupAssessment, TargetGroupAnalysis


def analysis_of(dialogue: Dialogue) -> TargetGroupAnalysis:
    """The dialogue's analysis, unsaved while nothing is written."""
    row: TargetGroupAnalysis = row_of(dialogue, TargetGroupAnalysis, "target_group_analysis")
    return row


def groups_of(dialogue: Dialogue) -> list[GroupAssessment]:
    analysis = analysis_of(dialogue)
    return list(analysis.groups.all()) if analysis.pk else []


def primary_unheard(dialogue: Dialogue) -> list[GroupAssessment]:
    """Primary groups that are seldom heard otherwise (R108)."""
    return [group for group in groups_of(dialogue) if group.is_primary and group.is_missed]


def concerns_older(dialogue: Dialogue) -> bool:
    """Whether older people are a group of the dialogue (R117)."""
    if TargetGroup.OLDER in dialogue.target_groups:
        return True
    return any(group.group == KnownGroup.OLDER for group in groups_of(dialogue))
