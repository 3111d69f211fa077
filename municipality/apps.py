from django.apps import AppConfig


class MunicipalityConfig(AppConfig):
    name = "municipality"

    def ready(self) -> None:
        # Registers the checks; they need the models, which are not there before.
        from municipality import checks  # noqa: F401, PLC0415
