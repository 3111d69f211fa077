from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MunicipalityConfig(AppConfig):
    name = "municipality"
    verbose_name = _("The city")

    def ready(self) -> None:
        # Registers the checks; they need the models, which are not there before.
        from municipality import checks  # noqa: F401, PLC0415
