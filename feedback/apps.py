from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Viewpoints and measures")

    def ready(self) -> None:
        """Let a dialogue's history word what was changed in a measure or its follow-up."""
        from dialogues.history_text import CHANGED_MODELS  # noqa: PLC0415  models are loaded now
        from feedback.enums import FollowUpHistory, MeasureHistory  # noqa: PLC0415
        from feedback.models import FollowUp, Measure  # noqa: PLC0415

        CHANGED_MODELS[MeasureHistory.CHANGED] = Measure
        CHANGED_MODELS.update(dict.fromkeys(FollowUpHistory, FollowUp))
