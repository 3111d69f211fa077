"""The register: dialogues, their occasions, documents, history and what was known before."""

from dialogues.models.decision import (
    Attestation,
    Decision,
    InformationMeeting,
    Inquiry,
    Opinion,
    PlanVersion,
)
from dialogues.models.dialogue import Dialogue
from dialogues.models.document import Document
from dialogues.models.history import HistoryEntry, Notification
from dialogues.models.imports import FileImport, ImportRefusal
from dialogues.models.initiative import Initiative, Matter
from dialogues.models.occasion import Occasion
from dialogues.models.partner import Partner
from dialogues.models.plan import Plan
from dialogues.models.review import KnowledgeReview

__all__ = [
    "Attestation",
    "Decision",
    "Dialogue",
    "Document",
    "FileImport",
    "HistoryEntry",
    "ImportRefusal",
    "InformationMeeting",
    "Initiative",
    "Inquiry",
    "KnowledgeReview",
    "Matter",
    "Notification",
    "Occasion",
    "Opinion",
    "Partner",
    "Plan",
    "PlanVersion",
]
