from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"

    def ready(self) -> None:
        """Let a dialogue's history word what was written of an overlap."""
        from archive.enums import OverlapHistory  # noqa: PLC0415  models are loaded now
        from archive.models import Overlap  # noqa: PLC0415
        from dialogues.history_text import CHANGED_MODELS  # noqa: PLC0415

        CHANGED_MODELS[OverlapHistory.RESOLVED] = Overlap
