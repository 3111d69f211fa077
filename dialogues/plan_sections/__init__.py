"""The plan's sections that the register itself answers for."""

from dialogues.plan_sections.beginning import PRIOR_KNOWLEDGE, PURPOSE, STANDPOINT
from dialogues.plan_sections.means import BUDGET, PARTNERS, ROLES
from dialogues.plan_sections.telling import COMMUNICATION, DOCUMENTATION
from dialogues.plan_sections.timetable import TIMETABLE
from dialogues.plan_sections.wording import label_of

__all__ = [
    "BUDGET",
    "COMMUNICATION",
    "DOCUMENTATION",
    "PARTNERS",
    "PRIOR_KNOWLEDGE",
    "PURPOSE",
    "ROLES",
    "STANDPOINT",
    "TIMETABLE",
    "label_of",
]
