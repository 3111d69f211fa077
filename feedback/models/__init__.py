"""What was said, and what came of it."""

from feedback.models.measure import Measure
from feedback.models.viewpoint import Viewpoint

__all__ = ["Measure", "Viewpoint"]
