from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"

    def ready(self) -> None:
        """Let a dialogue's history word what was changed in a round of the loop, and who came."""
        from dialogues.history_text import CHANGED_MODELS  # noqa: PLC0415  models are loaded now
        from participation.enums import AttendanceHistory, LoopHistory  # noqa: PLC0415
        from participation.models import Attendance, LoopRound  # noqa: PLC0415

        CHANGED_MODELS[LoopHistory.CHANGED] = LoopRound
        CHANGED_MODELS[AttendanceHistory.NOTED] = Attendance
