"""The parts of a plan that tell who takes part and how."""

from participation.plan_sections.groups import TARGET_GROUPS
from participation.plan_sections.inclusion import ADAPTATION, RECRUITMENT, RIGHTS
from participation.plan_sections.level import LEVEL
from participation.plan_sections.methods import METHODS

__all__ = ["ADAPTATION", "LEVEL", "METHODS", "RECRUITMENT", "RIGHTS", "TARGET_GROUPS"]
