"""Names that a city gives in Swedish and English."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_reader_language(swedish: str, english: str) -> str:
    """The English text to an English reader where there is one, else the Swedish."""
    return english if english and (get_language() or "sv").startswith("en") else swedish


class Named(models.Model):
    """A reference list's row: a slug that data refer to, and a name in both languages."""

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        abstract = True
        ordering = ["order", "name_sv"]

    def __str__(self) -> str:
        return in_reader_language(self.name_sv, self.name_en)
