"""What was said: viewpoints (R039–R042)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from dialogportal.personal_data import mask
from dialogues.models import Dialogue, FileImport, Occasion
from dialogues.models.columns import weighted
from dialogues.models.querysets import WORDS as DIALOGUE_WORDS
from dialogues.permissions import is_owner_official
from feedback.enums import PersonalData, PlaceMark, ViewpointKind
from municipality.models import Area, User

if TYPE_CHECKING:
    from collections.abc import Iterable


WORDS = ("search", "words", "part_words")
HEAVY = {"dialogue": DIALOGUE_WORDS, "area": ("boundary",)}


class ViewpointQuerySet(models.QuerySet["Viewpoint"]):
    def visible_to(self, user: User) -> ViewpointQuerySet:
        """All viewpoints to all who work for the city; show them through ``text_for``.

        But those of what turned out to be no dialogue (R021).
        """
        if not (user.is_active and user.has_access):
            return self.none()
        withdrawn = Dialogue.objects.filter(withdrawn_on__isnull=False)
        return self.exclude(dialogue__in=withdrawn.values("pk"))

    def light(self, *also: str) -> ViewpointQuerySet:
        """Without the words of the search, which are as long as the rest.

        ``also`` are relations that come in the same query, without what is heavy of theirs.
        """
        heavy = (f"{relation}__{name}" for relation in also for name in HEAVY[relation])
        return self.defer(*WORDS, *heavy)

    def awaiting_look(self, organisation_ids: Iterable[int]) -> ViewpointQuerySet:
        """Those with personal data that an official of these organisations is to look at."""
        return self.filter(
            personal_data=PersonalData.WAITING, dialogue__owner__in=list(organisation_ids)
        )


class Viewpoint(models.Model):
    """Something a resident said. There is no field for who said it, and there never will be.

    ``theme_ids`` is an array and not a join table: a million rows are loaded by COPY and counted
    by theme in one pass (docs/adr/0003).
    """

    dialogue = models.ForeignKey(
        Dialogue, models.CASCADE, related_name="viewpoints", verbose_name=_("dialogue")
    )
    text = models.TextField(_("viewpoint"), max_length=10_000)
    kind = models.CharField(_("kind"), max_length=10, choices=ViewpointKind.choices, blank=True)
    theme_ids = ArrayField(
        models.BigIntegerField(), verbose_name=_("themes"), default=list, blank=True
    )
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, verbose_name=_("area"))
    occasion = models.ForeignKey(
        Occasion, models.SET_NULL, null=True, blank=True, verbose_name=_("occasion")
    )
    said_on = models.DateField(_("date"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    place_mark = models.CharField(
        _("the place is"), max_length=10, choices=PlaceMark.choices, blank=True
    )
    language = models.CharField(_("language"), max_length=8, default="sv", blank=True)
    in_scope = models.BooleanField(_("within the dialogue's scope"), default=True)
    personal_data = models.CharField(
        _("personal data"),
        max_length=8,
        choices=PersonalData.choices,
        default=PersonalData.NONE,
        editable=False,
    )
    fingerprint = models.UUIDField(
        editable=False,
        help_text=_("Tells the same row of the same file, or the same form, from a new one."),
    )
    source_import = models.ForeignKey(
        FileImport,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="viewpoints",
    )
    version = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    # Kept in the same statement as the text (feedback.indexing).
    words = models.TextField(default="", editable=False)
    part_words = models.TextField(default="", editable=False)
    search = models.GeneratedField(
        expression=Func(
            weighted("words", "A"),
            weighted("part_words", "D"),
            template="(%(expressions)s)",
            arg_joiner=" || ",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ViewpointQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("viewpoint")
        verbose_name_plural = _("viewpoints")
        indexes = [
            GinIndex(fields=["search"], name="viewpoint_search", fastupdate=False),
            models.Index(fields=["dialogue", "-id"], name="viewpoint_of_dialogue"),
            models.Index(fields=["area", "-id"], name="viewpoint_in_area"),
            models.Index(
                fields=["dialogue"], condition=Q(personal_data="waiting"), name="viewpoint_waits"
            ),
        ]
        constraints = [
            models.UniqueConstraint("dialogue", "fingerprint", name="viewpoint_once"),
            models.CheckConstraint(condition=~Q(text=""), name="viewpoint_has_text"),
            models.CheckConstraint(
                # Said outright that neither is null: a check that comes out as null passes.
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="viewpoint_point_in_degrees",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('viewpoint')} {self.pk}"

    def text_for(self, user: User) -> str:
        """The text as this reader may see it: masked while personal data waits (R002)."""
        if self.personal_data != PersonalData.WAITING or is_owner_official(user, self.dialogue):
            return self.text
        return mask(self.text)
