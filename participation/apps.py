from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"

    def ready(self) -> None:
        """Let a dialogue's history word what was changed in a round of the loop."""
        from dialogues.history_text import CHANGED_MODELS  # noqa: PLC0415  models are loaded now
        from participation.enums import LoopHistory  # noqa: PLC0415
        from participation.models import LoopRound  # noqa: PLC0415

        CHANGED_MODELS[LoopHistory.CHANGED] = LoopRound
