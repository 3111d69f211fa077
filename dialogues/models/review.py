"""The search made before planning and what the official concluded (R048–R050)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.enums import Conclusion
from dialogues.models.dialogue import Dialogue
from municipality.models import Area, User


class KnowledgeReview(models.Model):
    """What was known when a dialogue was thought of: kept as it stood.

    ``criteria`` is the search as made; ``hits`` the dialogues as they stood then: a list of
    {"reference", "title", "owner", "period", "status", "awaits_feedback", "judgement",
    "viewpoints"}; ``reused`` the viewpoints picked: [{"id", "text", "dialogue"}], masked texts.
    These follow what becomes of the viewpoint, since personal data must not live on here: "gone"
    when it is deleted, "changed" when its text is (feedback.quoting).
    """

    question = models.CharField(_("question"), max_length=500)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("area"))
    criteria = models.JSONField(default=dict)
    hits = models.JSONField(default=list)
    reused = models.JSONField(default=list)
    conclusion = models.CharField(_("conclusion"), max_length=12, choices=Conclusion.choices)
    reason = models.TextField(_("why"))
    coordinate_with = models.ForeignKey(
        Dialogue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="coordinated_reviews",
        verbose_name=_("coordinate with"),
    )
    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="review")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    form_token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("search before planning")
        verbose_name_plural = _("searches before planning")
        constraints = [
            models.CheckConstraint(
                condition=Q(conclusion=Conclusion.COORDINATE, coordinate_with__isnull=False)
                | (~Q(conclusion=Conclusion.COORDINATE) & Q(coordinate_with=None)),
                name="review_coordinates_with_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="review_has_reason"),
        ]

    def __str__(self) -> str:
        return self.question
