"""The parts of a plan that tell who takes part and how."""

from participation.plan_sections.groups import TARGET_GROUPS
from participation.plan_sections.inclusion import ADAPTATION, RECRUITMENT, RIGHTS
from participation.plan_sections.level import LEVEL
from participation.plan_sections.loop import COMPLEX_ISSUE
from participation.plan_sections.methods import METHODS
from participation.plan_sections.processes import PARTICIPATORY_BUDGET, STAGES

__all__ = [
    "ADAPTATION",
    "COMPLEX_ISSUE",
    "LEVEL",
    "METHODS",
    "PARTICIPATORY_BUDGET",
    "RECRUITMENT",
    "RIGHTS",
    "STAGES",
    "TARGET_GROUPS",
]
