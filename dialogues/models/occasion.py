"""When and where people met (R003, R013–R015, R024, R031)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogportal.periods import by_day
from dialogues.enums import CountQuality, Format, VenueKind
from dialogues.models.dialogue import Dialogue
from municipality.models import Area, Method


class Occasion(models.Model):
    """One meeting of a dialogue. A council's meeting names the committee meeting it prepares."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="occasions")
    starts_on = models.DateField(_("date"))
    ends_on = models.DateField(_("last day, if several"), null=True, blank=True)
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    title = models.CharField(_("what it was"), max_length=160, blank=True)
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    venue_kind = models.CharField(
        _("kind of venue"), max_length=20, choices=VenueKind.choices, blank=True
    )
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, verbose_name=_("area"))
    format = models.CharField(
        _("in person or digital"), max_length=10, choices=Format.choices, blank=True
    )
    method = models.ForeignKey(
        Method, models.PROTECT, null=True, blank=True, verbose_name=_("method")
    )
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    participants_quality = models.CharField(
        _("how the number is known"),
        max_length=10,
        choices=CountQuality.choices,
        default=CountQuality.UNKNOWN,
    )
    elected_participants = models.PositiveIntegerField(
        _("elected representatives"), null=True, blank=True
    )
    official_participants = models.PositiveIntegerField(_("officials"), null=True, blank=True)
    committee_meeting_on = models.DateField(
        _("before the committee meeting on"), null=True, blank=True
    )
    form_token = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["starts_on", "id"]
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="occasion_dates_in_order",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None)
                | Q(starts_at__isnull=False, ends_on__isnull=False)
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="occasion_hours_in_order",
                violation_error_message=_("It ends after it begins, the same day."),
            ),
            models.CheckConstraint(
                condition=Q(participants=None) | ~Q(participants_quality=CountQuality.UNKNOWN),
                name="occasion_count_has_quality",
                violation_error_message=_(
                    "Say whether the number of participants is counted or estimated."
                ),
            ),
            models.CheckConstraint(
                condition=Q(committee_meeting_on=None)
                | Q(committee_meeting_on__gte=F("starts_on")),
                name="occasion_before_committee_meeting",
                violation_error_message=_("The council meets before the committee does."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.venue or str(self.starts_on)

    @property
    def dated(self) -> str:
        """As it is told from others of the same name: "Rådsmöte, 12 sep 2024"."""
        name, day = self.title or self.venue, by_day(self.starts_on, self.ends_on or self.starts_on)
        return f"{name}, {day}" if name else day

    @property
    def is_held(self) -> bool:
        """Whether its first day has come: what lies ahead is not counted as held."""
        return self.starts_on <= timezone.localdate()
