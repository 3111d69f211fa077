"""Saved searches, and the words of the whole archive with how common they are."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipality.models import User


class SavedSearch(models.Model):
    """Criteria a user keeps; a notice comes when something new matches.

    ``criteria`` is the search page's query string as {name: [values]}. ``seen_dialogue`` and
    ``seen_viewpoint`` are the highest ids when the search was last looked through: what is new
    has higher ones.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=120)
    criteria = models.JSONField(default=dict)
    wants_notice = models.BooleanField(_("tell me when something new matches"), default=True)
    seen_dialogue = models.BigIntegerField(default=0, editable=False)
    seen_viewpoint = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [models.UniqueConstraint("user", "name", name="saved_search_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('search')}?{urlencode(self.criteria, doseq=True)}"


class Lexeme(models.Model):
    """A word of the index with the number of dialogues and viewpoints that hold it.

    Kept by ``archive.lexemes.refresh``; numbers are of the latest refresh and good enough for
    ranking. ``keys`` are the spellings with letters left out by which a misspelt word finds it.
    """

    word = models.CharField(primary_key=True, max_length=100)
    dialogues = models.PositiveIntegerField(default=0)
    viewpoints = models.PositiveIntegerField(default=0)
    keys = ArrayField(models.CharField(max_length=100), default=list)

    class Meta:
        verbose_name = _("word of the index")
        verbose_name_plural = _("words of the index")
        indexes = [GinIndex(fields=["keys"], name="lexeme_keys", fastupdate=False)]

    def __str__(self) -> str:
        return self.word
