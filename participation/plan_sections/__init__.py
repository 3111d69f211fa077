"""The parts of a plan that tell who takes part and how."""

from participation.plan_sections.groups import TARGET_GROUPS
from participation.plan_sections.level import LEVEL

__all__ = ["LEVEL", "TARGET_GROUPS"]
