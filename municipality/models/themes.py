"""Themes as a tree with the words people use for them (R008)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipality.models.bilingual import Named


class Theme(Named):
    """What a dialogue is about.

    ``keywords`` make the portal suggest the theme for a viewpoint; ``synonyms`` are groups of
    words, each written with spaces round ``=`` ("lekplats = lekpark"), that the search treats
    as the same.
    """

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    keywords = ArrayField(
        models.CharField(max_length=60), verbose_name=_("keywords"), default=list, blank=True
    )
    synonyms = ArrayField(
        models.CharField(max_length=200), verbose_name=_("synonyms"), default=list, blank=True
    )

    class Meta(Named.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
