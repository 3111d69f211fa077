"""A dialogue as the register holds it (R001–R038)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.enums import (
    STATUS_OF_STATE,
    CountQuality,
    DatePrecision,
    EvaluatedAspect,
    EvaluationKind,
    FeedbackReach,
    Initiator,
    Openness,
    Orientation,
    Phase,
    Purpose,
    Recruitment,
    State,
    Status,
    TargetGroup,
)
from dialogues.models.columns import ManyColumns, weighted
from dialogues.models.querysets import CARRIED_OUT, UNDER_WAY, DialogueQuerySet
from municipality.enums import DialogueForm, Level
from municipality.models import Area, DialogueKind, DialogueType, Method, Organisation, Theme, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def choice_list(choices: Sequence[tuple[str, StrOrPromise]], label: StrOrPromise) -> ArrayField:
    """A column that holds several of a fixed list."""
    return ArrayField(
        models.CharField(max_length=30, choices=choices),
        verbose_name=label,
        default=list,
        blank=True,
    )


# A page may link to fifty dialogues.
@lru_cache(maxsize=1 << 14)
def _address(reference: str) -> str:
    return reverse("dialogue", args=[reference])


# What the search counts and orders by: in the index, so that it need not read the wide rows.
CARD = (
    "starts_on", "ends_on", "state", "owner", "type", "is_city_wide", "target_groups",
    "viewpoint_count", "is_good_example", "feedback_given_on", "feedback_reach", "withdrawn_on",
    "created_at", "level",
)  # fmt: skip


class Dialogue(ManyColumns):
    """What a city's administration asked residents, and what became of it."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    question = models.TextField(_("question to residents"), blank=True)
    background = models.TextField(_("background"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    purposes = choice_list(Purpose.choices, _("kinds of purpose"))
    type = models.ForeignKey(DialogueType, models.PROTECT, verbose_name=_("type"))
    secondary_types = models.ManyToManyField(
        DialogueType, related_name="also_dialogues", blank=True, verbose_name=_("also partly")
    )
    form = models.CharField(
        _("form"), max_length=10, choices=DialogueForm.choices, default=DialogueForm.ACTIVITY
    )
    kind = models.ForeignKey(
        DialogueKind,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("kind of activity or process"),
    )
    orientation = choice_list(Orientation.choices, _("starts from"))
    phases = ArrayField(
        models.PositiveSmallIntegerField(choices=Phase.choices),
        verbose_name=_("when in the decision process"),
        default=list,
        blank=True,
    )
    openness = models.CharField(
        _("what was open to influence"), max_length=10, choices=Openness.choices, blank=True
    )
    level = models.PositiveSmallIntegerField(
        _("level of participation"), choices=Level.choices, null=True, blank=True
    )
    initiator = models.CharField(
        _("whose idea"), max_length=15, choices=Initiator.choices, blank=True
    )

    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="dialogues",
        verbose_name=_("main responsibility"),
    )
    co_organisers = models.ManyToManyField(
        Organisation, related_name="co_organised", blank=True, verbose_name=_("co-organisers")
    )
    areas = models.ManyToManyField(
        Area, related_name="dialogues", blank=True, verbose_name=_("areas")
    )
    is_city_wide = models.BooleanField(_("the whole city"), default=False)
    themes = models.ManyToManyField(
        Theme, related_name="dialogues", blank=True, verbose_name=_("themes")
    )
    methods = models.ManyToManyField(
        Method, related_name="dialogues", blank=True, verbose_name=_("methods")
    )

    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    date_precision = models.CharField(
        _("dates known to the"),
        max_length=5,
        choices=DatePrecision.choices,
        default=DatePrecision.DAY,
    )
    milestones = models.TextField(
        _("milestones"), max_length=4_000, blank=True, default="", db_default=""
    )
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    plan_reference = models.CharField(
        _("activity in the operational plan"), max_length=200, blank=True
    )
    feeds_decision = models.CharField(_("decision it feeds"), max_length=200, blank=True)
    feeds_committee = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fed_dialogues",
        verbose_name=_("committee that decides"),
    )
    feeds_decided_on = models.DateField(_("date of that decision"), null=True, blank=True)
    is_statutory = models.BooleanField(_("demanded by a statute"), default=False)
    statutory_ground = models.CharField(_("which statute"), max_length=200, blank=True)
    languages = models.CharField(_("languages used"), max_length=200, blank=True)

    target_groups = choice_list(TargetGroup.choices, _("target groups"))
    target_group_text = models.TextField(_("target groups in words"), blank=True)
    recruitment = choice_list(Recruitment.choices, _("recruitment"))
    recruitment_text = models.TextField(_("recruitment in words"), blank=True)
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

    result_summary = models.TextField(_("what came out"), blank=True)
    proposals = models.TextField(_("what can be changed"), blank=True)
    actors_to_involve = models.TextField(_("who needs to be involved"), blank=True)
    outcome = models.TextField(_("what it led to"), blank=True)
    evaluation_kind = models.CharField(
        _("evaluation"), max_length=12, choices=EvaluationKind.choices, blank=True
    )
    evaluated = choice_list(EvaluatedAspect.choices, _("what was evaluated"))
    lessons = models.TextField(_("lessons"), blank=True)
    feedback_due = models.DateField(_("feedback promised by"), null=True, blank=True)
    feedback_given_on = models.DateField(_("feedback given"), null=True, blank=True)
    feedback_reach = models.CharField(
        _("whom the feedback reached"), max_length=10, choices=FeedbackReach.choices, blank=True
    )
    feedback_text = models.TextField(_("what the feedback said"), blank=True)
    other_comments = models.TextField(_("other comments"), blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.IDEA)
    decision_meeting_on = models.DateField(_("meeting that is to decide"), null=True, blank=True)
    # Why the owner ended it; what a committee said no to stands in its decision.
    not_held_reason = models.TextField(
        _("why it is not held"), blank=True, default="", db_default="", editable=False
    )
    is_registered_afterwards = models.BooleanField(_("registered afterwards"), default=False)
    definition_confirmed = models.BooleanField(_("within the definition"), default=False)
    follows = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="followed_by",
        blank=True,
        verbose_name=_("follows up"),
    )
    is_good_example = models.BooleanField(_("good example"), default=False)
    good_example_reason = models.TextField(_("why it is a good example"), blank=True)
    # A record that turned out to be no dialogue (R021): kept with its history, shown in no list.
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    withdrawn_reason = models.TextField(
        _("why it is no dialogue"), blank=True, default="", db_default="", editable=False
    )
    is_made_up = models.BooleanField(_("made up for the demo"), default=False, editable=False)

    source_import = models.ForeignKey(
        "dialogues.FileImport",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="dialogues",
    )
    import_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    # Kept by feedback.counting in the same transaction as the viewpoints.
    viewpoint_count = models.PositiveIntegerField(
        _("viewpoints"), default=0, db_default=0, editable=False
    )
    form_token = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    # Kept by dialogues.indexing in the same transaction as the row.
    title_words = models.TextField(default="", editable=False)
    body_words = models.TextField(default="", editable=False)
    document_words = models.TextField(default="", editable=False)
    part_words = models.TextField(default="", editable=False)
    search = models.GeneratedField(
        expression=Func(
            Func(
                Func(
                    weighted("title_words", "A"),
                    weighted("body_words", "B"),
                    template="(%(expressions)s)",
                    arg_joiner=" || ",
                ),
                weighted("document_words", "C"),
                template="(%(expressions)s)",
                arg_joiner=" || ",
            ),
            weighted("part_words", "D"),
            template="(%(expressions)s)",
            arg_joiner=" || ",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = DialogueQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("dialogue")
        verbose_name_plural = _("dialogues")
        indexes = [
            GinIndex(fields=["search"], name="dialogue_search"),
            models.Index(
                F("starts_on").desc(nulls_last=True), F("id").desc(), name="dialogue_newest"
            ),
            models.Index(fields=["state", "starts_on"], name="dialogue_state_start"),
            models.Index(fields=["id"], condition=Q(is_city_wide=True), name="dialogue_city_wide"),
            models.Index(fields=["id"], include=CARD, name="dialogue_card"),
            models.Index(
                fields=["id"],
                condition=Q(withdrawn_on__isnull=False),
                name="dialogue_withdrawn",
            ),
            models.Index(
                fields=["id"],
                condition=Q(is_good_example=True) | ~Q(lessons=""),
                name="dialogue_teaches",
            ),
            models.Index(
                fields=["is_good_example"], condition=Q(is_good_example=True), name="dialogue_good"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="dialogue_dates_in_order",
                violation_error_message=_("The dialogue cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(participants=None) | ~Q(participants_quality=CountQuality.UNKNOWN),
                name="dialogue_count_has_quality",
                violation_error_message=_(
                    "Say whether the number of participants is counted or estimated."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_good_example=False) | ~Q(good_example_reason=""),
                name="dialogue_good_example_has_reason",
                violation_error_message=_("Say why it is a good example."),
            ),
            models.CheckConstraint(
                # By whom may be lost with an account; the history keeps the name.
                condition=Q(withdrawn_on=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                name="dialogue_withdrawn_with_reason",
                violation_error_message=_("Say why it is no dialogue."),
            ),
            models.CheckConstraint(
                condition=Q(feedback_given_on=None) | ~Q(feedback_reach=""),
                name="dialogue_feedback_has_reach",
                violation_error_message=_("Say whom the feedback reached."),
            ),
            models.CheckConstraint(
                condition=Q(feedback_given_on=None)
                | Q(starts_on=None)
                | Q(feedback_given_on__gte=F("starts_on")),
                name="dialogue_feedback_after_start",
                violation_error_message=_("Feedback cannot be given before the dialogue began."),
            ),
            models.CheckConstraint(
                condition=Q(is_registered_afterwards=False) | Q(state__in=CARRIED_OUT),
                name="dialogue_afterwards_is_carried_out",
            ),
            models.CheckConstraint(
                # A day's grace: the database's day begins later than Sweden's.
                condition=~Q(state__in=CARRIED_OUT)
                | Q(starts_on=None)
                | Q(starts_on__lte=Now() + timedelta(days=1)),
                name="dialogue_carried_out_has_begun",
                violation_error_message=_("A dialogue that lies ahead has not been carried out."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return _address(self.reference)

    @property
    def status(self) -> Status:
        return STATUS_OF_STATE[State(self.state)]

    @property
    def status_word(self) -> str:
        """The status as a page says it: a plan that is being written is more than an idea."""
        state = State(self.state)
        return str(state.label if state == State.PLANNING else self.status.label)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    @property
    def is_carried_out(self) -> bool:
        return self.state in CARRIED_OUT

    @property
    def is_under_way(self) -> bool:
        """Whether it is thought of, planned or going on: others may meet it."""
        return self.state in UNDER_WAY

    @property
    def awaits_feedback(self) -> bool:
        """Whether those who took part still wait for an answer sent to them (R053, R124)."""
        reached = (
            self.feedback_given_on is not None and self.feedback_reach == FeedbackReach.TARGETED
        )
        return self.is_carried_out and not reached

    @property
    def feedback_is_overdue(self) -> bool:
        return (
            self.awaits_feedback
            and self.feedback_due is not None
            and self.feedback_due < timezone.localdate()
        )

    @property
    def months_waited(self) -> int | None:
        """Whole months that participants have waited since the dialogue ended, if they wait."""
        ended: datetime.date | None = self.ends_on or self.starts_on
        if not self.awaits_feedback or ended is None:
            return None
        today = timezone.localdate()
        months = (today.year - ended.year) * 12 + today.month - ended.month
        return max(0, months - (today.day < ended.day))
