"""Files of earlier dialogues and of viewpoints on their way into the register (R042, R152)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import PurePath

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dialogportal.personal_data import mask
from dialogues.enums import ImportKind, ImportState
from dialogues.models.dialogue import Dialogue
from municipality.enums import Role
from municipality.models import Organisation, User

FOLDER = "imports"


def import_path(file_import: FileImport, filename: str) -> str:
    return f"{FOLDER}/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()[:6]}"


class FileImportQuerySet(models.QuerySet["FileImport"]):
    def visible_to(self, user: User, bodies: set[int] | None = None) -> FileImportQuerySet:
        """All to coordinators, to officials those for the bodies they answer for, else none.

        ``bodies`` are those, where they are known already.
        """
        found = self.into_register()
        if user.is_coordinator:
            return found
        if bodies is None:
            bodies = user.bodies_as(Role.OFFICIAL)
        return found.filter(organisation__in=bodies)

    def into_register(self) -> FileImportQuerySet:
        """Without those of viewpoints into what turned out to be no dialogue (R021)."""
        return self.filter(dialogue__withdrawn_on=None)


class FileImport(models.Model):
    """One uploaded file, how its columns were understood, and what came of its rows.

    ``mapping`` is {target field: [column names]}; ``defaults`` {target field: value} for what the
    file does not say, and {"unknown_" + target field: "refuse" or "leave"} for words that stand
    in no list; ``unmatched`` {target field: {word: rows}} such words. Counts are rows.
    """

    kind = models.CharField(_("holds"), max_length=10, choices=ImportKind.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("for"))
    dialogue = models.ForeignKey(
        Dialogue, models.CASCADE, null=True, blank=True, related_name="viewpoint_imports"
    )
    file = models.FileField(_("file"), upload_to=import_path, max_length=100)
    file_name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    columns = ArrayField(models.CharField(max_length=200), default=list)
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    unmatched = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    failure = models.CharField(max_length=300, blank=True)
    rows_total = models.PositiveIntegerField(_("rows in the file"), default=0)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_stored = models.PositiveIntegerField(_("rows stored"), default=0)
    rows_known = models.PositiveIntegerField(_("rows already there"), default=0)
    rows_refused = models.PositiveIntegerField(_("rows refused"), default=0)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    # When somebody last asked for the rows to be checked, stored or gone on with.
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = FileImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ImportKind.DIALOGUES, dialogue=None)
                | Q(kind=ImportKind.VIEWPOINTS, dialogue__isnull=False),
                name="import_of_viewpoints_has_dialogue",
            ),
            models.CheckConstraint(
                condition=Q(rows_read__gte=F("rows_stored") + F("rows_known") + F("rows_refused")),
                name="import_counts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.state in {ImportState.CHECKING, ImportState.RUNNING}

    @property
    def left_out(self) -> list[str]:
        """The columns of the file that nothing is taken from."""
        held = {column for columns in self.mapping.values() for column in columns}
        return [column for column in self.columns if column not in held]

    def cells_for(self, user: User) -> Callable[[str], str]:
        """How this reader may see a cell: residents' personal data is masked for all but
        officials of the dialogue's owner (R002)."""
        if self.dialogue is None or self.dialogue.owner_id in user.bodies_as(Role.OFFICIAL):
            return str
        return mask


class ImportRefusal(models.Model):
    """A row that was not stored, and why.

    ``reason`` is an English source sentence with %(name)s places, ``params`` fills them, so that
    everybody reads it in the language they have chosen.
    """

    file_import = models.ForeignKey(FileImport, models.CASCADE, related_name="refusals")
    row_number = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=200, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["row_number", "id"]
        verbose_name = _("refused row")
        verbose_name_plural = _("refused rows")
        indexes = [models.Index(fields=["file_import", "row_number"], name="refusal_of_import")]

    def __str__(self) -> str:
        return f"{self.row_number}: {self.reason}"
