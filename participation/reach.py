"""Which groups a plan is about, as its other sections ask."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from dialogues.enums import TargetGroup
from dialogues.models import Dialogue, Plan
from dialogues.plan import column_of, row_of
from participation.broad import names_everybody, names_older
from participation.enums import GONE_THROUGH, Dimension, KnownGroup
from participation.models import (
    ASSESSED,
    GroupAssessment,
    TargetGroupAnalysis,
    UnaffectedDimension,
)


def analysis_of(dialogue: Dialogue) -> TargetGroupAnalysis:
    """The dialogue's analysis, unsaved while nothing is written."""
    row: TargetGroupAnalysis = row_of(dialogue, TargetGroupAnalysis, "target_group_analysis")
    return row


def _assessed() -> ArraySubquery:
    rows = GroupAssessment.objects.filter(analysis__dialogue=OuterRef("pk"))
    # In the plan's own query: eight sections ask for the groups.
    return ArraySubquery(
        rows.values(row=JSONObject(**{name: name for name in (*ASSESSED, "order")}))
    )


# The columns that sections which ask for the groups read (``Section.annotated``).
GROUPS = {"assessed_groups": _assessed()}
UNAFFECTED = {
    "unaffected_dimensions": ArraySubquery(
        UnaffectedDimension.objects.filter(analysis__dialogue=OuterRef("pk")).values(
            row=JSONObject(dimension="dimension", why="why")
        )
    )
}


def groups_of(dialogue: Dialogue) -> list[GroupAssessment]:
    """The groups of the analysis, in their order."""
    return [GroupAssessment(**row) for row in column_of(dialogue, "assessed_groups")]


def unaffected_of(dialogue: Dialogue) -> dict[str, str]:
    """{dimension: why, or nothing} of those gone through in which no group is affected (R101)."""
    return {row["dimension"]: row["why"] for row in column_of(dialogue, "unaffected_dimensions")}


def not_gone_through(dialogue: Dialogue) -> list[Dimension]:
    """Dimensions of which the analysis neither names a group nor says that none is affected."""
    said = {*unaffected_of(dialogue), *(group.dimension for group in groups_of(dialogue))}
    return [dimension for dimension in GONE_THROUGH if dimension not in said]


def turns_to_everyone(analysis: TargetGroupAnalysis, groups: Sequence[GroupAssessment]) -> bool:
    """Whether everybody is the target group: by the box, or by a group in own words that comes
    first, or before which none comes (R104)."""
    if analysis.is_everyone:
        return True
    no_other = not any(group.is_primary and not is_everybody(group) for group in groups)
    return any(is_everybody(group) and (group.is_primary or no_other) for group in groups)


def is_for_all(analysis: TargetGroupAnalysis, groups: Sequence[GroupAssessment]) -> bool:
    """Whether no group comes before everybody."""
    specific = any(group.is_primary and not is_everybody(group) for group in groups)
    return analysis.is_everyone or (turns_to_everyone(analysis, groups) and not specific)


def is_everybody(group: GroupAssessment) -> bool:
    """Whether a group in own words is the whole population."""
    return names_everybody(group.own_words)


def primary_unheard(dialogue: Dialogue) -> list[GroupAssessment]:
    """Primary groups that are seldom heard otherwise (R108)."""
    return [group for group in groups_of(dialogue) if group.is_primary and group.is_seldom_heard]


def are_heard_already(dialogue: Dialogue) -> bool:
    """Whether all whom the dialogue turns to first are judged to be heard anyhow: for them an
    open invitation is enough (R108)."""
    primary = [group for group in groups_of(dialogue) if group.is_primary]
    return bool(primary) and all(
        group.heard_today and not group.is_seldom_heard and not is_everybody(group)
        for group in primary
    )


def concerns_older(dialogue: Dialogue) -> bool:
    """Whether older people are a group of the dialogue, are among all that it turns to, or are
    told of it (R117)."""
    if {TargetGroup.OLDER, TargetGroup.ALL_RESIDENTS} & set(dialogue.target_groups):
        return True
    analysis, groups = analysis_of(dialogue), groups_of(dialogue)
    if turns_to_everyone(analysis, groups):
        return True
    plan: Plan = row_of(dialogue, Plan, "plan")
    said = [plan.communication, analysis.information_reaches, dialogue.target_group_text]
    said += [group.own_words for group in groups]
    known = any(group.group == KnownGroup.OLDER for group in groups)
    return known or any(names_older(text) for text in said)
