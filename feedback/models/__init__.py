"""What was said, and what came of it."""

from feedback.models.follow_up import FollowUp
from feedback.models.measure import Measure
from feedback.models.plan import FeedbackPlan
from feedback.models.viewpoint import Viewpoint

__all__ = ["FeedbackPlan", "FollowUp", "Measure", "Viewpoint"]
