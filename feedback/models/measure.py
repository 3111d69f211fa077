"""What came of a dialogue: measures, from proposed to carried out or not to be done (R128)."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogues.models import Dialogue
from dialogues.models.querysets import WORDS
from feedback.enums import MeasureState, Term
from feedback.models.viewpoint import Viewpoint
from municipality.models import Organisation, User

if TYPE_CHECKING:
    from dialogues.models.querysets import DialogueQuerySet

OPEN = (MeasureState.PROPOSED, MeasureState.PLANNED)
# The database may count days in another time zone than the city, where it is tomorrow already.
# By the row's own clock and not by now(): else a copy could not be read in where the clock is slow.
DAY_OF_CHANGE = Cast(F("changed_at") + Value(datetime.timedelta(days=1)), models.DateField())


class MeasureQuerySet(models.QuerySet["Measure"]):
    def open(self) -> MeasureQuerySet:
        """Those that somebody still has to do something about (R055)."""
        return self.filter(state__in=OPEN)

    def of_dialogues(self, dialogues: DialogueQuerySet) -> MeasureQuerySet:
        return self.filter(dialogue__in=dialogues.order_by().values("pk"))

    def longest_waiting_first(self) -> MeasureQuerySet:
        return self.order_by("created_at", "pk")

    def with_bodies(self) -> MeasureQuerySet:
        return self.select_related("responsible__successor", "followed_up_by__successor")

    def with_dialogue(self) -> MeasureQuerySet:
        """With the dialogue but the words it is searched by."""
        return self.select_related("dialogue").defer(*(f"dialogue__{name}" for name in WORDS))

    def shown(self) -> MeasureQuerySet:
        """With the bodies' names, and ``viewpoint_count``: how many viewpoints lie behind each."""
        links = Measure.viewpoints.through.objects.filter(measure=OuterRef("pk")).order_by()
        number = links.values("measure").values(number=Count("pk"))
        return self.with_bodies().annotate(viewpoint_count=Coalesce(Subquery(number), 0))


class Measure(models.Model):
    """One thing to be done after a dialogue, who does it and who follows it up."""

    dialogue = models.ForeignKey(
        Dialogue, models.CASCADE, related_name="measures", verbose_name=_("dialogue")
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=4_000, blank=True)
    ongoing_work = models.TextField(_("ongoing work"), max_length=4_000, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=MeasureState.choices, default=MeasureState.PROPOSED
    )
    reason = models.TextField(_("why it is not to be done"), max_length=4_000, blank=True)
    carried_out_on = models.DateField(_("carried out on"), null=True, blank=True)
    responsible = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    followed_up_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("followed up by"),
    )
    term = models.CharField(_("term"), max_length=6, choices=Term.choices, blank=True)
    viewpoints = models.ManyToManyField(
        Viewpoint, related_name="measures", blank=True, verbose_name=_("viewpoints behind it")
    )
    form_token = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = pgettext_lazy("after a dialogue", "measure")
        verbose_name_plural = pgettext_lazy("after a dialogue", "measures")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="measure_has_title"),
            models.CheckConstraint(
                condition=Q(state=MeasureState.NOT_DONE) & ~Q(reason="")
                | ~Q(state=MeasureState.NOT_DONE) & Q(reason=""),
                name="measure_reason_when_not_done",
                violation_error_message=_("Say why it is not to be done."),
            ),
            models.CheckConstraint(
                condition=Q(carried_out_on=None) | Q(state=MeasureState.CARRIED_OUT),
                name="measure_day_when_carried_out",
                violation_error_message=_("Only what has been carried out has a day for it."),
            ),
            models.CheckConstraint(
                condition=Q(carried_out_on=None) | Q(carried_out_on__lte=DAY_OF_CHANGE),
                name="measure_day_has_come",
                violation_error_message=_("This date has not come yet."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def bodies(self) -> tuple[Organisation | None, Organisation | None]:
        """Who does it and who follows it up: whoever took over from an abolished body, while there
        is something left to do; else those who did it then."""
        bodies = (self.responsible, self.followed_up_by)
        if not self.is_open:
            return bodies
        answering = [body.current() if body else None for body in bodies]
        return answering[0], answering[1]
