"""Documentation of a dialogue: a file or a link (R016)."""

import secrets
from pathlib import PurePath

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.enums import DocumentForm, TextState
from dialogues.models.dialogue import Dialogue
from municipality.models import User


def document_path(document: "Document", filename: str) -> str:
    """A place on disk that says nothing of the file's name and cannot be guessed."""
    return f"documents/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()[:6]}"


class Document(models.Model):
    """A report, minutes, a film … of a dialogue. Files are read through the portal only."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    form = models.CharField(
        _("form"), max_length=12, choices=DocumentForm.choices, default=DocumentForm.REPORT
    )
    file = models.FileField(_("file"), upload_to=document_path, blank=True, max_length=100)
    file_name = models.CharField(_("file name"), max_length=200, blank=True, editable=False)
    file_kind = models.CharField(_("file type"), max_length=8, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    link = models.URLField(_("link"), max_length=500, blank=True)
    holds_needs = models.BooleanField(_("holds needs and thoughts"), default=False)
    holds_proposals = models.BooleanField(
        _("holds proposed measures and who is to do them"), default=False
    )
    text = models.TextField(default="", editable=False)
    text_state = models.CharField(
        max_length=8, choices=TextState.choices, default=TextState.NONE, editable=False
    )
    form_token = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    uploaded_at = models.DateTimeField(_("added"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=(~Q(file="") & Q(link="")) | (Q(file="") & ~Q(link="")),
                name="document_is_file_or_link",
                violation_error_message=_("Give either a file or a link."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
